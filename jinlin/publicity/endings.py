"""An office that ends by law after two assessments "not competent" running: ended, handed over, filled anew, in that order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.clock import due
from jinlin.base.deployment_calendar import calendar
from jinlin.base.engine import Desk, Effect, Taken
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.parameters import shipped_parameters
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import Tenure, current, end_tenure, holders_over
from jinlin.places.public import within
from jinlin.publicity.effects import faulty
from jinlin.publicity.kinds import book
from jinlin.publicity.models import Ending, Finding, Inquiry
from jinlin.publicity.procedure import ENDING
from jinlin.publicity.relating import relations_at
from jinlin.publicity.rules import EndingFacts

HAND_OVER = "residents_committee.hand_over"
Given = dict[str, Any]


def open_ending(finding: Finding, at: dt.datetime) -> Ending:
    """The case that follows from a finding: the street is told, with a day by which it acts."""
    row = Ending(
        finding=finding,
        place=finding.assessment.place,
        opened_at=at,
        due_at=due(at, book().rhythm.ends_within, calendar=calendar()).at,
    )
    row.save()
    data = {"office": finding.office, "year": finding.assessment.year}
    trail.record(row, "office_ending", "office_ending.opened", by=THE_CLOCK, at=at, data=data)
    row.save(update_fields=["trail_seq", "trail_hash"])
    said = Words(
        "连续两年评议不称职，职务依法终止，请办理", "not competent two years running: the office ends by law"
    )
    _say(row, ["supervisor", "overseer"], said, THE_CLOCK, at)
    return row


def title_of(row: Ending) -> str:
    """What the case is called."""
    return f"{row.place.name} {row.finding.office}：职务终止"


def relations(row: Ending, actor: Actor) -> frozenset[str]:
    """The street over the place acts, the place's workers and supervision committee read and hand over; nobody in an own case."""
    if actor.person and actor.person == row.finding.tenure.person_id:
        return frozenset()
    return relations_at(actor, row.place.path, row.place.grid_id, frozenset()) & {
        "supervisor", "community", "overseer", "clock",
    }  # fmt: skip


def successor_of(row: Ending, on: dt.date) -> Tenure | None:
    """Who holds the same seat on a day, where that is another tenure than the one that ended."""
    rows = Tenure.objects.filter(current(on), seat=row.finding.tenure.seat_id).exclude(
        pk=row.finding.tenure_id
    )
    return rows.select_related("person").first()


def facts(row: Ending, actor: Actor, held: frozenset[str], on: dt.datetime) -> EndingFacts:
    """The facts that the rules of a case ask for."""
    notice = row.finding.assessment.publication
    asked = Inquiry.objects.filter(publication=notice, kind="objection", state="asked") if notice else None
    return EndingFacts(
        is_published=notice is not None and notice.published_at is not None and notice.state != "withdrawn",
        open_objections=asked.count() if asked is not None else 0,
        is_filled=successor_of(row, timezone.localdate(on)) is not None,
    )  # fmt: skip


def _end(row: Ending, values: Given, by: Actor, at: dt.datetime) -> Taken:
    day, tenure = values["ended_on"], row.finding.tenure
    if day > timezone.localdate(at) or day < row.finding.assessment.held_on:
        raise faulty(
            "ended_on",
            "wrong_date",
            "日期要在评议之后、今天之前",
            "The day lies between the assessment and today",
        )
    if tenure.ended_on is None or tenure.ended_on > day:
        end_tenure(tenure=tenure, on=day, by=by)
    clock = shipped_parameters().clock(HAND_OVER, on=day)
    row.ended_on, row.due_at = day, due(day, clock, calendar=calendar()).at
    return Taken(
        {"ended_on": day.isoformat(), "hand_over_until": row.due_at.isoformat()}, values.get("note") or ""
    )


def _hand_over(row: Ending, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["handed_on"] > timezone.localdate(at) or (row.ended_on and values["handed_on"] < row.ended_on):
        raise faulty("handed_on", "wrong_date", "日期不对", "That day cannot be")
    row.handed_on, row.due_at = values["handed_on"], None
    return Taken({"handed_on": row.handed_on.isoformat()}, values["note"], files=values.get("files") or [])


def _fill(row: Ending, values: Given, by: Actor, at: dt.datetime) -> Taken:
    found = successor_of(row, timezone.localdate(at))
    assert found is not None  # the rule is_filled says so
    row.filled_on = found.from_on
    return Taken({"filled_on": found.from_on.isoformat()}, values["note"])


def _set_aside(row: Ending, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.due_at = None
    Finding.objects.filter(pk=row.finding_id).update(ends=False)
    return Taken(text=values["why"])


EFFECTS: dict[str, Effect] = {"end": _end, "hand_over": _hand_over, "fill": _fill, "set_aside": _set_aside}


def _say(row: Ending, names: list[str], said: Words, by: Actor, at: dt.datetime) -> None:
    on = timezone.localdate(at)
    accounts: set[int] = set()
    for name in names:
        accounts |= set(holders_over(path=row.place.path, relation=name, on=on))
    words = Words(f"{title_of(row)}：{said.zh}", f"{title_of(row)}: {said.en}")
    link = reverse("ending", args=[row.pk])
    send(
        Letter("office_ending", row.pk, words, link=link, account=one)
        for one in sorted(accounts - {by.account})
    )


def _tell(row: Ending, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    _say(row, [*step.tells, *extra], step.past, by, event.at)


def _after(row: Ending, step: Step, values: Given, event: Event, before: str) -> None:
    attach(row, "office_ending", event, list(values.get("files") or []))


ENDINGS = Desk(
    procedure=ENDING,
    model=Ending,
    relations=relations,
    facts=facts,
    effects=EFFECTS,
    tell=_tell,
    after=_after,
)


def rows_of(actor: Actor) -> QuerySet[Ending]:
    """The cases below an actor's seats, the open and most urgent ones first."""
    rows = Ending.objects.filter(within(actor, "place__path")).select_related(
        "place", "finding__assessment", "finding__tenure"
    )
    return rows.order_by("state", "due_at", "pk")


def find(ref: str, actor: Actor) -> Ending:
    """A case by its id, for those who stand in a relation to it."""
    row: Ending = Ending.objects.select_related(
        "place", "finding__assessment__place", "finding__assessment__publication", "finding__tenure__person"
    ).get(pk=int(ref))
    if not relations(row, actor):
        raise Ending.DoesNotExist
    return row


def _shown(row: Ending, actor: Actor) -> dict[str, Any]:
    def day(value: dt.date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "place": row.place.code, "office": row.finding.office, "assessment": row.finding.assessment_id, "due_at": row.due_at.isoformat() if row.due_at else None,
        "ended_on": day(row.ended_on), "handed_on": day(row.handed_on), "filled_on": day(row.filled_on),
    }  # fmt: skip


SUBJECT = Subject(
    desk=ENDINGS, plural="office-endings", find=find, ref=lambda row: str(row.pk), title=title_of, page=lambda row, actor: reverse("ending", args=[row.pk]),
    seen=lambda row, actor: ("public", "teller", "staff") if relations(row, actor) else (), shown=_shown,
    other={"office_ending.opened": Words("评议结果触发", "followed from the assessment")},
)  # fmt: skip
