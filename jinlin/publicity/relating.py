"""What an actor's seats give towards what is published at a place."""

from __future__ import annotations

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles

WORKS = frozenset({"community", "dispatcher"})
OVERSEERS = frozenset({"supervision_committee"})


def works_here(actor: Actor, path: str, grid: int | None = None) -> bool:
    """Whether a seat of the actor works on what is told at the place (community or dispatcher)."""
    known = roles()
    return any(
        (seat.covers(path) or (grid is not None and seat.place == grid))
        and seat.role in known
        and known[seat.role].relations & WORKS
        for seat in actor.seats
    )


def supervises(actor: Actor, path: str) -> bool:
    """Whether a seat of the actor is the level above over the place."""
    known = roles()
    return any(
        seat.covers(path) and seat.role in known and "supervisor" in known[seat.role].relations
        for seat in actor.seats
    )


def relations_at(actor: Actor, path: str, grid: int | None, publishers: frozenset[str]) -> frozenset[str]:
    """The relations that an actor's seats give to what is published at a place."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    held = actor.roles_over(path)
    if works_here(actor, path, grid):
        found.add("community")
    if held & publishers:
        found.add("publisher")
    if supervises(actor, path):
        found.add("supervisor")
    if held & OVERSEERS:
        found.add("overseer")
    return frozenset(found)
