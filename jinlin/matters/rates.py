"""Response, solution and satisfaction rates from the counts: formula and base beside each. Pure but for the sums."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from jinlin.base.words import Words
from jinlin.matters.models import Tally
from jinlin.matters.tallies import ALL_KINDS, MEASURES
from jinlin.places.public import Place, under

SMALLEST = 5
"""Cells with a smaller base are not shown (small-number guard)."""


@dataclass(frozen=True)
class Rate:
    """One rate: its name, formula in words, which counts it divides."""

    code: str
    words: Words
    formula: Words
    part: str
    base: str


RATES = (
    Rate("response", Words("响应率", "Response rate"),
         Words("按时联系了反映人的 ÷ 到期应联系的", "contacted in time ÷ due for contact"), "contacted_in_time", "contact_due"),
    Rate("solution", Words("解决率", "Solution rate"),
         Words("反映人说已解决的 ÷ 回访到、有答复的", "teller says solved ÷ revisited with an answer"), "solved", "revisited"),
    Rate("satisfaction", Words("满意率", "Satisfaction rate"),
         Words("满意和很满意的 ÷ 回访到、作了评价的", "satisfied ÷ rated"), "satisfied", "rated"),
    Rate("in_time", Words("按期答复率", "Answered in time"),
         Words("期限内答复的 ÷ 已答复的", "answered within the deadline ÷ answered"), "answered_in_time", "answered"),
)  # fmt: skip


@dataclass(frozen=True)
class Value:
    """A rate of one place: part, base, and the share in thousandths; None where the base is too small to show."""

    rate: Rate
    part: int
    base: int

    @property
    def per_mille(self) -> int | None:
        """Thousandths, rounded down, in integers."""
        return None if self.base < SMALLEST else self.part * 1000 // self.base

    @property
    def text(self) -> str:
        """Such as 93.4%, or a dash under the small-number guard."""
        value = self.per_mille
        return "—" if value is None else f"{value // 10}.{value % 10}%"


@dataclass(frozen=True)
class Line:
    """The rates of one place with the counts that stand behind them."""

    place: Place | None
    counts: dict[str, int]
    values: tuple[Value, ...]


def line_of(place: Place | None, counts: dict[str, Any]) -> Line:
    """The rates from sums of counts."""
    clean = {name: int(counts.get(name) or 0) for name in MEASURES}
    return Line(place, clean, tuple(Value(rate, clean[rate.part], clean[rate.base]) for rate in RATES))


def whole(place: Place, since: dt.date, until: dt.date) -> Line:
    """The rates of a place with everything below it, for months from ``since`` up to and with ``until``."""
    rows = Tally.objects.filter(
        under(place.path, "place__path"), category=ALL_KINDS, month__gte=since, month__lte=until
    )
    return line_of(place, rows.aggregate(**{name: Sum(name) for name in MEASURES}))


def by_child(place: Place, since: dt.date, until: dt.date) -> list[Line]:
    """One line for each street or community right below the place, in the order of the tree (never a ranking)."""
    children = list(Place.objects.filter(parent=place, level__in=("street", "community")).order_by("path"))
    if not children:
        return []
    rows = (
        Tally.objects.filter(
            under(place.path, "place__path"), category=ALL_KINDS, month__gte=since, month__lte=until
        )
        .values("place__path")
        .annotate(**{name: Sum(name) for name in MEASURES})
    )
    sums: dict[int, dict[str, int]] = {child.pk: dict.fromkeys(MEASURES, 0) for child in children}
    ends = {child.path: child.pk for child in children}
    depth = place.path.count("/") + 1
    for row in rows:
        head = "/".join(row["place__path"].split("/")[:depth]) + "/"
        if head in ends:
            for name in MEASURES:
                sums[ends[head]][name] += row[name]
    return [line_of(child, sums[child.pk]) for child in children]
