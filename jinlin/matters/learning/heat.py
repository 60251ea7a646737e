"""The heat of a topic: a sum of whole numbers that a reader can add up again from the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jinlin.base.words import Words

PER_TELLER = 10
PER_MONTH = 4
MONTHS_PER_TELLER = 8
"""What lasts is hot, but time alone is not: its points stay below this for each person who told."""
LIKES_PER_TELLER = 1
"""Likes are cheap and can be collected: their points stay below this for each person who told."""

FORMULA = Words(
    "热度 = {a} × 反映人数 + {b} × 首末次反映相隔月数（不超过 {c} × 反映人数）+ 点赞减反对（不超过 {d} × 反映人数）",
    "heat = {a} × people who told + {b} × months from the first to the last telling (at most {c} × people) "
    "+ likes less opposes (at most {d} × people)",
).format(a=PER_TELLER, b=PER_MONTH, c=MONTHS_PER_TELLER, d=LIKES_PER_TELLER)


@dataclass(frozen=True, slots=True)
class Heat:
    """The parts of one topic's heat: distinct tellers, months from first to last telling, likes less opposes."""

    tellers: int
    months: int
    likes: int

    @property
    def for_time(self) -> int:
        """Points for how long it lasts."""
        return min(PER_MONTH * self.months, MONTHS_PER_TELLER * self.tellers)

    @property
    def for_likes(self) -> int:
        """Points for likes."""
        return min(self.likes, LIKES_PER_TELLER * self.tellers)

    @property
    def total(self) -> int:
        """The heat itself, in points."""
        return PER_TELLER * self.tellers + self.for_time + self.for_likes

    @property
    def words(self) -> Words:
        """The sum with its numbers, as it stands beside the topic."""
        return Words(
            "{total} = {per} × {tellers} 位反映人 + 持续 {months} 个月计 {time} + 点赞 {likes} 计 {liked}",
            "{total} = {per} × {tellers} people + {time} for {months} months + {liked} for {likes} likes",
        ).format(
            total=self.total,
            per=PER_TELLER,
            tellers=self.tellers,
            months=self.months,
            time=self.for_time,
            likes=self.likes,
            liked=self.for_likes,
        )


def heat_of(tellings: Iterable[tuple[int, datetime | None, int]]) -> Heat:
    """The heat of tellings given as (teller, when, likes less opposes).

    Of one teller only the first telling counts for time and the one with most likes for likes: whoever repeats
    himself makes no heat.
    """
    likes: dict[int, int] = {}
    first: dict[int, datetime] = {}
    for teller, at, liked in tellings:
        likes[teller] = max(likes.get(teller, 0), liked)
        if at is not None:
            first[teller] = min(first.get(teller, at), at)
    months = 0
    if first:
        begin, end = min(first.values()), max(first.values())
        months = 12 * (end.year - begin.year) + end.month - begin.month
    return Heat(len(likes), months, sum(likes.values()))
