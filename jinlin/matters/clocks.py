"""The clocks of matters: deadlines by the declared parameters, with extensions and pauses, reckoned again when needed."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from jinlin.base.clock import SHANGHAI, Clock, Due, Pause, WorkingCalendar, due
from jinlin.base.deployment_calendar import calendar
from jinlin.base.parameters import shipped_parameters
from jinlin.matters.models import Matter

ANSWER = "answer_ordinary"
URGENT = {1: "answer_day", 2: "answer_urgent"}


def named(name: str, on: dt.date) -> Clock:
    """The clock that the parameters hold under a name on a day."""
    return _named(name, on)


@lru_cache(maxsize=4096)
def _named(name: str, on: dt.date) -> Clock:
    return shipped_parameters().clock(name, on=on)


def until(name: str, start: dt.datetime) -> dt.datetime:
    """The end of a named clock that starts at an instant, in the deployment's calendar."""
    return _plain(start, named(name, start.date())).at


def _plain(start: dt.datetime, clock: Clock) -> Due:
    """A deadline without extension or pause; one that counts days is the same for all that start on a day."""
    if not clock.unit.by_day:
        return due(start, clock, calendar=calendar())
    return _of_day(start.astimezone(SHANGHAI).date(), clock, calendar())


@lru_cache(maxsize=8192)
def _of_day(day: dt.date, clock: Clock, cal: WorkingCalendar) -> Due:
    return due(day, clock, calendar=cal)


def start_clock(matter: Matter, name: str, start: dt.datetime) -> None:
    """Give the matter the deadline of a named clock from an instant on; earlier extensions and pauses end."""
    matter.clock, matter.clock_from, matter.clock_story = name, start, {}
    reckon(matter)


def reckon(matter: Matter) -> Due | None:
    """Reckon the deadline again from what is kept; None (and no deadline) for a long-running matter."""
    if matter.long_running or not matter.clock or matter.clock_from is None:
        matter.due_at, matter.due_provisional, matter.remind_at = None, False, None
        return None
    story = matter.clock_story
    pauses = [Pause(_at(begin), _at(end) if end else None) for begin, end in story.get("pauses", [])]
    extensions = [Clock.parse(text) for text in story.get("extensions", [])]
    clock = named(matter.clock, matter.clock_from.date())
    if extensions or pauses:
        found = due(matter.clock_from, clock, extensions=extensions, pauses=pauses, calendar=calendar())
    else:
        found = _plain(matter.clock_from, clock)
    matter.due_at, matter.due_provisional = found.at, found.provisional
    matter.remind_at = before(found.at)
    return found


def before(due_at: dt.datetime) -> dt.datetime:
    """When to remind ahead of a deadline: nine o'clock of the working day before, or half an hour before a short one."""
    return _eve(due_at.astimezone(SHANGHAI).date(), calendar())


@lru_cache(maxsize=4096)
def _eve(day: dt.date, cal: WorkingCalendar) -> dt.datetime:
    eve = dt.date.fromordinal(cal.working_day_before(day.toordinal(), 1))
    return dt.datetime.combine(eve, dt.time(9), SHANGHAI)


def extend(matter: Matter, working_days: int) -> None:
    """Add working days behind the end of the clock as it stands."""
    story = dict(matter.clock_story)
    story["extensions"] = [*story.get("extensions", []), f"{working_days} wd"]
    matter.clock_story, matter.extended = story, matter.extended + 1
    reckon(matter)


def pause(matter: Matter, at: dt.datetime) -> None:
    """Let the clock stand still from now on."""
    story = dict(matter.clock_story)
    story["pauses"] = [*story.get("pauses", []), [at.isoformat(), None]]
    matter.clock_story, matter.paused_at = story, at
    matter.due_at, matter.remind_at = None, None


def resume(matter: Matter, at: dt.datetime) -> None:
    """Let the clock run again; the deadline moves by what was paused."""
    story = dict(matter.clock_story)
    pauses = [list(pair) for pair in story.get("pauses", [])]
    if pauses and pauses[-1][1] is None:
        pauses[-1][1] = at.isoformat()
    story["pauses"] = pauses
    matter.clock_story, matter.paused_at = story, None
    reckon(matter)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
