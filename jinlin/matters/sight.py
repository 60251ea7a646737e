"""What a reader may see of a matter: nothing, its public thread, the teller's, or the whole."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.matters.desk import relations
from jinlin.matters.models import Matter, Part, Telling
from jinlin.organisations.public import roles
from jinlin.places.public import under

EVERYTHING = Q()
WHOLE = ("public", "teller", "staff")
STAFF_RELATIONS = frozenset(
    {"asked", "owner", "community", "dispatcher", "lead", "helper", "called", "supervisor", "clock"}
)


def sight(matter: Matter, held: frozenset[str]) -> tuple[str, ...]:
    """The kinds of lines that a reader with these relations sees; empty where the matter is not for them."""
    if held & STAFF_RELATIONS:
        return WHOLE
    if "teller" in held:
        return ("public", "teller")
    if "shown" in held:
        return ("public",)
    return ("public",) if matter.public else ()


def may_see(matter: Matter, actor: Actor) -> tuple[str, ...]:
    """What this actor sees of the matter now."""
    return sight(matter, relations(matter, actor))


def branches(actor: Actor) -> list[Q]:
    """The conditions under any of which a matter stands in an actor's lists; each is answered by one index.

    By owning it, by seat over a place or grid, by an institution's part, by own tellings. A seat over the whole
    district covers every other condition.
    """
    found = [Q(owner_id=actor.account)] if actor.signed_in else []
    for seat in actor.seats:
        role = roles().get(seat.role)
        if seat.place and role and role.relations:
            if seat.level in ("province", "city", "district"):
                return [EVERYTHING]
            found.append(_of_seat(seat.place, seat.level, seat.path))
    if actor.institutions:
        parts = Part.objects.filter(institution__in=actor.institutions, ended_at__isnull=True)
        still = parts.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))
        found.append(Q(pk__in=still.values("matter")))
    if actor.person and not actor.staff:
        found.append(Q(pk__in=Telling.objects.filter(person_id=actor.person).values("matter")))
    return list({str(one): one for one in found}.values()) or [Q(pk__in=[])]


def scope(actor: Actor, within: Q | None = None) -> Q:
    """The matters that an actor's lists hold; ``within`` narrows each branch, so that each can use its own index."""
    conditions = [one & within if within is not None else one for one in branches(actor)]
    return reduce(or_, conditions)


def _of_seat(place: int, level: str, path: str) -> Q:
    """The condition that uses the index of the seat's level."""
    if level in ("street", "community", "estate", "grid"):
        return Q(**{f"{level}_id": place})
    return under(path, "place__path")
