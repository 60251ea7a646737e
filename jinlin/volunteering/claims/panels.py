"""Needs, resources and services on a place's page, and a resident's own orders."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place, above, under
from jinlin.volunteering.claims.queries import needs_of, resources_for
from jinlin.volunteering.claims.service_procedure import ORDER
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder

SHOWN = 3


def place_panel(request: HttpRequest) -> str:
    """What is needed, what can be given, and which services may be ordered at the request's place."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level not in ("community", "estate"):
        return ""
    paths = [one.path for one in above(place.path)]
    services = ServiceItem.objects.filter(
        is_open=True, windows__begins_at__gt=timezone.now(), place__path__in=paths
    )
    services = services | ServiceItem.objects.filter(
        under(place.path, "place__path"), is_open=True, windows__begins_at__gt=timezone.now()
    )
    context = {
        "needs": needs_of(place).filter(state="listed", sort="need").order_by("entered_at")[:SHOWN],
        "resources": resources_for(place).select_related("institution").order_by("-entered_at")[:SHOWN], "services": services.distinct()[:SHOWN], "place": place,
    }  # fmt: skip
    if not any((context["needs"], context["resources"], context["services"])):
        return ""
    return render_to_string("claims/_near.html", context, request=request)


def own_panel(request: HttpRequest) -> str:
    """A resident's orders that are not over."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = (
        ServiceOrder.objects.filter(account=actor.account, state__in=ORDER.open_states)
        .select_related("item", "window")
        .order_by("window__begins_at")[:SHOWN]
    )
    shown = [(one, ORDER.state(one.state)) for one in rows]
    return render_to_string("claims/_mine.html", {"orders": shown}, request=request) if shown else ""


def offer() -> None:
    """Put them where residents look."""
    fill("place.page", place_panel, order=55, later=Words("我们需要 / 我们能给", "We need / we can give"))
    fill("me", own_panel, order=55, later=Words("认领和点单", "Claims and orders"))
