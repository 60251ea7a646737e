"""Partners for tests: a library and a clinic with their clerks, agreements and shared records made through commands."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import Actor
from jinlin.organisations.models import Agreement, Institution, Obligation, Occasion, Seat, Tenure
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.commands import draft_agreement, enter_occasion
from jinlin.organisations.partners.evidence import token
from jinlin.organisations.partners.obligations import OBLIGATIONS
from jinlin.organisations.partners.occasions import OCCASION_DESK
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from tests.cast import SINCE, World, at

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def institution(world: World, code: str, name: str, clerk: str) -> Institution:
    """A partner of the district with a clerk who signs in as ``<code>_clerk``."""
    made = Institution.objects.create(code=code, name=name, kind="partner", place=world.places["district"])
    world.institutions[code] = made
    person = Person.objects.create(name=clerk)
    account = Account.objects.create_user(f"{code}_clerk", kind="staff", person=person)
    world.accounts[f"{code}_clerk"] = account
    seat = Seat.objects.create(role="department_clerk", institution=made)
    Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
    return made


def secretary2(world: World) -> Actor:
    """The secretary of the second community."""
    person = Person.objects.create(name="石书记")
    account = Account.objects.create_user("secretary2", kind="staff", person=person)
    world.accounts["secretary2"] = account
    seat = Seat.objects.create(role="community_secretary", place=world.places["community2"])
    Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
    return actor(account)


def draft(world: World, *, term: tuple[dt.date, dt.date] = YEAR, place: str = "community", by: str = "worker", code: str = "library",
          on: str = "2025-12-20 10:00", **clauses: int) -> Agreement:  # fmt: skip
    """A draft between a community and a partner."""
    values = {"from_on": term[0], "to_on": term[1], **(clauses or {"joint_activity": 1})}
    return draft_agreement(
        community=world.places[place],
        institution=world.institutions[code].pk,
        values=values,
        by=world.act(by),
        at=at(on),
    )


def in_force(
    world: World, *, on: str = "2025-12-21 10:00", place: str = "community", secretary: str = "secretary", code: str = "library",
    worker: str = "worker", **more: object,
) -> Agreement:  # fmt: skip
    """An agreement that both sides accepted on a day."""
    row = draft(world, place=place, code=code, by=worker, **more)
    AGREEMENTS.take(row.pk, "accept", by=world.act(secretary), given={"version": 1}, on=at(on))
    return AGREEMENTS.take(
        row.pk, "accept_too", by=world.act(f"{code}_clerk"), given={"version": 1}, on=at(on)
    )


def held(
    world: World, on: str, *, kind: str = "activity", place: str = "community", by: str = "worker", code: str = "library",
    confirmed: bool = True, also: tuple[str, ...] = (), **more: object,
) -> Occasion:  # fmt: skip
    """Something that both sides did on a day, entered the day after and confirmed by the other side."""
    day = dt.date.fromisoformat(on)
    values = {"kind": kind, "title": "一起清扫楼道", "on": day, **more}
    later = at(f"{day + dt.timedelta(days=1)} 10:00")
    row = enter_occasion(
        community=world.places[place], institution=world.institutions[code].pk, values=values, by=world.act(by),
        also=tuple(world.places[one] for one in also), at=later,
    )  # fmt: skip
    if confirmed:
        OCCASION_DESK.take(row.pk, "confirm", by=world.act(f"{code}_clerk"), on=later)
    row.refresh_from_db()
    return row


def duty(agreement: Agreement, on: str, kind: str = "joint_activity") -> Obligation:
    """The duty of a clause whose period holds a day."""
    day = dt.date.fromisoformat(on)
    return Obligation.objects.get(agreement=agreement, kind=kind, from_on__lte=day, to_on__gte=day)


def link(
    world: World, agreement: Agreement, occasion: Occasion, *, by: str = "worker", kind: str = "joint_activity", on: str = ""
) -> Obligation:  # fmt: skip
    """Link a record to the duty of its month."""
    row = duty(agreement, str(occasion.on), kind)
    when = at(f"{on or occasion.on + dt.timedelta(days=2)} 10:00")
    return OBLIGATIONS.take(
        row.pk, "link", by=world.act(by), given={"evidence": token("occasion", occasion.pk)}, on=when
    )
