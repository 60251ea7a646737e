"""What insight puts into the pages of lower apps."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from jinlin.base.panels import fill
from jinlin.places.public import Place

ON_MAP = ("district", "street", "community", "grid", "estate")


def map_panel(request: HttpRequest) -> str:
    """The way from a place's page to the map of it."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level not in ON_MAP:
        return ""
    return render_to_string("insight/_map_panel.html", {"place": place}, request=request)


def offer() -> None:
    """Put the panels into their slots."""
    fill("place.page", map_panel, order=900)
    fill("place_tree", map_panel, order=900)
