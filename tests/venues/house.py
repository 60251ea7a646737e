"""A station for the tests: a hall of two halves, a quiet room, open every day from nine to six."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.venues import commands
from jinlin.venues.desk import STATIONS
from jinlin.venues.free import Asked
from jinlin.venues.models import Space, Station
from jinlin.venues.standards import load_standards
from tests.cast import World, build


@dataclass
class House:
    """The cast's world with the station and its rooms."""

    world: World
    station: Station
    hall: Space
    half_a: Space
    half_b: Space
    quiet: Space

    @property
    def day(self) -> dt.date:
        """The day after tomorrow: open, and within everybody's reach."""
        return timezone.localdate() + dt.timedelta(days=2)

    def asked(self, begins: int = 540, ends: int = 600, **more: object) -> Asked:
        """Nine to ten on that day, for eight people."""
        return Asked(self.day, begins, ends, **{"people": 8, **more})  # type: ignore[arg-type]


def house(world: World | None = None) -> House:
    """Build it by the keepers' own commands, in a world that stands already or in a fresh one."""
    world = world or build()
    load_standards()
    worker = world.act("worker")
    station = commands.enter_station(
        code="ST1", name="榕西近邻驿站", kind="station", acquired="converted", place=world.places["qingrong"], by=worker, floor_area=32000,
        programme="2026",
    )  # fmt: skip
    hall = commands.add_space(
        station=station, code="ST1-H", name="大厅", by=worker, area=12000, seats=80, bookable=True
    )
    half_a = commands.add_space(
        station=station, code="ST1-A", name="东半厅", by=worker, parent=hall, area=6000, seats=40
    )
    half_b = commands.add_space(
        station=station, code="ST1-B", name="西半厅", by=worker, parent=hall, area=6000, seats=40
    )
    quiet = commands.add_space(
        station=station,
        code="ST1-Q",
        name="书画室",
        by=worker,
        area=3000,
        seats=12,
        quiet=True,
        approval=True,
    )
    commands.set_hours(station=station, spans=[(day, 540, 1080) for day in range(9)], by=worker)
    STATIONS.take(station.pk, "open", by=worker)
    station.refresh_from_db()
    for one in (hall, half_a, half_b, quiet):
        one.station = station
    return House(world, station, hall, half_a, half_b, quiet)
