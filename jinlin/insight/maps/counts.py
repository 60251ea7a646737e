"""How many matters are open at each place: public ones as they are, the others only as numbers under the guard."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from jinlin.base.actor import Actor
from jinlin.base.guard import GUARD
from jinlin.base.maplayers import folded
from jinlin.matters.public import Matter, Tally
from jinlin.places.public import Place, rank, under, within


@dataclass(frozen=True)
class Spot:
    """A place with matters: where it lies, how it is called, and how many are open."""

    place: int
    code: str
    name: str
    path: str
    lat: int | None
    lon: int | None
    open: int


def public_open(path: str) -> list[Spot]:
    """Open matters of public kinds by estate (else community, street) at or below a place.

    They are what anybody may read one by one; where they lie is said by their estate, never by a point of their own.
    """
    rows = (
        Matter.objects.filter(
            under(path, "place__path"), closed_at__isnull=True, public=True, category__public=True
        )
        .order_by()
        .values_list("estate", "community", "street", "place")
        .annotate(n=Count("pk"))
    )
    counts: Counter[int] = Counter()
    for estate, community, street, place, n in rows:
        counts[estate or community or street or place] += n
    return _spots(counts)


def private_open(path: str, actor: Actor) -> list[Spot]:
    """Open matters of the other kinds below a place, for workers and within their own places, as guarded numbers.

    From the kept counts: all that is open less what is public. A place with fewer than five goes into the one above.
    """
    if not actor.staff:
        return []
    kept = (
        Tally.objects.filter(under(path, "spot__path"), within(actor, "spot__path"), category=0)
        .order_by()
        .values_list("spot")
        .annotate(open=Sum(F("told") - F("ended")))
    )
    counts = Counter({spot: n for spot, n in kept if n > 0})
    for spot in public_open(path):
        if spot.place in counts:
            counts[spot.place] -= spot.open
    return _spots(guarded({place: n for place, n in counts.items() if n > 0}, path))


def guarded(counts: dict[int, int], path: str) -> dict[int, int]:
    """The counts with every small one folded into the place above it, no further up than the place looked at."""
    parents, depth = {}, {}
    wanted = set(counts)
    while wanted:
        rows = Place.objects.filter(pk__in=wanted).values_list("pk", "parent", "level", "path")
        wanted = set()
        for pk, parent, level, at in rows:
            is_top = at == path
            parents[pk], depth[pk] = None if is_top else parent, rank(level)
            if parent is not None and not is_top and parent not in parents:
                wanted.add(parent)
        wanted -= set(parents)
    return folded(counts, parents, depth, GUARD)


def _spots(counts: dict[int, int]) -> list[Spot]:
    rows = Place.objects.filter(pk__in=counts).values_list("pk", "code", "name", "path", "lat_e6", "lon_e6")
    return [Spot(pk, code, name, path, lat, lon, counts[pk]) for pk, code, name, path, lat, lon in rows]
