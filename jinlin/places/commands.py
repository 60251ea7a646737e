"""Writes of places."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
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
