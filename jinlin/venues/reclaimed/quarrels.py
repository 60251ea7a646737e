"""Figures of what was told around reclaimed space: quarrels and disorder before it was taken back, and since it is in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db import connection
from django.db.models import Q, QuerySet

from jinlin.base.counting import roots
from jinlin.base.figures import Cells, Figure, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.matters.public import MATTERS_LISTED, Matter
from jinlin.places.public import under
from jinlin.venues.models import Reclaimed
from jinlin.venues.reclaimed.around import Window, around, first_told, here_of, is_recorded, told

LEVELS = ("district", "street", "estate")
"""A community reads its estates: its own page has asked its dozen questions before it comes to these."""
BEFORE, SINCE = "venues.quarrels_before", "venues.quarrels_since"


def _side(id: str, cleared_on: dt.date, used_on: dt.date, on: dt.date) -> Window:
    before, since = around(cleared_on, used_on, on)
    return before if id == BEFORE else since


def _rows(id: str, node: Node, period: Period) -> QuerySet[Matter]:
    """The matters on one side, each once however many spaces its place has."""
    found = Q(pk=0)
    for row in _spaces(node, period):
        window = _side(id, row.cleared_on, row.used_on, period.on)
        found |= Q(told_at__gte=window.since, told_at__lt=window.until, **here_of(row))
    return told().filter(found)


def _spaces(node: Node, period: Period) -> QuerySet[Reclaimed]:
    spaces = Reclaimed.objects.filter(
        under(node.path, "place__path"), cleared_on__isnull=False, used_on__lt=period.on
    )
    return spaces.select_related("place").order_by("pk")


def _recounted(id: str, node: Node, period: Period) -> Value:
    """The same from the rows, space by space; no number where nothing at all was on record there by then."""
    many = _rows(id, node, period).count()
    sides = ((row, _side(id, row.cleared_on, row.used_on, period.on)) for row in _spaces(node, period))
    return Value(many if any(is_recorded(first_told(row), side) for row, side in sides) else None, None, many)


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
        mine, recorded = set(), False
        for pk, at, path, cleared_on, used_on in known:
            if path.startswith(node.path) and used_on < period.on:
                window = _side(one.id, cleared_on, used_on, period.on)
                if pk == FIRST:
                    recorded = recorded or is_recorded(at, window)
                elif window.since <= at < window.until:
                    mine.add(pk)
        found[one.id, node.code, period.text] = Value(len(mine) if recorded else None, None, len(mine))
    return found


FIRST = 0
"""Stands for the first thing of any kind that was told at the place of a space."""
Known = tuple[int, dt.datetime, str, dt.date, dt.date]

# From the few spaces to what was told at their places: CROSS JOIN keeps the embedded database from beginning with all that was told.
# What counts as a quarrel is said as in ``around.told``, by which the rows behind the number are opened; S15 holds both together.
_KNOWN = """
    SELECT m.id, m.told_at, p.path, r.cleared_on, r.used_on
    FROM venues_reclaimed r CROSS JOIN places_place p CROSS JOIN matters_matter m CROSS JOIN matters_category c
    WHERE p.id = r.place_id AND c.id = m.category_id AND r.cleared_on IS NOT NULL AND r.used_on < %s AND ({below})
    AND {here} AND (c."group" = 'dispute' OR c.code = 'public_order') AND m.state NOT IN ('merged', 'withdrawn')
"""
_FIRST = """
    SELECT 0, MIN(m.told_at), p.path, r.cleared_on, r.used_on
    FROM venues_reclaimed r CROSS JOIN places_place p CROSS JOIN matters_matter m
    WHERE p.id = r.place_id AND r.cleared_on IS NOT NULL AND r.used_on < %s AND ({below}) AND {here}
    GROUP BY p.path, r.cleared_on, r.used_on
"""
_HERE = (
    "p.level = 'estate' AND m.estate_id = r.place_id",
    "p.level = 'community' AND m.community_id = r.place_id",
    "p.level NOT IN ('estate', 'community') AND m.place_id = r.place_id",
)


def _known(nodes: Sequence[Node], on: dt.date) -> list[Known]:
    """What was told at the place of each space that is in use on a day, and ``FIRST``: (id, when, path of the place, taken back, in use)."""
    above = roots(nodes)
    below = " OR ".join(["SUBSTR(p.path, 1, %s) = %s"] * len(above))
    sql = " UNION ".join(part.format(below=below, here=here) for part in (_KNOWN, _FIRST) for here in _HERE)
    given = [connection.ops.adapt_datefield_value(on), *(one for path in above for one in (len(path), path))]
    with connection.cursor() as cursor:
        cursor.execute(sql, given * 2 * len(_HERE))
        return [
            (pk, _moment(at), path, _day(cleared), _day(used))
            for pk, at, path, cleared, used in cursor.fetchall()
        ]


def _moment(value: dt.datetime | str) -> dt.datetime:
    """The embedded database gives moments without a zone, or as text: they are in UTC."""
    read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def _day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _figure(id: str, name: Words, formula: Words) -> Figure:
    return Figure(
        id, name, unit=Words("件", "matters"), population=Words("收回的公共空间所在小区（社区）反映的纠纷和治安问题", "quarrels and disorder told at the estate (or community) of reclaimed space"),
        formula=formula, note=Words("记录开始之前的日子没有数，不当作 0", "of days before records began there is no number, and none is taken for 0"), levels=LEVELS, rows=partial(_rows, id), read=read, value=partial(_recounted, id), listing=MATTERS_LISTED,
    )  # fmt: skip


FIGURES = (
    _figure(BEFORE, Words("收回前的纠纷", "Quarrels before space was taken back"),
            Words("收回前和用上后一样长的天数里（最多 180 天）反映的，每件算一次", "told in as many days before it was taken back as it is in use since (180 at most), each counted once")),
    _figure(SINCE, Words("用上后的纠纷", "Quarrels since space is in use"),
            Words("用上后的天数里（最多 180 天）反映的，每件算一次", "told in the days since it is in use (180 at most), each counted once")),
)  # fmt: skip
