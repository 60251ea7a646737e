"""Who lives in the detailed estates of the demo world: households, their members, rights in dwellings, consent."""

from __future__ import annotations

from random import Random

from jinlin.people.public import Consent, Holding, Household, Look, Member, Person
from jinlin.places.public import Place
from jinlin.site.demo.world import World


def build_homes(world: World) -> None:
    """A household in nearly every dwelling; the cast's residents live in the third building of their estate."""
    chance = world.chance("homes")
    cast_home = world.places["青榕花园"]
    third = next(one for one in world.inside[cast_home.pk] if one.level == "building" and one.sort == 3)
    first_stairs = world.inside[third.pk][0]
    doors = world.inside[first_stairs.pk]
    cast = {
        doors[-1].pk: world.cast["resident"].person,
        doors[-2].pk: world.cast["neighbour"].person,
    }
    for dwelling in world.of_level("dwelling"):
        person = cast.get(dwelling.pk)
        if person is not None or chance.random() < 0.94:
            _move_in(world, chance, dwelling, person)
    _agree_and_look(world)
    # A neighbour who heads the building: enters the desk from the own pages, after a second factor.
    world.seat(chance, "building_head", third, person=world.cast["neighbour"].person, signs_in=False)


def _move_in(world: World, chance: Random, dwelling: Place, known: Person | None) -> None:
    since = world.days_ago(chance.randrange(200, 4000))
    household = world.rows.add(Household(dwelling=dwelling, since_on=since))
    owner = known or world.person(chance, year=chance.randrange(1945, 1996))
    is_let = known is None and chance.random() < 0.18
    _hold(world, chance, dwelling, owner, since)
    if not is_let:
        world.rows.add(Member(household=household, person=owner, tie="owner", since_on=since))
    for nth in range(chance.choice([0, 1, 1, 2, 2, 3])):
        tie = "tenant" if is_let else "family" if nth < 3 else "other"
        other = world.person(chance, year=chance.randrange(1948, 2020))
        world.rows.add(Member(household=household, person=other, tie=tie, since_on=since))


def _hold(world: World, chance: Random, dwelling: Place, owner: Person, since: object) -> None:
    """The right in the dwelling: one owner, or two in equal shares."""
    if chance.random() < 0.35:
        partner = world.person(chance, year=chance.randrange(1945, 1996))
        for person in (owner, partner):
            world.rows.add(
                Holding(
                    dwelling=dwelling, person=person, share_denominator=2, source="register", since_on=since
                )
            )
    else:
        world.rows.add(Holding(dwelling=dwelling, person=owner, source="register", since_on=since))


def _agree_and_look(world: World) -> None:
    """What the resident of the cast agreed to, and who looked at her data and why."""
    resident, worker = world.cast["resident"], world.cast["community_worker"]
    world.rows.add(Consent(person=resident.person, purpose="notices", version="2026-01", given_at=world.now))
    world.rows.add(
        Look(
            person=resident.person, account_id=worker.actor.account, title=worker.actor.title, what="联系方式",
            purpose="电话联系反映人，约上门看电梯", at=world.now,
        )
    )  # fmt: skip
