"""What publicity puts into the page of a place: what hangs there, and the ways to the lists."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import above
from jinlin.publicity import queries
from jinlin.publicity.web.rows import row_of


def place_panel(request: HttpRequest) -> str:
    """Notices that hang at the place, inside it, or above it up to its street."""
    place = getattr(request, "place", None)
    if place is None or place.level in ("province", "city"):
        return ""
    rows = [row_of(one) for one in queries.at_place(place)]
    community = next((one for one in above(place.path) if one.level == "community"), None)
    context = {"place": place, "rows": rows, "community": community}
    return render_to_string("publicity/_place_panel.html", context, request=request)


def offer() -> None:
    """Put the panel beside a place's page and on the residents' first page; called once at start."""
    fill("place.page", place_panel, order=40, later=Words("公示公开", "Notices"))
    fill("resident.home", place_panel, order=60, later=Words("公示公开", "Notices"))
