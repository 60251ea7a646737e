"""Calendars of a place or a venue: a month, a day, a feed to subscribe, a page that other sites may show, a door's tablet."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.calendar_sources import CalendarEntry, entries_of
from jinlin.base.feeds import feed_response
from jinlin.base.periods import shift
from jinlin.base.web.steps import found
from jinlin.places.public import Place
from jinlin.venues import rules
from jinlin.venues.calendars import of_station
from jinlin.venues.desk import STATION_SUBJECT
from jinlin.venues.free import day_of
from jinlin.venues.models import Space, Station
from jinlin.venues.queries import day_kind, instant, now_of, plans

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=200)


@dataclass(frozen=True)
class Where:
    """A venue or a place by its code; a venue's code goes first."""

    code: str
    name: str
    place: Place
    station: Station | None

    def entries(self, since: dt.datetime, until: dt.datetime) -> list[CalendarEntry]:
        """What is on between two instants, in order of time."""
        return (
            of_station(self.station, since, until)
            if self.station
            else entries_of(self.place.path, since, until)
        )


def _where(code: str) -> Where:
    station = Station.objects.select_related("place").filter(code=code, public=True).first()
    if station is not None:
        return Where(code, station.name, station.place, station)
    place = Place.objects.filter(code=code, valid_to__isnull=True).first()
    if place is None:
        raise Http404
    return Where(code, place.name, place, None)


def _first(text: str) -> dt.date:
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        first = timezone.localdate().replace(day=1)
    return min(max(first, EARLIEST), LATEST)


def _month(request: HttpRequest, code: str) -> dict[str, Any]:
    where, first = _where(code), _first(request.GET.get("month", ""))
    by_day: dict[dt.date, list[CalendarEntry]] = defaultdict(list)
    for one in where.entries(instant(first, 0), instant(shift(first, 1), 0)):
        by_day[timezone.localdate(one.begins)].append(one)
    today = timezone.localdate()
    weeks = [
        [(on, on.month == first.month, on == today, day_kind(on).holiday, by_day.get(on, [])) for on in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return {
        "where": where, "first": first, "before": shift(first, -1), "after": shift(first, 1), "weeks": weeks, "weekdays": "一二三四五六日",
        "days": [(on, by_day[on]) for on in sorted(by_day) if on.month == first.month], "today": today,
    }  # fmt: skip


@open_to_all
@require_safe
def venue_month(request: HttpRequest, code: str) -> HttpResponse:
    """The month: a grid to tap, and below it the days on which something is on."""
    return render(request, "venues/calendar_month.html", _month(request, code))


@open_to_all
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def calendar_embed(request: HttpRequest, code: str) -> HttpResponse:
    """The month for other sites to show in a frame: no script, no sign-in, nothing to press but links that open outside."""
    return render(request, "venues/calendar_embed.html", _month(request, code))


@open_to_all
@require_safe
def venue_calendar_day(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """One day: what is on hour by hour; of a venue also which rooms are free when."""
    try:
        day = min(max(dt.date.fromisoformat(on), EARLIEST), LATEST)
    except ValueError:
        raise Http404 from None
    where, now = _where(code), timezone.now()
    rooms = []
    if where.station is not None and where.station.state == "open":
        spaces = list(
            Space.objects.filter(station=where.station, ended_on__isnull=True, bookable=True).order_by("pk")
        )
        free = day_of(spaces, day, now)
        rooms = [(one, [f"{rules.clock(b)}—{rules.clock(e)}" for b, e in free[one.pk]]) for one in spaces]
    context = {
        "where": where, "on": day, "before": day - dt.timedelta(days=1), "after": day + dt.timedelta(days=1), "rooms": rooms,
        "entries": where.entries(instant(day, 0), instant(day, rules.DAY)),
    }  # fmt: skip
    return render(request, "venues/calendar_day.html", context)


@open_to_all
@require_safe
def calendar_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a feed, from two months back to half a year ahead; what was called off stays in it, marked."""
    where, now = _where(code), timezone.now()
    root = request.build_absolute_uri("/").rstrip("/")
    host = request.get_host().partition(":")[0]
    rows = where.entries(now - BACK, now + AHEAD)
    return feed_response(
        where.name,
        [one.feed_entry(host=host, root=root) for one in rows],
        filename=f"calendar-{where.place.pk}",
    )


@open_to_all
@require_safe
def station_door(request: HttpRequest, code: str) -> HttpResponse:
    """The tablet at the door: open until when, today's list room by room in large letters, no names of persons. Renews itself."""
    row: Station = found(STATION_SUBJECT, code, request.actor)  # type: ignore[attr-defined]
    now = timezone.now()
    on = timezone.localdate(now)
    context = {
        "station": row, "now": now_of(row, plans([row.pk], on, on), now), "rows": _door_rows(row, on, now), "on": on, "at": timezone.localtime(now),
        "check_in": request.build_absolute_uri(f"/stations/{row.code}/check-in"),
    }  # fmt: skip
    return render(request, "venues/station_door.html", context)


def _door_rows(row: Station, on: dt.date, now: dt.datetime) -> list[tuple[str, str, str, str]]:
    """Time, room, what, and whether it runs now, of all bookings and whatever else is on: by purpose and group alone."""
    from jinlin.venues.models import Booking

    had = Booking.objects.filter(
        space__station=row,
        state__in=("confirmed", "in_use", "completed"),
        begins_at__lt=instant(on, rules.DAY),
        ends_at__gt=instant(on, 0),
    ).select_related("space")
    found_rows = [(one.begins_at, one.ends_at, one.space.name, one.group or one.purpose) for one in had]
    # What another app holds in a room has a booking of its own: the room and the time say that it is the same.
    known = {(one.begins_at, one.space_id) for one in had}
    for entry in of_station(row, instant(on, 0), instant(on, rules.DAY)):
        if entry.cancelled or entry.kind == "booking":
            continue
        if entry.kind == "opening" or (entry.begins, entry.room) not in known:
            found_rows.append(
                (entry.begins, entry.ends, entry.where.removeprefix(row.name).strip(), entry.title)
            )
    return [
        (
            f"{timezone.localtime(b):%H:%M}—{timezone.localtime(e):%H:%M}",
            room,
            what,
            "now" if b <= now < e else "over" if e <= now else "",
        )
        for b, e, room, what in sorted(found_rows)
    ]
