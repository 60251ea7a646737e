"""The sheet with a place's code, to be printed and put on its wall. Staff of the place only."""

from __future__ import annotations

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.matters.web import resident_reading as reading
from jinlin.matters.web.resident_home import place_context
from jinlin.places.public import Place, give_wall_token


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def place_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of a place whose seat one holds (or one above it); POST makes the code, or a new one for an old."""
    found = reading.place_of(code)
    if found is None or not any(seat.covers(found.path) for seat in request.actor.seats):  # type: ignore[attr-defined]
        raise Http404
    if request.method == "POST":
        give_wall_token(place=found.pk, anew=bool(found.token))
        return HttpResponseRedirect(reverse("place_qr", args=[code]))
    return render(request, "matters/public/wall.html", place_context(found) | _code(request, found))


def _code(request: HttpRequest, found: Place) -> dict[str, str]:
    if not found.token:
        return {"url": "", "qr": ""}
    url = request.build_absolute_uri(reverse("place_by_token", args=[found.token]))
    return {"url": url, "qr": segno.make(url, error="q").svg_data_uri(scale=8, border=2)}
