"""What ballots put into the pages of lower apps: decisions that are open, or freshly decided, at a place."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from jinlin.ballots.desk import public_decisions
from jinlin.ballots.procedure import DECISION
from jinlin.base.panels import fill
from jinlin.places.public import paths_above, under

SHOWN = 4


def place_panel(request: HttpRequest) -> str:
    """The newest decisions at a place, above and below it; nothing where there is none."""
    place = getattr(request, "place", None)
    if place is None:
        return ""
    rows = public_decisions().filter(place__path__in=paths_above(place.path)) | public_decisions().filter(
        under(place.path, "place__path")
    )
    found = [(row, DECISION.state(row.state)) for row in rows.order_by("-pk")[:SHOWN]]
    return (
        render_to_string("ballots/_place_panel.html", {"decisions": found}, request=request) if found else ""
    )


def offer() -> None:
    """Put the panel beside a place's page and on the residents' first page; called once at start."""
    fill("place.page", place_panel, order=30)
    fill("resident.home", place_panel, order=30)
