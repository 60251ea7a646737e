"""The small-number guard: which cells of a table must not be shown, so that no small one can be worked out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

GUARD = 5
"""Numbers from 1 to 4 are not shown where a figure speaks of people (docs: the small-number guard)."""


def is_small(number: int | None, guard: int = GUARD) -> bool:
    """Whether a number falls under the guard. A nought does not: nobody stands behind it."""
    return number is not None and 0 < number < guard


def hidden(cells: Sequence[int], *, guard: int = GUARD, total_hidden: bool = False) -> frozenset[int]:
    """Positions of the cells to hide in a table whose sum is shown (or hidden too, with ``total_hidden``).

    Every cell from 1 to ``guard - 1`` is hidden. Where the sum would give a hidden one away, others are hidden with it,
    the smallest first: the hidden ones must leave each of them room for a value of ``guard`` or more. Cells hidden for
    either reason look the same. Where nothing is left to hide with, noughts are hidden too.
    """
    if guard <= 0:
        return frozenset()
    out = {place for place, number in enumerate(cells) if is_small(number, guard)}
    rest = sorted(
        (place for place in range(len(cells)) if place not in out), key=lambda p: (cells[p] == 0, cells[p], p)
    )
    if total_hidden:
        # The sum is not known: one open end is enough, but there must be one, or the sum would be given away.
        return frozenset(out or rest[:1])
    while out and not _safe([cells[place] for place in out], guard) and rest:
        out.add(rest.pop(0))
    return frozenset(out)


def _safe(found: Sequence[int], guard: int) -> bool:
    """Whether the sum of the hidden cells leaves each of them room for ``guard`` or more, each being at least 1."""
    return len(found) > 1 and sum(found) - (len(found) - 1) >= guard
