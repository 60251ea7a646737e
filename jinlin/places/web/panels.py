"""A panel of a place that its page left for later: a piece for the page, or a page of its own without scripts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.panels import later_panel
from jinlin.places.models import Place

SLOT = "place.page"


@open_to_all
@require_safe
def place_panel(request: HttpRequest, code: str, panel: str) -> HttpResponse:
    """What an app has to say about a place; nothing where it has nothing to say."""
    placed = later_panel(SLOT, panel)
    place = get_object_or_404(Place, code=code, valid_to__isnull=True)
    if placed is None:
        raise Http404
    request.place = place  # type: ignore[attr-defined]
    html = placed.panel(request)
    if request.headers.get("HX-Request"):
        return HttpResponse(html)
    return render(request, "places/panel.html", {"place": place, "words": placed.later, "html": html})
