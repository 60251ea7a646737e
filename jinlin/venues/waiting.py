"""What waits for the keepers of venues: requests to decide, things told broken, items to prove again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.venues.desk import when_of
from jinlin.venues.models import Asset, Booking, Station
from jinlin.venues.queries import kept_by


def requests(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Bookings that a person must give or decline, the nearest decision first; one query."""
    if not actor.staff:
        return []
    mine = Station.objects.filter(kept_by(actor)).values("pk")
    rows = Booking.objects.filter(state="requested", space__station__in=mine).select_related("space__station")
    return [
        worklist.Item(
            f"{one.space.station.name} {one.space.name}", reverse("booking", args=[one.pk]), Words(f"{when_of(one)}，等您同意", f"{when_of(one)}, waits for you"),
            one.decide_by,
        )
        for one in rows.order_by("decide_by", "pk")[:limit]
    ]  # fmt: skip


def broken(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Things told broken at the actor's stations; one query."""
    if not actor.staff:
        return []
    mine = Station.objects.filter(kept_by(actor)).values("pk")
    rows = (
        Asset.objects.filter(Q(station__in=mine), state="broken")
        .select_related("station")
        .order_by("pk")[:limit]
    )
    return [
        worklist.Item(one.name, reverse("asset", args=[one.token]), Words("报修了，修好请点一下", "Told broken; say when it is mended"), None, one.station.name if one.station else "")
        for one in rows
    ]  # fmt: skip


def register() -> None:
    """Register the sources."""
    worklist.register("bookings", Words("场所预约等您同意", "Bookings to decide"), requests, order=60)
    worklist.register("assets", Words("设施报修", "Told broken"), broken, order=70)
