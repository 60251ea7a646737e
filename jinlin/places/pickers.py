"""What a field may point at among places: those around a subject, within its community."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.references import MOST
from jinlin.places.models import Place
from jinlin.places.queries import above, of_code, under

PICKED = ("community", "estate", "building")


def around(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    """The communities, estates and buildings around a subject's place, indented by their level."""
    chain = list(above(subject.place.path))
    root = next((one for one in chain if one.level == "community"), None)
    root = root or next((one for one in chain if one.level == "street"), subject.place)
    rows = Place.objects.filter(under(root.path), valid_to__isnull=True, level__in=PICKED)
    return [
        (one.pk, f"{'　' * (one.path.count('/') - root.path.count('/'))}{one.name}")
        for one in rows.order_by("path")[:MOST]
    ]


def register() -> None:
    """Register the kind."""
    references.register("place", find=of_code, options=around)
