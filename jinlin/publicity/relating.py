"""What an actor's seats give towards what is published at a place."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.places.public import under

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


def rows_at(actor: Actor, wanted: frozenset[str]) -> Q:
    """The condition that a row's place lies where a seat of the actor gives one of these relations: ``relations_at`` for lists."""
    known = roles()
    found = Q(pk__in=[])
    for seat in actor.seats:
        given = known[seat.role].relations if seat.role in known else frozenset()
        works = bool(given & WORKS) and "community" in wanted
        over = "supervisor" in given and "supervisor" in wanted
        if seat.path and (works or over or (seat.role in OVERSEERS and "overseer" in wanted)):
            found |= under(seat.path, "place__path")
        if works and seat.level == "grid":
            found |= Q(place__grid_id=seat.place)
    return found


def published_at(actor: Actor, kinds: Mapping[str, frozenset[str]], field: str = "kind") -> Q:
    """The condition that a row is of a kind that a seat of the actor publishes there; ``kinds`` gives each kind's publishers."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        own = [code for code, publishers in kinds.items() if seat.role in publishers]
        if seat.path and own:
            found |= under(seat.path, "place__path") & Q(**{f"{field}__in": own})
    return found


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
