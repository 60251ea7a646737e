"""Reads of places: below, above, by level, by code or wall token."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from jinlin.places.models import LEVELS, Place


def below(path: str) -> QuerySet[Place]:
    """The place itself and everything under it, by one index scan on either database."""
    return Place.objects.filter(under(path))


def under(path: str, field: str = "path") -> Q:
    """The condition "at or below": a range where text is compared by bytes (SQLite), a prefix on PostgreSQL."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})
    return Q(**{f"{field}__startswith": path})


def paths_above(path: str) -> list[str]:
    """The paths of the place itself and of everything above it, from the root down."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def above(path: str) -> QuerySet[Place]:
    """The place itself and everything above it, from the root down."""
    return Place.objects.filter(path__in=paths_above(path)).order_by("path")


def by_level(place: Place) -> dict[str, int]:
    """Ids of the place and of those above it by level, with its grid."""
    found = {level: pk for level, pk in above(place.path).values_list("level", "id")}
    if place.grid_id:
        found["grid"] = place.grid_id
    return found


def rank(level: str) -> int:
    """The depth of a level: province 0, dwelling last."""
    return LEVELS.index(level)
