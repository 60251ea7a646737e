"""The dates of a rule within a stretch, with exceptions and moves; and a rule cut in two."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateutil.rrule import rrulestr
from lunar_python import LunarYear

from jinlin.base.recurrence.reading import Recurrence, Shift, fault, stretch_faults
from jinlin.base.rule import Refused
from jinlin.base.working_calendar import DayKind, WorkingCalendar

DAY = dt.timedelta(days=1)
FARTHEST = 31
"""Days by which a move can reach: no row of days off is longer."""
CYCLE = 400
LAST_CYCLE = 7600
"""The Gregorian calendar repeats every 400 years, weekdays included. dateutil looks for a day until the year 9999 where a
rule never gives one; reckoned in the last cycle it stops by itself soon."""
NOTHING_FOLLOWS = fault("no_following", "这一天之后没有场次", "Nothing follows that day")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a series.

    ``by_rule`` is the day that the rule gave (another than ``on`` where it was moved); ``provisional`` where the move
    looked at a year whose holidays are not published yet.
    """

    on: dt.date
    by_rule: dt.date
    provisional: bool = False

    @property
    def moved(self) -> bool:
        """Whether a day off moved it."""
        return self.on != self.by_rule


def dates(rule: Recurrence, first: dt.date, last: dt.date, *, calendar: WorkingCalendar) -> list[Occurrence]:
    """The days of a rule from ``first`` to ``last``, both included, in order, each day once.

    A RRULE without DTSTART counts from ``first``. ``Refused`` where the stretch is the wrong way round or too long.
    """
    faults = list(stretch_faults(first, last))
    if faults:
        raise Refused(*faults)
    reach = dt.timedelta(days=FARTHEST if _moves(rule) else 0)
    found: dict[dt.date, Occurrence] = {}
    for by_rule in sorted({*_by_rule(rule, first, last, reach), *rule.also} - rule.without):
        given = by_rule in rule.also
        made = Occurrence(by_rule, by_rule) if given else _placed(by_rule, rule, calendar)
        if made is not None and first <= made.on <= last:
            found.setdefault(made.on, made)
    return [found[day] for day in sorted(found)]


def split(rule: Recurrence, on: dt.date) -> tuple[Recurrence, Recurrence]:
    """Cut a rule before ``on``: the earlier one ends the day before, the later one (this and following) begins there.

    Together they give the same days; exceptions go with their side, a COUNT is shared out, an INTERVAL keeps its beat.
    Refused with ``no_start`` where a RRULE does not say from when it counts, ``wrong_stretch`` where nothing lies before,
    ``no_following`` where nothing follows.
    """
    if rule.rrule and rule.start is None:
        raise Refused(
            fault("no_start", "规则没有开始日期，不能拆开", "The rule has no DTSTART and can't be split")
        )
    if rule.start is not None and on <= rule.start:
        raise Refused(fault("wrong_stretch", "这一天之前没有场次", "Nothing lies before that day"))
    if on > (_end(rule) or on):
        raise Refused(NOTHING_FOLLOWS)
    before = replace(
        rule, rrule=_without(rule.rrule, "COUNT", "UNTIL"), until=min(on - DAY, _end(rule) or on),
        without=frozenset(day for day in rule.without if day < on), also=frozenset(day for day in rule.also if day < on),
    )  # fmt: skip
    after = replace(
        rule, start=_phase(rule, on), without=frozenset(day for day in rule.without if day >= on),
        also=frozenset(day for day in rule.also if day >= on),
    )  # fmt: skip
    if rule.count is not None and rule.start is not None:
        used = len(list(_by_rule(rule, rule.start, on - DAY, dt.timedelta())))
        if used >= rule.count:
            raise Refused(NOTHING_FOLLOWS)
        after = replace(after, rrule=_with(after.rrule, "COUNT", str(rule.count - used)))
    return before, after


def _end(rule: Recurrence) -> dt.date | None:
    text = dict(rule.rrule).get("UNTIL")
    ends = [rule.until, dt.datetime.strptime(text[:8], "%Y%m%d").date() if text else None]
    return min((end for end in ends if end), default=None)


def _phase(rule: Recurrence, on: dt.date) -> dt.date:
    """From when the later part counts: its first day, so that "every second week" keeps its beat."""
    if not rule.rrule or rule.start is None:
        return on
    until = min(on + dt.timedelta(days=366 * 12), dt.date(2299, 12, 31))
    return next(
        iter(_by_rule(replace(rule, rrule=_without(rule.rrule, "COUNT")), on, until, dt.timedelta())), on
    )


def _without(parts: tuple[tuple[str, str], ...], *names: str) -> tuple[tuple[str, str], ...]:
    return tuple(part for part in parts if part[0] not in names)


def _with(parts: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple((one, value if one == name else old) for one, old in parts)


def _by_rule(rule: Recurrence, first: dt.date, last: dt.date, reach: dt.timedelta) -> Iterable[dt.date]:
    low = max(first - reach, rule.start) if rule.start else first - reach
    high = min(last + reach, rule.until) if rule.until else last + reach
    if rule.rrule:
        start = rule.start or first
        return _by_rrule(rule.rrule, start, max(low, start), high)
    if rule.endings:
        return (day for day in _days(low, high) if day.day % 10 in rule.endings)
    return _by_lunar(rule, low, high)


def _days(low: dt.date, high: dt.date) -> Iterator[dt.date]:
    while low <= high:
        yield low
        low += DAY


def _by_rrule(
    parts: tuple[tuple[str, str], ...], start: dt.date, low: dt.date, high: dt.date
) -> Iterator[dt.date]:
    text = ";".join(f"{name}={_later(value) if name == 'UNTIL' else value}" for name, value in parts)
    begins = dt.datetime.combine(_in_last_cycle(start), dt.time())
    for at in rrulestr(f"RRULE:{text}", dtstart=begins):
        day = at.date().replace(year=at.year - LAST_CYCLE)
        if day > high:
            return
        if day >= low:
            yield day


def _later(until: str) -> str:
    """UNTIL in the last cycle, as the end of that day; a day that no month has means the month's last."""
    year, month, day = int(until[:4]), int(until[4:6]), int(until[6:8])
    last = months.monthrange(year, month)[1]
    return f"{min(year + LAST_CYCLE, 9999):04d}{month:02d}{min(day, last):02d}T235959"


def _in_last_cycle(day: dt.date) -> dt.date:
    return day.replace(year=day.year + LAST_CYCLE)


def _by_lunar(rule: Recurrence, low: dt.date, high: dt.date) -> Iterator[dt.date]:
    for year in range(low.year - 1, high.year + 1):
        for month in LunarYear.fromYear(year).getMonths():
            if month.getYear() != year or month.getMonth() < 1:
                continue
            for wanted in rule.lunar:
                day = wanted.day or month.getDayCount()
                if wanted.month in (0, month.getMonth()) and day <= month.getDayCount():
                    found = _first_of(month.getFirstJulianDay()) + dt.timedelta(days=day - 1)
                    if low <= found <= high:
                        yield found


def _first_of(julian: float) -> dt.date:
    """The date of a Julian day number at noon (1721426 is 0001-01-01)."""
    return dt.date.fromordinal(int(julian + 0.5) - 1721425)


def _moves(rule: Recurrence) -> bool:
    return any(shift in (Shift.NEXT, Shift.PREVIOUS) for shift in (rule.holidays, rule.rest_days))


def _placed(day: dt.date, rule: Recurrence, calendar: WorkingCalendar) -> Occurrence | None:
    """The day as it is held: where it was, on another day, or not at all (None)."""
    shift = Shift.KEEP
    if calendar.day(day).kind in (DayKind.HOLIDAY, DayKind.STOPPED):
        shift = rule.holidays if rule.holidays is not Shift.KEEP else rule.rest_days
    elif not calendar.is_working(day):
        shift = rule.rest_days
    unsure = not calendar.is_known(day.year) and (rule.holidays, rule.rest_days) != (Shift.KEEP, Shift.KEEP)
    if shift is Shift.SKIP:
        return None
    on, step = day, DAY if shift is Shift.NEXT else -DAY
    while shift is not Shift.KEEP and not calendar.is_working(on):
        on += step
    return Occurrence(on, day, unsure or (on != day and not calendar.is_known(on.year)))
