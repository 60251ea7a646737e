"""Households for the tests of people: two dwellings of the first estate, one of the second."""

from __future__ import annotations

from jinlin.base.sealed import key_of
from jinlin.people.models import Household, Member, Person
from jinlin.places.models import Place
from tests.cast import World

NUMBERS = {"resident": "13812341234", "neighbour": "13912341234", "stranger": "13712341234"}


def settle(world: World) -> dict[str, Household]:
    """The resident and the neighbour live in building 3 of 青榕花园, the stranger in 东溪里; all have phones."""
    homes = {}
    for key, estate, code in (
        ("resident", "building", "E0001-03-501"),
        ("neighbour", "building", "E0001-03-502"),
        ("stranger", "dongxi", "E0002-01-101"),
    ):
        above = world.places[estate]
        place = Place.objects.create(
            level="dwelling",
            code=code,
            name=code[-3:],
            parent=above,
            path=f"{above.path}{code}/",
            grid=above.grid,
        )
        homes[key] = Household.objects.create(dwelling=place)
        person = person_of(world, key)
        person.phone, person.phone_key = NUMBERS[key], key_of(NUMBERS[key])
        person.save()
        Member.objects.create(household=homes[key], person=person, tie="owner")
    return homes


def person_of(world: World, key: str) -> Person:
    """The person behind an account of the cast."""
    person = world.accounts[key].person
    assert person is not None
    return person
