"""Response, solution and satisfaction rates from the counts: formula and base beside each. Pure but for the sums."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from jinlin.base.nodes import Node
from jinlin.base.words import Words
from jinlin.matters import kept
from jinlin.matters.tallies import MEASURES
from jinlin.places.public import Place

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


def lines(place: Place, since: dt.date, until: dt.date) -> tuple[Line, list[Line]]:
    """The rates of a place with everything below it, and one line for each street or community right below it.

    For months from ``since`` up to and with ``until``; in the order of the tree, never a ranking. Two statements.
    """
    children = Place.objects.filter(parent=place, level__in=("street", "community")).order_by("path")
    asked = [place, *children]
    nodes = [Node("place", one.pk, one.code, one.name, one.level, one.pk, one.path) for one in asked]
    months = kept.sums(nodes, since, until)
    whole, *below = [line_of(one, sum(months[one.code].values(), Counter())) for one in asked]
    return whole, below
