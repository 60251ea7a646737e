"""Places within a worker's own reach, to choose from and to find by what was typed."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q

from jinlin.base.actor import Actor, Held
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
ABOVE_COMMUNITIES = ("province", "city", "district", "street")
SHOWN = 400

NO_PLACE = Reason("no_place", Words("请写明在哪里", "Say where it is"))


def reach(actor: Actor, roles: tuple[str, ...] = DESK) -> Q:
    """The condition on places that the actor's seats of these roles cover; who sits in a grid hears its community."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in roles and seat.path:
            found |= under(_hears(seat))
    return found & Q(valid_to__isnull=True)


def _hears(seat: Held) -> str:
    return seat.path if seat.level != "grid" else seat.path.rstrip("/").rsplit("/", 1)[0] + "/"


def to_choose(actor: Actor, roles: tuple[str, ...] = DESK) -> list[tuple[str, str]]:
    """The places that a page offers, from the top down: what stands in the field, and the words beside it."""
    rows = list(
        Place.objects.filter(reach(actor, roles), level__in=SHOWN_LEVELS)
        .order_by("path")
        .values_list("code", "name", "parent__name")[:SHOWN]
    )
    names = Counter(name for _, name, _ in rows)
    return [
        (name if names[name] == 1 else code, f"{above or ''} {name} {code}".strip())
        for code, name, above in rows
    ]


def own_code(actor: Actor, roles: tuple[str, ...] = DESK) -> str:
    """The code of the place of the actor's first seat of these roles; a grid's is its community's."""
    for seat in actor.seats:
        if seat.role in roles and seat.path:
            return _hears(seat).rstrip("/").rsplit("/", 1)[-1]
    return ""


def own_place(actor: Actor, roles: tuple[str, ...] = DESK) -> str:
    """The name of that place, as the field shows it; its code where the name alone would not do."""
    code = own_code(actor, roles)
    name = Place.objects.filter(code=code).values_list("name", flat=True).first() or ""
    alone = Place.objects.filter(reach(actor, roles), name=name, level__in=FOUND_LEVELS).count() == 1
    return name if alone else code


def likely_place(actor: Actor) -> str:
    """What stands in the field before anybody types: one's own community or below; nothing for who sits over many."""
    code = own_code(actor)
    wide = Place.objects.filter(code=code, level__in=ABOVE_COMMUNITIES).exists()
    return "" if wide else own_place(actor)


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
