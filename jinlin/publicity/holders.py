"""Accounts of those whose seats of given roles reach over a place."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from jinlin.organisations.public import Tenure, current
from jinlin.places.public import Place, paths_above


def holders_of(place: Place, wanted: Iterable[str]) -> list[int]:
    """Accounts that hold a seat of one of the roles at the place or above it today."""
    return list(
        Tenure.objects.filter(
            current(timezone.localdate()), seat__role__in=list(wanted), seat__place__path__in=paths_above(place.path),
            person__account__is_active=True,
        )
        .values_list("person__account", flat=True)
        .distinct()
    )  # fmt: skip
