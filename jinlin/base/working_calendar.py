"""The working calendar: which dates are worked, which are rest, and which years are only assumed.

Nothing here reads a file or asks for the time; ``calendar_data`` builds the calendar from the data files.
Dates inside the arithmetic are ordinals (``date.toordinal``), instants are whole seconds of Shanghai's clock
counted from the same origin, so that every count is exact.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_SECONDS = 86_400
FIRST_YEAR, LAST_YEAR = 1990, 2300


class DayKind(StrEnum):
    """What a date is; the first four are the State Council's, the last two are local."""

    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"
    SHIFTED = "shifted"
    STOPPED = "stopped"
    HALF = "half"


WORKED = frozenset({DayKind.WORKING, DayKind.SHIFTED, DayKind.HALF})
REST = frozenset({DayKind.REST, DayKind.HOLIDAY})


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office works on a worked day: pairs of seconds of the day, in order, not touching."""

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read "09:00-12:00, 14:30-17:30"; anything else is refused with ``wrong_hours``."""
        spans: list[tuple[int, int]] = []
        for part in re.split(r"[,，、;；]", text):
            found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})\s*", part)
            if not found:
                raise Refused(_wrong_hours(text))
            h1, m1, h2, m2 = map(int, found.groups())
            start, end = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
            in_order = start < end and (not spans or spans[-1][1] < start)
            if m1 > 59 or m2 > 59 or end > DAY_SECONDS or not in_order:
                raise Refused(_wrong_hours(text))
            spans.append((start, end))
        return cls(tuple(spans))

    @property
    def opens(self) -> int:
        """The second of the day at which the office opens."""
        return self.spans[0][0]

    @property
    def seconds(self) -> int:
        """Seconds worked on a full day."""
        return sum(end - start for start, end in self.spans)

    def __str__(self) -> str:
        def shown(second: int) -> str:
            return f"{second // 3600:02d}:{second // 60 % 60:02d}"

        return ", ".join(f"{shown(start)}-{shown(end)}" for start, end in self.spans)


def _wrong_hours(text: str) -> Reason:
    words = Words(
        "办公时间“{text}”看不懂：请写成 09:00-12:00, 14:30-17:30，先后有序、不重叠",
        "Office hours “{text}” cannot be read: write 09:00-12:00, 14:30-17:30, in order and apart",
    )
    return Reason("wrong_hours", words.format(text=text[:60]))


@dataclass(frozen=True, slots=True)
class Day:
    """One date of the calendar that is not an ordinary Monday to Friday or weekend.

    ``region`` is empty for the whole country, else a place's code; ``hours`` only for a half day.
    """

    date: datetime.date
    kind: DayKind
    name: str = ""
    source: str = ""
    published_on: datetime.date | None = None
    region: str = ""
    hours: OfficeHours | None = None


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A statutory holiday with a fixed date, valid in the years ``since``..``until`` (both included)."""

    month: int
    day: int
    name: str
    since: int = FIRST_YEAR
    until: int = LAST_YEAR


class _Year:
    """Prefix counts of one year, made once and read for every deadline that touches the year."""

    __slots__ = ("first", "seconds", "worked", "worked_days")

    def __init__(self, year: int, calendar: WorkingCalendar) -> None:
        self.first = date(year, 1, 1).toordinal()
        length = date(year + 1, 1, 1).toordinal() - self.first
        self.worked, self.seconds = [0], [0]
        self.worked_days: list[int] = []
        for ordinal in range(self.first, self.first + length):
            day = calendar.day(date.fromordinal(ordinal))
            spans = calendar.spans(day)
            if day.kind in WORKED:
                self.worked_days.append(ordinal)
            self.worked.append(len(self.worked_days))
            self.seconds.append(self.seconds[-1] + sum(end - start for start, end in spans))


class WorkingCalendar:
    """What kind each date is, by the nation's notices, with local overrides, and how much is worked between.

    A year that no notice covers is *unknown*: Monday to Friday without the fixed statutory dates stand in for
    it, and everything that looks at such a date is marked provisional by the caller.
    """

    def __init__(
        self,
        days: Iterable[Day],
        *,
        known_years: Iterable[int],
        fixed: Iterable[FixedDay] = (),
        hours: OfficeHours,
        regions: tuple[str, ...] = (),
    ) -> None:
        self.days = tuple(days)
        self.known_years = frozenset(known_years)
        self.fixed = tuple(fixed)
        self.hours = hours
        self.regions = regions
        wanted = ("", *regions)
        ranked = sorted((d for d in self.days if d.region in wanted), key=lambda d: wanted.index(d.region))
        self._by_date = {d.date: d for d in ranked}
        self._years: dict[int, _Year] = {}

    def for_regions(self, *regions: str) -> WorkingCalendar:
        """The calendar of a place: codes from the widest to the narrowest, the narrowest wins."""
        return self._like(self.days, self.known_years, regions=regions)

    def with_days(self, days: Iterable[Day], *, known_years: Iterable[int] = ()) -> WorkingCalendar:
        """A calendar in which these days replace earlier ones of the same date and region."""
        merged = {(d.region, d.date): d for d in self.days}
        merged.update({(d.region, d.date): d for d in days})
        return self._like(tuple(merged.values()), self.known_years | set(known_years), regions=self.regions)

    def with_only(self, days: Iterable[Day]) -> WorkingCalendar:
        """A calendar of these days and no others, with the same known years."""
        return self._like(tuple(days), self.known_years, regions=self.regions)

    def _like(
        self, days: tuple[Day, ...], known: frozenset[int], *, regions: tuple[str, ...]
    ) -> WorkingCalendar:
        return WorkingCalendar(days, known_years=known, fixed=self.fixed, hours=self.hours, regions=regions)

    def day(self, on: date) -> Day:
        """What the date is. Weekends and the assumed days of unknown years come without a source."""
        found = self._by_date.get(on)
        if found is not None:
            return found
        if on.year not in self.known_years:
            for fixed in self.fixed:
                same = (fixed.month, fixed.day) == (on.month, on.day)
                if same and fixed.since <= on.year <= fixed.until:
                    return Day(on, DayKind.HOLIDAY, fixed.name)
        return Day(on, DayKind.REST if on.weekday() >= 5 else DayKind.WORKING)

    def spans(self, day: Day) -> tuple[tuple[int, int], ...]:
        """Office hours of that day in seconds of the day; none when it is not worked."""
        if day.kind not in WORKED:
            return ()
        return (day.hours or self.hours).spans

    def is_known(self, year: int) -> bool:
        """Whether the State Council's list for the year has been read in."""
        return year in self.known_years

    def is_working(self, on: date) -> bool:
        """Whether offices work that day (a shifted weekend and a half day count, a typhoon stop does not)."""
        return self.day(on).kind in WORKED

    def is_rest(self, on: date) -> bool:
        """Whether Civil Code 203 knows it as a rest day: a weekend or holiday, not a local stop."""
        return self.day(on).kind in REST

    def first_difference(self, other: WorkingCalendar) -> date | None:
        """The first date that is worked in one calendar and not in the other, or with other hours; else None.

        A year known to one and not to the other differs from its first day: deadlines in it stop being
        provisional.
        """
        dates = {d.date for d in (*self.days, *other.days)}
        for year in self.known_years ^ other.known_years:
            dates.add(date(year, 1, 1))
        for on in sorted(dates):
            mine, theirs = self.day(on), other.day(on)
            if self.spans(mine) != other.spans(theirs) or (mine.kind in REST) != (theirs.kind in REST):
                return on
            if self.is_known(on.year) != other.is_known(on.year):
                return on
        return None

    # Counting: days are ordinals, an interval is (after, to].

    def _year(self, year: int) -> _Year:
        made = self._years.get(year)
        if made is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError(f"the calendar reaches from {FIRST_YEAR} to {LAST_YEAR}, not {year}")
            made = self._years[year] = _Year(year, self)
        return made

    def working_days_between(self, after: int, to: int) -> int:
        """Worked days in (after, to]; 0 when ``to`` is not later."""
        if to <= after:
            return 0
        first, last = date.fromordinal(after).year, date.fromordinal(to).year
        count = -self._worked_until(first, after) + self._worked_until(last, to)
        return count + sum(len(self._year(year).worked_days) for year in range(first, last))

    def _worked_until(self, year: int, ordinal: int) -> int:
        table = self._year(year)
        return table.worked[ordinal - table.first + 1]

    def working_day_after(self, after: int, count: int) -> int:
        """The ``count``-th worked day later than ``after``."""
        year = date.fromordinal(after).year
        wanted = self._worked_until(year, after) + count
        days = self._year(year).worked_days
        while wanted > len(days):
            wanted -= len(days)
            year += 1
            days = self._year(year).worked_days
        return days[wanted - 1]

    def working_day_before(self, before: int, count: int) -> int:
        """The ``count``-th worked day earlier than ``before``."""
        year = date.fromordinal(before - 1).year
        wanted = self._worked_until(year, before - 1) - count
        while wanted < 0:
            year -= 1
            wanted += len(self._year(year).worked_days)
        return self._year(year).worked_days[wanted]

    # The same in seconds of office time.

    def _seconds_until(self, year: int, second: int) -> int:
        table = self._year(year)
        ordinal, rest = divmod(second, DAY_SECONDS)
        spans = self.spans(self.day(date.fromordinal(ordinal)))
        return table.seconds[ordinal - table.first] + sum(
            min(rest, end) - start for start, end in spans if start < rest
        )

    def working_seconds_between(self, after: int, to: int) -> int:
        """Seconds of office time between two instants; 0 when ``to`` is not later."""
        if to <= after:
            return 0
        first = date.fromordinal(after // DAY_SECONDS).year
        last = date.fromordinal(to // DAY_SECONDS).year
        count = self._seconds_until(last, to) - self._seconds_until(first, after)
        return count + sum(self._year(year).seconds[-1] for year in range(first, last))

    def working_second_after(self, after: int, count: int) -> int:
        """The first instant by which ``count`` seconds of office time have passed since ``after``."""
        year = date.fromordinal(after // DAY_SECONDS).year
        wanted = self._seconds_until(year, after) + count
        table = self._year(year)
        while wanted > table.seconds[-1]:
            wanted -= table.seconds[-1]
            year += 1
            table = self._year(year)
        place = bisect_left(table.seconds, wanted) - 1
        rest = wanted - table.seconds[place]
        for start, end in self.spans(self.day(date.fromordinal(table.first + place))):
            if rest <= end - start:
                return (table.first + place) * DAY_SECONDS + start + rest
            rest -= end - start
        raise AssertionError("prefix sums and spans of a day disagree")

    def working_second_before(self, before: int, count: int) -> int:
        """The last instant from which ``count`` seconds of office time lie before ``before``."""
        year = date.fromordinal(before // DAY_SECONDS).year
        wanted = self._seconds_until(year, before) - count
        while wanted < 0:
            year -= 1
            wanted += self._year(year).seconds[-1]
        table = self._year(year)
        place = bisect_right(table.seconds, wanted) - 1
        rest = wanted - table.seconds[place]
        for start, end in self.spans(self.day(date.fromordinal(table.first + place))):
            if rest < end - start:
                return (table.first + place) * DAY_SECONDS + start + rest
            rest -= end - start
        raise AssertionError("prefix sums and spans of a day disagree")


def local_stop(
    first: date, last: date, *, region: str, name: str, source: str, hours: OfficeHours | None = None
) -> list[Day]:
    """Days on which a region does not work (a typhoon stop), or works only ``hours`` (a half day)."""
    kind = DayKind.HALF if hours else DayKind.STOPPED
    one = Day(first, kind, name, source, region=region, hours=hours)
    return [replace(one, date=first + timedelta(days=i)) for i in range((last - first).days + 1)]
