"""The wall screen of a node: few large numbers, two charts, one sentence. Everybody in the hall reads it, so it is guarded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base import figures, nodes
from jinlin.base.nodes import Node
from jinlin.base.periods import Period, year_of
from jinlin.base.words import Words
from jinlin.insight import words
from jinlin.insight.boards import Card, Point, Why, backlogs, card, whys
from jinlin.insight.guarding import Row
from jinlin.matters.public import Kind, kinds, read_figures, standing

LARGE = ("matters.told", "L09", "matters.response", "matters.solution")
LINES = ("matters.told", "matters.closed")


@dataclass(frozen=True)
class Wall:
    """Everything that a wall screen shows."""

    node: Node
    year: Period
    at: dt.datetime
    open_count: int
    late_count: int
    sentence: Words
    why: tuple[Why, ...]
    large: tuple[Card, ...]
    lines: tuple[Card, ...]
    months: tuple[tuple[Words, tuple[Point, ...]], ...]
    backlog: tuple[Row, ...]
    backlog_words: Words | None
    most: int
    kinds: tuple[Kind, ...]
    kinds_words: Words


def wall(node: Node, now: dt.datetime) -> Wall:
    """The wall screen of a node now."""
    today = timezone.localdate(now)
    year = year_of(today, today=today)
    below = nodes.children(node)
    all_held = standing([node, *below], now)
    held, why = all_held[node.code], whys(all_held[node.code])
    declared = [
        figures.figures[id] for id in dict.fromkeys((*LARGE, *LINES)) if figures.figures[id].fits(node, year)
    ]
    found = dict(read_figures(declared, [node], [year, year.previous, *year.twelve], all_held))
    cards = {one.id: card(one, node, year, found) for one in declared}
    compared = backlogs(node, below, year, all_held)[:1]
    rows = tuple(compared[0].rows) if compared else ()
    most = max([row.value.number or 0 for row in rows if row.value and not row.hidden], default=0)
    told = tuple(kind for kind in kinds(node, year)[:6] if kind.told >= figures.GUARD)
    lines = tuple(cards[id] for id in LINES if id in cards)
    months = tuple((points[0].month, points) for points in zip(*(one.points for one in lines), strict=True))
    return Wall(
        node, year, now, held.open_count, held.late_count, words.stuck(held.open_count, held.late_count, [(one.words, one.count) for one in why]),
        why, tuple(cards[id] for id in LARGE if id in cards), lines, months, rows,
        compared[0].sentence if compared else None, most, told, words.kinds([(kind.name, kind.told) for kind in told], year.words),
    )  # fmt: skip
