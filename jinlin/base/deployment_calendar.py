"""The working calendar of this deployment: the package's years, the State Council's later notices, local orders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from jinlin.base.calendar_data import Notice, national_calendar
from jinlin.base.models import CalendarDay
from jinlin.base.working_calendar import Day, DayKind, OfficeHours, WorkingCalendar

COLUMNS = ("date", "region", "kind", "name", "hours", "source", "published_on")
Rows = tuple[tuple[Any, ...], ...]

_kept: tuple[Rows, WorkingCalendar] | None = None
_checked: dt.datetime | None = None
RECHECK = dt.timedelta(seconds=30)


def calendar() -> WorkingCalendar:
    """The calendar as it stands; looked up anew at most every half minute, or at once after ``forget``."""
    global _kept, _checked
    now = dt.datetime.now(dt.UTC)
    if _kept is not None and _checked is not None and now - _checked < RECHECK:
        return _kept[1]
    # The rows themselves are compared: they are few, and one that was corrected has neither a new id nor a new count.
    rows: Rows = tuple(CalendarDay.objects.order_by("date", "region").values_list(*COLUMNS))
    if _kept is None or _kept[0] != rows:
        _kept = (rows, _read(rows) if rows else national_calendar())
    _checked = now
    return _kept[1]


def forget() -> None:
    """Look the calendar up anew at the next call (after an import, and in tests)."""
    global _checked
    _checked = None


def _read(rows: Rows) -> WorkingCalendar:
    """The shipped calendar with the rows over it.

    A year is known from its notice, and no notice ever left out National Day: a single day ordered for the whole
    country makes no year known. A notice takes the place of what was shipped for its year; only a December keeps
    its days, for the following year's notice may have shifted it.
    """
    days = [
        Day(
            date=date, kind=DayKind(kind), name=name, source=source, published_on=published, region=region,
            hours=OfficeHours.parse(hours) if hours else None,
        )
        for date, region, kind, name, hours, source, published in rows
    ]  # fmt: skip
    known = {d.date.year for d in days if not d.region and (d.date.month, d.date.day) == (10, 1)}
    shipped = national_calendar()
    left = [d for d in shipped.days if d.region or d.date.year not in known or d.date.month == 12]
    return shipped.with_only(left).with_days(days, known_years=known)


def keep_notice(notice: Notice) -> dict[str, int]:
    """Write a year's notice in place of an earlier one for that year. Answers counts: ``days``, ``added``, ``changed``, ``dropped``."""
    counts = {"days": len(notice.days), "added": 0, "changed": 0, "dropped": 0}
    dates = [day.date for day in notice.days]
    with transaction.atomic():
        rows = CalendarDay.objects.select_for_update()
        known = {(row.region, row.date): row for row in rows.filter(date__in=dates)}
        gone = rows.filter(region="", date__year=notice.year).exclude(date__month=12).exclude(date__in=dates)
        counts["dropped"] = gone.delete()[0]
        for day in notice.days:
            row = known.get((day.region, day.date)) or CalendarDay(date=day.date, region=day.region)
            values = {
                "kind": day.kind.value, "name": day.name, "source": day.source, "published_on": day.published_on,
                "hours": str(day.hours) if day.hours else "",
            }  # fmt: skip
            if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
                counts["added" if row.pk is None else "changed"] += 1
                for name, value in values.items():
                    setattr(row, name, value)
                row.save()
    forget()
    return counts
