"""The working calendar of this deployment: the package's years, the State Council's later notices, local orders."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Max

from jinlin.base.calendar_data import national_calendar
from jinlin.base.models import CalendarDay
from jinlin.base.working_calendar import Day, DayKind, OfficeHours, WorkingCalendar

_kept: tuple[tuple[int, int | None], WorkingCalendar] | None = None
_checked: dt.datetime | None = None
RECHECK = dt.timedelta(seconds=30)


def calendar() -> WorkingCalendar:
    """The calendar as it stands; looked up anew at most every half minute, or at once after ``forget``."""
    global _kept, _checked
    now = dt.datetime.now(dt.UTC)
    if _kept is not None and _checked is not None and now - _checked < RECHECK:
        return _kept[1]
    mark = CalendarDay.objects.aggregate(count=Count("id"), last=Max("id"))
    version = (mark["count"], mark["last"])
    if _kept is None or _kept[0] != version:
        _kept = (version, _read() if version[0] else national_calendar())
    _checked = now
    return _kept[1]


def forget() -> None:
    """Look the calendar up anew at the next call (after an import, and in tests)."""
    global _checked
    _checked = None


def _read() -> WorkingCalendar:
    rows = list(CalendarDay.objects.order_by("date"))
    known = {row.date.year for row in rows if row.region == "" and row.kind == DayKind.HOLIDAY}
    days = [
        Day(
            date=row.date, kind=DayKind(row.kind), name=row.name, source=row.source, published_on=row.published_on,
            region=row.region, hours=OfficeHours.parse(row.hours) if row.hours else None,
        )
        for row in rows
    ]  # fmt: skip
    return national_calendar().with_days(days, known_years=known)
