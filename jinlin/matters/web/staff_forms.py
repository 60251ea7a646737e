"""Choices for the pickers of a step's form, within the actor's own reach."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.procedure import Step
from jinlin.base.words import Words
from jinlin.matters.models import Category, Matter, Telling
from jinlin.matters.numbers import number_of
from jinlin.organisations.public import institutions_for
from jinlin.places.public import Place, under

Options = dict[str, list[tuple[Any, str]]]
MOST = 300


def options_for(step: Step, matter: Matter, actor: Actor) -> Options:
    """By field name: (value, words) for every picker of a step."""
    return {one.name: _options(one, matter) for one in step.fields if one.kind in _MADE}


def _options(field: Field, matter: Matter) -> list[tuple[Any, str]]:
    return _MADE[field.kind](matter)


def _institutions(matter: Matter) -> list[tuple[Any, str]]:
    rows = institutions_for(path=matter.place.path, on=timezone.localdate())
    return [(one.pk, one.name) for one in rows[:MOST]]


def _categories(matter: Matter) -> list[tuple[Any, str]]:
    rows = Category.objects.filter(ended_on__isnull=True).order_by("sort", "code")
    return [(one.pk, str(Words(one.zh, one.en))) for one in rows]


def _places(matter: Matter) -> list[tuple[Any, str]]:
    root = Place.objects.filter(pk=matter.community_id or matter.street_id or matter.place_id).first()
    if root is None:
        return []
    rows = Place.objects.filter(
        under(root.path), valid_to__isnull=True, level__in=("community", "estate", "building")
    )
    return [
        (one.pk, f"{'　' * (one.path.count('/') - root.path.count('/'))}{one.name}")
        for one in rows.order_by("path")[:MOST]
    ]


def _matters(matter: Matter) -> list[tuple[Any, str]]:
    rows = Matter.objects.filter(community_id=matter.community_id, closed_at__isnull=True).exclude(
        pk=matter.pk
    )
    found = rows.order_by("-pk").values_list("pk", "told_at", "title")[:MOST]
    return [(pk, f"{number_of(pk, told_at)} {title}") for pk, told_at, title in found]


def _tellings(matter: Matter) -> list[tuple[Any, str]]:
    rows = Telling.objects.filter(matter=matter).order_by("pk")
    return [(one.pk, f"{timezone.localtime(one.told_at):%m-%d %H:%M} {one.text[:40]}") for one in rows[:MOST]]


_MADE = {
    "institution": _institutions, "institutions": _institutions, "category": _categories, "place": _places, "matter": _matters,
    "tellings": _tellings,
}  # fmt: skip
