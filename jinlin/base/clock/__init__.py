"""Clocks: until when something must be done, in the law's own units, and how that was reckoned."""

from jinlin.base.clock.answer import due_json
from jinlin.base.clock.explaining import shown_date
from jinlin.base.clock.left import Left, left, reminders
from jinlin.base.clock.reading import Clock, Unit, Way, clock_fault, read_start
from jinlin.base.clock.reckoning import Due, Pause, Period, due, earliest_after, remaining
from jinlin.base.clock.recount import Recount, recount
from jinlin.base.working_calendar import SHANGHAI, OfficeHours, WorkingCalendar

__all__ = [
    "SHANGHAI",
    "Clock",
    "Due",
    "Left",
    "OfficeHours",
    "Pause",
    "Period",
    "Recount",
    "Unit",
    "Way",
    "WorkingCalendar",
    "clock_fault",
    "due",
    "due_json",
    "earliest_after",
    "left",
    "read_start",
    "recount",
    "remaining",
    "reminders",
    "shown_date",
]
