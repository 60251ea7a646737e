"""A branch with its people, for the tests of report-in: secretary, committee member, member, neighbour, employer's clerk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from jinlin.base.actor import Actor
from jinlin.organisations.members import commands
from jinlin.organisations.members.desk import COMMITMENTS, REPORTS, SERVICES
from jinlin.organisations.models import (
    Commitment,
    Level,
    Organisation,
    ReportIn,
    Seat,
    ServiceRecord,
    Template,
    Tenure,
)
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from tests.cast import SINCE, World, build
from tests.people.neighbours import settle


@pytest.fixture(scope="module")
def standing_branch(django_db_setup: None, django_db_blocker: Any) -> Iterator[Branch]:
    """The branch inside a transaction that is rolled back; each test has a savepoint of its own within."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield branch()
        transaction.set_rollback(True)


@pytest.fixture
def made(standing_branch: Branch, db: None) -> Branch:
    """The branch, with whatever a test changes taken back afterwards."""
    return standing_branch


MEMBER = "neighbour"
"""李国强 of the cast is the member; 王秀兰 lives next door and is none."""


@dataclass
class Branch:
    """The branch of 青榕花园 with its seats."""

    world: World
    organisation: Organisation
    secretary: Actor
    committee: Actor

    def act(self, name: str) -> Actor:
        """Somebody of the cast."""
        return self.world.act(name)

    @property
    def member(self) -> Actor:
        """The member."""
        return self.world.act(MEMBER)

    def reported(self, **given: Any) -> ReportIn:
        """The member has reported in."""
        values = {"kind": "serving", "employer_name": "榕城区住建局", **given}
        return commands.report_oneself(organisation=self.organisation, values=values, by=self.member)

    def confirmed(self, **given: Any) -> ReportIn:
        """The branch has confirmed it."""
        return REPORTS.take(self.reported(**given).pk, "confirm", by=self.secretary)

    def served(self, row: ReportIn, minutes: int = 90, *, counts: bool = True, **given: Any) -> ServiceRecord:
        """The member recorded service; the secretary confirmed it where it ``counts``."""
        values = {"on": row.confirmed_on, "minutes": minutes, "what": "清理 3 号楼楼道", **given}
        REPORTS.take(row.pk, "serve", by=self.member, given=values)
        made = ServiceRecord.objects.filter(report_in=row).latest("pk")
        return SERVICES.take(made.pk, "confirm", by=self.secretary) if counts else made

    def promised(self, row: ReportIn, due: Any, text: str = "每周六清一次楼道", **given: Any) -> Commitment:
        """The member published a commitment."""
        values = {"promise": text, "due_on": due, "called": "surname", "agreed": True, **given}
        REPORTS.take(row.pk, "promise", by=self.member, given=values)
        return Commitment.objects.filter(report_in=row).latest("pk")

    def shown(self, commitment: Commitment) -> Commitment:
        """The member showed what was done."""
        return COMMITMENTS.take(commitment.pk, "show", by=self.member, given={"note": "清了四次，楼道通了"})


def staff_at(world: World, key: str, name: str, role: str, **at: Any) -> Actor:
    """A worker with a seat."""
    person = Person.objects.create(name=name)
    world.accounts[key] = Account.objects.create_user(key, kind="staff", person=person)
    Tenure.objects.create(seat=Seat.objects.create(role=role, **at), person=person, from_on=SINCE)
    return actor(world.accounts[key])


def organisation_at(world: World, place: str, code: str, name: str) -> Organisation:
    """An estate branch (or committee) at a place, of a template of its own."""
    template, _ = Template.objects.get_or_create(
        code="five_level", defaults={"zh": "五级组织", "en": "Five levels"}
    )
    covers = world.places[place].level
    level, _ = Level.objects.get_or_create(
        template=template,
        code=f"{covers}_branch",
        defaults={"rank": len(covers), "zh": "支部", "en": "Branch", "covers": covers},
    )
    return Organisation.objects.create(
        level=level, code=code, name=name, place=world.places[place], founded_on=SINCE
    )


def branch() -> Branch:
    """The world with a branch at the first estate."""
    world = build()
    settle(world)
    made = organisation_at(world, "qingrong", "estate_branch-E0001", "青榕花园党支部")
    secretary = staff_at(
        world, "estate_secretary", "陈美玉", "estate_secretary", place=world.places["qingrong"]
    )
    committee = staff_at(world, "estate_member", "郭委员", "estate_member", place=world.places["qingrong"])
    return Branch(world, made, secretary, committee)


def at_home(world: World, name: str, number: int) -> Actor:
    """A further resident of building 3 with an account."""
    from jinlin.people.models import Household, Member
    from jinlin.places.models import Place

    above = world.places["building"]
    code = f"E0001-03-9{number:02d}"
    place = Place.objects.create(
        level="dwelling",
        code=code,
        name=code[-3:],
        parent=above,
        path=f"{above.path}{code}/",
        grid=above.grid,
    )
    person = Person.objects.create(name=name)
    account = Account.objects.create_user(f"home-{number}", kind="resident", person=person)
    Member.objects.create(household=Household.objects.create(dwelling=place), person=person, tie="family")
    return actor(account)
