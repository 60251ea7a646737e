"""Stations of the demo world: a programme of two years, institutions' venues, and the cast's own station in full."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.organisations.public import Institution
from jinlin.places.public import Place
from jinlin.site.demo.rooms import later
from jinlin.site.demo.world import SHANGHAI, World
from jinlin.venues.public import (
    Asset,
    Booking,
    Check,
    FundingLine,
    Occupancy,
    OpeningSpan,
    Space,
    StandardItem,
    Station,
    tick_of,
)

# As the source counts a city's programme (2020): planned, opened, venues of institutions.
PROGRAMME = {"district": (200, 147, 253), "small": (6, 4, 3)}
FLOOR, UNIT_FLOOR = 15200, 39500
"""0.01 m² of one station and of one institution's venue, on average."""
FUNDS = (("city", 60_000_00), ("county", 180_000_00), ("town", 65_000_00))
WAYS = ("built", "converted", "bought", "provided", "shared")
WEEK = tuple((day, 8 * 60 + 30, 21 * 60) for day in range(7)) + ((7, 9 * 60, 17 * 60),)
OFFICE = tuple((day, 9 * 60, 17 * 60 + 30) for day in range(5)) + ((5, 9 * 60, 12 * 60),)
HALLS = ("礼堂", "篮球场", "会议室", "图书室", "操场", "职工之家")


def build_stations(world: World) -> None:
    """The programme's stations street by street, institutions' venues, and one station with rooms, bookings and things."""
    chance = world.chance("stations")
    planned, opened, outside = PROGRAMME[world.scale.code]
    communities = world.of_level("community")
    home = world.above[world.places["青榕花园"].pk]["community"]
    ordered = [home, *(one for one in communities if one.pk != home.pk)]
    for number in range(planned):
        place = ordered[number % len(ordered)]
        name = f"{place.name.removesuffix('社区')}近邻驿站" + (
            "" if number < len(ordered) else f"（{number // len(ordered) + 1}）"
        )
        _station(world, chance, number, place, name, number < opened)
    partners = [one for one in world.institutions.values() if one.kind in ("partner", "department")]
    for number in range(outside):
        _outside(world, chance, number, partners[number % len(partners)], ordered[number % len(ordered)])
    first = world.rows.of(Station)[0]
    _rooms(world, first)
    _proofs(world, first)
    _things(world, first)


def _station(world: World, chance: Random, number: int, place: Place, name: str, is_open: bool) -> Station:
    planned = world.days_ago(700 - number % 200)
    made = world.rows.add(
        Station(
            code=f"YZ{number + 1:03}", name=name, kind="station", acquired=WAYS[number % len(WAYS)], place=place,
            state="open" if is_open else ("building" if number % 2 else "planned"), programme="2020", planned_on=planned,
            opened_on=planned + dt.timedelta(days=150 + number % 200) if is_open else None, percent=100 if is_open else 10 + number % 80,
            floor_area=FLOOR + (number % 21 - 10) * 400, address=f"{place.name}中心路 {number % 90 + 1} 号", step_free=number % 4 != 3,
            lift=number % 3 == 0, toilet=True, way_in="正门左侧有坡道" if number % 4 != 3 else "",
        )
    )  # fmt: skip
    for level, amount in FUNDS:
        world.rows.add(
            FundingLine(
                station=made, level=level, amount=amount + chance.randrange(0, 9) * 100_00, on=planned + dt.timedelta(days=30),
                voucher=f"{made.code}-{level[:2].upper()}",
            )
        )  # fmt: skip
    if is_open:
        _hours(world, made, WEEK)
        if number:
            _space(world, made, f"{made.code}-1", "活动室", area=made.floor_area * 6 // 10, seats=40)
    return made


def _outside(world: World, chance: Random, number: int, owner: Institution, place: Place) -> None:
    hall = HALLS[number % len(HALLS)]
    made = world.rows.add(
        Station(
            code=f"DW{number + 1:03}", name=f"{owner.name}{hall}", kind="unit", acquired="shared", place=place, owner=owner, state="open",
            opened_on=world.days_ago(chance.randrange(120, 690)), percent=100, floor_area=UNIT_FLOOR + (number % 11 - 5) * 600,
            step_free=number % 2 == 0, toilet=True,
        )
    )  # fmt: skip
    _hours(world, made, OFFICE)
    _space(world, made, f"{made.code}-1", hall, area=made.floor_area, seats=60, approval=True)


def _hours(world: World, station: Station, spans: tuple[tuple[int, int, int], ...]) -> None:
    for day, begins, ends in spans:
        world.rows.add(OpeningSpan(station=station, day=day, begins=begins, ends=ends))


def _space(
    world: World, station: Station, code: str, name: str, parent: Space | None = None, **facts: object
) -> Space:
    return world.rows.add(Space(station=station, parent=parent, code=code, name=name, **facts))


def _rooms(world: World, station: Station) -> None:
    """The cast's station: a hall of two halves, a quiet room given on approval, a small office; bookings behind and ahead."""
    hall = _space(world, station, "YZ001-H", "多功能厅", area=6000, seats=80, buffer_after=15)
    east = _space(world, station, "YZ001-A", "东半厅", hall, area=3000, seats=40)
    _space(world, station, "YZ001-B", "西半厅", hall, area=3000, seats=40)
    quiet = _space(world, station, "YZ001-Q", "书画室", area=2000, seats=12, quiet=True, approval=True)
    _space(world, station, "YZ001-O", "值班室", area=600, use="office", bookable=False)
    halves = [one for one in world.rows.of(Space) if one.parent is hall]
    for week in range(1, 9):
        _booking(
            world,
            hall,
            halves,
            -7 * week,
            1170,
            "葫芦丝排练",
            "葫芦丝队",
            "completed",
            "neighbour",
            90,
            noise="loud",
        )
    _booking(world, east, [east], 2, 540, "亲子读书会", "", "confirmed", "resident", 60)
    _booking(
        world, hall, halves, 3, 1170, "葫芦丝排练", "葫芦丝队", "confirmed", "neighbour", 90, noise="loud"
    )
    _booking(world, quiet, [quiet], 4, 870, "老年书法班", "", "requested", "resident", 90)


def _booking(
    world: World, space: Space, leaves: list[Space], day: int, minute: int, purpose: str, group: str, state: str, who: str, length: int,
    noise: str = "talk",
) -> None:  # fmt: skip
    begins = dt.datetime.combine(world.on + dt.timedelta(days=day), dt.time(), SHANGHAI) + dt.timedelta(
        minutes=minute
    )
    begins += later(world, leaves, begins, begins + dt.timedelta(minutes=length))
    ends, post = begins + dt.timedelta(minutes=length), world.cast[who]
    done = state == "completed"
    made = world.rows.add(
        Booking(
            space=space, state=state, begins_at=begins, ends_at=ends, account=post.account, person=post.person, people=20, purpose=purpose,
            group=group, noise=noise, checked_in_at=begins if done else None, ended_at=ends if done else None,
            decide_by=world.now + dt.timedelta(days=1, hours=18) if state == "requested" else None,
        )
    )  # fmt: skip
    if not done:
        for leaf in leaves:
            for tick in range(tick_of(begins), tick_of(ends)):
                world.rows.add(Occupancy(space=leaf, tick=tick, booking=made))


def _proofs(world: World, station: Station) -> None:
    for number, item in enumerate(StandardItem.objects.filter(standard="fuzhou_six").order_by("sort")):
        world.rows.add(
            Check(
                station=station,
                item=item,
                met=True,
                on=world.days_ago(40 + number),
                note="照片已存档",
                by_title="林晓 · 社区工作者",
                evidence=True,
            )
        )


def _things(world: World, station: Station) -> None:
    estate = world.places["青榕花园"]
    for number, (name, keeper, donor, at) in enumerate(
        (
            ("乒乓球台", "安居物业保安队", "球友们", None),
            ("投影机", "榕西社区", "", station),
            ("血压计", "榕西社区", "", station),
        ),
        1,
    ):
        world.rows.add(
            Asset(
                station=at,
                place=at.place if at else estate,
                code=f"SB{number:03}",
                token=f"demo-asset-{number}",
                name=name,
                keeper=keeper,
                donor=donor,
            )
        )
