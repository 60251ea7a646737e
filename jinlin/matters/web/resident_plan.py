"""A plan to tap on: the places below as dots where they lie, each leading further down or to telling. No map server."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.matters.web.resident_home import place_context
from jinlin.matters.web.resident_reading import children_of, place_of, top_places
from jinlin.places.public import Place

SIZE = 1000
EDGE = 130
APART = 150
TURNS = 40
NAMED = 12
TOLD_AT = ("estate", "building")


@dataclass(frozen=True)
class Dot:
    """One place on the plan: its number in the list, where it is drawn (of 1000), and where a tap leads."""

    number: int
    place: Place
    x: int
    y: int
    link: str


def spread(points: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Positions (degrees, east and north) laid on the plan, pushed apart until each can be tapped. Pure.

    East and west, north and south stay as they are as far as the pushing allows; equal input gives equal output.
    """
    if not points:
        return []
    west, south = min(x for x, _ in points), min(y for _, y in points)
    width = max(max(x for x, _ in points) - west, max(y for _, y in points) - south, 1e-6)
    room = SIZE - 2 * EDGE
    laid = [[EDGE + (x - west) / width * room, SIZE - EDGE - (y - south) / width * room] for x, y in points]
    for _ in range(TURNS):
        for i, one in enumerate(laid):
            for other in laid[i + 1 :]:
                across, down = other[0] - one[0] or 1.0, other[1] - one[1]
                far = (across * across + down * down) ** 0.5
                if far < APART:
                    push = (APART - far) / far / 4
                    one[0], one[1] = one[0] - across * push, one[1] - down * push
                    other[0], other[1] = other[0] + across * push, other[1] + down * push
        for one in laid:
            one[0], one[1] = (min(max(value, EDGE), SIZE - EDGE) for value in one)
    return [(round(x), round(y)) for x, y in laid]


def dots(places: list[Place]) -> list[Dot]:
    """The places that know where they lie, as dots."""
    known = [(n, one) for n, one in enumerate(places, 1) if one.lat_e6 is not None and one.lon_e6 is not None]
    laid = spread([(one.lon_e6 / 1e6, one.lat_e6 / 1e6) for _, one in known])  # type: ignore[operator]
    return [Dot(number, one, x, y, _leads(one)) for (number, one), (x, y) in zip(known, laid, strict=True)]


def _leads(place: Place) -> str:
    if place.level in TOLD_AT:
        return f"{reverse('tell')}?place={place.code}"
    return reverse("place_plan", args=[place.code])


@open_to_all
@require_safe
def place_plan(request: HttpRequest, code: str = "") -> HttpResponse:
    """The plan of a place (without one: the streets), with the same places as a list underneath."""
    place = place_of(code) if code else None
    if code and place is None:
        raise Http404
    below = children_of(place) if place else top_places()
    context = {
        "dots": dots(below),
        "named": len(below) <= NAMED,
        "rest": [(one, _leads(one)) for one in below],
        "here": place,
    }
    return render(request, "matters/public/plan.html", context | (place_context(place) if place else {}))
