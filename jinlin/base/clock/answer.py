"""A deadline as plain data, for the command line and for other programs."""

from __future__ import annotations

from typing import Any

from jinlin.base.clock.reading import Clock, clock_fault, read_start
from jinlin.base.clock.reckoning import due
from jinlin.base.rule import Reason, Refused
from jinlin.base.working_calendar import WorkingCalendar


def due_json(start: str, clock: str, *, calendar: WorkingCalendar | None = None) -> dict[str, Any]:
    """The deadline of a clock written as text, or ``{"faults": […]}`` with every fault (code, zh, en).

    ``due_at`` is the last second in time with Shanghai's offset: a day's 24:00 is written 23:59:59, so that
    its date is the last day.
    """
    faults: list[Reason] = []
    begins = None
    try:
        begins = read_start(start)
    except Refused as refused:
        faults.extend(refused.reasons)
    fault = clock_fault(clock)
    if fault:
        faults.append(fault)
    if begins is None or faults:
        return {"faults": [{"code": f.code, "zh": f.words.zh, "en": f.words.en} for f in faults]}
    read = Clock.parse(clock)
    found = due(begins, read, calendar=calendar)
    words = found.explanation
    return {
        "start": begins.isoformat(),
        "clock": str(read),
        "due_at": found.at.isoformat(),
        "provisional": found.provisional,
        "explanation": words.zh,
        "explanation_en": words.en,
    }
