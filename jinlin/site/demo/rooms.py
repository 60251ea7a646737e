"""Rooms of the demo world: nothing is laid where something is already, whatever weekday the world's today is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jinlin.site.demo.world import World
from jinlin.venues.public import Occupancy, Space, tick_of

STEP = dt.timedelta(minutes=30)


def later(world: World, rooms: Iterable[Space], begins: dt.datetime, ends: dt.datetime) -> dt.timedelta:
    """How much later, by half hours, these rooms are free for as long; nothing where they are free then."""
    wanted, taken = {one.pk for one in rooms}, {(one.space_id, one.tick) for one in world.rows.of(Occupancy)}
    late = dt.timedelta()
    while any(
        (room, tick) in taken
        for tick in range(tick_of(begins + late), tick_of(ends + late))
        for room in wanted
    ):
        late += STEP
    return late
