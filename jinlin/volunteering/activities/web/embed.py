"""What is on at a place, for other sites to show in a frame: titles, times and free places; no script, no names."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.actor import Actor
from jinlin.places.public import Place
from jinlin.volunteering.activities import queries
from jinlin.volunteering.activities.web.public import line_of

MOST = 20


@open_to_all
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def activities_embed(request: HttpRequest, code: str) -> HttpResponse:
    """The activities to come of a place; links open outside the frame. No other page of activities may be framed."""
    place, at = get_object_or_404(Place, code=code, valid_to__isnull=True), timezone.now()
    rows = list(
        queries.public_rows(place)
        .filter(ends_at__gt=at)
        .exclude(state="cancelled", begins_at__lte=at)
        .order_by("begins_at", "pk")[: MOST + 1]
    )
    full = queries.fullness(rows[:MOST], at)
    context = {
        "place": place,
        "rows": [line_of(one, full[one.pk]) for one in rows[:MOST]],
        "has_more": len(rows) > MOST,
    }
    return render(request, "volunteering/activities/embed.html", context)


def places_to_embed(actor: Actor) -> list[Place]:
    """The places whose page a worker may hand to other sites: those of the seats."""
    return list(
        Place.objects.filter(pk__in={seat.place for seat in actor.seats if seat.place}).order_by("path")[:5]
    )
