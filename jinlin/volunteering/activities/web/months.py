"""What is on, by month and by day, over all apps that register a calendar source."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.calendar_sources import CalendarEntry, entries_of
from jinlin.base.deployment_calendar import calendar
from jinlin.base.periods import SHANGHAI, shift
from jinlin.base.working_calendar import DayKind
from jinlin.places.public import Place

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
ONLY = ("activities",)


def _instant(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), SHANGHAI)


def _place(request: HttpRequest) -> Place | None:
    code = request.GET.get("place", "")[:40]
    return Place.objects.filter(code=code).first() if code else None


def _entries(place: Place | None, first: dt.date, last: dt.date) -> list[CalendarEntry]:
    path = place.path if place else ""
    if place is None:
        top = Place.objects.filter(parent__isnull=True, valid_to__isnull=True).order_by("pk").first()
        path = top.path if top else ""
    return entries_of(path, _instant(first), _instant(last + dt.timedelta(days=1)), only=ONLY) if path else []


@open_to_all
@require_safe
def activities_month(request: HttpRequest) -> HttpResponse:
    """The month as a grid of weeks; on a phone as a list of the days on which something is on."""
    today = timezone.localdate()
    try:
        first = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, EARLIEST), LATEST)
    last = shift(first, 1) - dt.timedelta(days=1)
    place = _place(request)
    by_day: dict[dt.date, list[CalendarEntry]] = defaultdict(list)
    for entry in _entries(place, first, last):
        by_day[timezone.localdate(entry.begins)].append(entry)
    weeks = [
        [_day(on, first, today, by_day.get(on, [])) for on in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    context = {
        "place": place, "first": first, "before": shift(first, -1), "after": shift(first, 1), "weeks": weeks, "weekdays": "一二三四五六日",
        "days": [day for week in weeks for day in week if day["entries"] and day["inside"]], "query": f"&place={place.code}" if place else "",
    }  # fmt: skip
    return render(request, "volunteering/activities/month.html", context)


def _day(on: dt.date, first: dt.date, today: dt.date, entries: list[CalendarEntry]) -> dict[str, Any]:
    return {
        "on": on,
        "inside": on.month == first.month,
        "is_today": on == today,
        "entries": entries,
        "is_holiday": calendar().day(on).kind is DayKind.HOLIDAY,
    }


@open_to_all
@require_safe
def activities_day(request: HttpRequest) -> HttpResponse:
    """One day hour by hour; for the phone and for the printout at the door."""
    try:
        on = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = timezone.localdate()
    on = min(max(on, EARLIEST), LATEST)
    place = _place(request)
    context = {
        "place": place, "on": on, "before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1), "entries": _entries(place, on, on),
        "query": f"&place={place.code}" if place else "",
    }  # fmt: skip
    return render(request, "volunteering/activities/day.html", context)
