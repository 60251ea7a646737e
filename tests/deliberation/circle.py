"""Bodies and what happens in them, for the tests: made by commands, so that no impossible state can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jinlin.base import doorcode
from jinlin.base.actor import Actor
from jinlin.deliberation import commands
from jinlin.deliberation.desk import ITEMS, MEETINGS
from jinlin.deliberation.models import Body, Item, Meeting, Member
from jinlin.organisations.models import Institution, Seat, Tenure
from jinlin.people.models import Account, Person
from tests.cast import SINCE, World, at

START = at("2026-02-02 09:00")


@dataclass
class Round:
    """A joint meeting of three units with a clerk each: housing, property and the clinic."""

    world: World
    body: Body
    members: dict[str, Member]

    @property
    def street(self) -> Actor:
        """The convener."""
        return self.world.act("street")

    def clerk(self, name: str) -> Actor:
        """Who sits for a unit."""
        return self.world.act({"housing": "clerk", "property": "manager", "clinic": "doctor"}[name])


def clinic(world: World) -> None:
    """A partner unit with a clerk of its own."""
    unit = Institution.objects.create(
        code="clinic", name="榕西社区医院", kind="partner", place=world.places["community"]
    )
    world.institutions["clinic"] = unit
    person = Person.objects.create(name="孟医生")
    account = Account(username="doctor", kind="staff", person=person)
    account.set_unusable_password()
    account.save()
    world.accounts["doctor"] = account
    Tenure.objects.create(
        seat=Seat.objects.create(role="department_clerk", institution=unit), person=person, from_on=SINCE
    )


def joint(world: World, *, on: dt.datetime = START, **more: Any) -> Round:
    """The joint meeting of the community, convened by the street, every second Tuesday at half past two."""
    clinic(world)
    body = commands.make_body(
        name="榕西社区联席会议", kind="joint", place=world.places["community"], by=world.act("street"), convened_by="street",
        rule="RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", begins_minute=870, turn_by_rule=True, where="社区会议室", at=on, **more,
    )  # fmt: skip
    members = {}
    for number, name in enumerate(("housing", "property", "clinic"), 1):
        members[name] = commands.add_member(
            body=body, institution=world.institutions[name], by=world.act("street"), turn=number, at=on
        )
    return Round(world, body, members)


def lane(world: World, *, on: dt.datetime = START) -> Body:
    """逢10说事 in the lane, convened by the community, at seven in the evening."""
    return commands.make_body(
        name="桂花里逢10说事", kind="talk", form="tens", place=world.places["qingrong"], by=world.act("worker"), rule="day-ends:0", is_open=True,
        where="巷口大树下", at=on,
    )  # fmt: skip


def first(body: Body) -> Meeting:
    """Its first meeting."""
    return body.meetings.order_by("begins_at").first()


def take(meeting: Meeting, step: str, by: Actor, on: dt.datetime, **given: Any) -> Meeting:
    """A step on a meeting."""
    return MEETINGS.take(meeting.pk, step, by=by, given=given, on=on)


def deal(item: Item, step: str, by: Actor, on: dt.datetime, **given: Any) -> Item:
    """A step on an item."""
    return ITEMS.take(item.pk, step, by=by, given=given, on=on)


def announced(meeting: Meeting, by: Actor, *titles: str, days: int = 5) -> Meeting:
    """Announced some days ahead, with items."""
    when = meeting.begins_at - dt.timedelta(days=days)
    for title in titles:
        take(meeting, "add_item", by, when, title=title)
    return take(meeting, "announce", by, when)


def opened(meeting: Meeting, by: Actor, *titles: str) -> Meeting:
    """Announced and opened at its hour."""
    announced(meeting, by, *titles)
    return take(meeting, "open", by, meeting.begins_at)


def arrive(meeting: Meeting, by: Actor, on: dt.datetime) -> None:
    """Somebody signs in with the code that the screen shows."""
    take(meeting, "arrive", by, on, code=doorcode.code("meeting", meeting.pk, on))


def later(meeting: Meeting, minutes: int) -> dt.datetime:
    """So many minutes after its hour."""
    return meeting.begins_at + dt.timedelta(minutes=minutes)
