"""What a reader may see of a matter: nothing, its public thread, the teller's, or the whole."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.matters.desk import relations
from jinlin.matters.models import Matter, Part, Telling
from jinlin.organisations.public import roles
from jinlin.places.public import under

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


def scope(actor: Actor) -> Q:
    """The matters that an actor's lists hold: by seat over a place or grid, by institution's part, own tellings."""
    found = Q(owner_id=actor.account) if actor.signed_in else Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if seat.place and role and role.relations:
            found |= _of_seat(seat.place, seat.level, seat.path)
    if actor.institutions:
        now = timezone.now()
        parts = Part.objects.filter(
            matter=OuterRef("pk"), institution__in=actor.institutions, ended_at__isnull=True
        )
        found |= Q(Exists(parts.filter(Q(until__isnull=True) | Q(until__gt=now))))
    if actor.person and not actor.staff:
        found |= Q(Exists(Telling.objects.filter(matter=OuterRef("pk"), person_id=actor.person)))
    return found


def _of_seat(place: int, level: str, path: str) -> Q:
    """The condition that uses the index of the seat's level."""
    if level in ("street", "community", "estate", "grid"):
        return Q(**{f"{level}_id": place})
    if level in ("province", "city", "district"):
        return Q(pk__gt=0)
    return under(path, "place__path")
