"""Reads of published numbers: the newest of a node and period, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinlin.base.figures import Figure, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.insight import words
from jinlin.insight.models import Publication

ROWS_KEPT = 2000
"""A publication keeps the ids of its rows up to so many; beyond, how many there were."""


def newest(node: Node, period: Period, ids: Sequence[str]) -> dict[str, Publication]:
    """By figure: the last edition published for a node and period. One query."""
    rows = Publication.objects.filter(node=node.code, period=period.text, figure__in=ids).order_by("edition")
    return {one.figure: one for one in rows}


def row_ids(one: Figure, node: Node, period: Period) -> list[int]:
    """The ids of the rows behind a cell."""
    return sorted(one.rows(node, period).order_by().values_list("pk", flat=True).distinct())


@dataclass(frozen=True)
class Since:
    """A publication beside what the number is now: rows that came, rows that went, and the words for it."""

    publication: Publication
    words: Words
    come: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


def since(paper: Publication, one: Figure, node: Node, period: Period, now: Value) -> Since:
    """What changed since a number was published."""
    come: set[int] = set()
    gone: set[int] = set()
    if paper.row_ids is not None and now.rows <= ROWS_KEPT * 2:
        held, then = set(row_ids(one, node, period)), set(paper.row_ids)
        come, gone = held - then, then - held
    told = words.since_published(
        paper.shown, one.shown(now), len(gone), len(come), paper.version != one.version
    )
    return Since(paper, told, tuple(sorted(come)), tuple(sorted(gone)))


def editions(one: Figure, node: Node, period: Period, now: Value) -> list[Since]:
    """Every edition of a cell, the newest first, each with what changed since."""
    rows = Publication.objects.filter(figure=one.id, node=node.code, period=period.text).order_by("-edition")
    return [since(paper, one, node, period, now) for paper in rows]
