"""Trees of organisations in the demo world, members who reported in, and seats that overlap as in a real district."""

from __future__ import annotations

from random import Random

from jinlin.organisations.public import Organisation, ReportIn
from jinlin.people.public import Person, initials
from jinlin.places.public import Place
from jinlin.site.demo.cast import player
from jinlin.site.demo.land import VILLAGES
from jinlin.site.demo.world import World

VILLAGE_BRANCH_MEMBERS = 54
CAST_ESTATES = ("青榕花园", "万华里", "安和新苑")


def build_branches(world: World) -> None:
    """The five-level tree over the district, the four-level one in the last street, members and their seats."""
    chance = world.chance("branches")
    _build_five_levels(world)
    _build_four_levels(world, world.of_level("street")[-1])
    members = _report_in(world, chance)
    _seat_secretaries_and_chairs(world, chance, members)
    _build_building_groups(world, chance)


def _organisation(
    world: World, level: str, place: Place, name: str, parent: Organisation | None, days: int
) -> Organisation:
    code = f"{level.split('.')[1]}-{place.code}"
    made = world.rows.add(
        Organisation(
            level=world.levels[level],
            code=code,
            name=name,
            parent=parent,
            place=place,
            founded_on=world.days_ago(days),
        )
    )
    world.organisations[(level, place.pk)] = made
    return made


def _build_five_levels(world: World) -> None:
    top = _organisation(
        world, "five_level.district_committee", world.places["district"], "榕城区委", None, 9000
    )
    without = {
        estate.pk for estate in world.of_level("estate")[-(world.scale.estates - world.scale.branches) :]
    }
    if world.scale.estates == world.scale.branches:
        without = set()
    for street in world.of_level("street"):
        working = _organisation(
            world,
            "five_level.street_committee",
            street,
            f"{street.name.removesuffix('街道')}街道党工委",
            top,
            6000,
        )
        for community in world.inside[street.pk]:
            committee = _organisation(
                world, "five_level.community_committee", community, f"{community.name}党委", working, 4000
            )
            for estate in world.inside[community.pk]:
                if estate.level == "estate" and estate.pk not in without:
                    days = 400 + estate.pk % 1500
                    _organisation(
                        world, "five_level.estate_branch", estate, f"{estate.name}党支部", committee, days
                    )


def _build_four_levels(world: World, street: Place) -> None:
    """The other town's tree, as a second template over one street: big committee, grid group, building head."""
    for community in world.inside[street.pk]:
        big = _organisation(
            world, "four_level.big_committee", community, f"{community.name}大党委", None, 900
        )
        for grid in world.inside[community.pk]:
            if grid.level == "grid":
                _organisation(
                    world, "four_level.grid_group", grid, f"{community.name}{grid.name}工作组", big, 900
                )
    for building in world.of_level("building"):
        if world.above[building.pk]["street"].pk != street.pk or building.grid is None:
            continue
        group = world.organisations[("four_level.grid_group", building.grid.pk)]
        head = _organisation(
            world, "four_level.building_head", building, f"{building.name}楼栋长", group, 800
        )
        dwelling = world.inside[world.inside[building.pk][0].pk][0]
        _organisation(world, "four_level.member_household", dwelling, f"{building.name}党员中心户", head, 700)


def _report_in(world: World, chance: Random) -> dict[int, list[Person]]:
    """Members by estate: every one confirmed in the branch where they live, some more on the way or gone."""
    scale = world.scale
    branches = [one for (level, _), one in world.organisations.items() if level == "five_level.estate_branch"]
    employers = [one for one in world.institutions.values() if one.kind in ("partner", "department")]
    resettled = world.places["安和新苑"]
    members: dict[int, list[Person]] = {}
    large = VILLAGE_BRANCH_MEMBERS if scale.code == "district" else 12
    others = [branch for branch in branches if branch.place_id != resettled.pk]
    places = [branch for branch in branches if branch.place_id == resettled.pk] * large
    places += [others[number % len(others)] for number in range(scale.serving - large)]
    for branch in places:
        employer = chance.choice(employers) if chance.random() < 0.8 else None
        person = _member(world, chance, branch, "serving", "confirmed", employer)
        members.setdefault(branch.place_id, []).append(person)
    for kind, count in (("retired", scale.retired), ("mobile", scale.mobile)):
        for _ in range(count):
            _member(world, chance, chance.choice(others), kind, "confirmed", None)
    for state, share in (("invited", 120), ("reported", 90), ("moved", 150)):
        for _ in range(scale.serving // share):
            _member(world, chance, chance.choice(others), "serving", state, chance.choice(employers))
    _come_from_villages(world, members[resettled.pk])
    return members


def _member(
    world: World, chance: Random, branch: Organisation, kind: str, state: str, employer: object
) -> Person:
    person = world.person(
        chance, year=chance.randrange(1950, 1962) if kind == "retired" else chance.randrange(1964, 2001)
    )
    days = chance.randrange(30, 390)
    world.rows.add(
        ReportIn(
            person=person, organisation=branch, employer=employer, kind=kind, state=state,
            reported_on=None if state == "invited" else world.days_ago(days),
            confirmed_on=world.days_ago(days - 10) if state in ("confirmed", "moved") else None,
            ended_on=world.days_ago(8) if state == "moved" else None,
        )
    )  # fmt: skip
    return person


def _come_from_villages(world: World, members: list[Person]) -> None:
    """The resettled estate's members came from three villages' branches, which they left."""
    community = world.above[world.places["安和新苑"].pk]["community"]
    committee = world.organisations[("five_level.community_committee", community.pk)]
    for number, name in enumerate(VILLAGES):
        village = world.rows.add(
            Organisation(
                level=world.levels["five_level.estate_branch"], code=f"village-{number + 1}", name=f"{name}党支部",
                parent=committee, place=community, founded_on=world.days_ago(9000), ended_on=world.days_ago(300),
            )
        )  # fmt: skip
        for person in members[number : len(members) * 2 // 3 : len(VILLAGES)]:
            world.rows.add(
                ReportIn(
                    person=person, organisation=village, kind="mobile", state="moved", reported_on=world.days_ago(2000),
                    confirmed_on=world.days_ago(1990), ended_on=world.days_ago(300),
                )
            )  # fmt: skip


def _seat_secretaries_and_chairs(world: World, chance: Random, members: dict[int, list[Person]]) -> None:
    """Who sits where is counted out, not drawn: the overlaps are those of the scale, exactly."""
    scale = world.scale
    places = {pk for level, pk in world.organisations if level == "five_level.estate_branch"}
    estates = [estate for estate in world.of_level("estate") if estate.pk in places]
    cast_home = world.places["青榕花园"]
    # The cast's estate has a secretary and a chair who are two members; the resettled one has both in one person.
    one_person = world.places["安和新苑"]
    rest = [estate for estate in estates if estate.pk not in (cast_home.pk, one_person.pk)]
    chance.shuffle(rest)
    both = [one_person, *rest[: scale.both - 1]]
    rest = rest[scale.both - 1 :]
    only_secretary = [cast_home, *rest[: scale.secretaries - scale.both - 1]]
    committee_elsewhere = scale.committees - scale.both - 1
    with_committee = rest[len(rest) - committee_elsewhere :] if committee_elsewhere else []
    member_chairs = {cast_home.pk, *(e.pk for e in with_committee[: scale.chairs - scale.both - 1])}
    secretaries: dict[int, Person] = {}
    for estate in estates:
        is_member = estate in both or estate in only_secretary
        secretaries[estate.pk] = _seat_secretary(
            world, chance, estate, members[estate.pk][0] if is_member else None
        )
    for estate in [*both, cast_home, *with_committee]:
        person = secretaries[estate.pk] if estate in both else None
        if estate.pk in member_chairs:
            person = members[estate.pk][1]
        _seat_chair(world, chance, estate, person)


def _seat_secretary(world: World, chance: Random, estate: Place, member: Person | None) -> Person:
    branch = world.organisations[("five_level.estate_branch", estate.pk)]
    if estate.name == "青榕花园" and member is not None:
        return _seat_player(world, chance, "estate_secretary", estate, member, branch)
    post = world.seat(
        chance, "estate_secretary", estate, person=member, organisation=branch, how="elected", signs_in=False
    )
    return post.person


def _seat_chair(world: World, chance: Random, estate: Place, person: Person | None) -> None:
    if estate.name == "青榕花园" and person is not None:
        _seat_player(world, chance, "owners_chair", estate, person, None)
        return
    world.seat(chance, "owners_chair", estate, person=person, how="elected", signs_in=False)


def _seat_player(
    world: World, chance: Random, role: str, estate: Place, member: Person, branch: Organisation | None
) -> Person:
    """One of the cast takes the place of a drawn member, and keeps that member's report-in."""

    one = player(role)
    assert one is not None
    member.name, member.pinyin = one.name, initials(one.name)
    world.cast[role] = world.seat(
        chance, role, estate, person=member, organisation=branch, how="elected", username=one.username,
        password=world.password,
    )  # fmt: skip
    return member


def _build_building_groups(world: World, chance: Random) -> None:
    """A building group and a building head in each building of the detailed estates that have a branch."""
    for building in world.of_level("building"):
        estate = world.above[building.pk]["estate"]
        branch = world.organisations.get(("five_level.estate_branch", estate.pk))
        if branch is None:
            continue
        name = f"{estate.name}{building.name.replace(' ', '')}党小组"
        _organisation(world, "five_level.building_group", building, name, branch, 350)
        world.seat(chance, "building_head", building, signs_in=False)
