"""Writes of places."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places import rules
from jinlin.places.estates import code_for, key_of, shown, sort_of
from jinlin.places.models import FormerName, Place
from jinlin.places.queries import below, rank

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12
WRONG_PARENT = Reason(
    "wrong_parent",
    Words("不能放在自己里面，或放在更低一级的地方", "It cannot lie inside itself or a lower level"),
)


def give_wall_token(*, place: int, anew: bool = False) -> str:
    """The random token of the code on a place's wall: made once; ``anew`` replaces it, and the old sheet ends.

    Two at once get the same token: the second finds the first one's.
    """
    made = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    rows = Place.objects.filter(pk=place)
    if anew:
        rows.update(token=made)
    else:
        rows.filter(token__isnull=True).update(token=made)
    return str(rows.values_list("token", flat=True).get())


def rename_place(*, place: Place, name: str, on: dt.date) -> None:
    """Give a place another name from a day on; the old one is kept, so that what people still say finds it."""
    if name == place.name:
        return
    with transaction.atomic():
        FormerName.objects.create(place=place, name=place.name, until_on=on)
        place.name = name
        place.save(update_fields=["name"])


def end_places(*, places: list[int], on: dt.date) -> int:
    """End places on a day; their rows stay, so that earlier records keep their place. Answers how many ended."""
    return Place.objects.filter(pk__in=places, valid_to__isnull=True).update(valid_to=on)


def move_place(*, place: Place, parent: Place) -> None:
    """Put a place, with everything below it, under another parent. Refused with ``wrong_parent`` inside itself."""
    if parent.path.startswith(place.path) or rank(parent.level) >= rank(place.level):
        raise Refused(WRONG_PARENT)
    before, after = place.path, f"{parent.path}{place.code}/"
    with transaction.atomic():
        Place.objects.filter(pk=place.pk).update(parent=parent)
        below(before).update(path=Concat(Value(after), Substr(F("path"), len(before) + 1)))
    place.parent, place.path = parent, after


def add_place(
    *, parent: Place, level: str, name: str, by: Actor, grid: Place | None = None, households: int | None = None,
    area: int | None = None, on: dt.date | None = None,
) -> Place:  # fmt: skip
    """Add an estate, grid, building, stairwell or dwelling below a place; ``area`` in 0.01 m².

    Without a grid it takes that of its parent. Refused: ``not_yours``, ``wrong_level``, ``not_living``, ``no_name``,
    ``not_twice`` (3号楼 and 3 号楼 are one name), ``wrong_grid``.
    """
    text = shown(level, " ".join(clean_text(name).split()))
    _refuse(
        _keeper(by, parent.path),
        rules.wrong_child(parent=parent.level, level=level),
        rules.NOT_LIVING if parent.valid_to else None,
        None if text and len(text) <= 80 else rules.NO_NAME,
        _wrong_grid(parent.path, grid) if grid else None,
    )
    with transaction.atomic():
        # The parent's row is the lock: two who add the same building at once find each other.
        row = Place.objects.select_for_update(of=("self",)).get(pk=parent.pk)
        inside = Place.objects.filter(parent=row, level=level, valid_to__isnull=True).values_list(
            "name", flat=True
        )
        key = key_of(level, text)
        _refuse(rules.NOT_TWICE if key in {key_of(level, one) for one in inside} else None)
        code = code_for(
            row.code,
            level,
            key,
            set(Place.objects.filter(code__startswith=row.code).values_list("code", flat=True)),
        )
        made = Place.objects.create(
            level=level, code=code, name=text, parent=row, path=f"{row.path}{code}/", households=households, area_cm2=area,
            grid_id=None if level == "grid" else (grid.pk if grid else row.grid_id), valid_from=on, sort=sort_of(key),
        )  # fmt: skip
        publish("place.added", place=made, by=by)
    return made


def lay_grid(*, places: list[Place], grid: Place | None, by: Actor) -> int:
    """Put estates or buildings, with all that lies in them, under a grid of their community; None takes it away.

    Answers how many places changed. Refused, and then none is changed: ``not_yours``, ``wrong_level``, ``wrong_grid``.
    """
    for place in places:
        _refuse(
            _keeper(by, place.path),
            None if place.level in rules.GRIDDED else rules.NOT_GRIDDED,
            _wrong_grid(place.path, grid) if grid else None,
        )
    changed = 0
    with transaction.atomic():
        for place in places:
            changed += below(place.path).exclude(level="grid").exclude(grid=grid).update(grid=grid)
            publish("place.grid_laid", place=place, grid=grid, by=by)
    return changed


def _wrong_grid(path: str, grid: Place) -> Reason | None:
    parent = grid.path[: grid.path.rstrip("/").rfind("/") + 1]
    return rules.wrong_grid(
        community=path, grid_parent=parent, is_grid=grid.level == "grid", is_living=grid.valid_to is None
    )


def _keeper(by: Actor, path: str) -> Reason | None:
    return rules.may_keep(held=[(seat.role, seat.path) for seat in by.seats], path=path)


def _refuse(*reasons: Reason | None) -> None:
    found = [reason for reason in reasons if reason is not None]
    if found:
        raise Refused(*found)
