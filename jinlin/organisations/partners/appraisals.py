"""Appraisals of an agreement: when they are due, who has given one, what may be read. Both sides, in the middle and at the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty, Taken
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Appraisal
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.words import KEPT, NEXT, SIDES, STAGES

WINDOW = "agreement.appraisal"


def window(agreement: Agreement, stage: str) -> tuple[dt.date, dt.date]:
    """First and last day for an appraisal: from the middle of the term on; from so long before its end until so long after."""
    span = dt.timedelta(days=shipped_parameters().clock(WINDOW, on=agreement.to_on).count)
    if stage == "middle":
        begins = agreement.from_on + (agreement.to_on - agreement.from_on) // 2
        return begins, begins + span
    return agreement.to_on - span, agreement.to_on + span


def open_stages(agreement: Agreement, side: str, on: dt.date) -> frozenset[str]:
    """The stages for which a side may give its appraisal on a day: the time is open and it has not given it."""
    if not agreement.standing or not side:
        return frozenset()
    given = set(Appraisal.objects.filter(agreement=agreement, side=side).values_list("stage", flat=True))
    return frozenset(
        stage
        for stage in STAGES
        if stage not in given and window(agreement, stage)[0] <= on <= window(agreement, stage)[1]
    )


def appraise(agreement: Agreement, values: dict[str, Any], by: Actor, at: dt.datetime, side: str) -> Taken:
    """Give it. What was said stays out of the thread, which both sides read at once. Refused: ``not_twice``, ``too_early``."""
    stage = values["stage"]
    if Appraisal.objects.filter(agreement=agreement, stage=stage, side=side).exists():
        raise Refused(rules.APPRAISED)
    if stage not in open_stages(agreement, side, timezone.localdate(at)):
        first, last = window(agreement, stage)
        words = Words("{first} 到 {last} 之间评", "It is given from {first} to {last}")
        reason = Reason("too_early", words.format(first=first.isoformat(), last=last.isoformat()))
        raise Faulty({"stage": reason})
    Appraisal.objects.create(
        agreement=agreement, stage=stage, side=side, kept=values["kept"], next=values["next"], words=values.get("remark") or "",
        by_title=by.title[:80], at=at,
    )  # fmt: skip
    return Taken(data={"stage": stage, "side": side}, seen="staff")


@dataclass(frozen=True)
class Shown:
    """One appraisal as a reader may see it: whose, and its content where it is not sealed."""

    side: Words
    given: bool
    row: Appraisal | None
    kept: Words | None = None
    next: Words | None = None


@dataclass(frozen=True)
class Stage:
    """One stage: its words, its window, both sides, and whether what is given is still sealed from the other side."""

    words: Words
    first: dt.date
    last: dt.date
    sides: tuple[Shown, ...]
    sealed: bool
    over: bool


def shown(agreement: Agreement, side: str, on: dt.date) -> list[Stage]:
    """Both stages as a side (empty: a supervisor) may read them: one's own always, the other's once both are in or time is up."""
    if not agreement.standing:
        return []
    rows = {(one.stage, one.side): one for one in Appraisal.objects.filter(agreement=agreement)}
    found = []
    for stage, words in STAGES.items():
        first, last = window(agreement, stage)
        if on < first and not any(key[0] == stage for key in rows):
            continue
        both = all((stage, one) in rows for one in ("community", "institution"))
        sealed = not both and on <= last
        sides = []
        for one in ("community", "institution"):
            row = rows.get((stage, one))
            if row is None or (sealed and one != side):
                sides.append(Shown(SIDES[one], row is not None, None))
            else:
                kept, following = KEPT.get(row.kept), NEXT.get(row.next)
                sides.append(Shown(SIDES[one], True, row, kept, following))
        found.append(Stage(words, first, last, tuple(sides), sealed, on > last))
    return found
