"""Days of the deployment's calendar: notice periods, working-day deadlines, when to remind."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from jinlin.base.clock import SHANGHAI, Clock, due
from jinlin.base.deployment_calendar import calendar
from jinlin.base.parameters import Parameter, Share, shipped_parameters

MORNING = dt.time(9)
SECOND = dt.timedelta(seconds=1)


def local(at: dt.datetime) -> dt.date:
    """The local date of an instant."""
    return at.astimezone(SHANGHAI).date()


def at_minute(day: dt.date, minute: int) -> dt.datetime:
    """An instant of a local day, by minutes after midnight."""
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), SHANGHAI)


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a local day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI)


def due_day(day: dt.date) -> dt.datetime:
    """The end of the day, or of the next worked day where offices rest on it."""
    known = calendar()
    while not known.is_working(day):
        day += dt.timedelta(days=1)
    return end_of(day)


def until(clock: Clock, start: dt.datetime) -> dt.datetime:
    """The last second of a clock that starts at an instant."""
    return due(start, clock, calendar=calendar()).at


def latest_notice(kind: str, begins_at: dt.datetime) -> dt.datetime:
    """The last second at which a meeting of that kind may be announced for that hour."""
    clock = shipped_parameters().clock(f"meeting.notice.{kind}", on=local(begins_at))
    return due(local(begins_at), clock, calendar=calendar()).at


@lru_cache(maxsize=256)
def share(name: str, on: dt.date) -> Share | None:
    """The share that the parameters hold under a name on a day, or None where they hold none."""
    try:
        value = shipped_parameters().get(name, on=on).value
    except LookupError:
        return None
    return value if isinstance(value, Share) else None


def parameter(name: str, on: dt.date) -> Parameter:
    """The whole parameter, with its source and whether anybody verified it."""
    return shipped_parameters().get(name, on=on)


def weeks_ahead(on: dt.date) -> int:
    """How many weeks of meetings are made ahead."""
    return shipped_parameters().integer("meeting.weeks_ahead", on=on)


def reminders(due_at: dt.datetime) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """When the clock speaks: nine o'clock of the worked day before, nine o'clock of the due day, the moment it is late."""
    day = local(due_at)
    eve = dt.date.fromordinal(calendar().working_day_before(day.toordinal(), 1))
    nine = [dt.datetime.combine(one, MORNING, SHANGHAI) for one in (eve, day)]
    return nine[0], nine[1], due_at + SECOND


def next_reminder(due_at: dt.datetime, after: dt.datetime) -> dt.datetime | None:
    """The next of a deadline's reminders later than an instant, or None when all are past."""
    return next((at for at in reminders(due_at) if at > after), None)
