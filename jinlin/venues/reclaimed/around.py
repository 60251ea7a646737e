"""What was told around a reclaimed space: quarrels and disorder before it was taken back, and since it is in use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from jinlin.base.guard import is_small
from jinlin.matters.public import Matter
from jinlin.venues.models import Reclaimed
from jinlin.venues.queries import instant

LONGEST = 180
"""Days on either side at most; both sides are always equally long."""
TROUBLE = Q(category__group="dispute") | Q(category__code="public_order")


@dataclass(frozen=True)
class Around:
    """So many days before it was taken back and since it is in use, and what was told in each; None: fewer than five.

    ``recorded_before``: whether anything was on record there by the end of the first side; else nobody knows, and 0 says too much.
    """

    days: int
    before: int | None
    since: int | None
    recorded_before: bool = True


@dataclass(frozen=True)
class Window:
    """From an instant until before another."""

    since: dt.datetime
    until: dt.datetime


def around(cleared_on: dt.date, used_on: dt.date, on: dt.date) -> tuple[Window, Window]:
    """Before space was taken back, and since it is in use until a day: equally long."""
    days = min(LONGEST, (on - used_on).days)
    return (
        Window(_start(cleared_on, -days), _start(cleared_on, 0)),
        Window(_start(used_on, 0), _start(used_on, days)),
    )


def level_of(level: str) -> str:
    """Where is looked around space at a place of some level: its estate, its community, or the place as it is."""
    return level if level in ("estate", "community") else "place"


def told() -> QuerySet[Matter]:
    """Every quarrel and disorder that stands for itself."""
    return Matter.objects.filter(TROUBLE).exclude(state__in=("merged", "withdrawn"))


def here_of(row: Reclaimed) -> dict[str, int]:
    """Where is looked around a space, as conditions on matters."""
    return {f"{level_of(row.place.level)}_id": row.place_id}


def is_recorded(first: dt.datetime | None, window: Window) -> bool:
    """Whether records at a place had begun before a time was over; ``first`` is the first thing of any kind that was told there."""
    return first is not None and first < window.until


def first_told(row: Reclaimed) -> dt.datetime | None:
    """When anything at all was first told at the place of a space."""
    at: dt.datetime | None = Matter.objects.filter(**here_of(row)).aggregate(at=Min("told_at"))["at"]
    return at


def told_around(row: Reclaimed, on: dt.date) -> Around | None:
    """Matters of quarrel and disorder at its estate (or community) on both sides; None until it is in use for a day, or where nothing was told."""
    if row.cleared_on is None or row.used_on is None or row.used_on >= on:
        return None
    windows = around(row.cleared_on, row.used_on, on)
    first, then = (Q(told_at__gte=one.since, told_at__lt=one.until) for one in windows)
    here = told().filter(first | then, **here_of(row))
    counts = here.aggregate(before=Count("pk", filter=first), since=Count("pk", filter=then))
    if not any(counts.values()):
        return None
    recorded = bool(counts["before"]) or is_recorded(first_told(row), windows[0])
    days = min(LONGEST, (on - row.used_on).days)
    return Around(days, _shown(counts["before"]), _shown(counts["since"]), recorded)


def _shown(told: int) -> int | None:
    return None if is_small(told) else told


def _start(on: dt.date, days: int) -> dt.datetime:
    return instant(on + dt.timedelta(days=days), 0)
