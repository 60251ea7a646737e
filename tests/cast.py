"""The cast: two estates and the people of every test. Made through the tables once, then through commands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.matters import commands
from jinlin.matters.models import Category
from jinlin.organisations.models import Institution, Seat, Tenure
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.places.models import Place

SINCE = dt.date(2025, 1, 1)


@dataclass
class World:
    """A street with two communities, an estate in each, a grid, and one person for every role."""

    places: dict[str, Place] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)

    def act(self, name: str) -> Actor:
        """The person of that role as an actor, with the seats held today."""
        return actor(self.accounts[name])

    def tell(
        self,
        text: str = "3 号楼电梯厅的灯不亮，晚上看不清",
        *,
        by: Actor | None = None,
        place: str = "qingrong",
        **more: object,
    ) -> commands.Receipt:
        """A resident tells something at an estate."""
        raw = {"text": text, "place": self.places[place].pk, **more}
        values, faults = commands.check_telling(raw)
        assert not faults, faults
        teller = by or self.act("resident")
        return commands.tell(values=values, channel="page", by=teller)


def _place(
    world: World, key: str, level: str, code: str, name: str, parent: str | None, **more: object
) -> None:
    above = world.places.get(parent or "")
    path = (above.path if above else "") + code + "/"
    world.places[key] = Place.objects.create(
        level=level, code=code, name=name, parent=above, path=path, **more
    )


def _person(world: World, key: str, name: str, kind: str, role: str = "", **at: object) -> None:
    person = Person.objects.create(name=name)
    account = Account(username=key, kind=kind, person=person)
    account.set_unusable_password()
    account.save()
    world.accounts[key] = account
    if role:
        seat = Seat.objects.create(role=role, **at)
        Tenure.objects.create(seat=seat, person=person, from_on=SINCE)


def build() -> World:
    """Make the world of the tests."""
    world = World()
    _place(world, "province", "province", "350000000000", "闽江省", None)
    _place(world, "city", "city", "350900000000", "榕海市", "province")
    _place(world, "district", "district", "350999000000", "榕城区", "city")
    _place(world, "street", "street", "350999001000", "榕西街道", "district")
    _place(world, "community", "community", "350999001001", "榕西社区", "street")
    _place(world, "community2", "community", "350999001002", "东溪社区", "street")
    _place(world, "grid", "grid", "350999001001-G03", "第 3 网格", "community")
    _place(world, "qingrong", "estate", "E0001", "青榕花园", "community", grid=world.places["grid"])
    _place(world, "building", "building", "E0001-03", "3 号楼", "qingrong", grid=world.places["grid"])
    _place(world, "dongxi", "estate", "E0002", "东溪里", "community2")
    for code, name, kind, at in (
        ("housing", "榕城区住建局", "department", "district"),
        ("fire", "榕城区消防大队", "department", "district"),
        ("property", "安居物业", "property", "community"),
    ):
        world.institutions[code] = Institution.objects.create(
            code=code, name=name, kind=kind, place=world.places[at]
        )
    for code, zh, en, public, proof in (
        ("lift", "电梯故障", "Lifts", True, False),
        ("fire", "消防设施", "Fire safety", True, True),
        ("quarrel", "邻里纠纷", "Neighbours", False, False),
    ):
        world.categories[code] = Category.objects.create(code=code, zh=zh, en=en, public=public, proof=proof)
    places = world.places
    _person(world, "resident", "王秀兰", "resident")
    _person(world, "neighbour", "李国强", "resident")
    _person(world, "stranger", "陈外来", "resident")
    _person(world, "grid_worker", "周敏", "staff", "grid_worker", place=places["grid"], duty=10)
    _person(world, "worker", "林晓", "staff", "community_worker", place=places["community"], duty=20)
    _person(world, "secretary", "黄建国", "staff", "community_secretary", place=places["community"], duty=30)
    _person(world, "worker2", "何静", "staff", "community_worker", place=places["community2"], duty=20)
    _person(world, "street", "郑督办", "staff", "street_supervisor", place=places["street"], duty=50)
    _person(world, "district", "吴区办", "staff", "district_supervisor", place=places["district"], duty=60)
    _person(world, "clerk", "许工", "staff", "department_clerk", institution=world.institutions["housing"])
    _person(world, "fire_clerk", "孙队", "staff", "department_clerk", institution=world.institutions["fire"])
    _person(world, "manager", "赵经理", "staff", "property_clerk", institution=world.institutions["property"])
    _person(world, "mediator", "吴调解", "staff", "mediator", place=places["community"])
    return world


def at(text: str) -> dt.datetime:
    """An instant in Shanghai, such as ``at("2026-11-19 10:00")``."""
    return timezone.make_aware(dt.datetime.fromisoformat(text))
