"""What organisations put into the pages of lower apps: who is in charge of a place, and what stands there."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.panels import fill
from jinlin.organisations.models import Organisation
from jinlin.organisations.queries import people_in_charge
from jinlin.organisations.roles import roles
from jinlin.organisations.web.doors import fitting_roles
from jinlin.organisations.words import how_words
from jinlin.places.public import Place, paths_above, reaches

SHOWN = 40


def place_panel(request: HttpRequest) -> str:
    """Seats at a place, in its grid and above, nearest first, with their terms; organisations that cover it."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return ""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tenures = people_in_charge(place, on=timezone.localdate()).filter(seat__place__isnull=False)[:SHOWN]
    rows = [
        {
            "tenure": one,
            "role": known.words if (known := roles().get(one.seat.role)) else one.seat.role,
            "how": how_words(one.how),
            "is_open": one.seat.place is not None and reaches(actor, one.seat.place.path),
        }
        for one in tenures
    ]
    wanted = [place.pk, place.grid_id or -1]
    standing = Organisation.objects.filter(ended_on__isnull=True, place__path__in=paths_above(place.path))
    standing |= Organisation.objects.filter(ended_on__isnull=True, place__in=wanted)
    context = {
        "place": place, "rows": rows, "organisations": standing.select_related("level").order_by("-place__path", "pk")[:SHOWN],
        "may": bool(fitting_roles(actor, place)),
    }  # fmt: skip
    return render_to_string("organisations/_place_panel.html", context, request=request)


def offer() -> None:
    """Put the panel beside the place in the tree."""
    fill("place_tree", place_panel)
