"""How organisations stood on a day: last year's names, parents and places for last year's figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from jinlin.organisations.models import Former, Organisation


def stood(on: dt.date, prefix: str = "") -> Q:
    """The condition that an organisation stood on a day: founded by then, and not yet ended."""
    founded = Q(**{f"{prefix}founded_on__lte": on})
    return founded & (Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": on}))


def standing(on: dt.date) -> QuerySet[Organisation]:
    """Organisations that stood on a day, as they stood then.

    Each carries ``name_then``, ``parent_then`` and ``place_then`` (ids), ``path_then`` and ``place_name_then``.
    """
    before = Former.objects.filter(organisation=OuterRef("pk"), until_on__gt=on).order_by("until_on")
    differs = Exists(before)

    def then(field: str, kind: Field[Any, Any]) -> Case:
        held = Subquery(before.values(field)[:1])
        return Case(When(differs, then=held), default=F(field), output_field=kind)

    return Organisation.objects.filter(stood(on)).annotate(
        name_then=then("name", CharField()),
        parent_then=then("parent_id", BigIntegerField()),
        place_then=then("place_id", BigIntegerField()),
        path_then=then("place__path", CharField()),
        place_name_then=then("place__name", CharField()),
    )


def since(organisation: Organisation) -> dt.date:
    """The day since which an organisation stands as it does now: its last change, or its founding."""
    last = organisation.former.order_by("until_on").values_list("until_on", flat=True).last()
    return last or organisation.founded_on
