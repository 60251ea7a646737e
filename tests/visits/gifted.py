"""Talents for the tests: the neighbour teaches Go."""

from __future__ import annotations

from typing import Any

from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.visits.models import Skill, Talent
from jinlin.visits.talents import commands
from jinlin.visits.talents.desk import TALENTS
from jinlin.visits.talents.skills import load_skills
from tests.cast import World, build

PHONE = "13800138000"


def town() -> World:
    """The cast with the tree of skills; the neighbour's number is known."""
    world = build()
    load_skills()
    person = world.accounts["neighbour"].person
    assert person is not None
    from jinlin.people.public import key_of

    Person.objects.filter(pk=person.pk).update(phone=PHONE, phone_key=key_of(PHONE))
    return world


def skill(code: str = "arts.go") -> Skill:
    """A skill by its code."""
    return Skill.objects.get(code=code)


def listed(world: World, who: str = "neighbour", code: str = "arts.go", **more: Any) -> Talent:
    """Somebody suggests themselves; the worker checks the skill."""
    values = {"seen": "public", "most_week": 2, "bio": "教过十年围棋", **more}
    row = commands.nominate_self(by=world.act(who), place=world.places["building"], values=values)
    TALENTS.take(
        row.pk, "add_skill", by=world.act(who), given={"skill": skill(code).pk, "evidence": "教过十年"}
    )
    TALENTS.take(row.pk, "verify", by=world.act("worker"), given={"held": row.skills.get().pk})
    row.refresh_from_db()
    return row


def people(count: int) -> list[Any]:
    """So many further residents."""
    found = []
    for number in range(count):
        person = Person.objects.create(name=f"人{number}")
        found.append(
            actor(Account.objects.create(username=f"p{number}", kind="resident", person=person, password="!"))
        )
    return found
