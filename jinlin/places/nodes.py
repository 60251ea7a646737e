"""Places as nodes that figures are taken at."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from jinlin.base import nodes
from jinlin.base.nodes import Node
from jinlin.places.models import Place
from jinlin.places.queries import above as places_above

BELOW = {
    "province": "city",
    "city": "district",
    "district": "street",
    "street": "community",
    "community": "estate",
    "estate": "building",
}
"""The level that a table by child shows; grids and zones lie across this line and stand beside it."""


def node_of(place: Place) -> Node:
    """A place as a node."""
    return Node("place", place.pk, place.code, place.name, place.level, place.pk, place.path)


def _find(codes: Sequence[str]) -> list[Node]:
    return [node_of(place) for place in Place.objects.filter(code__in=codes)]


def _children(nodes: Sequence[Node]) -> list[tuple[int, Node]]:
    here = Q(pk__in=[])
    for node in nodes:
        if node.level in BELOW:
            here |= Q(parent=node.pk, level=BELOW[node.level])
    below = Place.objects.filter(here, valid_to__isnull=True).order_by("sort", "code")
    return [(place.parent_id, node_of(place)) for place in below]


def _above(node: Node) -> list[Node]:
    return [node_of(place) for place in places_above(node.path) if place.pk != node.pk]


def register() -> None:
    """Let figures find places by code."""
    nodes.register("place", nodes.Finder(_find, _children, _above))
