"""Small numbers: a table by what lies below, and a node's own number for those who do not work there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jinlin.base import figures, nodes
from jinlin.base.figures import Cells, Figure, Value
from jinlin.base.guard import hidden, is_small
from jinlin.base.nodes import Node
from jinlin.base.periods import Period


def measured(figure: Figure, value: Value | None) -> int | None:
    """The number that the guard looks at: of a share its base, else the number."""
    if value is None:
        return None
    return value.base if figure.kind == "share" else value.number


@dataclass(frozen=True)
class Row:
    """One node of a table: its value as it may be shown, or hidden by the guard."""

    node: Node
    value: Value | None
    hidden: bool


def table(
    figure: Figure,
    node: Node,
    below: Sequence[Node],
    period: Period,
    found: Cells,
    *,
    total_hidden: bool = False,
) -> list[Row]:
    """The nodes below in tree order, each cell that is small (or would give a small one away) hidden.

    What counts at the node itself and at nothing below it is one more cell, never shown, that the sum holds too.
    """
    cells = [found.get((figure.id, one.code, period.text)) for one in below]
    known = [place for place, value in enumerate(cells) if measured(figure, value) is not None]
    numbers = [measured(figure, cells[place]) or 0 for place in known]
    total = measured(figure, found.get((figure.id, node.code, period.text)))
    rest = (total or 0) - sum(numbers)
    with_rest = [*numbers, rest] if rest > 0 else numbers
    out = {
        known[place]
        for place in hidden(with_rest, guard=figure.guard, total_hidden=total_hidden)
        if place < len(known)
    }
    return [Row(one, cells[place], place in out) for place, one in enumerate(below)]


def chain(node: Node) -> list[Node]:
    """The node and those above it at which figures make sense, from the top."""
    return [one for one in (*nodes.above(node), node) if one.level not in ("province", "city")]


def guarded(
    declared: Sequence[Figure], node: Node, periods: Sequence[Period]
) -> tuple[Cells, frozenset[tuple[str, str]]]:
    """The node's values for everybody, and which of them are hidden: id of the figure, text of the period.

    A number is hidden where it is small, and where it would give a small one away beside what is shown of the places around
    and above: so the tables above are gone through from the top, each with its own sum shown or hidden. Counts of things
    are never hidden, so they are asked for at the node alone.
    """
    things = figures.values([one for one in declared if not one.guard], [node], periods)
    declared = [one for one in declared if one.guard]
    if not declared:
        return things, frozenset()
    above = chain(node)
    below = nodes.children_of(above[:-1])
    wanted = {one.code: one for one in (*above, *(child for rows in below.values() for child in rows))}
    found = figures.values(declared, list(wanted.values()), periods)
    out = {
        (one.id, when.text)
        for one in declared
        for when in periods
        if _covered(one, above, below, when, found)
    }
    own = {cell: value for cell, value in found.items() if cell[1] == node.code}
    return things | own, frozenset(out)


def _covered(
    figure: Figure, above: Sequence[Node], below: Mapping[str, Sequence[Node]], period: Period, found: Cells
) -> bool:
    """Whether the number of the last node of a chain is hidden, when each table above it is shown under the guard."""
    covered = is_small(measured(figure, found.get((figure.id, above[0].code, period.text))), figure.guard)
    for parent, child in pairwise(above):
        rows = table(figure, parent, below[parent.code], period, found, total_hidden=covered)
        covered = any(row.hidden for row in rows if row.node.code == child.code)
    return covered
