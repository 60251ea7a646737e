"""What the demo world's ledgers count: households and residents of estates, permanent and floating residents, shops."""

from __future__ import annotations

import datetime as dt

from jinlin.places.public import Place, RegisterCount
from jinlin.site.demo.world import World

KNOWN = {
    ("东溪里", "homes"): 312, ("东溪里", "residents"): 1_238,
    ("榕西", "permanent"): 2_836, ("榕西", "floating"): 4_871, ("榕西", "shops"): 3_012,
}  # fmt: skip
"""Numbers of the sources: an estate of 300 households where nobody knew anybody, a community with many shops."""
NEWEST, BEFORE = 143, 508
"""Days before the world's today on which ledgers were closed."""


def build_ledgers(world: World) -> None:
    """Two counts of each kind for every estate without dwellings and for every community, half a year old and older."""
    chance = world.chance("ledgers")
    known = {(world.places[name].pk, kind): number for (name, kind), number in KNOWN.items()}
    for estate in world.of_level("estate"):
        if world.inside.get(estate.pk):
            continue
        homes = known.get((estate.pk, "homes"), (estate.households or 300) * chance.randrange(82, 97) // 100)
        _count(world, estate, "homes", homes, "入户登记")
        residents = known.get((estate.pk, "residents"), homes * chance.randrange(26, 34) // 10)
        _count(world, estate, "residents", residents, "入户登记")
    for community in world.of_level("community"):
        for kind, least, most, ledger in (
            ("permanent", 900, 3_000, "户籍和居住登记"), ("floating", 300, 4_000, "流动人口登记"), ("shops", 40, 900, "沿街商铺排查"),
        ):  # fmt: skip
            number = known.get((community.pk, kind), chance.randrange(least, most))
            _count(world, community, kind, number, ledger)


def _count(world: World, place: Place, kind: str, number: int, ledger: str) -> None:
    for days, held in ((BEFORE, number * 94 // 100), (NEWEST, number)):
        on: dt.date = world.days_ago(days)
        world.rows.add(
            RegisterCount(place=place, kind=kind, on=on, number=held, source=f"{on.year} 年{ledger}", made_at=world.now)
        )  # fmt: skip
