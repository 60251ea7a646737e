"""What fields of this room may point at: the places at which a wish may be recorded."""

from __future__ import annotations

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.people.public import Member
from jinlin.places.public import Place, within


def places_for(actor: Actor) -> list[Place]:
    """Where the actor may record a wish: a worker's estates and community, a resident's own estate and community."""
    if any((role := roles().get(seat.role)) and "community" in role.relations for seat in actor.seats):
        rows = Place.objects.filter(within(actor), level__in=("community", "estate"), valid_to__isnull=True)
        return list(rows.order_by("path")[:200])
    homes = (
        Member.objects.filter(person=actor.person, until_on__isnull=True).select_related(
            "household__dwelling"
        )
        if actor.person
        else []
    )
    paths: set[str] = set()
    for member in homes:
        parts = member.household.dwelling.path.split("/")[:-1]
        paths |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
    rows = Place.objects.filter(path__in=paths, level__in=("community", "estate"), valid_to__isnull=True)
    return list(rows.order_by("-path")) or list(
        Place.objects.filter(level="community", valid_to__isnull=True).order_by("path")[:200]
    )
