"""The partners of a place beside its page: what residents may know, with the months kept."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.organisations.models import Agreement, Alliance
from jinlin.organisations.partners.procedure import STANDING
from jinlin.places.public import Place, paths_above

SHOWN = 6


def partners_of(place: Place) -> QuerySet[Agreement]:
    """Agreements that bind today with the community of a place."""
    return (
        Agreement.objects.filter(community__path__in=paths_above(place.path), state__in=STANDING)
        .select_related("community", "holder")
        .order_by("holder__name", "pk")
    )


def place_partners(request: HttpRequest) -> str:
    """The panel for a resident: names of the partners of this community and a way to all of it."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return ""
    rows = list(partners_of(place)[: SHOWN + 1])
    alliances = list(
        Alliance.objects.filter(place__path__in=paths_above(place.path), state="standing").order_by("pk")[
            :SHOWN
        ]
    )
    if not rows and not alliances:
        return ""
    context = {
        "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "alliances": alliances, "on": timezone.localdate(),
        "community": rows[0].community if rows else alliances[0].place,
    }  # fmt: skip
    return render_to_string("organisations/partners/_place_panel.html", context, request=request)
