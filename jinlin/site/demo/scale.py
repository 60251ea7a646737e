"""How large a demo world is, and how its seats overlap. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Counts of one demo world.

    ``secretaries``: confirmed members who are secretary of an estate branch; ``chairs``: owners' committees whose
    chair is one; ``both``: estates where these are one person; ``detailed``: estates down to the dwelling.
    """

    code: str
    streets: int
    communities: int
    estates: int
    branches: int
    committees: int
    serving: int
    retired: int
    mobile: int
    secretaries: int
    chairs: int
    both: int
    detailed: int
    grids: int
    matters: int
    partners: int


SMALL = Scale(
    code="small", streets=1, communities=2, estates=4, branches=4, committees=3, serving=90, retired=6, mobile=3,
    secretaries=2, chairs=2, both=1, detailed=2, grids=3, matters=150, partners=4,
)  # fmt: skip

# A real district's figures (2021), as the sources count them.
DISTRICT = Scale(
    code="district", streets=20, communities=355, estates=552, branches=547, committees=300, serving=16_000,
    retired=700, mobile=320, secretaries=292, chairs=210, both=110, detailed=12, grids=4,
    matters=20_000, partners=30,
)  # fmt: skip

SCALES = {scale.code: scale for scale in (SMALL, DISTRICT)}
