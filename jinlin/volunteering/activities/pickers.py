"""What the fields of activities may point at: rooms of the venues near an activity's place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.places.public import Place
from jinlin.venues.public import Space
from jinlin.volunteering.activities.queries import near


def rooms_near(place: Place) -> list[tuple[int, str]]:
    """Rooms that may be booked at the venues of a place's community, with how many they hold."""
    rows = Space.objects.filter(
        near(place, "station__place__path"), bookable=True, ended_on__isnull=True, station__state="open"
    ).select_related("station")
    return [
        (one.pk, f"{one.station.name} {one.name}" + (f"（{one.seats} 人）" if one.seats else ""))
        for one in rows.order_by("station__code", "pk")[:200]
    ]


def _rooms(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    return rooms_near(subject.place)


def _room_id(code: str) -> int | None:
    return Space.objects.filter(code=code, ended_on__isnull=True).values_list("pk", flat=True).first()


def register() -> None:
    """Register the kinds."""
    references.register("activity_room", find=_room_id, options=_rooms)
