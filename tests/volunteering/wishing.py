"""Wishes for the tests, made by the community's own steps."""

from __future__ import annotations

from typing import Any

from jinlin.base.actor import Actor
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes import commands
from jinlin.volunteering.wishes.desk import CLAIMS, WISHES
from tests.cast import World

SAID = "王秀兰想要一盏台灯，3 号楼 502，孙子晚上写作业看不清"
SHOWN = "孩子想要一盏写作业的台灯"


def record(world: World, **more: Any) -> Wish:
    """The grid worker hears of a wish during a visit; it is the resident's."""
    values: dict[str, Any] = {
        "kind": "thing", "text": SAID, "way": "visit", "may_show": True, "called": "王阿姨", "phone": "", "person": world.accounts["resident"].person, **more,
    }  # fmt: skip
    by = values.pop("by", None) or world.act("grid_worker")
    return commands.record(values=values, place=world.places["qingrong"], by=by)


def publish(world: World, wish: Wish, *, parts: list[str] | None = None, **more: Any) -> Wish:
    """Checked and shown by the community worker."""
    WISHES.take(
        wish.pk, "verify", by=world.act("worker"), given={"parts": parts or [], "minutes": 40, "value": "60"}
    )
    return WISHES.take(wish.pk, "publish", by=world.act("worker"), given={"text": SHOWN, **more})  # type: ignore[no-any-return]


def published(world: World, *, parts: list[str] | None = None, **more: Any) -> Wish:
    """A wish on the wall."""
    return publish(world, record(world, **more), parts=parts)


def claim(
    world: World, wish: Wish, who: str | Actor = "neighbour", part: int = 1, *, accept: bool = True
) -> WishClaim:
    """Somebody takes a part on, and the community accepts."""
    by = world.act(who) if isinstance(who, str) else who
    made = commands.claim(part=wish.parts.get(number=part), by=by)
    return CLAIMS.take(made.pk, "accept", by=world.act("worker")) if accept else made  # type: ignore[no-any-return]


def deliver(world: World, claimed: WishClaim, who: str = "neighbour") -> WishClaim:
    """The claimant hands it over and says how."""
    return CLAIMS.take(claimed.pk, "deliver", by=world.act(who), given={"note": "台灯买好送到，教会了开关"})  # type: ignore[no-any-return]


def people(count: int) -> list[Actor]:
    """So many further residents."""
    found = []
    for number in range(count):
        person = Person.objects.create(name=f"人{number}")
        found.append(
            actor(Account.objects.create(username=f"p{number}", kind="resident", person=person, password="!"))
        )
    return found
