"""Figures of what was told around reclaimed space: quarrels and disorder before it was taken back, and since it is in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db.models import Q, QuerySet

from jinlin.base.counting import roots
from jinlin.base.figures import Cells, Figure, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.matters.public import MATTERS_LISTED, Matter
from jinlin.places.public import under
from jinlin.venues.models import Reclaimed
from jinlin.venues.reclaimed.around import Window, around, level_of, told

LEVELS = ("district", "street", "estate")
"""A community reads its estates: its own page has asked its dozen questions before it comes to these."""
BEFORE, SINCE = "venues.quarrels_before", "venues.quarrels_since"


def _side(id: str, cleared_on: dt.date, used_on: dt.date, on: dt.date) -> Window:
    before, since = around(cleared_on, used_on, on)
    return before if id == BEFORE else since


def _rows(id: str, node: Node, period: Period) -> QuerySet[Matter]:
    """The matters on one side, each once however many spaces its place has."""
    spaces = Reclaimed.objects.filter(
        under(node.path, "place__path"), cleared_on__isnull=False, used_on__lt=period.on
    )
    found = Q(pk=0)
    for row in spaces.select_related("place").order_by("pk"):
        window = _side(id, row.cleared_on, row.used_on, period.on)
        at = {f"{level_of(row.place.level)}_id": row.place.pk}
        found |= Q(told_at__gte=window.since, told_at__lt=window.until, **at)
    return told().filter(found)


def read(wanted: Sequence[Figure], nodes: Sequence[Node], periods: Sequence[Period]) -> Cells:
    """Both sides at many nodes and in many periods, in one statement."""
    cells = [
        (one, node, period)
        for one in wanted
        for node in nodes
        for period in periods
        if one.fits(node, period)
    ]
    known = _known([node for _, node, _ in cells], max(period.on for *_, period in cells)) if cells else []
    found: Cells = {}
    for one, node, period in cells:
        mine = set()
        for pk, at, path, cleared_on, used_on in known:
            if path.startswith(node.path) and used_on < period.on:
                window = _side(one.id, cleared_on, used_on, period.on)
                mine |= {pk} if window.since <= at < window.until else set()
        found[one.id, node.code, period.text] = Value(len(mine), None, len(mine))
    return found


def _known(nodes: Sequence[Node], on: dt.date) -> list[tuple[int, dt.datetime, str, dt.date, dt.date]]:
    """What was told at the place of each space that is in use on a day: (id, when, path of the place, taken back, in use)."""
    parts = []
    for level in ("estate", "community", "place"):
        at = Q()
        for path in roots(nodes):
            at |= under(path, f"{level}__path")
        other = Q() if level != "place" else ~Q(place__level__in=("estate", "community"))
        space = f"{level}__reclaimed__"
        rows = told().filter(at, other, **{f"{space}cleared_on__isnull": False, f"{space}used_on__lt": on})
        parts.append(
            rows.values_list(
                "pk", "told_at", f"{level}__path", f"{space}cleared_on", f"{space}used_on"
            ).order_by()
        )
    return list(parts[0].union(*parts[1:]))


def _figure(id: str, name: Words, formula: Words) -> Figure:
    return Figure(
        id, name, unit=Words("件", "matters"), population=Words("收回的公共空间所在小区（社区）反映的纠纷和治安问题", "quarrels and disorder told at the estate (or community) of reclaimed space"),
        formula=formula, levels=LEVELS, rows=partial(_rows, id), read=read, listing=MATTERS_LISTED,
    )  # fmt: skip


FIGURES = (
    _figure(BEFORE, Words("收回前的纠纷", "Quarrels before space was taken back"),
            Words("收回前和用上后一样长的天数里（最多 180 天）反映的，每件算一次", "told in as many days before it was taken back as it is in use since (180 at most), each counted once")),
    _figure(SINCE, Words("用上后的纠纷", "Quarrels since space is in use"),
            Words("用上后的天数里（最多 180 天）反映的，每件算一次", "told in the days since it is in use (180 at most), each counted once")),
)  # fmt: skip
