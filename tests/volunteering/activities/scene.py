"""A course for the tests: Go on a weekday morning in the station's half hall, twenty places, with a family beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.organisations.public import actor
from jinlin.people.models import Account, Household, Member, Person
from jinlin.places.models import Place
from jinlin.volunteering.activities import planning
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.models import Occurrence, Series
from tests.cast import World
from tests.venues.house import House, house

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass
class Scene:
    """The house with a course, its first date published, and the resident's family: a partner and a child of nine."""

    house: House
    series: Series
    first: Occurrence
    partner: Person
    child: Person

    @property
    def world(self) -> World:
        """The cast."""
        return self.house.world

    def person(self, name: str, year: int | None = 1980) -> Person:
        """A further human being."""
        return Person.objects.create(name=name, birth_year=year)

    def account(self, name: str, year: int | None = 1980) -> Account:
        """A further resident who can sign in."""
        made = Account(username=f"r-{name}", kind="resident", person=self.person(name, year))
        made.set_unusable_password()
        made.save()
        return made

    def residents(self, count: int) -> list[Account]:
        """So many residents, in order."""
        return [self.account(f"居民{number:03}") for number in range(count)]


def arrange(made: House, **more: object) -> Series:
    """A weekly class from the day after tomorrow, nine to half past ten, in the half hall."""
    facts = {
        "title": "围棋公益课", "kind": "class", "rule": f"RRULE:FREQ=WEEKLY;BYDAY={WEEKDAYS[made.day.weekday()]}", "since": made.day, "begins": 540,
        "minutes": 90, "capacity": 20, "space": made.half_a, "lead_called": "陈老师",
    }  # fmt: skip
    facts |= more
    return planning.arrange(place=made.world.places["qingrong"], by=made.world.act("worker"), **facts)  # type: ignore[arg-type]


def publish(series: Series, made: House) -> Occurrence:
    """Its first date published; further dates follow by the clock."""
    first = series.occurrences.order_by("begins_at")[0]
    return ACTIVITIES.take(first.pk, "publish", by=made.world.act("worker"))


def scene(**more: object) -> Scene:
    """Build it by the organiser's own commands."""
    made = house()
    series = arrange(made, **more)
    world = made.world
    doors = Place.objects.create(
        level="dwelling",
        code="E0001-03-101",
        name="101",
        parent=world.places["building"],
        path=world.places["building"].path + "101/",
    )
    home = Household.objects.create(dwelling=doors)
    partner = Person.objects.create(name="王大明", birth_year=1979)
    child = Person.objects.create(name="王小宝", birth_year=timezone.localdate().year - 9)
    for person, tie in ((world.accounts["resident"].person, "owner"), (partner, "family"), (child, "family")):
        Member.objects.create(household=home, person=person, tie=tie)
    return Scene(made, series, publish(series, made), partner, child)


def by(account: Account) -> object:
    """The account as an actor."""
    return actor(account)


def minutes(count: int) -> dt.timedelta:
    """So many minutes."""
    return dt.timedelta(minutes=count)
