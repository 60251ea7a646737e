"""Does every figure equal its recount? Kept counts against a full recount, and each figure against its own rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.base import figures, nodes, periods
from jinlin.base.figures import recounts
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.places.public import Place, node_of

STREETS = 3
"""So many streets, communities and estates are gone through cell by cell, beside every district."""


def verify(today: dt.date) -> list[dict[str, Any]]:
    """Every difference: of kept counts by their own names, of figures by id, node and period. Empty when all is well."""
    found = [{"kept_counts": code, **row} for code, differences in recounts.items() for row in differences()]
    when = [
        periods.year_of(today, today=today),
        periods.year_of(today.replace(year=today.year - 1, day=1), today=today),
    ]
    when.append(periods.month_of(today, today=today))
    return found + [row for node in _nodes() for row in _cells(node, when)]


def _nodes() -> list[Node]:
    rows: list[Place] = list(Place.objects.filter(level="district"))
    for level in ("street", "community", "estate"):
        rows += Place.objects.filter(level=level, valid_to__isnull=True).order_by("path")[:STREETS]
    return [nodes.find(node_of(place).code) for place in rows]


def _cells(node: Node, when: list[Period]) -> list[dict[str, Any]]:
    declared = list(figures.figures.values())
    found = figures.values(declared, [node], when)
    wrong = []
    for one in declared:
        for period in when:
            kept = found.get((one.id, node.code, period.text))
            if kept is None or kept.number is None:
                continue
            real = figures.recount(one, node, period)
            if (kept.number, kept.base) != (real.number, real.base):
                wrong.append(
                    {
                        "figure": one.id, "node": node.code, "period": period.text, "kept": [kept.number, kept.base],
                        "counted": [real.number, real.base],
                    }
                )  # fmt: skip
    return wrong
