"""An estate whose owners decide: the cast, twelve flats with owners in the register, a counter and a monitor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jinlin.ballots import commands
from jinlin.ballots.desk import DECISIONS
from jinlin.ballots.models import Decision, RollRow
from jinlin.base.actor import Actor
from jinlin.organisations.models import Seat, Tenure
from jinlin.people.models import Account, Holding, Person
from jinlin.places.models import Place
from tests.cast import SINCE, World, at, build

DAY = at("2026-11-20 10:00")
LISTED, FROZEN, OPEN, END = (
    DAY,
    DAY + dt.timedelta(days=9),
    DAY + dt.timedelta(days=26),
    DAY + dt.timedelta(days=40),
)


@dataclass
class Estate:
    """The cast's world with owners; ``row`` finds the roll's row of a flat."""

    world: World
    decision: Decision

    def act(self, name: str) -> Actor:
        """That member of the cast."""
        return self.world.act(name)

    def take(self, step: str, by_name: str = "worker", /, *, on: dt.datetime = DAY, **given: Any) -> Decision:
        """Take a step of the decision."""
        self.decision = DECISIONS.take(self.decision.pk, step, by=self.act(by_name), given=given, on=on)
        return self.decision

    def row(self, unit: str) -> RollRow:
        """The standing row in which the flat stands."""
        return RollRow.objects.get(decision=self.decision, units__name=unit, ended_at__isnull=True)


def _staff(world: World, key: str, name: str, role: str, place: str = "community") -> None:
    person = Person.objects.create(name=name)
    account = Account.objects.create(username=key, kind="staff", person=person, password="nobody knows")
    world.accounts[key] = account
    Tenure.objects.create(
        seat=Seat.objects.create(role=role, place=world.places[place]), person=person, from_on=SINCE
    )


def flats(world: World, count: int, area: int = 9000) -> list[Place]:
    """So many flats of building 3, each of another area."""
    building = world.places["building"]
    return [
        Place.objects.create(
            level="dwelling", code=f"E0001-03-{n:04d}", name=f"{n} 室", parent=building, path=f"{building.path}E0001-03-{n:04d}/",
            area_cm2=area + 100 * n, sort=n,
        )
        for n in range(101, 101 + count)
    ]  # fmt: skip


def estate(count: int = 12, **rules: Any) -> Estate:
    """The estate with a draft: Wang owns 101 and 102, Li owns 103, 104 belongs to two, 105 has no known owner."""
    world = build()
    for key, name, role in (
        ("counter", "计小明", "ballot_counter"), ("monitor", "监小红", "ballot_monitor"), ("clerk1", "录一", "community_worker"),
        ("clerk2", "录二", "community_worker"), ("clerk3", "录三", "community_worker"),
    ):  # fmt: skip
        _staff(world, key, name, role)
    places = flats(world, count)
    owners = {
        0: ["resident"], 1: ["resident"], 2: ["neighbour"], 3: ["co1", "co2"], 4: [],
    }  # fmt: skip
    people = {key: world.accounts[key].person for key in ("resident", "neighbour")}
    for n, place in enumerate(places):
        for key in owners.get(n, [f"owner{n}"]):
            if key not in people:
                people[key] = Person.objects.create(name=f"业主{key}")
                if key not in world.accounts:
                    world.accounts[key] = Account.objects.create(
                        username=key, kind="resident", person=people[key]
                    )
            Holding.objects.create(dwelling=place, person=people[key], source="register")
    row = commands.draft(
        title="地面停车位收费",
        text="为公共区域停车收费定一个办法",
        place=world.places["qingrong"],
        by=world.act("worker"),
        at=DAY,
    )
    made = Estate(world, row)
    made.take("add_item", matter="278.5", title="同意用维修资金修电梯", text="用维修资金十二万元修三号楼电梯")
    made.take("build_roll")
    given = {"parking": "no", "conflict": "paper", "may_change": True, "by_phone": True, "by_proxy": True, "silent": "absent",
             "publication": "witnessed"}  # fmt: skip
    made.take("set_rules", **(given | rules))
    return made


def opened(count: int = 12, **rules: Any) -> Estate:
    """The same, with the vote open."""
    made = estate(count, **rules)
    made.take("publish_roll", on=LISTED)
    made.take("freeze", on=FROZEN, closes_at=END)
    made.take("open", on=OPEN)
    return made
