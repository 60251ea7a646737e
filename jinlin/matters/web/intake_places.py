"""Places within a worker's own reach, to choose from and to find by what was typed."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.imports.places import Named, PlaceNames
from jinlin.places.public import Place, under

DESK = (
    "grid_worker", "community_worker", "community_secretary", "hotline_desk", "street_supervisor", "district_supervisor",
)  # fmt: skip
IMPORTERS = DESK[1:]
SHOWN_LEVELS = ("district", "street", "community", "estate")
FOUND_LEVELS = (*SHOWN_LEVELS, "building")
SHOWN = 400

NO_PLACE = Reason("no_place", Words("请写明在哪里", "Say where it is"))


def reach(actor: Actor, roles: tuple[str, ...] = DESK) -> Q:
    """The condition on places that the actor's seats of these roles cover, a grid's houses among them."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in roles and seat.path:
            found |= under(seat.path)
            if seat.level == "grid":
                found |= Q(grid_id=seat.place)
    return found & Q(valid_to__isnull=True)


def to_choose(actor: Actor, roles: tuple[str, ...] = DESK) -> QuerySet[Place]:
    """The places that a page offers, from the top down."""
    return Place.objects.filter(reach(actor, roles), level__in=SHOWN_LEVELS).order_by("path")[:SHOWN]


def own_place(actor: Actor, roles: tuple[str, ...] = DESK) -> str:
    """The code of the place of the actor's first seat of these roles; a grid's is its community's."""
    for seat in actor.seats:
        if seat.role in roles and seat.path:
            codes = seat.path.rstrip("/").split("/")
            return codes[-2] if seat.level == "grid" else codes[-1]
    return ""


def find(actor: Actor, text: str, roles: tuple[str, ...] = DESK) -> int | Reason:
    """The id of the place that was chosen or typed, within the actor's reach; a reason where it is none or several."""
    typed = text.strip()
    if not typed:
        return NO_PLACE
    exact = (
        Place.objects.filter(reach(actor, roles), code=typed).exclude(level__in=("province", "city")).first()
    )
    if exact is not None:
        return exact.pk
    rows = Place.objects.filter(reach(actor, roles), level__in=FOUND_LEVELS).values_list(
        "pk", "code", "name", "path"
    )
    return PlaceNames(Named(*row) for row in rows).find(typed)
