"""A dashboard of one node: what is stuck and why, then the period's numbers with those of the period before.

Everything comes from figures and from the indexes of open matters: a dozen queries for any node, whatever lies below it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinlin.base import figures, nodes
from jinlin.base.actor import Actor
from jinlin.base.figures import Cells, Figure, Value, groups
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.insight import guarding, words
from jinlin.insight.guarding import Row
from jinlin.matters.public import (
    MATTERS,
    Kind,
    Standing,
    Stuck,
    kinds,
    read_figures,
    standing,
    stuck_institutions,
)

APART = frozenset({"matters.calls_late", "matters.waiting", "matters.objected"})
"""Figures that the board tells in its tables of states and of called institutions instead of in a card."""


@dataclass(frozen=True)
class Point:
    """One month of a line: its words, its number for drawing, and its number as shown."""

    month: Words
    text: str
    number: int | None
    shown: str


@dataclass(frozen=True)
class Card:
    """One figure on a board: now, before, in words, and its twelve months where they are kept."""

    figure: Figure
    value: Value | None
    shown: str
    change: Words
    points: tuple[Point, ...] = ()
    sentence: Words | None = None
    hidden: bool = False

    @property
    def spark(self) -> str:
        """The points of a line in a box of 100 by 24, for an SVG polyline; empty with fewer than two."""
        numbers = [
            (place, point.number) for place, point in enumerate(self.points) if point.number is not None
        ]
        if len(numbers) < 2:
            return ""
        most = max(number for _, number in numbers) or 1
        step = 100 / (len(self.points) - 1)
        return " ".join(f"{place * step:.1f},{23 - number * 22 / most:.1f}" for place, number in numbers)


@dataclass(frozen=True)
class Why:
    """Open matters in one state: the reason why they are not done yet."""

    code: str
    words: Words
    count: int
    late: int


@dataclass(frozen=True)
class Section:
    """A group of figures: those that have a number, and those that have none now, each with why."""

    title: Words
    cards: tuple[Card, ...]
    silent: tuple[tuple[Figure, Words], ...]

    @property
    def id(self) -> str:
        """The mark of its heading."""
        return self.cards[0].figure.id if self.cards else self.silent[0][0].id


@dataclass(frozen=True)
class Compared:
    """One count by the nodes below: those with a number to show, those too small to be shown alone, and those without any."""

    figure: Figure
    rows: list[Row]
    sentence: Words

    @property
    def listed(self) -> list[Row]:
        """The nodes that stand in the table and the chart."""
        return [row for row in self.rows if not row.hidden and row.value and row.value.number]

    @property
    def small(self) -> list[Row]:
        """The nodes whose number the guard hides."""
        return [row for row in self.rows if row.hidden]

    @property
    def empty(self) -> list[Row]:
        """The nodes where nothing is counted."""
        return [row for row in self.rows if not row.hidden and not (row.value and row.value.number)]


@dataclass(frozen=True)
class Board:
    """Everything that a dashboard shows."""

    node: Node
    period: Period
    below: tuple[Node, ...]
    why: tuple[Why, ...]
    stuck_words: Words
    open_count: int
    late_count: int
    backlog: tuple[Compared, ...]
    institutions: list[Stuck]
    sections: tuple[Section, ...]
    kinds: tuple[Kind, ...]
    kinds_words: Words
    later: tuple[tuple[str, Words], ...] = ()


WAITS_FOR = {
    "told": Words("等人接办", "Waiting for somebody"), "assigned": Words("等牵头单位接单", "Waiting for the lead"),
    "objected": Words("派单有异议", "Dispatch disputed"), "working": Words("正在办理", "Being worked on"),
    "paused": Words("暂停，等条件", "Paused for a condition"), "answered": Words("已答复，等反映人确认", "Answered, waiting for the teller"),
}  # fmt: skip
"""Why a matter in an open state is not done yet."""


def board(node: Node, period: Period, actor: Actor, now: dt.datetime) -> Board:
    """The dashboard of a node for somebody whose seats reach over it."""
    below = nodes.children(node)
    all_held = standing([node, *below], now)
    held = all_held[node.code]
    shown = [one for one in _on_board(node, period) if one.read is read_figures]
    found = values_of(shown, node, period, all_held)
    return Board(
        node, period, below, why := whys(held), words.stuck(held.open_count, held.late_count, [(one.words, one.count) for one in why]),
        held.open_count, held.late_count, backlogs(node, below, period, all_held), stuck_institutions(actor, now),
        sections(shown, node, period, found), *_kinds(node, period), later(node, period),
    )  # fmt: skip


def _on_board(node: Node, period: Period) -> list[Figure]:
    """The figures that have a card, in the order of their groups."""
    every = [figures.figures[id] for _, ids in groups.values() for id in ids]
    return [one for one in every if one.fits(node, period) and one.id not in APART]


def values_of(shown: Sequence[Figure], node: Node, period: Period, held: Mapping[str, Standing]) -> Cells:
    """This period, the one before and the twelve months of figures that are read from kept counts."""
    when = list({p.text: p for p in (period, period.previous, *period.twelve)}.values())
    matters = [one for one in shown if one.read is read_figures]
    others = [one for one in shown if one.read is not read_figures]
    return dict(read_figures(matters, [node], when, held)) | figures.values(others, [node], when)


def later(node: Node, period: Period) -> tuple[tuple[str, Words], ...]:
    """The groups whose figures are counted from their rows at the moment: each is asked for once the board stands."""
    shown = {one.id for one in _on_board(node, period) if one.read is not read_figures}
    return tuple((code, words) for code, (words, ids) in groups.items() if shown & set(ids))


def further(node: Node, period: Period, group: str) -> tuple[Section, ...]:
    """The cards of one of those groups; one statement, however many figures it has. Nothing for an unknown group."""
    ids = set(groups[group][1]) if group in groups else set()
    shown = [one for one in _on_board(node, period) if one.read is not read_figures and one.id in ids]
    return sections(shown, node, period, figures.values(shown, [node], [period, period.previous]))


def whys(held: Standing) -> tuple[Why, ...]:
    """Open matters by state, in the order of their life; states without any are left out."""
    return tuple(
        Why(state.code, WAITS_FOR[state.code], held.states[state.code], held.late[state.code])
        for state in MATTERS.procedure.states
        if not state.final and held.states[state.code]
    )


def backlogs(
    node: Node, below: Sequence[Node], period: Period, held: Mapping[str, Standing]
) -> tuple[Compared, ...]:
    """What is open and late now by the nodes below, in tree order and under the guard: the only comparison there is."""
    made = []
    for id, count in (
        ("matters.open", lambda one: one.open_count),
        ("matters.late", lambda one: one.late_count),
    ):
        one = figures.figures[id]
        if not below or not one.fits(node, period):
            continue
        found = {(id, at.code, period.text): Value(count(held[at.code])) for at in (node, *below)}
        rows = guarding.table(one, node, below, period, found)
        hidden = sum(row.hidden for row in rows)
        total = one.shown(found.get((one.id, node.code, period.text)))
        made.append(Compared(one, rows, words.below(one.name, len(rows) - hidden, hidden, total)))
    return tuple(made)


def card(one: Figure, node: Node, period: Period, found: Cells) -> Card:
    """One figure with the period before and its twelve months."""
    value, before = (found.get((one.id, node.code, when.text)) for when in (period, period.previous))
    small = one.kind == "share" and value is not None and (value.base or 0) < one.guard
    points = (
        tuple(point(one, node, month, found) for month in period.twelve) if one.read is read_figures else ()
    )
    told = (
        words.line(one.name, [p.month for p in points], [p.number for p in points], [p.shown for p in points])
        if points
        else None
    )
    return Card(
        one,
        value,
        "—" if small else one.shown(value),
        change_of(one, value, before, period),
        points,
        told,
        small,
    )


def point(one: Figure, node: Node, month: Period, found: Cells) -> Point:
    """One month of a figure's line; a share with a small base has no number."""
    value = found.get((one.id, node.code, month.text))
    number = number_of(one, value)
    return Point(month.words, month.text, number, "—" if number is None else one.shown(value))


def number_of(one: Figure, value: Value | None) -> int | None:
    """A number to draw and to compare: of a share thousandths, none where its base is under the guard."""
    if value is None:
        return None
    if one.kind == "share":
        return None if (value.base or 0) < one.guard else value.per_mille
    return value.hundredths if one.kind == "mean" else value.number


def change_of(one: Figure, value: Value | None, before: Value | None, period: Period) -> Words:
    """How a figure stands to that of the period before, in words."""
    when = period.previous.words
    if one.kind == "share":
        return words.share_change(number_of(one, value), number_of(one, before), when)
    scale = 100 if one.kind in ("money", "area", "mean") else 1
    now, then = number_of(one, value), number_of(one, before)
    return words.change(
        now if now is None else now // scale, then if then is None else then // scale, one.unit, when
    )


def sections(shown: Sequence[Figure], node: Node, period: Period, found: Cells) -> tuple[Section, ...]:
    """The cards by group, what is stuck first; what has no number now stands in a line of its own with the reason."""
    by_id = {one.id: one for one in shown}
    made = []
    # What is stuck stands first; the other groups keep the order in which they were declared.
    ordered = sorted(groups.values(), key=lambda one: not any(figures.figures[id].backlog for id in one[1]))
    for title, ids in ordered:
        cards = tuple(card(by_id[id], node, period, found) for id in ids if id in by_id)
        if cards:
            shown_ones = tuple(one for one in cards if one.shown != "—" or one.spark)
            silent = tuple((one.figure, why_not(one)) for one in cards if one not in shown_ones)
            made.append(Section(title, shown_ones, silent))
    return tuple(made)


def why_not(card: Card) -> Words:
    """Why a figure has no number now."""
    one, value = card.figure, card.value
    if not one.base_words.zh:
        return words.NO_RECORDS
    return words.few(one.base_words, one.guard) if value and value.base else words.none_of(one.base_words)


def _kinds(node: Node, period: Period) -> tuple[tuple[Kind, ...], Words]:
    rows = tuple(kinds(node, period)[:8]) if period.kind != "days" else ()
    return rows, words.kinds([(kind.name, kind.told) for kind in rows], period.words)
