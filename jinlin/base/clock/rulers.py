"""Rulers: the four ways of counting along time, each over whole numbers, so that a clock is one walk on one.

Days are ordinals; a day is counted when it ends later than the start, so (after, to] holds the counted days.
Instants are whole seconds of Shanghai's clock. ``Stop`` intervals are (low, high] in the ruler's own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from jinlin.base.clock.reading import Unit
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.base.working_calendar import DAY_SECONDS, SHANGHAI, WorkingCalendar


class Stop(NamedTuple):
    """A stretch that is not counted: later than ``low``, up to and with ``high`` (None: no end yet)."""

    low: int
    high: int | None


class Ruler(Protocol):
    """Counting along time."""

    def between(self, after: int, to: int) -> int:
        """How much lies in (after, to]."""

    def after(self, start: int, count: int) -> int:
        """Where ``count`` have passed."""

    def before(self, end: int, count: int) -> int:
        """The last place from which ``count`` lie before ``end``."""


class Plain:
    """Every day, or every second."""

    def between(self, after: int, to: int) -> int:
        return max(0, to - after)

    def after(self, start: int, count: int) -> int:
        return start + count

    def before(self, end: int, count: int) -> int:
        return end - count


class WorkedDays:
    """Worked days of a calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.between = calendar.working_days_between
        self.after = calendar.working_day_after
        self.before = calendar.working_day_before


class WorkedSeconds:
    """Seconds of office time of a calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.between = calendar.working_seconds_between
        self.after = calendar.working_second_after
        self.before = calendar.working_second_before


PLAIN = Plain()
SECONDS = {Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.WORKING_HOUR: 3600}


def ruler_for(unit: Unit, calendar: WorkingCalendar) -> Ruler:
    """The ruler on which a unit is counted; months and years are turned into days first."""
    if unit is Unit.WORKING_DAY:
        return WorkedDays(calendar)
    if unit is Unit.WORKING_HOUR:
        return WorkedSeconds(calendar)
    return PLAIN


def walk(ruler: Ruler, start: int, count: int, stops: Sequence[Stop]) -> int:
    """Where ``count`` have passed since ``start`` when nothing is counted within the stops (sorted, apart).

    Refused with ``not_running`` when that place lies behind a stop that has not ended.
    """
    for low, high in stops:
        if high is not None and high <= start:
            continue
        if low > start:
            available = ruler.between(start, low)
            if count <= available:
                break
            count -= available
        if high is None:
            raise Refused(NOT_RUNNING)
        start = high
    return ruler.after(start, count)


NOT_RUNNING = Reason(
    "not_running",
    Words("计时已暂停，恢复后才有截止时间", "the clock stands still; it has a deadline once it runs again"),
)


def counted(ruler: Ruler, after: int, to: int, stops: Sequence[Stop]) -> int:
    """How much of (after, to] lies outside the stops."""
    total = ruler.between(after, to)
    for low, high in stops:
        total -= ruler.between(max(after, low), to if high is None else min(to, high))
    return total


def day_number(at: datetime) -> int:
    """The ordinal of the Shanghai date of an aware instant."""
    return at.astimezone(SHANGHAI).toordinal()


def second_number(at: datetime) -> int:
    """The whole second of Shanghai's clock of an aware instant."""
    local = at.astimezone(SHANGHAI)
    return local.toordinal() * DAY_SECONDS + local.hour * 3600 + local.minute * 60 + local.second


def at_second(second: int) -> datetime:
    """The aware instant of a second number."""
    ordinal, rest = divmod(second, DAY_SECONDS)
    on = date.fromordinal(ordinal)
    return datetime(on.year, on.month, on.day, rest // 3600, rest // 60 % 60, rest % 60, tzinfo=SHANGHAI)


def end_of_day(ordinal: int) -> datetime:
    """The last second of a day: 23:59:59, the last second before 24:00."""
    on = date.fromordinal(ordinal)
    return datetime(on.year, on.month, on.day, 23, 59, 59, tzinfo=SHANGHAI)
