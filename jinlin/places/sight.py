"""Which places a worker's seats open to their pages: all below, and the way up. Rights to act come on top."""

from __future__ import annotations

from django.db.models import Q

from jinlin.base.actor import Actor
from jinlin.places.queries import under


def roots(actor: Actor) -> tuple[str, ...]:
    """The paths of the places that an actor's seats reach over; for a grid, of the community that it lies in."""
    found = {_reach(seat.path, seat.level) for seat in actor.seats if seat.path}
    return tuple(
        sorted(path for path in found if not any(path != other and path.startswith(other) for other in found))
    )


def _reach(path: str, level: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1] if level == "grid" else path


def sees(actor: Actor, path: str) -> bool:
    """Whether a place lies below one of the actor's, is one, or is on the way up from one."""
    return any(path.startswith(root) or root.startswith(path) for root in roots(actor))


def reaches(actor: Actor, path: str) -> bool:
    """Whether a place lies below one of the actor's, or is one."""
    return any(path.startswith(root) for root in roots(actor))


def within(actor: Actor, field: str = "path") -> Q:
    """The condition that a place lies below one of the actor's, or is one."""
    condition = Q(pk__in=[])
    for root in roots(actor):
        condition |= under(root, field)
    return condition
