"""Open matters follow when a place is put under another grid, so that its worker finds them."""

from __future__ import annotations

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.matters.models import OPEN, Matter
from jinlin.places.public import Place, under


def listen() -> None:
    """Hear of every place that is put under a grid."""
    subscribe("place.grid_laid", follow)


def follow(*, place: Place, grid: Place | None, by: Actor) -> None:
    """Copy the new grid to the open matters told there or below; closed ones keep the grid that worked on them."""
    Matter.objects.filter(OPEN, under(place.path, "place__path")).update(grid=grid)
