"""What the fields of venues' steps may point at: the items of a station's standard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.venues.models import Space, StandardItem, Station


def _items(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = StandardItem.objects.filter(ended_on__isnull=True).order_by("standard", "sort")
    return [(one.pk, str(Words(one.zh, one.en))) for one in rows]


def item_id(code: str) -> int | None:
    """The id of the item with that code, or None."""
    return StandardItem.objects.filter(code=code).values_list("pk", flat=True).first()


def space_id(code: str) -> int | None:
    """The id of the room with that code, or None."""
    return Space.objects.filter(code=code, ended_on__isnull=True).values_list("pk", flat=True).first()


def _stations(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    """The stations at the subject's place and below; none where it has no place."""
    place = getattr(subject, "place", None)
    if place is None:
        return []
    rows = Station.objects.filter(place__path__startswith=place.path).exclude(state="closed")
    return [(one.pk, one.name) for one in rows.order_by("pk")]


def _rooms(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    """The other rooms of a booking's station that hold as many people."""
    space = getattr(subject, "space", None)
    if space is None:
        return []
    rows = Space.objects.filter(station=space.station_id, bookable=True, ended_on__isnull=True).exclude(
        pk=space.pk
    )
    return [(one.pk, one.name) for one in rows.order_by("pk") if not one.seats or one.seats >= subject.people]


def station_id(code: str) -> int | None:
    """The id of the station with that code, or None."""
    return Station.objects.filter(code=code).values_list("pk", flat=True).first()


def register() -> None:
    """Register the kinds."""
    references.register("standard_item", find=item_id, options=_items)
    references.register("space", find=space_id)
    references.register("room_instead", find=space_id, options=_rooms)
    references.register("station", find=station_id, options=_stations)
