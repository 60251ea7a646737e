"""What an imported calendar does to deadlines that were reckoned before it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from jinlin.base.clock.reckoning import Due, Period
from jinlin.base.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Recount:
    """One deadline that an import touched: it moved, or it stopped being (or became) provisional."""

    key: Hashable
    was_at: datetime
    was_provisional: bool
    now: Due

    @property
    def moved(self) -> bool:
        """Whether the deadline itself is another one now."""
        return self.now.at != self.was_at


def recount(
    rows: Iterable[tuple[Hashable, Period, datetime, bool]], calendar: WorkingCalendar
) -> Iterator[Recount]:
    """The deadlines that come out differently by a calendar, from rows of (key, period, due_at, provisional).

    Only rows due on or after ``calendar.first_difference(earlier)`` can differ; a caller leaves out the
    others. The exception are clocks "before": there the day of the event decides.
    """
    for key, period, at, provisional in rows:
        now = period.due(calendar)
        if now.at != at or now.provisional != provisional:
            yield Recount(key, at, provisional, now)
