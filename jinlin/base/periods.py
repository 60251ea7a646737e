"""Periods that figures are taken over: a year, a quarter, a month, or a range of days. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = ("year", "quarter", "month", "months", "days")
_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_RANGE = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)\.\.(\d{4}-\d{2}(?:-\d{2})?)")
EARLIEST, LATEST = 1950, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``, both included, seen on the day ``today``.

    ``kind`` is ``year``, ``quarter``, ``month``, ``months`` (a range of whole months) or ``days`` (any other range).
    """

    kind: str
    start: dt.date
    end: dt.date
    today: dt.date

    @property
    def text(self) -> str:
        """As commands and addresses write it: 2026, 2026-Q3, 2026-10, 2026-01..2026-11, 2026-01-05..2026-02-03."""
        if self.kind == "year":
            return f"{self.start:%Y}"
        if self.kind == "quarter":
            return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        if self.kind == "months":
            return f"{self.start:%Y-%m}..{self.end:%Y-%m}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def words(self) -> Words:
        """As people say it: 2026 年, 2026 年第三季度, 2026 年 10 月."""
        year = self.start.year
        if self.kind == "year":
            return Words(f"{year} 年", f"{year}")
        if self.kind == "quarter":
            number = (self.start.month + 2) // 3
            return Words(f"{year} 年第{'一二三四'[number - 1]}季度", f"quarter {number} of {year}")
        if self.kind == "month":
            return Words(f"{year} 年 {self.start.month} 月", f"{self.start:%B %Y}")
        if self.kind == "months":
            return Words(
                f"{year} 年 {self.start.month} 月至 {self.end.year} 年 {self.end.month} 月",
                self.text.replace("..", " to "),
            )
        return Words(f"{self.start.isoformat()} 至 {self.end.isoformat()}", self.text.replace("..", " to "))

    @property
    def on(self) -> dt.date:
        """The day on which a stock is taken: the period's last day, or today while it still runs."""
        return min(self.end, self.today)

    @property
    def since(self) -> dt.datetime:
        """The first instant of the period, in Shanghai."""
        return dt.datetime.combine(self.start, dt.time(), SHANGHAI)

    @property
    def until(self) -> dt.datetime:
        """The first instant after the period: flows count ``since <= at < until``."""
        return dt.datetime.combine(self.end + dt.timedelta(days=1), dt.time(), SHANGHAI)

    @property
    def running(self) -> bool:
        """Whether the period is not over yet, so that its numbers still grow."""
        return self.today <= self.end

    @property
    def previous(self) -> Period:
        """The period of the same kind and length right before."""
        last = self.start - dt.timedelta(days=1)
        if self.kind == "days":
            return replace(self, start=self.start - (self.end - self.start) - dt.timedelta(days=1), end=last)
        return replace(self, start=shift(self.start, -len(self.months)), end=last)

    @property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of every month that the period touches."""
        first = self.start.replace(day=1)
        count = (self.end.year - first.year) * 12 + self.end.month - first.month + 1
        return tuple(shift(first, number) for number in range(count))

    @property
    def twelve(self) -> tuple[Period, ...]:
        """The twelve months that end with the period, or with this month while it runs: what a line shows."""
        last = self.on.replace(day=1)
        return tuple(month_of(shift(last, number - 11), today=self.today) for number in range(12))


def shift(month: dt.date, count: int) -> dt.date:
    """The first day of the month that many months later (earlier where negative)."""
    index = month.year * 12 + month.month - 1 + count
    return dt.date(index // 12, index % 12 + 1, 1)


def month_of(day: dt.date, *, today: dt.date) -> Period:
    """The month that a day lies in."""
    first = day.replace(day=1)
    return Period("month", first, shift(first, 1) - dt.timedelta(days=1), today)


def year_of(day: dt.date, *, today: dt.date) -> Period:
    """The calendar year that a day lies in."""
    return Period("year", dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), today)


def parse(text: str, *, today: dt.date) -> Period:
    """Read 2026, 2026-Q3, 2026-10, 2026-01..2026-11 or 2026-01-05..2026-02-03; refused with ``wrong_period``."""
    try:
        found = _parsed(text.strip(), today)
    except ValueError:
        found = None
    if found is None or not (
        found.start.year >= EARLIEST and found.end.year <= LATEST and found.start <= found.end
    ):
        words = Words(
            "时期“{text}”看不懂，请写成 2026、2026-Q3、2026-10 或 2026-01-05..2026-02-03",
            "period {text!r}: write 2026, 2026-Q3, 2026-10 or 2026-01-05..2026-02-03",
        )
        raise Refused(Reason("wrong_period", words.format(text=text[:40])))
    return found


def _parsed(text: str, today: dt.date) -> Period | None:
    if match := _YEAR.fullmatch(text):
        return year_of(dt.date(int(match[1]), 1, 1), today=today)
    if match := _QUARTER.fullmatch(text):
        first = dt.date(int(match[1]), int(match[2]) * 3 - 2, 1)
        return Period("quarter", first, shift(first, 3) - dt.timedelta(days=1), today)
    if match := _MONTH.fullmatch(text):
        return month_of(dt.date(int(match[1]), int(match[2]), 1), today=today)
    if match := _RANGE.fullmatch(text):
        whole = len(match[1]) == len(match[2]) == len("2026-01")
        start = dt.date.fromisoformat(match[1] if len(match[1]) > len("2026-01") else f"{match[1]}-01")
        if len(match[2]) > len("2026-01"):
            return Period("days", start, dt.date.fromisoformat(match[2]), today)
        end = shift(dt.date.fromisoformat(f"{match[2]}-01"), 1) - dt.timedelta(days=1)
        return Period("months" if whole else "days", start, end, today)
    return None
