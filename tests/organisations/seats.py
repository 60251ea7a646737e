"""Seats of the cast, found by who sits in them."""

from __future__ import annotations

from jinlin.base.actor import Actor
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from tests.cast import SINCE, World


def tenure_of(world: World, name: str) -> Tenure:
    """The one tenure of somebody of the cast."""
    return Tenure.objects.select_related("seat").get(person=world.accounts[name].person)


def seat_of(world: World, name: str) -> Seat:
    """The seat that somebody of the cast holds."""
    return tenure_of(world, name).seat


def newcomer(name: str = "新来的", *, username: str = "newcomer") -> Person:
    """A worker who holds no seat yet."""
    person = Person.objects.create(name=name)
    Account.objects.create_user(username, kind="staff", person=person)
    return person


def operator(world: World) -> Actor:
    """Somebody who sits as operator over the district."""
    person = newcomer("信息员", username="operator")
    seat = Seat.objects.create(role="operator", place=world.places["district"])
    Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
    return actor(person.account)
