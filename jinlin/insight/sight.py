"""Who reads what: workers the whole of their places, everybody else the public figures of a year, under the guard."""

from __future__ import annotations

from jinlin.base.actor import Actor
from jinlin.base.figures import Figure
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.places.public import reaches

PUBLISHERS = ("community_secretary", "street_supervisor", "district_supervisor")


def opens(actor: Actor, node: Node) -> bool:
    """Whether an actor's seats reach over the node: exact numbers of every figure and period, and their rows."""
    return actor.staff and reaches(actor, node.path)


def reads(figure: Figure, period: Period) -> bool:
    """Whether a figure of a period is for everybody.

    Years only: were months shown too, what the guard hides in a year could be worked out from them.
    """
    return figure.public and period.kind == "year"


def publishes(actor: Actor, node: Node) -> bool:
    """Whether an actor may publish numbers of a node: a supervisor or secretary of the place or above it."""
    return any(seat.role in PUBLISHERS and seat.covers(node.path) for seat in actor.seats)
