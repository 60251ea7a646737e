"""How much is left, for the page: 还有 2 个工作日, 今天 11:30, 超 1 个工作日; and the moments to remind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock.reading import NAMES, Clock, Unit, Way
from jinlin.base.clock.reckoning import SECOND
from jinlin.base.clock.rulers import SECONDS, at_second, day_number, ruler_for, second_number
from jinlin.base.words import Words
from jinlin.base.working_calendar import DAY_SECONDS, SHANGHAI, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Left:
    """What stands beside a deadline; ``tone`` is calm, soon or late.

    ``amount`` in ``unit`` is negative when late; it counts whole units: worked or calendar days after
    today, or full hours or minutes.
    """

    amount: int
    unit: Unit
    tone: str
    words: Words


@dataclass(frozen=True, slots=True)
class Reminder:
    """A moment at which to remind; ``mark`` is the clock before or after the deadline that led to it."""

    at: datetime
    mark: Clock


MANY_HOURS = 72 * 3600
"""From here on (seconds) a lateness is told in days: nobody reads 218 hours."""


def left(
    due_at: datetime, *, on: datetime, clock: Clock | str, calendar: WorkingCalendar | None = None
) -> Left:
    """How much is left of a clock that is due then, at an aware instant ``on``.

    The second ``due_at`` itself is still in time. Worked days are counted in worked days, everything else in
    days; clocks of hours show the time of day once it is today or tomorrow.
    """
    cal = calendar or national_calendar()
    asked = Clock.parse(clock) if isinstance(clock, str) else clock
    due, now = due_at.astimezone(SHANGHAI), on.astimezone(SHANGHAI)
    if not asked.unit.by_day:
        return _left_of_hours(due, now, asked.unit, cal)
    unit = Unit.WORKING_DAY if asked.unit is Unit.WORKING_DAY else Unit.DAY
    ruler = ruler_for(unit, cal)
    name = NAMES[unit]
    if now >= due + SECOND:
        late = ruler.between(due.toordinal(), now.toordinal())
        words = _late(late, name) if late else Words("已过期", "past due")
        return Left(-late, unit, "late", words)
    if due.toordinal() == now.toordinal():
        return Left(0, unit, "soon", Words("今天到期", "due today"))
    ahead = ruler.between(now.toordinal(), due.toordinal())
    words = Words(f"还有 {ahead} {name.zh}", f"{ahead} {_plural(name.en, ahead)} left")
    return Left(ahead, unit, "soon" if ahead <= 1 else "calm", words)


def _left_of_hours(due: datetime, now: datetime, unit: Unit, cal: WorkingCalendar) -> Left:
    worked = unit is Unit.WORKING_HOUR
    ruler = ruler_for(unit, cal)
    hour = NAMES[Unit.WORKING_HOUR if worked else Unit.HOUR]
    end, at = second_number(due), second_number(now)
    if at > end:
        late = ruler.between(end, at)
        if late >= MANY_HOURS and not worked:
            return Left(-(late // 3600), unit, "late", _late(late // 86_400, NAMES[Unit.DAY]))
        if late >= 3600:
            return Left(-(late // 3600), unit, "late", _late(late // 3600, hour))
        minutes = late // 60
        words = _late(minutes, NAMES[Unit.MINUTE]) if minutes else Words("已过期", "past due")
        return Left(-minutes, Unit.MINUTE, "late", words)
    hours = ruler.between(at, end) // 3600
    days = due.toordinal() - now.toordinal()
    if days > 1:
        if worked:
            words = Words(f"还有 {hours} {hour.zh}", f"{hours} {_plural(hour.en, hours)} left")
        else:
            words = Words(f"还有 {days} 天", f"{days} days left")
        return Left(hours, unit, "calm", words)
    name = Words("今天", "today") if days == 0 else Words("明天", "tomorrow")
    words = Words(f"{name.zh} {due:%H:%M}", f"{name.en} {due:%H:%M}")
    return Left(hours, unit, "soon" if days == 0 or hours <= 4 else "calm", words)


def _late(amount: int, name: Words) -> Words:
    return Words(f"超 {amount} {name.zh}", f"{amount} {_plural(name.en, amount)} late")


def _plural(name: str, amount: int) -> str:
    return name if amount == 1 else f"{name}s"


def reminders(
    due_at: datetime, marks: Iterable[Clock | str], *, calendar: WorkingCalendar | None = None
) -> list[Reminder]:
    """The moments of "1 wd before", "4 h before", "1 wd after" beside a deadline, in order of time.

    A mark in days falls at the opening of the office on that day: "1 wd before" is the last worked day before
    the day of the deadline, "1 d after" the day after it. Marks of hours are exact.
    """
    cal = calendar or national_calendar()
    made = []
    for mark in marks:
        clock = Clock.parse(mark) if isinstance(mark, str) else mark
        made.append(Reminder(_beside(due_at, clock, cal), clock))
    return sorted(made, key=lambda reminder: reminder.at)


def _beside(due_at: datetime, mark: Clock, cal: WorkingCalendar) -> datetime:
    ruler = ruler_for(mark.unit, cal)
    before = mark.way is Way.BEFORE
    if not mark.unit.by_day:
        seconds, end = mark.count * SECONDS[mark.unit], second_number(due_at)
        return at_second(ruler.before(end, seconds) if before else ruler.after(end, seconds))
    if mark.unit in (Unit.MONTH, Unit.YEAR):
        raise ValueError(f"a reminder is set in days or hours, not {mark}")
    due = day_number(due_at)
    day = ruler.before(due, mark.count) if before else ruler.after(due, mark.count)
    return at_second(day * DAY_SECONDS + _opening(date.fromordinal(day), cal))


def _opening(on: date, cal: WorkingCalendar) -> int:
    spans = cal.spans(cal.day(on))
    return spans[0][0] if spans else cal.hours.opens
