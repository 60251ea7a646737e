"""What waits for the keepers of venues: requests to decide, things told broken, items to prove again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.venues.desk import when_of
from jinlin.venues.models import Asset, Booking, Check, StandardItem, Station
from jinlin.venues.queries import kept_by
from jinlin.venues.standards import PROOF_LIVES, SIX


def requests(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Bookings that a keeper must give or decline, the nearest decision first; one query."""
    if not actor.staff:
        return []
    mine = Station.objects.filter(kept_by(actor, frozenset({"community"}))).values("pk")
    rows = Booking.objects.filter(state="requested", space__station__in=mine).select_related("space__station")
    return [
        worklist.Item(
            f"{one.space.station.name} {one.space.name}", reverse("booking", args=[one.pk]), Words(f"{when_of(one).zh}，等您同意", f"{when_of(one).en}, waits for you"),
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


def unproven(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Open stations that lack an item of the six, or its proof of this year; one query."""
    if not actor.staff:
        return []
    rows = (
        Station.objects.filter(kept_by(actor), state="open")
        .annotate(proven=Coalesce(_proven(timezone.localdate(now)), 0), whole=Coalesce(_whole(), 0))
        .filter(proven__lt=F("whole"))
        .order_by("proven", "pk")[:limit]
    )
    return [
        worklist.Item(
            one.name, reverse("station_desk", args=[one.code]),
            Words(f"标准六项有 {one.whole - one.proven} 项没有达到，或要重新拍照证明", f"{one.whole - one.proven} of six items lack a proof of this year"),
        )
        for one in rows
    ]  # fmt: skip


def _proven(on: dt.date) -> Subquery:
    """How many items of the six a station has met, by the latest check of each, with a photo that still counts."""
    newer = Check.objects.filter(station=OuterRef("station"), item=OuterRef("item"), pk__gt=OuterRef("pk"))
    good = Check.objects.filter(
        ~Exists(newer), station=OuterRef("pk"), met=True, evidence=True, on__gt=on - PROOF_LIVES,
        item__standard=SIX, item__ended_on__isnull=True,
    )  # fmt: skip
    return Subquery(good.order_by().values("station").annotate(count=Count("pk")).values("count"))


def _whole() -> Subquery:
    """How many items the standard has today."""
    items = StandardItem.objects.filter(standard=SIX, ended_on__isnull=True)
    return Subquery(items.order_by().values("standard").annotate(count=Count("pk")).values("count"))


def register() -> None:
    """Register the sources."""
    worklist.register("bookings", Words("场所预约等您同意", "Bookings to decide"), requests, order=60)
    worklist.register("assets", Words("设施报修", "Told broken"), broken, order=70)
    worklist.register("standards", Words("驿站标准差几项", "Standards to prove"), unproven, order=80)
