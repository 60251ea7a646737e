"""Ledger counts of places: households, residents, shops as of a day, where no rows stand for them one by one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.places import rules
from jinlin.places.models import COUNTS, Place, RegisterCount
from jinlin.places.queries import under

KINDS = frozenset(code for code, _ in COUNTS)


def enter_count(
    *, place: Place, kind: str, number: int, on: dt.date, source: str, by: Actor
) -> RegisterCount:
    """Enter what a ledger counts for a place as of a day; the same day again corrects it.

    Refused: ``not_yours``, ``wrong_level``, ``wrong_kind``, ``not_living``, ``wrong_number``, ``wrong_date`` (after
    today), ``no_source``.
    """
    text = clean_text(source).strip()[:120]
    found: list[Reason | None] = [
        rules.may_keep(held=[(seat.role, seat.path) for seat in by.seats], path=place.path),
        None if place.level in rules.COUNTED else rules.NOT_COUNTED,
        None if kind in KINDS else rules.WRONG_COUNT,
        rules.NOT_LIVING if place.valid_to else None,
        None if 0 <= number <= rules.MOST_COUNTED else rules.WRONG_NUMBER,
        rules.TOO_LATE if on > timezone.localdate() else None,
        None if text else rules.NO_SOURCE,
    ]
    against = [reason for reason in found if reason]
    if against:
        raise Refused(*against)
    with transaction.atomic():
        made, _ = RegisterCount.objects.update_or_create(
            place=place,
            kind=kind,
            on=on,
            defaults={"number": number, "source": text, "by_title": by.title[:80]},
        )
    return made


def counts_then(kind: str, on: dt.date) -> QuerySet[RegisterCount]:
    """The counts of a kind that held on a day: of each place the newest on or before it."""
    newer = RegisterCount.objects.filter(
        place=OuterRef("place"), kind=kind, on__gt=OuterRef("on"), on__lte=on
    )
    return RegisterCount.objects.filter(~Exists(newer), kind=kind, on__lte=on)


def counts_at(level: str, path: str, kind: str, on: dt.date) -> QuerySet[RegisterCount]:
    """Those of places of one level at or below a path, so that an estate's and its community's are never added up."""
    return counts_then(kind, on).filter(under(path, "place__path"), place__level=level)
