"""What was asked for: a node, a period and figures, from a command, an address or the API; all faults at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jinlin.base import nodes, periods
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.figures import Figure, figure, figures
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.public import Place, node_of

NO_PLACE = Reason("no_node", Words("还没有任何地点", "There is no place yet"))


@dataclass(frozen=True)
class Asked:
    """A node, a period and the figures that were asked for (all that make sense there, where none was named)."""

    node: Node
    period: Period
    figures: tuple[Figure, ...]


def read_asked(
    *, node: str, period: str, ids: Iterable[str], today: dt.date, by: Actor | None = None
) -> Asked:
    """Read what was asked; ``Faulty`` names every fault by field. Empty means: the asker's own place, this year, all."""
    faults: dict[str, Reason] = {}

    def attempt(name: str, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Refused as refused:
            faults[name] = refused.reason
            return None

    found = attempt("node", lambda: nodes.find(node.strip()) if node.strip() else home(by))
    when = attempt("period", lambda: periods.parse(period or f"{today:%Y}", today=today))
    wanted = [id.strip() for id in ids if id.strip()]
    picked = [
        attempt(f"id {id[:40]}" if len(wanted) > 1 else "id", lambda id=id: figure(id)) for id in wanted
    ]  # type: ignore[misc]
    if found and when:
        for one in [one for one in picked if one and not one.fits(found, when)]:
            words = Words("“{zh}”不适用于这一级或这种时期", "{en!r} makes no sense at this level or period")
            faults[one.id] = Reason("wrong_grain", words.format(zh=one.name.zh, en=one.name.en))
    if faults:
        raise Faulty(faults)
    every = picked or [one for one in figures.values() if one.fits(found, when)]
    return Asked(found, when, tuple(every))


def home(by: Actor | None) -> Node:
    """The place that somebody's first page is about: of their first seat with a place, else the uppermost district."""
    held = [seat.place for seat in by.seats if seat.place] if by else []
    place = Place.objects.filter(pk=held[0]).select_related("parent").first() if held else None
    if place is not None and place.level in ("grid", "stairwell", "dwelling") and place.parent is not None:
        place = place.parent
    place = (
        place
        or Place.objects.filter(level="district").order_by("path").first()
        or Place.objects.order_by("path").first()
    )
    if place is None:
        raise Refused(NO_PLACE)
    return node_of(place)
