"""What the yearly programme of publication says is due when: pure functions of days and clocks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.clock import Clock, WorkingCalendar, due
from jinlin.base.clock.reading import Unit
from jinlin.base.words import Words

QUARTERS = ("一", "二", "三", "四")
STANDS = {
    "done": (Words("已公开", "Published"), "good", "✓"),
    "late": (Words("迟了才公开", "Published late"), "soon", "✓"),
    "missing": (Words("该公开没公开", "Missing"), "late", "!"),
    "open": (Words("还没到期", "Not due yet"), "calm", "●"),
    "ahead": (Words("还没到这一期", "Lies ahead"), "calm", "○"),
}
"""How an item stands: words, tone, sign."""


@dataclass(frozen=True)
class Span:
    """One period of the programme: its code (2026-Q3 or 2026), first and last day, and the day on which it is due."""

    code: str
    words: Words
    begins_on: dt.date
    ends_on: dt.date
    due_on: dt.date


def spans(every: Clock, year: int, after: Clock, calendar: WorkingCalendar) -> list[Span]:
    """The periods of one year for what is published every so many months, each due so long after its end."""
    months = every.count * (12 if every.unit is Unit.YEAR else 1)
    found = []
    for first in range(1, 13, months):
        begins = dt.date(year, first, 1)
        following = first + months
        ends = dt.date(year + (following > 12), (following - 1) % 12 + 1, 1) - dt.timedelta(days=1)
        code, words = _named(year, first, months)
        found.append(Span(code, words, begins, ends, due(ends, after, calendar=calendar).day))
    return found


def _named(year: int, first: int, months: int) -> tuple[str, Words]:
    if months == 3:
        number = first // 3
        return f"{year}-Q{number + 1}", Words(f"{QUARTERS[number]}季度", f"Q{number + 1}")
    if months == 12:
        return str(year), Words(f"{year} 年", str(year))
    return f"{year}-{first:02d}", Words(f"{first} 月", f"month {first}")


def stand_of(span: Span, published_on: dt.date | None, today: dt.date) -> str:
    """How an item of the programme stands today: done, late, missing, open, ahead."""
    if published_on is not None:
        return "done" if published_on <= span.due_on else "late"
    if today > span.due_on:
        return "missing"
    return "open" if today >= span.begins_on else "ahead"
