"""What the fields of matters' steps may point at: kinds of matters, other matters, tellings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.references import MOST
from jinlin.base.words import Words
from jinlin.matters.models import Category, Matter, Telling
from jinlin.matters.numbers import number_of, read_number
from jinlin.matters.sight import scope


def category_id(code: str) -> int | None:
    """The id of the kind of matter with that code, or None."""
    return Category.objects.filter(code=code).values_list("pk", flat=True).first()


def matter_id(value: str) -> int | None:
    """The id of the matter with that number, or None; the year must be the right one."""
    read = read_number(value)
    if read is None:
        return None
    row = Matter.objects.filter(pk=read[1]).values_list("pk", "told_at").first()
    return row[0] if row and number_of(*row) == f"{read[0]}-{read[1]:06d}" else None


def _categories(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = Category.objects.filter(ended_on__isnull=True).order_by("sort", "code")
    return [(one.pk, str(Words(one.zh, one.en))) for one in rows]


def _matters(matter: Matter, actor: Actor) -> Iterable[tuple[Any, str]]:
    """Open ones of the same community, of those that stand in this actor's own lists."""
    open_here = Q(community_id=matter.community_id, closed_at__isnull=True)
    rows = Matter.objects.filter(scope(actor, open_here)).exclude(pk=matter.pk)
    found = rows.order_by("-pk").values_list("pk", "told_at", "title")[:MOST]
    return [(pk, f"{number_of(pk, told_at)} {title}") for pk, told_at, title in found]


def _tellings(matter: Matter, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = Telling.objects.filter(matter=matter).order_by("pk")
    return [(one.pk, f"{timezone.localtime(one.told_at):%m-%d %H:%M} {one.text[:40]}") for one in rows[:MOST]]


def register() -> None:
    """Register the kinds."""
    references.register("category", find=category_id, options=_categories)
    references.register("matter", find=matter_id, options=_matters)
    references.register("tellings", options=_tellings)
