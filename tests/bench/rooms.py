"""Rooms had for a million quarter-hours, and how long a day's free rooms take: of one station, and of a whole street."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jinlin.base import bulk
from jinlin.places.models import Place
from jinlin.venues.free import day_of
from jinlin.venues.models import Booking, Occupancy, OpeningSpan, Space, Station
from jinlin.venues.queries import instant, tick_of
from tests.bench.reading import timed

STATIONS, ROOMS, LENGTH, A_DAY = 200, 5, 8, 5
"""Two hundred stations with five rooms; five bookings of two hours in each room a day."""


def measure(ticks: str) -> dict[str, Any]:
    """Fill, then measure; p50 and p95 in milliseconds beside the bare query for the same rows."""
    had = fill(int(ticks))
    on, now = timezone.localdate() + dt.timedelta(days=1), timezone.now()
    street = Place.objects.filter(level="street").order_by("pk").first()
    assert street is not None
    first = Station.objects.order_by("pk").first()
    assert first is not None
    found: dict[str, Any] = {"ticks": had}
    chosen = {
        "street": Space.objects.filter(station__place__path__startswith=street.path),
        "station": Space.objects.filter(station=first),
    }
    for name, rows in chosen.items():
        spaces = list(rows.order_by("pk"))
        assert any(day_of(spaces, on, now).values())
        assert _bare([one.pk for one in spaces], on) == len(spaces) * A_DAY * LENGTH
        found[name] = timed(lambda rows=rows: day_of(list(rows.order_by("pk")), on, now)) | {
            "rooms": len(spaces)
        }  # type: ignore[misc]
        found[f"{name}_bare"] = timed(lambda spaces=spaces: _bare([one.pk for one in spaces], on))  # type: ignore[misc]
    return found


def _bare(rooms: list[int], on: dt.date) -> int:
    marks = ", ".join(["%s"] * len(rooms))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT space_id, tick FROM venues_occupancy WHERE space_id IN ({marks}) AND tick >= %s AND tick < %s",
            [*rooms, tick_of(instant(on, 0)), tick_of(instant(on, 1440))],
        )
        return len(cursor.fetchall())


def fill(ticks: int) -> int:
    """Stations, rooms, and bookings around today until so many quarter-hours are had; answers how many there are."""
    chance = random.Random(11)
    estates = list(Place.objects.filter(level="estate").order_by("pk"))
    with transaction.atomic():
        stations = [
            Station(
                code=f"B{number:04}",
                name=f"驿站{number}",
                kind="station",
                acquired="built",
                state="open",
                place=estates[number % len(estates)],
            )
            for number in range(STATIONS)
        ]
        Station.objects.bulk_create(stations)
        OpeningSpan.objects.bulk_create(
            OpeningSpan(station=one, day=day, begins=480, ends=1320) for one in stations for day in range(7)
        )
        spaces = [
            Space(station=one, code=f"{one.code}-{room}", name=f"房间{room}", seats=20, buffer_after=0)
            for one in stations
            for room in range(ROOMS)
        ]
        Space.objects.bulk_create(spaces, batch_size=500)
        _bookings(spaces, ticks, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Occupancy.objects.count()


def _bookings(spaces: list[Space], ticks: int, chance: random.Random) -> None:
    days = -(-ticks // (len(spaces) * A_DAY * LENGTH))
    today, number = timezone.localdate(), 0
    for offset in range(days):
        on = today + dt.timedelta(days=offset - days // 4)
        bookings, had = [], []
        for space in spaces:
            for slot in range(A_DAY):
                number += 1
                begins = instant(on, 480 + slot * 165)
                bookings.append(
                    Booking(pk=number, space=space, state="confirmed", begins_at=begins, ends_at=begins + dt.timedelta(minutes=15 * LENGTH),
                            people=chance.randrange(1, 20), purpose="排练")
                )  # fmt: skip
                first = tick_of(begins)
                had += [
                    Occupancy(space=space, tick=first + tick, booking_id=number) for tick in range(LENGTH)
                ]
        bulk.insert(bookings)
        Occupancy.objects.bulk_create(had, batch_size=5000)
