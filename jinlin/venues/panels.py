"""Stations on other pages: what is open near a place, and a resident's own bookings."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.venues.desk import when_of
from jinlin.venues.models import Booking
from jinlin.venues.queries import now_of, plans, standing, stations_of

SHOWN = 4


def place_panel(request: HttpRequest) -> str:
    """The stations of the request's place, those open now first; nothing where there are none."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level in ("province", "city", "district", "street"):
        return ""
    at = timezone.now()
    rows = list(stations_of(place).filter(state__in=("open", "suspended")).order_by("pk")[:20])
    if not rows:
        return ""
    on = timezone.localdate(at)
    found = plans([one.pk for one in rows], on, on)
    shown = sorted(((one, now_of(one, found, at)) for one in rows), key=lambda pair: not pair[1].open)[:SHOWN]
    return render_to_string("venues/_near.html", {"stations": shown, "place": place}, request=request)


def own_panel(request: HttpRequest) -> str:
    """A resident's bookings ahead."""
    actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    rows = Booking.objects.filter(standing(now), account_id=actor.account, ends_at__gt=now).select_related(
        "space__station"
    )
    shown = [(one, when_of(one)) for one in rows.order_by("begins_at")[:SHOWN]]
    return render_to_string("venues/_mine.html", {"bookings": shown}, request=request)


def offer() -> None:
    """Put them where residents look."""
    fill("place.page", place_panel, order=40, later=Words("附近的驿站和场所", "Stations and venues nearby"))
    fill(
        "resident.home", place_panel, order=40, later=Words("附近的驿站和场所", "Stations and venues nearby")
    )
    fill("me", own_panel, order=40)
