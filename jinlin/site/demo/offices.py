"""The demo world's institutions and those who sit at places: workers, supervisors, clerks; the cast among them."""

from __future__ import annotations

from random import Random

from jinlin.organisations.public import Institution
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.site.demo.cast import CAST, Player
from jinlin.site.demo.names import parts
from jinlin.site.demo.world import Post, World

DEPARTMENTS = (
    ("housing", "榕城区住建局", "department"), ("fire", "榕城区消防大队", "department"), ("urban", "榕城区城管局", "department"),
    ("market", "榕城区市场监管局", "department"), ("municipal", "榕城区市政中心", "department"),
    ("sanitation", "榕城区环卫中心", "department"), ("parks", "榕城区园林中心", "department"),
    ("traffic", "榕城区交警大队", "police"), ("health", "榕城区疾控中心", "department"), ("civil", "榕城区民政局", "department"),
    ("insurance", "榕城区人社局", "department"), ("culture", "榕城区文体旅局", "department"), ("water", "榕海供水公司", "utility"),
    ("electricity", "榕城供电所", "utility"), ("gas", "榕海燃气公司", "utility"), ("telecom", "榕城通信服务中心", "utility"),
)  # fmt: skip


def build_offices(world: World) -> None:
    """Institutions with their clerks, and every worker of district, streets, communities and grids."""
    chance = world.chance("offices")
    district = world.places["district"]
    for code, name, kind in DEPARTMENTS:
        world.institutions[code] = _institution(world, code, name, kind, district)
    for number, name in enumerate(parts()["partners"][: world.scale.partners], 1):
        code = f"partner-{number:02d}"
        world.institutions[code] = _institution(world, code, name, "partner", district)
    for street in world.of_level("street"):
        _build_street(world, chance, street)
    _share_out_firms(world)
    _seat_the_cast(world, chance)
    _fill_seats(world, chance)


def _institution(world: World, code: str, name: str, kind: str, place: Place) -> Institution:
    return world.rows.add(Institution(code=code, name=name, kind=kind, place=place))


def _build_street(world: World, chance: Random, street: Place) -> None:
    """The police post, the justice office and two property firms of one street."""
    stem, number = street.name.removesuffix("街道").removesuffix("镇"), street.code[6:9]
    known = world.institutions
    known[f"police-{number}"] = _institution(world, f"police-{number}", f"{stem}派出所", "police", street)
    known[f"justice-{number}"] = _institution(
        world, f"justice-{number}", f"{stem}司法所", "department", street
    )
    names = parts()["property_first"]
    firms = ["安居", "和顺"] if number == "001" else chance.sample(names[2:], 2)
    for nth, name in enumerate(firms, 1):
        code = "anju" if name == "安居" else f"property-{number}-{nth}"
        full = "安居物业" if name == "安居" else f"{name}物业{stem}服务部"
        known[code] = _institution(world, code, full, "property", street)


def _share_out_firms(world: World) -> None:
    for number, estate in enumerate(world.of_level("estate")):
        street = world.above[estate.pk]["street"]
        firms = [
            one for one in world.institutions.values() if one.kind == "property" and one.place_id == street.pk
        ]
        cast_estate = estate.name in ("青榕花园", "万华里")
        world.firms[estate.pk] = world.institutions["anju"] if cast_estate else firms[number % len(firms)]


def _seat_the_cast(world: World, chance: Random) -> None:
    for one in CAST:
        if one.seat in (
            "estate_secretary",
            "owners_chair",
            "ballot_counter",
            "ballot_monitor",
            "supervision_committee",
        ):
            continue
        at = _where(world, one)
        if one.seat:
            world.cast[one.role] = world.seat(
                chance, one.seat, at, name=one.name, username=one.username, password=world.password
            )
        else:
            world.cast[one.role] = resident(world, chance, one)


def _where(world: World, one: Player) -> Place | Institution:
    if one.at == "grid":
        return next(place for place in world.inside[world.places["榕西"].pk] if place.code.endswith("-G03"))
    return world.institutions.get(one.at) or world.places[one.at]


def resident(world: World, chance: Random, one: Player) -> Post:
    """One of the cast who lives here and signs in by the phone."""
    from jinlin.base.actor import Actor

    person = world.person(chance, one.name, one.phone, 1958 if one.role == "resident" else 1975)
    account: Account = world.account(person, one.username, "resident")
    return Post(person, account, Actor(account=account.pk, name=account.get_full_name(), person=person.pk))


def _fill_seats(world: World, chance: Random) -> None:
    """Every seat that a district has besides the cast's."""
    for street in world.of_level("street"):
        if world.post("street_supervisor", street) is None:
            world.seat(chance, "street_supervisor", street)
    for number, community in enumerate(world.of_level("community")):
        _fill_community(world, chance, community, has_first_secretary=number % 12 == 0)
    for estate in world.of_level("estate")[::25]:
        world.seat(chance, "instructor", estate, how="sent", signs_in=False)
    for stairwell in world.of_level("stairwell"):
        world.seat(chance, "stairwell_head", stairwell, how="elected", signs_in=False)
    for institution in world.institutions.values():
        role = "property_clerk" if institution.kind == "property" else "department_clerk"
        if world.post(role, institution) is None:
            world.seat(chance, role, institution)


def _fill_community(world: World, chance: Random, community: Place, *, has_first_secretary: bool) -> None:
    """A worker, a secretary, the street's leader in charge, who heads the grids too, and a worker in each grid."""
    for role in ("community_worker", "community_secretary"):
        if world.post(role, community) is None:
            world.seat(chance, role, community)
    leader = world.seat(chance, "street_leader", community, signs_in=False)
    if has_first_secretary:
        world.seat(chance, "first_secretary", community, how="sent", signs_in=False)
    for grid in world.inside[community.pk]:
        if grid.level != "grid":
            continue
        if world.post("grid_worker", grid) is None:
            world.seat(chance, "grid_worker", grid)
        world.seat(chance, "grid_head", grid, person=leader.person, signs_in=False)
