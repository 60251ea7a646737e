"""Which months and quarters an agreement touches, and until when evidence of each may come. Pure.

Part months count whole: a month of which the agreement was in force on any day is one month; evidence must lie
within both the month and the term. In force 15 January to 14 July touches seven months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, order=True)
class Period:
    """One period of a clause: its first and last day within the term."""

    from_on: dt.date
    to_on: dt.date

    def holds(self, on: dt.date) -> bool:
        """Whether a day lies in it."""
        return self.from_on <= on <= self.to_on


def month_of(on: dt.date) -> dt.date:
    """The first day of a day's month."""
    return on.replace(day=1)


def after_months(first: dt.date, count: int) -> dt.date:
    """The first day of the month so many months later."""
    years, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return dt.date(years, month + 1, 1)


def periods(cadence: str, from_on: dt.date, to_on: dt.date) -> Iterator[Period]:
    """The periods of a cadence that a term touches, in order: calendar months, quarters, years, or the term itself.

    The first and the last are cut to the term.
    """
    if to_on < from_on:
        return
    length = MONTHS.get(cadence)
    if length is None:
        yield Period(from_on, to_on)
        return
    start = from_on.replace(month=(from_on.month - 1) // length * length + 1, day=1)
    while start <= to_on:
        following = after_months(start, length)
        yield Period(max(start, from_on), min(following - DAY, to_on))
        start = following


def months_touched(from_on: dt.date, to_on: dt.date) -> list[dt.date]:
    """The first days of the months that a span touches; none where it is empty."""
    return [month_of(one.from_on) for one in periods("monthly", from_on, to_on)]
