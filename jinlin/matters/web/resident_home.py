"""The residents' home, finding a place by its name, and the page of a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.panels import panels
from jinlin.matters.web import resident_reading as reading
from jinlin.matters.web.resident_device import follows_of, recent_place, remember_place
from jinlin.places.public import Place


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What a resident sees first: their place, one button to tell, what they told, what the place is working on."""
    place = recent_place(request)
    request.place = place  # type: ignore[attr-defined]
    own = reading.own_rows(request.actor, follows_of(request), limit=6)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "place": place,
        "own": own,
        "panels": panels("resident.home", request, _later(place)),
    }
    if place is not None:
        rows, following = reading.open_rows(place)
        context |= place_context(place) | {
            "rows": rows[:5], "more": len(rows) > 5 or following is not None, "holders": reading.holders(place, 4),
        }  # fmt: skip
    else:
        context["streets"] = reading.top_places()
    return render(request, "matters/public/home.html", context)


def _later(place: Place | None) -> Callable[[str], str] | None:
    """Where the panels of a place are fetched when a reader comes to them."""
    return (lambda code: reverse("place_panel", args=[place.code, code])) if place else None


def place_context(place: Place) -> dict[str, Any]:
    """What every page of a place shows: the way down to it, and the telephone number of its community."""
    chain = reading.chain_of(place)
    return {
        "place": place, "chain": chain[:-1], "place_name": place.name, "help_phone": reading.help_phone(chain),
    }  # fmt: skip


@open_to_all
@require_safe
def place_find(request: HttpRequest) -> HttpResponse:
    """Places whose name holds ``q``: links to their pages, or (with ``pick``) answers to choose from in a form."""
    words = (request.GET.get("q") or request.GET.get("place_q") or "")[:40]
    context = {"q": words, "found": reading.find_places(words), "searched": bool(words.strip())}
    if request.headers.get("HX-Request"):
        name = "_places_to_pick.html" if "pick" in request.GET else "_places_found.html"
        return render(request, f"matters/public/{name}", context)
    context["streets"] = reading.top_places()
    return render(request, "matters/public/place_find.html", context)


@open_to_all
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: who is in charge, what is being worked on and what was solved, its parts, and a way to tell."""
    found = reading.place_of(code)
    if found is None:
        raise Http404
    request.place = found  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    listed = found.level != "district"
    behind = int(before) if before.isdigit() and len(before) < 16 else None
    rows, following = reading.open_rows(found, before=behind) if listed else ([], None)
    context = place_context(found) | {
        "rows": rows, "following": following, "listed": listed, "holders": reading.holders(found),
        "figures": reading.figures(found), "children": reading.children_of(found),
        "done": reading.done_rows(found) if listed else [], "panels": panels("place.page", request, _later(found)),
        "channel": "wall" if request.GET.get("channel") == "wall" else "page",
    }  # fmt: skip
    return remember_place(render(request, "matters/public/place.html", context), found)


@open_to_all
@require_safe
def place_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """The code on a wall leads to the place's page, where one tells a problem that is then known to come from it."""
    found = Place.objects.filter(token=token, valid_to__isnull=True).only("code").first()
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("place", args=[found.code]) + "?channel=wall")
