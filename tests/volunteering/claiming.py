"""Needs, resources and services for the tests: the community and the property firm as the two sides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.volunteering.claims import commands, services
from jinlin.volunteering.claims.desk import PROPOSALS
from jinlin.volunteering.models.claims import ClaimProject, Need, Proposal, Resource
from jinlin.volunteering.models.services import ServiceWindow
from tests.cast import World


def today() -> dt.date:
    """The local date."""
    return timezone.localdate()


def need(world: World, **more: Any) -> Need:
    """The community needs eight hours of a hall."""
    facts = {
        "title": "老年合唱队缺一间排练的屋子",
        "kind": "venue",
        "amount": 8,
        "unit": "hours",
        "people": 30,
        **more,
    }
    return commands.list_need(place=world.places["qingrong"], by=world.act("worker"), **facts)


def resource(world: World, **more: Any) -> Resource:
    """The firm can give twenty hours of its hall."""
    facts = {
        "title": "物业会议室，周末可用",
        "kind": "venue",
        "amount": 20,
        "unit": "hours",
        "from_on": today() - dt.timedelta(days=1),
        **more,
    }
    return commands.list_resource(
        institution=world.institutions["property"],
        place=world.places["community"],
        by=world.act("manager"),
        **facts,
    )


def terms(amount: int = 8, **more: Any) -> dict[str, Any]:
    """So much, in the next month."""
    return {
        "amount": amount,
        "from_on": today() + dt.timedelta(days=3),
        "to_on": today() + dt.timedelta(days=33),
        "terms": "每周六上午，保洁自己做",
        **more,
    }


def proposed(world: World, amount: int = 8, **more: Any) -> Proposal:
    """The institution proposes for a need of the community."""
    return commands.propose(
        by=world.act("manager"), values=terms(amount), need=more.pop("need", None) or need(world), **more
    )


def agreed(world: World, amount: int = 8) -> ClaimProject:
    """Both sides accepted."""
    row = proposed(world, amount, resource=resource(world))
    PROPOSALS.take(row.pk, "accept", by=world.act("worker"), given={})
    return ClaimProject.objects.get(proposal=row)


def window(world: World, places: int = 2, days: int = 2) -> ServiceWindow:
    """The firm mends small things on a morning."""
    begins = timezone.now() + dt.timedelta(days=days)
    item = services.enter(
        by=world.act("manager"), place=world.places["community"], windows=[(begins, begins + dt.timedelta(hours=3), places)], title="小修小补",
        kind="mend", minutes=30,
    )  # fmt: skip
    return item.windows.get()
