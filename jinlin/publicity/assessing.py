"""The yearly democratic assessment (民主评议), as the supervision committee records it: who was found how, and whose office ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.events import publish
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import Tenure, current, roles
from jinlin.places.public import Place
from jinlin.publicity import rules
from jinlin.publicity.endings import open_ending
from jinlin.publicity.kinds import book
from jinlin.publicity.models import Assessment, Finding
from jinlin.publicity.words import FOUND, label

RECORDERS = frozenset({"supervision_committee"})
NOT_YOURS = Reason(
    "not_yours",
    Words("民主评议由居务监督委员会组织和记录", "The supervision committee holds and records the assessment"),
    "城市居民委员会组织法 37",
)
TWICE = Reason("not_twice", Words("这一年已经记录过", "That year is recorded already"))


def offices(place: Place, on: dt.date) -> list[Tenure]:
    """The offices that are assessed at a community on a day."""
    rows = Tenure.objects.filter(current(on), seat__place=place, seat__role__in=book().rhythm.assessed)
    return list(rows.select_related("seat", "person").order_by("seat__duty", "pk"))


def office_words(tenure: Tenure) -> str:
    """An office and who holds it, as it is published."""
    known = roles().get(tenure.seat.role)
    return f"{known.words.zh if known else tenure.seat.role} {tenure.person.name}"


def before(tenure: Tenure, year: int) -> str | None:
    """What the year before found about the same office and holder."""
    last = Finding.objects.filter(tenure=tenure, assessment__year=year - 1).first()
    return last.found if last else None


def record(
    *, place: Place, year: int, held_on: dt.date, present: int, found: dict[int, str], note: str, by: Actor, at: dt.datetime | None = None
) -> Assessment:  # fmt: skip
    """Record a year's assessment: ``found`` maps each office's tenure to fit, mostly or unfit.

    Refused: ``not_yours`` for all but the supervision committee, ``not_twice``; ``Faulty`` where the day is not of that
    year or an office was left out. An office that was found unfit twice running ends by law (37):
    a case is opened, and the street is told by when it acts.
    """
    at = at or timezone.now()
    if not by.roles_over(place.path) & RECORDERS:
        raise Refused(NOT_YOURS)
    if held_on.year != year or held_on > timezone.localdate(at):
        raise Faulty(
            {
                "held_on": Reason(
                    "wrong_date",
                    Words("日期不在这一年，或者还没到", "That day is not of the year, or lies ahead"),
                )
            }
        )
    held = {one.pk: one for one in offices(place, held_on)}
    if set(found) != set(held) or not held:
        raise Faulty(
            {"": Reason("no_finding", Words("每一位都要有评议结果", "Every office needs a finding"))}
        )
    try:
        with transaction.atomic():
            row = Assessment.objects.create(
                place=place, year=year, held_on=held_on, present=present, note=note, by_id=by.account or None
            )
            findings = [
                Finding(
                    assessment=row, tenure=tenure, office=office_words(tenure)[:60], found=found[pk],
                    ends=rules.office_ends(before=before(tenure, year), now=found[pk]),
                )
                for pk, tenure in held.items()
            ]  # fmt: skip
            Finding.objects.bulk_create(findings)
            event = trail.record(
                row,
                "assessment",
                "assessment.recorded",
                by=by,
                at=at,
                data={"year": year, "present": present},
                text=note,
            )
            row.save(update_fields=["trail_seq", "trail_hash"])
            for one in findings:
                if one.ends:
                    open_ending(one, at)
            publish("assessment.recorded", subject=row, event=event, by=by)
    except IntegrityError:
        raise Refused(TWICE) from None
    return row


def published_body(row: Assessment) -> str:
    """The text of the notice of a year's result."""
    lines = [
        f"{one.office}：{label(FOUND, one.found).zh}{'（连续两年不称职，职务依法终止）' if one.ends else ''}"
        for one in row.findings.order_by("pk")
    ]
    day = f"{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日"
    head = f"{day}，居务监督委员会主持召开民主评议会，{row.present} 人参加。评议结果如下："
    return "\n".join([head, "", *lines, *(["", row.note] if row.note else [])])


def given_of(values: dict[str, Any]) -> dict[int, str]:
    """Findings from the fields of the form, by tenure."""
    return {
        int(name.removeprefix("t")): value
        for name, value in values.items()
        if name.startswith("t") and name[1:].isdigit()
    }
