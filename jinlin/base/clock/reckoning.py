"""Reckoning a deadline: start day, unit, rest days, pauses, extensions and the move of a last day.

The rules, one by one:

* The day of the start is not counted (Civil Code 201); hours run from the instant itself (201 ¶2).
* A period of months or years ends on the corresponding day, or on the month's last day (202).
* A last day on a weekend or holiday moves to the next working day (203), where the clock says so. A local
  stop (typhoon) does not move it: the Code knows only rest days.
* A last day ends at 24:00 (203). ``Due.at`` is its last second, 23:59:59, so that the date of ``at`` is the
  last day; something done at second ``at`` is in time, one second later is late.
* A day counts when the clock is running as the day ends: the day on which a pause begins is not counted, the
  day on which the clock runs again is. Hours stand still to the second.
* An extension is a further clock that starts when the earlier one ends, moved last day included.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock.reading import Clock, Unit, Way, as_start, start_fault
from jinlin.base.clock.rulers import (
    NOT_RUNNING,
    SECONDS,
    Stop,
    at_second,
    counted,
    day_number,
    end_of_day,
    ruler_for,
    second_number,
    walk,
)
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.base.working_calendar import WorkingCalendar

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stands still; ``ends`` is None while it lasts."""

    begins: datetime
    ends: datetime | None = None

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError("a pause ends before it begins")


@dataclass(frozen=True, slots=True)
class Stage:
    """One clock of a period: ``first`` and ``last`` are the window of days that were looked at.

    ``last`` is the last day before the move of Civil Code 203, ``moved_to`` the day after it (the same when
    it did not move).
    """

    clock: Clock
    first: date
    last: date
    moved_to: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Period:
    """Everything that decides a deadline. Keep these four facts, and the deadline can be reckoned again."""

    start: datetime
    clock: Clock
    extensions: tuple[Clock, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def due(self, calendar: WorkingCalendar) -> Due:
        """The deadline by a calendar."""
        return due(self.start, self.clock, extensions=self.extensions, pauses=self.pauses, calendar=calendar)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline. ``at`` is the last second in time, in Shanghai's zone; ``day`` its date.

    ``provisional`` is true when the reckoning looked at a year whose holidays are not published yet.
    """

    at: datetime
    day: date
    provisional: bool
    period: Period = field(compare=False, repr=False)
    stages: tuple[Stage, ...] = field(compare=False, repr=False)
    calendar: WorkingCalendar = field(compare=False, repr=False)

    @property
    def ends_at(self) -> datetime:
        """The first second that is too late: for whole days 24:00, that is the next midnight."""
        return self.at + SECOND

    def is_passed(self, on: datetime) -> bool:
        """Whether the deadline has passed at an aware instant."""
        return on >= self.ends_at

    @property
    def explanation(self) -> Words:
        """How the deadline came about, in sentences: what was skipped, moved, paused, assumed."""
        from jinlin.base.clock.explaining import explain

        return explain(self)


def due(
    start: datetime | date,
    clock: Clock | str,
    *,
    extensions: Iterable[Clock | str] = (),
    pauses: Iterable[Pause] = (),
    calendar: WorkingCalendar | None = None,
) -> Due:
    """The deadline of a clock that starts then.

    ``start`` is an aware instant (naive means Shanghai) or a date. A clock "before" takes the event as its
    start and answers the last day on which notice may be given, with the full number of days between; it
    knows neither pause nor extension. Refused: what ``Clock.parse`` refuses, ``too_early``, ``too_far``, and
    ``not_running`` when the deadline lies behind a pause that has not ended.
    """
    begins = as_start(start)
    fault = start_fault(begins)
    if fault:
        raise Refused(fault)
    cal = calendar or national_calendar()
    first = Clock.parse(clock) if isinstance(clock, str) else clock
    more = tuple(Clock.parse(c) if isinstance(c, str) else c for c in extensions)
    period = Period(begins, first, more, tuple(pauses))
    if first.way is Way.BEFORE:
        if period.extensions or period.pauses:
            raise ValueError("a clock that counts back from an event has no pause and no extension")
        return _latest_before(period, cal)
    at = begins
    stages: list[Stage] = []
    for number, part in enumerate((first, *more)):
        # A day's end is 24:00: a further clock of hours starts there, one second after the last second.
        since = at + SECOND if number and stages[-1].clock.unit.by_day and not part.unit.by_day else at
        at, stage = _stage(since, part, period.pauses, cal)
        stages.append(stage)
    return Due(at, at.date(), any(s.provisional for s in stages), period, tuple(stages), cal)


def _stage(
    since: datetime, clock: Clock, pauses: Sequence[Pause], cal: WorkingCalendar
) -> tuple[datetime, Stage]:
    ruler = ruler_for(clock.unit, cal)
    if not clock.unit.by_day:
        stops = second_stops(pauses) if pauses else ()
        second = walk(ruler, second_number(since), clock.count * SECONDS[clock.unit], stops)
        at = at_second(second)
        looked = clock.unit is Unit.WORKING_HOUR
        return at, Stage(clock, since.date(), at.date(), at.date(), looked and _unknown(cal, since, at))
    first = since.toordinal()
    stops = day_stops(pauses) if pauses else ()
    last = walk(ruler, first, _day_count(since.date(), clock), stops)
    moved = _moved(last, cal, stops) if clock.moves else last
    at = end_of_day(moved)
    looked_from = since if clock.unit is Unit.WORKING_DAY else end_of_day(last)
    looked = clock.unit is Unit.WORKING_DAY or clock.moves
    stage = Stage(
        clock, since.date(), date.fromordinal(last), at.date(), looked and _unknown(cal, looked_from, at)
    )
    return at, stage


def _day_count(since: date, clock: Clock) -> int:
    """Months and years in days, by the corresponding day of Civil Code 202."""
    if clock.unit in (Unit.DAY, Unit.WORKING_DAY):
        return clock.count
    step = clock.count * (12 if clock.unit is Unit.YEAR else 1)
    return (corresponding_day(since, step) - since).days


def corresponding_day(day: date, step: int) -> date:
    """The same day ``step`` months later (earlier when negative), or that month's last day (Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _moved(last: int, cal: WorkingCalendar, stops: Sequence[Stop]) -> int:
    """The next day that is no rest day and on which the clock runs (Civil Code 203)."""
    while True:
        within = next((s for s in stops if s.low < last and (s.high is None or last <= s.high)), None)
        if within is not None:
            if within.high is None:
                raise Refused(NOT_RUNNING)
            last = within.high + 1
        elif cal.is_rest(date.fromordinal(last)):
            last += 1
        else:
            return last


def _unknown(cal: WorkingCalendar, first: datetime, last: datetime) -> bool:
    return any(year not in cal.known_years for year in range(first.year, last.year + 1))


def _latest_before(period: Period, cal: WorkingCalendar) -> Due:
    clock, event = period.clock, period.start
    ruler = ruler_for(clock.unit, cal)
    if not clock.unit.by_day:
        at = at_second(ruler.before(second_number(event), clock.count * SECONDS[clock.unit]))
        looked = clock.unit is Unit.WORKING_HOUR
    else:
        on = event.date()
        back = clock.count
        if clock.unit in (Unit.MONTH, Unit.YEAR):
            step = clock.count * (12 if clock.unit is Unit.YEAR else 1)
            back = (on - corresponding_day(on, -step)).days
        at = end_of_day(ruler.before(on.toordinal(), back) - 1)
        looked = clock.unit is Unit.WORKING_DAY
    provisional = looked and _unknown(cal, at, event)
    stage = Stage(clock, at.date(), event.date(), event.date(), provisional)
    return Due(at, at.date(), provisional, period, (stage,), cal)


def earliest_after(given_on: date, clock: Clock | str, *, calendar: WorkingCalendar | None = None) -> date:
    """The first day on which an event may be held after notice on a day, by a clock "before" in days.

    The inverse of ``due``: notice on the 1st with "15 d before" allows the 17th, with 15 full days between.
    A bare date cannot say that it is provisional: where the clock counts worked days, ask ``due`` for the
    day found.
    """
    asked = Clock.parse(clock) if isinstance(clock, str) else clock
    if asked.way is not Way.BEFORE or not asked.unit.by_day:
        raise ValueError(f"{asked} does not count back from an event in days")
    cal = calendar or national_calendar()
    after = ruler_for(asked.unit, cal).after(given_on.toordinal(), _day_count(given_on, asked)) + 1
    on = date.fromordinal(after)
    while due(on, asked, calendar=cal).day < given_on:
        on += timedelta(days=1)
    return on


def remaining(period: Period, *, on: datetime, calendar: WorkingCalendar | None = None) -> int:
    """How much of the last clock is left after this day, in its own unit (hours and minutes: in seconds).

    Today is not among the days left while the clock runs; while it stands still the answer does not change.
    Never negative. Months and years answer in days.
    """
    cal = calendar or national_calendar()
    closed = tuple(Pause(p.begins, max(p.begins, on) if p.ends is None else p.ends) for p in period.pauses)
    end = Period(period.start, period.clock, period.extensions, closed).due(cal)
    unit = (period.clock, *period.extensions)[-1].unit
    ruler = ruler_for(unit, cal)
    if unit.by_day:
        standing = any(p.ends is None and p.begins <= on for p in period.pauses)
        after = max(day_number(on) - standing, day_number(period.start))
        return max(0, counted(ruler, after, end.day.toordinal(), day_stops(closed)))
    return max(0, counted(ruler, second_number(on), second_number(end.at), second_stops(closed)))


def day_stops(pauses: Sequence[Pause]) -> list[Stop]:
    """Pauses as days that are not counted: those that end while the clock stands still."""
    return _joined(
        Stop(day_number(p.begins) - 1, None if p.ends is None else day_number(p.ends) - 1) for p in pauses
    )


def second_stops(pauses: Sequence[Pause]) -> list[Stop]:
    """Pauses in seconds."""
    return _joined(
        Stop(second_number(p.begins), None if p.ends is None else second_number(p.ends)) for p in pauses
    )


def _joined(stops: Iterable[Stop]) -> list[Stop]:
    made: list[Stop] = []
    for stop in sorted(stops, key=lambda s: s.low):
        if stop.high is not None and stop.high <= stop.low:
            continue
        if made and (made[-1].high is None or stop.low <= made[-1].high):
            low, high = made[-1]
            made[-1] = Stop(low, None if high is None or stop.high is None else max(high, stop.high))
        else:
            made.append(stop)
    return made
