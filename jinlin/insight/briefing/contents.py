"""What a briefing says: every figure of a node and a period that makes sense, in sentences, with its source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from jinlin.base import figures
from jinlin.base.figures import Figure, Value
from jinlin.base.guard import is_small
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.insight.briefing.words import PARAGRAPHS, sentence, title
from jinlin.insight.words import change, share_change

_MARK = re.compile(r"(?s)([^\[]+|\[)(?:\[(\d+)\])?")
SMALL = Words("少于 5", "fewer than 5")
NIL = Words("这段时期是 0 的：", "Nil in this period: ")


@dataclass(frozen=True)
class Line:
    """One number of the briefing: as people read it, against the period before, with its number among the sources."""

    number: int
    id: str
    name: Words
    shown: str
    unit: Words
    changed: Words
    definition: Words
    sentence: Words
    backlog: bool
    nil: bool
    """Zero now and in the period before, or with none before: told with the others alike in one sentence."""

    @property
    def value(self) -> str:
        """The number with its unit, in the reader's language."""
        if self.shown.endswith("%") or self.shown == str(SMALL):
            return self.shown
        return f"{self.shown} {self.unit}"


@dataclass(frozen=True)
class Briefing:
    """The whole report; every text comes from records and declarations, none is typed."""

    node: Node
    period: Period
    as_of: dt.datetime
    title: Words
    lines: tuple[Line, ...]
    groups: tuple[tuple[Words, tuple[Line, ...]], ...]
    article: tuple[str, ...]

    @property
    def marked(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The article for a page: each paragraph as (text, number of the source that follows it or nothing)."""
        return tuple(tuple(_MARK.findall(text)) for text in self.article)

    @property
    def stuck(self) -> tuple[Line, ...]:
        """What waits: stands first."""
        return tuple(line for line in self.lines if line.backlog)


def briefing(node: Node, period: Period, *, at: dt.datetime) -> Briefing:
    """The briefing of a node and a period as the records stand at that instant. Figures without a number are left out, and shares of few.

    A number from 1 to 4 that speaks of people is written as "fewer than 5": papers go from hand to hand.
    """
    before = period.previous
    fitting = [one for one in figures.figures.values() if one.fits(node, period)]
    now = figures.values(fitting, [node], [period])
    then = figures.values([one for one in fitting if one.fits(node, before)], [node], [before])
    lines: dict[str, Line] = {}
    for one in fitting:
        value = now.get((one.id, node.code, period.text))
        if value is None or one.shown(value) == "—" or _says_nothing(one, value):
            continue
        lines[one.id] = _line(len(lines) + 1, one, value, then.get((one.id, node.code, before.text)), before)
    groups = [
        (words, tuple(lines[id] for id in ids if id in lines and not lines[id].backlog and not lines[id].nil))
        for words, ids in figures.groups.values()
    ]
    return Briefing(
        node=node, period=period, as_of=at, title=title(node.name, period.words),
        lines=tuple(lines.values()), groups=tuple((words, held) for words, held in groups if held),
        article=tuple(_article(node, period, lines)),
    )  # fmt: skip


def _says_nothing(one: Figure, value: Value) -> bool:
    """A share of fewer than five says nothing about many and too much about few: it is left out."""
    return one.kind == "share" and one.guard > 0 and (value.base or 0) < one.guard


def _is_nil(one: Figure, value: Value) -> bool:
    return one.kind != "share" and value.number == 0


def _line(number: int, one: Figure, value: Value, before: Value | None, when: Period) -> Line:
    small = one.kind != "share" and one.guard > 0 and is_small(value.number, one.guard)
    shown = str(SMALL) if small else one.shown(value)
    return Line(
        number=number, id=one.id, name=one.name, shown=shown, unit=one.unit, backlog=one.backlog,
        changed=Words("", "") if small else _changed(one, value, before, when.words),
        definition=Words(f"{one.population.zh}；{one.formula.zh}", f"{one.population.en}; {one.formula.en}"),
        sentence=sentence(one.id, one.name, one.unit, shown), nil=_is_nil(one, value) and (before is None or not before.number),
    )  # fmt: skip


def _changed(one: Figure, value: Value, before: Value | None, when: Words) -> Words:
    if before is None or before.number is None:
        return Words("", "")
    if one.guard > 0 and is_small(before.base if one.kind == "share" else before.number, one.guard):
        return Words("", "")
    if one.kind == "share":
        return share_change(value.per_mille, before.per_mille, when)
    if one.kind in ("money", "area", "mean"):
        return Words("", "")
    return change(value.number, before.number, one.unit, when)


def _article(node: Node, period: Period, lines: dict[str, Line]) -> Iterable[str]:
    """Paragraphs: the figures that belong together in one, then the rest group by group, then all that are nil. Each with its source mark."""
    told = {id for id, line in lines.items() if line.nil}
    opened = False
    for ids in (*PARAGRAPHS, *(ids for _, ids in figures.groups.values())):
        held = [lines[id] for id in ids if id in lines and id not in told]
        told.update(line.id for line in held)
        if held:
            yield _paragraph(node, period, held, first=not opened)
            opened = True
    nil = [line for line in lines.values() if line.nil]
    if nil:
        yield f"{NIL}{str(Words('、', '; ')).join(f'{line.name}[{line.number}]' for line in nil)}{Words('。', '.')}"


def _paragraph(node: Node, period: Period, lines: list[Line], *, first: bool) -> str:
    told = Words("，", ", ")
    body = str(told).join(f"{line.sentence}[{line.number}]" for line in lines)
    opening = (
        str(Words(f"{period.words.zh}，{node.name}", f"In {period.words.en}, {node.name}: ")) if first else ""
    )
    return f"{opening}{body}{Words('。', '.')}"


def stamp(at: dt.datetime) -> str:
    """An instant as a paper says it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def as_data(found: Briefing, author: str) -> dict[str, Any]:
    """The briefing as the values of a template: plain texts, in the reader's language. See ``slots.SLOTS``."""

    def row(line: Line) -> dict[str, Any]:
        return {
            "no": line.number, "id": line.id, "name": str(line.name), "value": line.value, "change": str(line.changed),
            "definition": str(line.definition), "as_of": stamp(found.as_of),
            "source": str(Words(f"{line.id}；{line.definition.zh}；截至 {stamp(found.as_of)}", f"{line.id}; {line.definition.en}; as of {stamp(found.as_of)}")),
        }  # fmt: skip

    return {
        "title": str(found.title), "node": found.node.name, "period": str(found.period.words), "as_of": stamp(found.as_of),
        "author": author, "running": found.period.running,
        "article": [{"text": text} for text in found.article],
        "stuck": [row(line) for line in found.stuck],
        "groups": [{"name": str(words), "figures": [row(line) for line in held]} for words, held in found.groups],
        "sources": [row(line) for line in found.lines],
    }  # fmt: skip
