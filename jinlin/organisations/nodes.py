"""Organisations of any tree as nodes that figures are taken at: what lies at the place that they cover."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from jinlin.base import nodes
from jinlin.base.nodes import Node
from jinlin.organisations.models import Organisation
from jinlin.organisations.trees import chain


def _rows() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("place", "level__template")


def node_of(organisation: Organisation) -> Node:
    """An organisation as a node, with the place that it covers."""
    place, level = organisation.place, organisation.level
    return Node(
        "organisation", organisation.pk, organisation.code, organisation.name, place.level, place.pk, place.path,
        level.template.code, level.code,
    )  # fmt: skip


def _find(codes: Sequence[str]) -> list[Node]:
    return [node_of(one) for one in _rows().filter(code__in=codes)]


def _children(nodes: Sequence[Node]) -> list[tuple[int, Node]]:
    below = _rows().filter(parent__in=[node.pk for node in nodes], ended_on__isnull=True)
    return [(one.parent_id, node_of(one)) for one in below.order_by("level__rank", "place__path", "pk")]


def _above(node: Node) -> list[Node]:
    return [node_of(one) for one in chain(_rows().get(pk=node.pk))]


def register() -> None:
    """Let figures find organisations by code."""
    nodes.register("organisation", nodes.Finder(_find, _children, _above))
