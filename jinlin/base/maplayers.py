"""Layers of the map: an app registers what it has to show, the map gathers it, clustered on the server by zoom and box.

How to register one, in ``AppConfig.ready``::

    from jinlin.base import maplayers
    from jinlin.base.maplayers import Layer, Mark, View, gathered

    def stations(view: View) -> list[Mark]:
        rows = Station.objects.filter(under(view.path, "place__path"), opened_on__isnull=False)
        return gathered(rows, view, lat="place__lat_e6", lon="place__lon_e6", name="name", link=lambda pk: f"/venues/{pk}")

    maplayers.register(Layer("stations", Words("驿站", "Stations"), marks=stations, sign=Words("驿", "S"), public=True, order=40))

A layer never shows where somebody lives: what belongs to persons is shown at the point of an estate or above, as a
number, and under the guard. Positions are WGS-84, in millionths of a degree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Min, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.words import Words

MOST_MARKS = 600


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: the places at or below ``path``, inside a box, in cells of ``cell`` millionths of a degree."""

    path: str
    west: int
    south: int
    east: int
    north: int
    cell: int
    actor: Actor

    def holds(self, lat: int, lon: int) -> bool:
        """Whether a position lies in the box."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on the map: ``count`` things around one position. ``name`` and ``link`` only where it is one thing."""

    lat: int
    lon: int
    count: int
    name: str = ""
    link: str = ""


@dataclass(frozen=True)
class Layer:
    """One layer: ``sign`` is the character (in English the letter) that its marks bear beside the number; ``public`` layers are for everybody.

    ``about`` says under the map what the layer shows and what it leaves out.
    """

    code: str
    words: Words
    marks: Callable[[View], list[Mark]]
    sign: Words = Words("", "")
    public: bool = False
    tone: str = ""
    order: int = 100
    about: Words = Words("", "")


_layers: dict[str, Layer] = {}


def register(layer: Layer) -> None:
    """Register a layer once."""
    _layers[layer.code] = layer


def layers(actor: Actor) -> list[Layer]:
    """The layers that this reader may switch on, in order."""
    found = [layer for layer in _layers.values() if layer.public or actor.staff]
    return sorted(found, key=lambda layer: (layer.order, layer.code))


def layer(code: str, actor: Actor) -> Layer | None:
    """The layer of that code, where the reader may see it."""
    return next((one for one in layers(actor) if one.code == code), None)


def gathered(
    rows: QuerySet[Any], view: View, *, lat: str = "lat_e6", lon: str = "lon_e6", name: str = "name", key: str = "pk",
    link: Callable[[Any], str],
) -> list[Mark]:  # fmt: skip
    """Rows with a position as marks: the database gathers those of one cell, so that tens of thousands cost little.

    ``name`` and ``key`` are fields of the row; ``link(key)`` is the address of one row alone.
    """
    boxed = rows.filter(
        **{f"{lat}__range": (view.south, view.north), f"{lon}__range": (view.west, view.east)}
    ).order_by()
    cells = list(
        boxed.annotate(cell_y=F(lat) / view.cell, cell_x=F(lon) / view.cell)
        .values("cell_y", "cell_x")
        .annotate(n=Count("pk"), at_lat=Avg(lat), at_lon=Avg(lon), one=Min("pk"))
        .values_list("n", "at_lat", "at_lon", "one")
    )
    alone = [one for n, _, _, one in cells if n == 1][:MOST_MARKS]
    known = {
        pk: (text, at)
        for pk, text, at in rows.model._default_manager.filter(pk__in=alone).values_list("pk", name, key)
    }
    return [
        Mark(round(at_lat), round(at_lon), n, *_single(known.get(one) if n == 1 else None, link))
        for n, at_lat, at_lon, one in cells
    ]


def _single(known: tuple[str, Any] | None, link: Callable[[Any], str]) -> tuple[str, str]:
    return (known[0], link(known[1])) if known else ("", "")


def merged(marks: Iterable[Mark], view: View) -> list[Mark]:
    """Marks that already are few (one for each place) gathered by cell: numbers added, positions weighted by them."""
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        if view.holds(mark.lat, mark.lon):
            cells.setdefault((mark.lat // view.cell, mark.lon // view.cell), []).append(mark)
    return [together[0] if len(together) == 1 else _sum(together) for together in cells.values()]


def _sum(marks: list[Mark]) -> Mark:
    count = sum(mark.count for mark in marks)
    return Mark(
        lat=sum(mark.lat * mark.count for mark in marks) // count,
        lon=sum(mark.lon * mark.count for mark in marks) // count,
        count=count,
    )


def folded(
    counts: Mapping[int, int], parents: Mapping[int, int | None], depth: Mapping[int, int], guard: int
) -> dict[int, int]:
    """Counts by place where no small one is left: a place under the guard goes into the place above it. Pure.

    What stays small up to the root is dropped. Every total is a sum of what is shown, so that nothing can be worked
    out by taking one from another.
    """
    left = dict(counts)
    shown: dict[int, int] = {}
    for level in sorted({depth[place] for place in _with_above(counts, parents)}, reverse=True):
        for place in [one for one in left if depth[one] == level]:
            number = left.pop(place)
            if number >= guard:
                shown[place] = number
            elif number:
                above = parents.get(place)
                if above is not None:
                    left[above] = left.get(above, 0) + number
    return shown


def _with_above(places: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    found: set[int] = set()
    for place in places:
        at: int | None = place
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return found
