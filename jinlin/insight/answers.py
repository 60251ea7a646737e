"""A figure as commands and the API answer it: exact, with its definition, its base and the moment it is true of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.figures import Figure, Value, groups
from jinlin.base.rest import stamp
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.insight.asking import Asked
from jinlin.insight.guarding import guarded
from jinlin.insight.models import Publication
from jinlin.insight.publishing import newest
from jinlin.insight.sight import opens, reads

NOT_PUBLIC = Words(
    "这里只公开整年的、可以公开的数字",
    "Only whole years of the public figures are open to those who do not work there",
)


def cells_of(asked: Asked, by: Actor | None) -> tuple[tuple[Figure, ...], figures.Cells, frozenset[str]]:
    """The figures that this reader may see (None: the one at the machine), their values, and ids hidden by the guard."""
    if by is None or opens(by, asked.node):
        return asked.figures, figures.values(asked.figures, [asked.node], [asked.period]), frozenset()
    open_to_all = tuple(one for one in asked.figures if reads(one, asked.period))
    if not open_to_all:
        raise Faulty({"node": Reason("not_public", NOT_PUBLIC)})
    found, out = guarded(open_to_all, asked.node, [asked.period])
    return open_to_all, found, frozenset(id for id, _ in out)


def answer(asked: Asked, by: Actor | None, now: dt.datetime) -> dict[str, Any]:
    """Everything asked for, each figure whole."""
    shown, found, out = cells_of(asked, by)
    published = newest(asked.node, asked.period, [one.id for one in shown])
    node, period = asked.node, asked.period
    return {
        "node": node.code, "node_name": node.name, "level": node.level, "period": period.text, "from": period.start.isoformat(),
        "to": period.end.isoformat(), "running": period.running, "as_of": stamp(now),
        "figures": [
            one_answer(one, found.get((one.id, node.code, period.text)), one.id in out, now, published)
            for one in shown
        ],
    }  # fmt: skip


def one_answer(
    one: Figure, value: Value | None, is_hidden: bool, now: dt.datetime, published: Mapping[str, Publication]
) -> dict[str, Any]:
    """One figure: value in its unit, exact part and base, definition, moment, rows, and what was published."""
    # A share of fewer than five says nothing about many and too much about few, whoever reads it.
    is_hidden = is_hidden or (one.kind == "share" and value is not None and (value.base or 0) < one.guard)
    held = None if is_hidden else value
    paper = published.get(one.id)
    return {
        "id": one.id, "name": one.name.zh, "name_en": one.name.en, "group": group_of(one.id),
        "value": _plain(one, held), "shown": one.shown(held),
        "unit": one.unit.zh, "unit_en": one.unit.en, "kind": one.kind, "part": held.number if held else None,
        "base": held.base if held else None, "suppressed": is_hidden, "stock": not one.flow, "as_of": stamp(now),
        "definition": definition(one), "row_count": held.rows if held else None,
        "published": None if paper is None or is_hidden else {
            "value": paper.shown, "part": paper.number, "base": paper.base, "as_of": stamp(paper.as_of), "version": paper.version,
            "edition": paper.edition, "changed": (paper.number, paper.base) != (held.number, held.base) if held else False,
        },
    }  # fmt: skip


def definition(one: Figure) -> dict[str, Any]:
    """What a figure means."""
    return {
        "population": one.population.zh, "population_en": one.population.en, "formula": one.formula.zh, "formula_en": one.formula.en,
        "base": one.base_words.zh, "base_en": one.base_words.en, "guard": one.guard, "version": one.version, "note": one.note.zh,
        "levels": list(one.levels), "periods": list(one.periods),
    }  # fmt: skip


def group_of(id: str) -> str:
    """The group in which a figure stands."""
    return next((code for code, (_, ids) in groups.items() if id in ids), "")


def _plain(one: Figure, value: Value | None) -> int | float | None:
    plain = one.plain(value) if value else None
    return float(plain) if isinstance(plain, Decimal) else plain
