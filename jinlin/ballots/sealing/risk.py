"""The guard of small rolls: how many votes a planned publication would betray, computed from the roll before opening.

A publication of heads and area of "yes" is an equation over the areas of those who took part. Whoever has the same mark
in every solution is betrayed. All solutions are counted, by sets of reachable sums, not by trying each.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 60
"""Beyond so many rows the exact reckoning is left out: solutions abound, save for one row that dwarfs the rest."""
TRIALS, FEW_TRIALS = 24, 4
YES = 0.7


@dataclass(frozen=True)
class Risk:
    """Of ``rows`` taking part, how many per thousand are certain after a publication, on average over drawn votes;
    ``laid_bare`` per thousand of votes that were betrayed whole; ``dwarfing`` counts rows with a quarter of all area."""

    rows: int
    pinned: int
    laid_bare: int
    dwarfing: int

    @property
    def is_safe(self) -> bool:
        """Whether fewer than one vote in fifty is expected to be betrayed, and no row dwarfs the rest."""
        return self.pinned < 20 and not self.dwarfing


def pinned(areas: Sequence[int], heads: tuple[int, int], area: tuple[int, int]) -> list[bool]:
    """Whose mark is the same in every assignment with a number of yes within ``heads`` and their area within ``area``."""
    count, low, high = len(areas), area[0], min(area[1], sum(areas))
    span = (1 << (high + 1)) - (1 << low) if high >= low else 0
    ahead = [[0] * (count + 2) for _ in range(count + 1)]
    for number in range(heads[0], min(heads[1], count) + 1):
        ahead[count][number] = span
    for place in range(count - 1, -1, -1):
        for number in range(place + 1):
            ahead[place][number] = ahead[place + 1][number] | ahead[place + 1][number + 1] >> areas[place]
    before, found = [1] + [0] * count, []
    for place, one in enumerate(areas):
        can_no = any(before[n] & ahead[place + 1][n] for n in range(place + 1))
        can_yes = any((before[n] << one) & ahead[place + 1][n + 1] for n in range(place + 1))
        found.append(can_no != can_yes)
        before = [before[0]] + [before[n] | before[n - 1] << one for n in range(1, count + 1)]
    return found


def _percent(part: int, whole: int) -> tuple[int, int]:
    """The whole numbers that show the same whole per cent of ``whole`` as ``part`` does."""
    shown = (200 * part + whole) // (2 * whole)
    least = -((whole * (1 - 2 * shown)) // 200)
    most = -(-(whole * (2 * shown + 1)) // 200) - 1
    return max(least, 0), min(most, whole)


def risk_of(areas: Sequence[int], *, coarse: bool = False, seed: int = 20260101) -> Risk:
    """The risk of publishing exact totals (or, ``coarse``, whole per cents) of a roll in which everybody votes."""
    rows, whole = len(areas), sum(areas)
    dwarfing = sum(4 * area >= whole for area in areas) if rows > 1 else 0
    if not rows or rows > MOST:
        return Risk(rows, 0, 0, dwarfing)
    chance = random.Random(seed)  # noqa: S311 - drawn votes of a simulation
    trials = TRIALS if rows <= 24 else FEW_TRIALS
    certain = bare = 0
    for _ in range(trials):
        said = [chance.random() < YES for _ in areas]
        heads, area = sum(said), sum(one for one, yes in zip(areas, said, strict=True) if yes)
        within = (_percent(heads, rows), _percent(area, whole)) if coarse else ((heads, heads), (area, area))
        found = pinned(areas, *within)
        certain += sum(found)
        bare += all(found)
    return Risk(rows, 1000 * certain // (trials * rows), 1000 * bare // trials, dwarfing)
