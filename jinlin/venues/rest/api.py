"""The API of venues: stations, what is free, a room had for a time, things told broken."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, whole
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.venues import commands
from jinlin.venues.desk import ASSET_SUBJECT, BOOKING_SUBJECT, STATION_SUBJECT
from jinlin.venues.duty import rest as duty  # noqa: F401 - its routes
from jinlin.venues.free import Asked, alternatives, day_gaps
from jinlin.venues.models import Booking, Space, Station
from jinlin.venues.queries import now_of, plans, standing
from jinlin.venues.reclaimed.desk import SPACE_SUBJECT
from jinlin.venues.rules import clock
from jinlin.venues.stage.desk import ROUND_SUBJECT

PAGE = 50


class BookIn(Schema):
    """A room (by code) on a date between two times of the day, such as 09:00 and 10:30."""

    space: str
    on: dt.date
    begins: str = Field(pattern=r"^\d{1,2}:\d{2}$")
    ends: str = Field(pattern=r"^\d{1,2}:\d{2}$")
    people: int = Field(default=1, ge=1, le=30000)
    purpose: str = Field(default="", max_length=80)
    group: str = Field(default="", max_length=60)
    noise: str = "talk"
    adult: str = Field(default="", max_length=40)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _row(station: Station, now: Any) -> dict[str, Any]:
    return {
        "code": station.code, "name": station.name, "kind": station.kind, "state": station.state, "place": station.place.code,
        "open_now": now.open, "until": clock(now.until) if now.until is not None else None,
        "hours": [[clock(begins), clock(ends)] for begins, ends in now.hours],
    }  # fmt: skip


@api.get("/stations", response={200: Any, **ANSWERS}, summary="驿站场所 · Stations")
def stations(request: HttpRequest, place: str = "", state: str = "", page: int = 1) -> Any:
    """Venues open to residents, of a place and below; open now or not, until when. Fifty a page."""
    rows = Station.objects.filter(public=True).select_related("place")
    if place:
        found = Place.objects.filter(code=place).first()
        rows = rows.filter(under(found.path, "place__path")) if found else rows.none()
    rows = rows.filter(state=state) if state else rows
    first = (max(page, 1) - 1) * PAGE
    listed = list(rows.order_by("place__path", "pk")[first : first + PAGE + 1])
    at = timezone.now()
    on = timezone.localdate(at)
    hours = plans([one.pk for one in listed], on, on)
    more = len(listed) > PAGE
    return {
        "items": [_row(one, now_of(one, hours, at)) for one in listed[:PAGE]],
        "page": page,
        "next": page + 1 if more else None,
    }


@api.get("/spaces/{code}/free", response={200: Any, **ANSWERS}, summary="空闲时段 · Free times of a room")
def free(request: HttpRequest, code: str, on: dt.date) -> Any:
    """Free spans of a date in this room."""
    space = Space.objects.select_related("station").get(
        code=code, station__public=True, ended_on__isnull=True
    )
    return {
        "space": space.code,
        "on": on,
        "free": [[clock(begins), clock(ends)] for begins, ends in day_gaps(space, on, timezone.now())],
    }


@api.get("/bookings", response={200: Any, **ANSWERS}, summary="我的预约 · My bookings")
def bookings(request: HttpRequest) -> Any:
    """The asker's own bookings ahead."""
    by, now = asker(request), timezone.now()
    rows = Booking.objects.filter(standing(now), account_id=by.account, ends_at__gt=now).select_related(
        "space__station__place", "space__station__owner"
    )
    return {
        "items": [
            {"ref": str(one.pk), "title": BOOKING_SUBJECT.title(one), "state": one.state}
            for one in rows.order_by("begins_at")[:PAGE]
        ]
    }


@api.post("/bookings", response={201: Any, **ANSWERS}, summary="约一个场所 · Book a room")
def book(request: HttpRequest, body: BookIn) -> HttpResponse:
    """A room for a time: confirmed at once, or asked for where a person gives it. 409 with every reason. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    space = (
        Space.objects.select_related("station__place", "station__owner")
        .filter(code=body.space, ended_on__isnull=True)
        .first()
    )
    if space is None:
        raise Faulty({"space": Reason("wrong_reference", Words("没有这个场所", "No such room"))})
    asked = Asked(body.on, _minutes(body.begins), _minutes(body.ends), body.people, body.noise, body.adult)

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.book(
            space=space, asked=asked, by=by, about=commands.For(body.purpose, body.group, body.adult)
        )
        return 201, {"booking": made.pk}

    status, answer, _ = once(
        scope=f"api:{by.account}:book", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request, whole(BOOKING_SUBJECT, BOOKING_SUBJECT.find(str(answer["booking"]), by), by), status=status
    )


@api.get("/spaces/{code}/alternatives", response={200: Any, **ANSWERS}, summary="别的办法 · Other ways")
def other_ways(request: HttpRequest, code: str, on: dt.date, begins: str, ends: str, people: int = 1) -> Any:
    """Up to three other times or rooms for the same wish."""
    space = Space.objects.select_related("station").get(
        code=code, station__public=True, ended_on__isnull=True
    )
    found = alternatives(space, Asked(on, _minutes(begins), _minutes(ends), people), timezone.now())
    return [
        {"space": one.code, "name": one.name, "begins": clock(first), "ends": clock(last)}
        for one, first, last in found
    ]


for _subject in (STATION_SUBJECT, BOOKING_SUBJECT, ASSET_SUBJECT, ROUND_SUBJECT, SPACE_SUBJECT):
    add_subject(_subject)
