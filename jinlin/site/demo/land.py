"""The demo world's places: an invented district with codes that no real place has."""

from __future__ import annotations

import datetime as dt
import hashlib
from random import Random

from jinlin.places.public import Place
from jinlin.site.demo.names import community_names, estate_names
from jinlin.site.demo.world import World

# No province has the number 99.
PROVINCE, CITY, DISTRICT = "990000000000", "990100000000", "990101000000"
CENTRE = (25_310_000, 118_420_000)
CAST_ESTATES = (("青榕花园", "commodity"), ("万华里", "commodity"), ("安和新苑", "resettlement"))
VILLAGES = ("上安村", "下安村", "溪口村")


def build_land(world: World) -> None:
    """Every place from the province down to the dwellings of the detailed estates."""
    chance = world.chance("land")
    province = _place(world, None, "province", PROVINCE, "闽江省")
    city = _place(world, province, "city", CITY, "榕海市")
    district = _place(world, city, "district", DISTRICT, "榕城区")
    world.places["district"] = district
    _build_streets(world, chance, district)
    _build_estates(world, chance)
    for number, estate in enumerate(_detailed(world)):
        _build_inside(world, chance, estate, is_large=number < 2)


def _place(world: World, parent: Place | None, level: str, code: str, name: str, **more: object) -> Place:
    made = Place(
        level=level, code=code, name=name, parent=parent, path=f"{parent.path if parent else ''}{code}/",
        valid_from=dt.date(2020, 1, 1), token=hashlib.sha256(f"wall:{code}".encode()).hexdigest()[:16], **more,
    )  # fmt: skip
    world.rows.add(made)
    world.above[made.pk] = {**(world.above[parent.pk] if parent else {}), level: made}
    if parent:
        world.inside.setdefault(parent.pk, []).append(made)
    return made


def further_place(world: World, parent: Place, level: str, code: str, name: str) -> Place:
    """One more place, for the builders of further parts."""
    return _place(world, parent, level, code, name)


def _near(chance: Random, point: tuple[int, int], spread: int) -> dict[str, int]:
    return {
        "lat_e6": point[0] + chance.randrange(-spread, spread),
        "lon_e6": point[1] + chance.randrange(-spread, spread),
    }


def _build_streets(world: World, chance: Random, district: Place) -> None:
    scale = world.scale
    streets = ["榕西", *community_names(chance, scale.streets - 1, {"榕西", "东溪"})]
    fixed = ["榕西", "东溪", "南桥"][: scale.communities]
    names = fixed + community_names(chance, scale.communities - len(fixed), set(fixed))
    communities = iter(names)
    # The communities are shared out as evenly as they go; the first street has what remains.
    each, rest = divmod(scale.communities, scale.streets)
    for number, name in enumerate(streets, 1):
        kind = "镇" if number > scale.streets - 3 and scale.streets > 3 else "街道"
        street = _place(
            world, district, "street", f"990101{number:03d}000", name + kind, **_near(chance, CENTRE, 90_000)
        )
        for nth in range(1, each + (rest if number == 1 else 0) + 1):
            _build_community(world, chance, street, f"990101{number:03d}{nth:03d}", next(communities))
    world.places["street"] = world.of_level("street")[0]


def _build_community(world: World, chance: Random, street: Place, code: str, name: str) -> None:
    here = _near(chance, (street.lat_e6 or 0, street.lon_e6 or 0), 18_000)
    phone = f"0990-{chance.randrange(2_000_000, 8_999_999)}"
    community = _place(world, street, "community", code, f"{name}社区", phone=phone, **here)
    for nth in range(1, world.scale.grids + 1):
        _place(world, community, "grid", f"{code}-G{nth:02d}", f"第 {nth} 网格", sort=nth)
    world.places.setdefault(name, community)


def _build_estates(world: World, chance: Random) -> None:
    communities = world.of_level("community")
    fixed = [name for name, _ in CAST_ESTATES] + ["东溪里"]
    names = fixed + estate_names(chance, world.scale.estates - len(fixed), set(fixed))
    kinds = dict(CAST_ESTATES)
    for number, name in enumerate(names, 1):
        first = communities[0] if number <= 2 else communities[1] if number <= 4 else None
        # After the cast's own, every community gets one estate before any gets a second.
        community = first or communities[(number - 3) % len(communities)]
        grids = [place for place in world.inside[community.pk] if place.level == "grid"]
        here = _near(chance, (community.lat_e6 or 0, community.lon_e6 or 0), 4_000)
        estate = _place(
            world, community, "estate", f"99010{number + 10000:05d}", name, grid=grids[2] if number == 1 else chance.choice(grids),
            kind=kinds.get(name, chance.choice(["commodity", "commodity", "old", "resettlement"])),
            households=chance.randrange(180, 1500), **here,
        )  # fmt: skip
        world.places.setdefault(name, estate)


def _detailed(world: World) -> list[Place]:
    """The estates that go down to the dwelling: the cast's, then others spread over the district."""
    estates = world.of_level("estate")
    step = max(1, len(estates) // world.scale.detailed)
    others = [estate for estate in estates[4::step] if estate.name not in dict(CAST_ESTATES)]
    last_street = world.of_level("street")[-1]
    last = next(estate for estate in reversed(estates) if world.above[estate.pk]["street"] is last_street)
    chosen = (estates[:3] + others)[: world.scale.detailed]
    # The street with the four-level tree has buildings too, so that all its levels are in use.
    return chosen if world.scale.code == "small" else [*chosen[:-1], last]


def _build_inside(world: World, chance: Random, estate: Place, *, is_large: bool) -> None:
    """Buildings, stairwells and dwellings with their areas."""
    is_small_world = world.scale.code == "small"
    buildings, stairwells = (8, 2) if is_large else (chance.randrange(5, 10), chance.choice([1, 2, 3]))
    floors = (3 if is_small_world else 6) if is_large else chance.choice([6, 11, 17])
    for number in range(1, buildings + 1):
        code = f"{estate.code}-{number:02d}"
        building = _place(world, estate, "building", code, f"{number} 号楼", grid=estate.grid, sort=number)
        for well in range(1, stairwells + 1):
            stairwell = _place(
                world, building, "stairwell", f"{code}-{well}", f"{well} 单元", grid=estate.grid, sort=well
            )
            for floor in range(1, floors + 1):
                for door in (1, 2):
                    room = f"{floor}{door:02d}"
                    area = chance.choice([6_820, 8_435, 8_990, 9_612, 11_870, 12_344])
                    _place(
                        world, stairwell, "dwelling", f"{code}-{well}-{room}", f"{room} 室", grid=estate.grid,
                        area_cm2=area, households=1, sort=int(room),
                    )  # fmt: skip
    estate.households = buildings * stairwells * floors * 2
