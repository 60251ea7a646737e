"""What was told around a reclaimed space: quarrels and disorder before it was taken back, and since it is in use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from jinlin.base.guard import is_small
from jinlin.matters.public import Matter
from jinlin.venues.models import Reclaimed
from jinlin.venues.queries import instant

LONGEST = 180
"""Days on either side at most; both sides are always equally long."""
TROUBLE = Q(category__group="dispute") | Q(category__code="public_order")


@dataclass(frozen=True)
class Around:
    """So many days before it was taken back and since it is in use, and what was told in each; None: fewer than five."""

    days: int
    before: int | None
    since: int | None


def told_around(row: Reclaimed, on: dt.date) -> Around | None:
    """Matters of quarrel and disorder at its estate (or community) on both sides; None until it is in use for a day, or where nothing was told."""
    if row.cleared_on is None or row.used_on is None or row.used_on >= on:
        return None
    days = min(LONGEST, (on - row.used_on).days)
    first = Q(told_at__gte=_start(row.cleared_on, -days), told_at__lt=_start(row.cleared_on, 0))
    then = Q(told_at__gte=_start(row.used_on, 0), told_at__lt=_start(row.used_on, days))
    level = row.place.level if row.place.level in ("estate", "community") else "place"
    told = Matter.objects.filter(TROUBLE, first | then, **{f"{level}_id": row.place_id})
    told = told.exclude(state__in=("merged", "withdrawn"))
    counts = told.aggregate(before=Count("pk", filter=first), since=Count("pk", filter=then))
    if not any(counts.values()):
        return None
    return Around(days, _shown(counts["before"]), _shown(counts["since"]))


def _shown(told: int) -> int | None:
    return None if is_small(told) else told


def _start(on: dt.date, days: int) -> dt.datetime:
    return instant(on + dt.timedelta(days=days), 0)
