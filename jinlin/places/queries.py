"""Reads of places: below, above, by level, by code or wall token."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from jinlin.base import rows
from jinlin.base.counting import under
from jinlin.places.models import LEVELS, Place


def below(path: str) -> QuerySet[Place]:
    """The place itself and everything under it, by one index scan on either database."""
    return Place.objects.filter(under(path))


def paths_above(path: str) -> list[str]:
    """The paths of the place itself and of everything above it, from the root down."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def above(path: str) -> QuerySet[Place]:
    """The place itself and everything above it, from the root down."""
    return Place.objects.filter(path__in=paths_above(path)).order_by("path")


class Standing(NamedTuple):
    """Where a place stands: ids by level, and the same ids from the nearest outward, its grid before all."""

    levels: dict[str, int]
    outward: list[int]


def standing(place: Place) -> Standing:
    """The place and those above it with its grid, by one read."""
    paths = paths_above(place.path)
    marks = ", ".join(["%s"] * len(paths))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT level, id, path FROM places_place WHERE path IN ({marks})", paths)  # noqa: S608 - marks only
        found = sorted(cursor.fetchall(), key=lambda row: -len(row[2]))
    levels, outward = {row[0]: row[1] for row in found}, [row[1] for row in found]
    if place.grid_id:
        levels["grid"] = place.grid_id
        outward.insert(0, place.grid_id)
    return Standing(levels, outward)


def by_level(place: Place) -> dict[str, int]:
    """Ids of the place and of those above it by level, with its grid."""
    return standing(place).levels


def living(pk: int) -> Place | None:
    """The place of that id, unless it ended."""
    return rows.one(Place, "WHERE id = %s AND valid_to IS NULL", [pk])


def of_code(code: str) -> int | None:
    """The id of the place with that code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM places_place WHERE code = %s", [code])
        found = cursor.fetchone()
    return found[0] if found else None


def rank(level: str) -> int:
    """The depth of a level: province 0, dwelling last."""
    return LEVELS.index(level)
