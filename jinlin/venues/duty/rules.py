"""Rules of duty: who may have a turn, who is next in fairness, and how much of a promise was kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jinlin.base.rule import Reason
from jinlin.base.words import Words

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
MONDAY = 4 * DAY
"""The first Monday after 1 January 1970 (a Thursday), in minutes: weeks begin there."""
SHANGHAI = 8 * HOUR

TWO_PLACES = Reason(
    "not_in_two_places",
    Words("这段时间已经在别处值班", "There is another turn at the same time"),
    "同一个人不能同时在两处",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person agreed to: minutes a week at most (0: no limit), minutes of rest between turns, weekdays off."""

    week: int = 0
    rest: int = 0
    not_days: frozenset[int] = frozenset()


Stretch = tuple[int, int]
"""From one minute to another, counted since 1970 (UTC)."""


def week_of(minute: int) -> int:
    """The number of the week (Monday to Sunday in Shanghai) in which a minute lies."""
    return (minute + SHANGHAI - MONDAY) // WEEK


def weekday_of(minute: int) -> int:
    """0 Monday … 6 Sunday, in Shanghai."""
    return (minute + SHANGHAI - MONDAY) // DAY % 7


def why_not(turn: Stretch, held: Sequence[Stretch], limits: Limits) -> Reason | None:
    """Why a person may not have a turn: already on duty then, too little rest, more than a week's share. None: may.

    Turns that touch each other are one piece of work, with no rest between them.
    """
    begins, ends = turn
    if any(begins < last and first < ends for first, last in held):
        return TWO_PLACES
    for first, last in held:
        gap = begins - last if last <= begins else first - ends
        if 0 < gap < limits.rest:
            hours = limits.rest // HOUR
            return Reason(
                "too_little_rest",
                Words(f"两次值班之间至少休息 {hours} 小时", f"At least {hours} hours of rest between turns"),
            )
    same = sum(last - first for first, last in held if week_of(first) == week_of(begins))
    if limits.week and same + ends - begins > limits.week:
        shown = f"{limits.week / HOUR:g}"
        return Reason(
            "too_much",
            Words(f"这一周超过了说好的 {shown} 小时", f"More than the agreed {shown} hours that week"),
        )
    return None


def may_ask(turn: Stretch, held: Sequence[Stretch], limits: Limits) -> Reason | None:
    """Why the plan does not ask somebody: besides ``why_not``, a weekday on which they said that they cannot."""
    if weekday_of(turn[0]) in limits.not_days:
        return Reason("not_that_day", Words("这一天说过来不了", "Said that this weekday does not suit"))
    return why_not(turn, held, limits)


@dataclass(frozen=True, slots=True)
class Slot:
    """A turn to be given: its stretch, its weight in per cent of an ordinary turn, whether it lies on a holiday."""

    key: int
    begins: int
    ends: int
    weight: int = 100
    holiday: bool = False

    @property
    def load(self) -> int:
        """Weighted minutes."""
        return (self.ends - self.begins) * self.weight // 100


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody on the rota: weighted minutes and holiday turns so far, what they agreed to, what they have already."""

    key: int
    load: int = 0
    holidays: int = 0
    limits: Limits = Limits()
    held: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Given:
    """What the plan proposes for one slot: who, who stands by in order; or nobody, with the reasons counted."""

    slot: Slot
    hand: int | None
    standby: tuple[int, ...] = ()
    why: Mapping[str, int] = field(default_factory=dict)


def propose(slots: Iterable[Slot], hands: Sequence[Hand], standbys: int = 2) -> list[Given]:
    """A fair plan: each turn goes to whoever has the fewest weighted minutes; holiday turns are counted by themselves.

    Holidays are given first, then the heavy ones, then by time. Ties: who had the longest break, then the lower key.
    The same input gives the same plan. Nobody is asked against ``may_ask``; what nobody can have stays open.
    """
    load = {one.key: one.load for one in hands}
    holidays = {one.key: one.holidays for one in hands}
    held = {one.key: list(one.held) for one in hands}
    waits = dict.fromkeys(load, 0)
    found: list[Given] = []
    for slot in sorted(slots, key=lambda one: (not one.holiday, -one.weight, one.begins, one.key)):
        able: list[int] = []
        why: dict[str, int] = {}
        for one in hands:
            reason = may_ask((slot.begins, slot.ends), held[one.key], one.limits)
            if reason is None:
                able.append(one.key)
            else:
                why[reason.code] = why.get(reason.code, 0) + 1

        def need(key: int, slot: Slot = slot) -> tuple[int, int, int, int]:
            last = max((end for _, end in held[key] if end <= slot.begins), default=0)
            return (holidays[key] if slot.holiday else 0, load[key], last, key)

        chosen = min(able, key=need, default=None)
        rest = sorted((key for key in able if key != chosen), key=lambda key: (waits[key], *need(key)))
        behind = tuple(rest[:standbys])
        for key in behind:
            waits[key] += 1
        if chosen is not None:
            load[chosen] += slot.load
            holidays[chosen] += slot.holiday
            held[chosen].append((slot.begins, slot.ends))
        found.append(Given(slot, chosen, behind if chosen is not None else (), why if chosen is None else {}))
    return sorted(found, key=lambda one: (one.slot.begins, one.slot.key))


@dataclass(frozen=True)
class Weights:
    """How much heavier than an ordinary turn, in per cent. The heaviest reason counts, they are not multiplied."""

    evening: int
    night: int
    weekend: int
    holiday: int

    def of(self, begins: int, ends: int, *, weekday: int, holiday: bool) -> int:
        """The weight of a turn between two minutes of its day: evening from 18:00, night from 22:00 or before 6:00."""
        found = [100]
        if holiday:
            found.append(self.holiday)
        if weekday >= 5:
            found.append(self.weekend)
        if ends > 18 * HOUR:
            found.append(self.evening)
        if ends > 22 * HOUR or begins < 6 * HOUR:
            found.append(self.night)
        return max(found)


def cut(hours: Sequence[Stretch], length: int) -> list[Stretch]:
    """Turns of about one length within the hours of a day: no turn is longer, the last ones share what is left evenly.

    Quarters of an hour are kept.
    """
    found: list[Stretch] = []
    for begins, ends in hours:
        pieces = max(1, -(-(ends - begins) // length))
        quarters = (ends - begins) // 15
        at = begins
        for number in range(pieces):
            size = (quarters // pieces + (number < quarters % pieces)) * 15
            found.append((at, ends if number == pieces - 1 else at + size))
            at += size
    return [one for one in found if one[1] > one[0]]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same minutes without overlap, in order."""
    found: list[Stretch] = []
    for begins, ends in sorted(one for one in stretches if one[1] > one[0]):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def covered(promised: Iterable[Stretch], present: Iterable[Stretch]) -> int:
    """How many promised minutes somebody was there: two at once count once, minutes outside the promise do not."""
    there = joined(present)
    return sum(
        max(0, min(ends, last) - max(begins, first))
        for begins, ends in joined(promised)
        for first, last in there
    )


def gaps(promised: Iterable[Stretch], expected: Iterable[Stretch], needed: int = 1) -> list[Stretch]:
    """The promised stretches for which fewer than ``needed`` people have said yes."""
    there = [one for one in expected if one[1] > one[0]]
    edges = sorted({edge for one in there for edge in one})
    found: list[Stretch] = []
    for begins, ends in joined(promised):
        at = [begins, *(edge for edge in edges if begins < edge < ends), ends]
        found += [
            (first, last)
            for first, last in pairwise(at)
            if sum(one[0] <= first and last <= one[1] for one in there) < needed
        ]
    return joined(found)


AT_RISK_LEAST, AT_RISK_SHARE = 5, 4
"""A kind of turn is at risk where at least one of four went uncovered, out of no fewer than five."""


def at_risk(turns: int, uncovered: int) -> bool:
    """Whether turns of one post and weekday went uncovered so often that the next one needs a look. Never about a person."""
    return turns >= AT_RISK_LEAST and uncovered * AT_RISK_SHARE >= turns
