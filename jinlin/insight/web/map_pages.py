"""The map: one page for everybody with its table beside it, and what the page asks for while one moves on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.conf import settings
from django.db.models import Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.actor import Actor
from jinlin.base.maplayers import MOST_MARKS, Mark, View, layer, layers
from jinlin.base.words import Words
from jinlin.insight.maps.counts import Spot, private_open, public_open
from jinlin.places.public import Boundary, Place, above, level_words, rank, roots, to_gcj, under

CELL_PX = 84
TILE_PX = 256
DEEPEST = 19
CLOSE = ("community", "grid", "zone", "estate", "building")
MOST_LINES = 1000
BELOW = {
    "province": "city", "city": "district", "district": "street", "street": "community", "community": "estate",
    "grid": "estate", "zone": "estate", "estate": "building",
}  # fmt: skip
OUTLINED = ((8, ("city", "district")), (12, ("district", "street")), (14, ("street", "community")), (16, ("community", "grid", "estate")), (99, ("grid", "estate", "building")))  # fmt: skip
"""Which outlines are drawn up to which zoom."""


@dataclass(frozen=True)
class Line:
    """One row of the table beside the map: a place below, with the same numbers as its marks."""

    place: Place
    estates: int
    open: int
    other: int
    leads: bool


@open_to_all
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map of a place (``at`` is its code; without it, the reader's own place or the district) and its table."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _place(request.GET.get("at", ""), actor)
    lines = _lines(place, actor)
    context = {
        "place": place, "chain": [one for one in above(place.path) if one.pk != place.pk and one.level in BELOW],
        "lines": lines, "below": level_words(BELOW.get(place.level, "building")),
        "layers": layers(actor), "shown": {"matters", "estates"} if place.level in CLOSE else {"matters"}, "box": _box(place), "shell": "base/desk.html" if actor.staff else "base/public.html",
        "tiles": settings.MAP_TILES, "tiles_credit": settings.MAP_TILES_CREDIT, "at": timezone.now(),
        "list": f"{reverse('matters')}?place={place.code}&state=open" if actor.staff else _page_of(place),
    }  # fmt: skip
    return render(request, "insight/map.html", context)


def _page_of(place: Place) -> str:
    """The public page of a place, or of all places: those above a district have none of their own."""
    above_district = place.level in ("province", "city")
    return reverse("place_find") if above_district else reverse("place", args=[place.code])


def _place(code: str, actor: Actor) -> Place:
    living = Place.objects.filter(valid_to__isnull=True)
    if code:
        return get_object_or_404(living.exclude(level__in=("stairwell", "dwelling")), code=code)
    mine = living.filter(path__in=roots(actor)).order_by("path").first() if actor.staff else None
    top = mine or living.filter(level="district").order_by("path").first() or living.order_by("path").first()
    if top is None:
        raise Http404
    return top


def _lines(place: Place, actor: Actor) -> list[Line]:
    """The places right below with their numbers, in the order of the tree; three queries, however many there are."""
    inside = Place.objects.filter(valid_to__isnull=True, level=BELOW.get(place.level, "building"))
    inside = (
        inside.filter(grid=place) if place.level in ("grid", "zone") else inside.filter(under(place.path))
    )
    below = list(inside.order_by("sort", "code")[:MOST_LINES])
    estates = list(Place.objects.filter(under(place.path), level="estate", valid_to__isnull=True).values_list("path", flat=True))  # fmt: skip
    shown, other = public_open(place.path), private_open(place.path, actor)
    return [
        Line(
            place=one, estates=_sum(estates, one.path), open=_total(shown, one.path), other=_total(other, one.path),
            leads=one.level in BELOW and one.level != "estate",
        )
        for one in below
    ]  # fmt: skip


def _sum(paths: list[str], path: str) -> int:
    return sum(1 for one in paths if one.startswith(path))


def _total(spots: list[Spot], path: str) -> int:
    return sum(spot.open for spot in spots if spot.path.startswith(path))


def _box(place: Place) -> str:
    """Where to look at first: the place's boundary, else around everything below it that has a position."""
    known = (
        Boundary.objects.filter(place=place).values_list("west_e6", "south_e6", "east_e6", "north_e6").first()
    )
    if known is None:
        inside = Place.objects.filter(
            under(place.path), lat_e6__isnull=False, level__in=("street", "community", "estate", "building")
        )
        found = inside.aggregate(
            west=Min("lon_e6"), south=Min("lat_e6"), east=Max("lon_e6"), north=Max("lat_e6")
        )
        if found["west"] is None:
            if place.lat_e6 is None or place.lon_e6 is None:
                return ""
            found = {"west": place.lon_e6, "east": place.lon_e6, "south": place.lat_e6, "north": place.lat_e6}
        margin = 2_000
        known = (
            found["west"] - margin,
            found["south"] - margin,
            found["east"] + margin,
            found["north"] + margin,
        )
    west, south = _out(known[1], known[0])
    east, north = _out(known[3], known[2])
    return f"{west},{south},{east},{north}"


def _out(lat_e6: int, lon_e6: int) -> tuple[float, float]:
    """A position as the map draws it (longitude first): in WGS-84, or in the datum of the tiles behind it."""
    lat, lon = lat_e6 / 1e6, lon_e6 / 1e6
    if settings.MAP_TILES and settings.MAP_TILES_CRS == "gcj02":
        lat, lon = to_gcj(lat, lon)
    return round(lon, 6), round(lat, 6)


@open_to_all
@require_safe
def map_marks(request: HttpRequest, code: str) -> HttpResponse:
    """The marks of one layer as GeoJSON: ``at`` place, ``box`` west,south,east,north in degrees, ``zoom`` 1–19."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = layer(code, actor)
    if chosen is None:
        raise Http404
    view = _view(request, actor)
    if view is None:
        return JsonResponse(
            {"code": "wrong_box", "words": str(Words("范围或缩放不对", "wrong box or zoom"))}, status=400
        )
    marks = sorted(chosen.marks(view), key=lambda mark: -mark.count)[:MOST_MARKS]
    return JsonResponse(
        {"type": "FeatureCollection", "layer": chosen.code, "features": [_feature(mark) for mark in marks]},
        json_dumps_params={"ensure_ascii": False},
    )


def _feature(mark: Mark) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _out(mark.lat, mark.lon)},
        "properties": {"count": mark.count, "name": mark.name, "link": mark.link},
    }


def _view(request: HttpRequest, actor: Actor) -> View | None:
    try:
        west, south, east, north = (float(part) for part in request.GET.get("box", "").split(","))
        zoom = int(request.GET.get("zoom", ""))
    except ValueError:
        return None
    if not (1 <= zoom <= DEEPEST and -180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    place = _place(request.GET.get("at", "")[:40], actor)
    cell = round(360e6 / (TILE_PX * 2**zoom) * CELL_PX * cos(radians((south + north) / 2)))
    return View(
        path=place.path, west=round(west * 1e6), south=round(south * 1e6), east=round(east * 1e6), north=round(north * 1e6),
        cell=max(cell, 1) if zoom < DEEPEST else 1, actor=actor,
    )  # fmt: skip


@open_to_all
@require_safe
def map_areas(request: HttpRequest) -> HttpResponse:
    """The outlines that fit the zoom as GeoJSON, simplified, and always the place's own; at most 400, the larger levels first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = _view(request, actor)
    if view is None:
        return JsonResponse(
            {"code": "wrong_box", "words": str(Words("范围或缩放不对", "wrong box or zoom"))}, status=400
        )
    zoom = int(request.GET["zoom"])
    wanted = next(found for upto, found in OUTLINED if zoom <= upto)
    rows = (
        Boundary.objects.filter(
            west_e6__lte=view.east, east_e6__gte=view.west, south_e6__lte=view.north, north_e6__gte=view.south,
            place__valid_to__isnull=True,
        )
        .filter(Q(place__level__in=wanted) | Q(place__path=view.path))
        .select_related("place")
        .defer("rings")[:400]
    )  # fmt: skip
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": [[[_out(lat, lon) for lon, lat in ring] for ring in part] for part in one.shown]},
            "properties": {"name": one.place.name, "level": one.place.level, "own": one.place.path == view.path, "link": f"{reverse('map')}?at={one.place.code}"},
        }
        for one in sorted(rows, key=lambda row: rank(row.place.level))
    ]  # fmt: skip
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, json_dumps_params={"ensure_ascii": False}
    )
