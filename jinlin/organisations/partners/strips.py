"""Twelve months of a pairing: kept, missing, not yet; and the figure that stands on it (months kept ÷ months in force).

A month is kept where at least one joint occurrence lies in it as linked evidence. Part months count whole; months of
a pause count neither way. Source: 1+X, monthly; service 3.0 and oracle (g).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Evidence, Suspension
from jinlin.organisations.partners.periods import DAY, after_months, month_of, months_touched

SHOWN = 12
STATES = {
    "kept": (Words("兑现", "kept"), "good", "✓"),
    "missing": (Words("缺", "missing"), "late", "!"),
    "current": (Words("本月还没有", "not yet this month"), "soon", "◔"),
    "later": (Words("还没到", "not yet"), "calm", "·"),
    "paused": (Words("暂停", "paused"), "calm", "‖"),
    "outside": (Words("不在协议期", "outside the term"), "calm", " "),
}


@dataclass(frozen=True)
class Month:
    """One month of a strip: its first day, what became of it, and the joint occurrences in it."""

    first: dt.date
    state: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def words(self) -> Words:
        """What became of it."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """Its colour, never alone."""
        return STATES[self.state][1]

    @property
    def sign(self) -> str:
        """Its sign."""
        return STATES[self.state][2]


@dataclass(frozen=True)
class Strip:
    """The months of an agreement that are shown, and how many of those in force so far were kept."""

    months: tuple[Month, ...]
    kept: int
    in_force: int
    held: int

    @property
    def sentence(self) -> Words:
        """What the strip shows, in one sentence."""
        zh = f"到现在有效 {self.in_force} 个月，{self.kept} 个月有共同活动，共 {self.held} 次"
        en = f"In force for {self.in_force} months so far, {self.kept} of them with a joint occurrence, {self.held} in all"
        return Words(zh, en)


def _paused(pauses: Iterable[Suspension], first: dt.date) -> bool:
    last = after_months(first, 1) - DAY
    return any(one.from_on <= first and (one.until_on is None or last < one.until_on) for one in pauses)


def counted_months(agreement: Agreement, pauses: Iterable[Suspension], *, until: dt.date) -> list[dt.date]:
    """The months in which an agreement bound up to a day, whole months of a pause left out."""
    if agreement.in_force_from is None:
        return []
    held = list(pauses)
    last = min(agreement.binds_until, until)
    return [one for one in months_touched(agreement.in_force_from, last) if not _paused(held, one)]


def strip(
    agreement: Agreement, evidence: Iterable[Evidence], pauses: Sequence[Suspension], *, on: dt.date
) -> Strip:
    """The strip of one agreement on a day: the twelve months up to now, or those around its term."""
    joint: dict[dt.date, list[Evidence]] = defaultdict(list)
    for one in evidence:
        if one.is_joint:
            joint[month_of(one.on)].append(one)
    begins = agreement.in_force_from or agreement.from_on
    last = month_of(min(max(on, begins), agreement.to_on))
    first = after_months(last, 1 - SHOWN)
    if first < month_of(begins):
        first = month_of(begins)
    counted = set(counted_months(agreement, pauses, until=on))
    shown = []
    for number in range(SHOWN):
        month = after_months(first, number)
        shown.append(Month(month, _state(agreement, month, joint, counted, pauses, on), tuple(joint[month])))
    kept = sum(1 for month in counted if joint.get(month))
    return Strip(tuple(shown), kept, len(counted), sum(len(rows) for rows in joint.values()))


def _state(
    agreement: Agreement, month: dt.date, joint: dict[dt.date, list[Evidence]], counted: set[dt.date],
    pauses: Sequence[Suspension], on: dt.date,
) -> str:  # fmt: skip
    if joint.get(month):
        return "kept"
    begins = agreement.in_force_from or agreement.from_on
    if month < month_of(begins) or month > month_of(agreement.binds_until):
        return "outside"
    if _paused(pauses, month):
        return "paused"
    if month == month_of(on):
        return "current"
    return "missing" if month in counted else "later"


def strips(rows: Sequence[Agreement], *, on: dt.date) -> dict[int, Strip]:
    """The strips of several agreements, in two queries whatever their number."""
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    pauses: dict[int, list[Suspension]] = defaultdict(list)
    ids = [row.pk for row in rows]
    for one in Evidence.objects.filter(agreement__in=ids, is_joint=True).order_by("on", "pk"):
        if one.agreement_id:
            evidence[one.agreement_id].append(one)
    for pause in Suspension.objects.filter(agreement__in=ids):
        pauses[pause.agreement_id].append(pause)
    return {row.pk: strip(row, evidence[row.pk], pauses[row.pk], on=on) for row in rows}
