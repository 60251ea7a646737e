"""Nodes that figures are taken at: any place, or any organisation of any tree, found by code.

The apps that keep them register how they are found; nobody imports upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words


@dataclass(frozen=True, slots=True)
class Node:
    """A place, or an organisation with the place that it covers; plain values, no database.

    * ``kind``: ``place`` or ``organisation``; ``pk`` is the id of that row;
    * ``level``: the level of the place, which a figure's grain speaks of;
    * ``place`` and ``path``: id and path of the place, so that "below" is one condition (``places.public.under``);
    * ``tree`` and ``tree_level``: for an organisation, the codes of its template and level, else empty.
    """

    kind: str
    pk: int
    code: str
    name: str
    level: str
    place: int
    path: str
    tree: str = ""
    tree_level: str = ""

    @property
    def organisation(self) -> int | None:
        """The id of the organisation, where the node is one."""
        return self.pk if self.kind == "organisation" else None


@dataclass(frozen=True)
class Finder:
    """How nodes of one kind are found: by codes, those above from the root.

    ``children`` answers what lies right below several nodes, each with the ``pk`` of the one above it, in the order of the tree.
    """

    find: Callable[[Sequence[str]], Sequence[Node]]
    children: Callable[[Sequence[Node]], Sequence[tuple[int, Node]]]
    above: Callable[[Node], Sequence[Node]]


_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Register a kind once; called in ``AppConfig.ready``."""
    _finders[kind] = finder


def find(code: str) -> Node:
    """The node of a code: a place, else an organisation; refused with ``no_node``."""
    for finder in _finders.values():
        found = finder.find([code])
        if found:
            return found[0]
    raise Refused(
        Reason(
            "no_node",
            Words("没有代码为“{code}”的地点或组织", "no place or organisation has the code {code!r}").format(
                code=code[:60]
            ),
        )
    )


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, in the order of the tree (never a ranking)."""
    return children_of([node])[node.code]


def children_of(several: Sequence[Node]) -> dict[str, tuple[Node, ...]]:
    """The nodes right below each of several nodes, by its code; one query for each kind among them."""
    found: dict[str, list[Node]] = {node.code: [] for node in several}
    for kind in {node.kind for node in several}:
        of_kind = {node.pk: node.code for node in several if node.kind == kind}
        for above_it, child in _finders[kind].children([node for node in several if node.kind == kind]):
            found[of_kind[above_it]].append(child)
    return {code: tuple(below) for code, below in found.items()}


def above(node: Node) -> tuple[Node, ...]:
    """The nodes above, from the root down, without the node itself."""
    return tuple(_finders[node.kind].above(node))
