"""Figures: every number of the platform is declared once here and read by pages, commands, the API and papers.

How to declare one. An app's ``figures.py`` is a short list, registered in its ``AppConfig.ready``::

    from jinlin.base import figures
    from jinlin.base.figures import Column, Figure, Listing
    from jinlin.base.words import Words

    BRANCHES = Listing(
        name=lambda row: row.name,
        link=lambda row: f"/organisations/{row.code}",
        seen=lambda actor: within(actor, "place__path"),     # a Q: the rows that this actor may open
        columns=(Column("founded_on", Words("成立", "Founded"), lambda row: row.founded_on.isoformat()),),
        related=("place",),
    )
    FIGURES = (
        Figure(
            "L01", Words("小区党支部数", "Estate branches"), unit=Words("个", "branches"),
            population=Words("本地范围内的组织", "organisations below the node"),
            formula=Words("期末仍在的、小区一级的支部个数", "branches of estate level that stand at the period's end"),
            levels=("district", "street", "community"), guard=0, listing=BRANCHES,
            rows=lambda node, period: Organisation.objects.filter(
                under(node.path, "place__path"), standing(period.on), level__code="estate_branch"),
        ),
    )

    def register() -> None:
        figures.register("organisations", Words("组织", "Organisations"), FIGURES)

The number is what the rows say, so that they can never differ:

* ``rows(node, period)`` answers a query of model rows. The figure is how many there are; with ``counted="person"`` how
  many different persons among them; with ``total="area_cm2"`` their sum (kind ``area``; ``money`` is in fen); with
  ``most="steps"`` the greatest and with ``middle="days"`` the middle one of a field or annotation of the rows.
* A share (``kind="share"``) is ``rows`` divided by ``base`` rows (both counted alike, or the base by the sum of its own
  ``base_total``); say in ``base_words`` by what. A mean (``kind="mean"``) is declared alike and shown with two decimals.
* ``paths=("place__path",)`` names the fields that say where a row lies, where ``rows`` of a wider node are all those of the
  nodes below it: a table by place is then one line of the statement, however many places it has.
* ``read(figures, nodes, periods)`` answers many cells at once from kept counts or shared rows ({(id, node code, period text):
  Value}); the rows are then the recount that ``jinlin figures verify`` compares with. Figures that share one ``read`` are
  asked together. Kept counts of their own register ``register_recount(code, differences)``.
* ``value(node, period)`` answers a ``Value`` where the number is none of all these: the recount of a ``read``. It still
  needs ``rows``, so that it opens to what stands behind it, and ``value`` must be worked out from them.
* A stock (``flow=False``) is taken on ``period.on``: the last day of the period, or today while it runs. A flow counts
  ``period.since <= at < period.until``. Both take their clock from the period; never ask for now.

Where it makes sense: ``levels`` (of the node's place) and ``periods``; elsewhere there is no cell. ``guard`` is 5 unless a figure speaks
of organisations or things alone and never of people (``guard=0``). ``public=True`` lets residents read it, under the
guard. ``backlog=True`` marks what is stuck: it stands first, and it alone compares organisations. Raise ``version``
when the definition changes; published numbers keep the version that they were made with.

A node is any place or organisation (``base.nodes.Node``: ``path`` and ``place`` of the place; ``organisation`` is its id where it
is one). Many row counts are asked in one statement, so a page of figures costs a query or two, not one each: keep
``rows`` one plain query without slices, and ``values()`` as its last resort.
Each id of docs/figures.csv says where it is built; the house test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.counting import MIDDLE, MOST, TOTAL, Line, Measure, count, lines_of
from jinlin.base.guard import GUARD
from jinlin.base.nodes import Node
from jinlin.base.periods import KINDS, Period
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

MEASURES = ("count", "share", "mean", "money", "area", "days", "months", "levels")
PLACES = ("province", "city", "district", "street", "community", "grid", "zone", "estate", "building")


@dataclass(frozen=True, slots=True)
class Value:
    """A number in integers: of a share the part, with ``base`` the whole; money in fen, area in 0.01 m².

    ``rows`` is how many rows stand behind it. ``number`` is None where it cannot be said (no row to measure).
    """

    number: int | None
    base: int | None = None
    rows: int = 0

    @property
    def per_mille(self) -> int | None:
        """A share in thousandths, rounded down; None without a base."""
        if self.number is None or not self.base:
            return None
        return self.number * 1000 // self.base

    @property
    def hundredths(self) -> int | None:
        """A mean in hundredths, rounded down; None without a base."""
        return self.number * 100 // self.base if self.number is not None and self.base else None


@dataclass(frozen=True)
class Column:
    """One further column of the rows behind a figure."""

    code: str
    words: Words
    value: Callable[[Any], object]


@dataclass(frozen=True)
class Listing:
    """How rows are shown and to whom: name, address (empty where there is no page), and the condition ``seen(actor)``.

    ``search`` names the fields whose text a reader may look through. ``seen`` answers the Q of the rows that an actor may open. Rows outside are counted and not shown.
    ``persons``: the rows name persons; they are no file to take along at will (lists of persons take two people).
    """

    name: Callable[[Any], str]
    link: Callable[[Any], str]
    seen: Callable[[Actor], Q]
    columns: tuple[Column, ...] = ()
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    search: tuple[str, ...] = ()
    persons: bool = False


Rows = Callable[[Node, Period], "QuerySet[Any]"]
Cell = tuple[str, str, str]
"""A cell of a table: id of the figure, code of the node, text of the period."""
Cells = dict[Cell, Value]
Read = Callable[[Sequence["Figure"], Sequence[Node], Sequence[Period]], Mapping[Cell, Value]]


@dataclass(frozen=True)
class Figure:
    """One figure, declared once; see the head of this module for each part."""

    id: str
    name: Words
    unit: Words
    population: Words
    formula: Words
    rows: Rows
    listing: Listing
    levels: tuple[str, ...] = PLACES
    periods: tuple[str, ...] = KINDS
    kind: str = "count"
    flow: bool = False
    counted: str = ""
    total: str = ""
    most: str = ""
    middle: str = ""
    paths: tuple[str, ...] = ()
    base: Rows | None = None
    base_total: str = ""
    base_words: Words = Words("", "")
    value: Callable[[Node, Period], Value] | None = None
    read: Read | None = None
    guard: int = GUARD
    public: bool = False
    backlog: bool = False
    version: int = 1
    note: Words = Words("", "")

    @property
    def measure(self) -> Measure:
        """What is taken of the rows."""
        of_each = ((TOTAL, self.total), (MOST, self.most), (MIDDLE, self.middle))
        return next((Measure(kind, field) for kind, field in of_each if field), Measure("", self.counted))

    @property
    def base_measure(self) -> Measure:
        """What is taken of the base: the same, unless its sum is another."""
        return Measure(TOTAL, self.base_total) if self.base_total else self.measure

    def fits(self, node: Node, period: Period) -> bool:
        """Whether the figure makes sense for this node and period."""
        return node.level in self.levels and period.kind in self.periods

    def shown(self, value: Value | None) -> str:
        """The number as people read it, without its unit: 93.4%, 6800, 3000.5; a dash where there is none."""
        if value is None or value.number is None:
            return "—"
        if self.kind == "share":
            share = value.per_mille
            return "—" if share is None else f"{share // 10}.{share % 10}%"
        number = self.plain(value)
        if number is None:
            return "—"
        return f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, Decimal) else str(number)

    def plain(self, value: Value) -> int | Decimal | None:
        """The number in its unit: a share in per cent (rounded down to a tenth), a mean to a hundredth, money in yuan, area in m²."""
        if value.number is None:
            return None
        if self.kind == "share":
            return None if value.per_mille is None else Decimal(value.per_mille) / 10
        if self.kind == "mean":
            return Decimal(value.hundredths) / 100 if value.hundredths is not None else None
        return Decimal(value.number) / 100 if self.kind in ("money", "area") else value.number


figures: dict[str, Figure] = {}
"""Every declared figure by id."""
groups: dict[str, tuple[Words, tuple[str, ...]]] = {}
"""The declared groups in order: code → (words, ids)."""
recounts: dict[str, Callable[[], list[dict[str, Any]]]] = {}
"""Kept counts by name: a function that compares all of them with a full recount and answers the differences."""


def register(group: str, words: Words, declared: Iterable[Figure]) -> None:
    """Register an app's figures under a group; faulty declarations are refused at start, all faults listed."""
    rows = tuple(declared)
    faults = [fault for one in rows for fault in _faults(one)]
    if faults:
        raise ValueError("figures refused: " + "; ".join(faults))
    for one in rows:
        figures[one.id] = one
    known = groups.get(group, (words, ()))[1]
    groups[group] = (words, (*known, *(one.id for one in rows if one.id not in known)))


def register_recount(code: str, differences: Callable[[], list[dict[str, Any]]]) -> None:
    """Register kept counts for ``jinlin figures verify``: rows with ``kept`` and ``counted`` where the two differ."""
    recounts[code] = differences


def _faults(one: Figure) -> list[str]:
    empty = [part for part in ("name", "unit", "population", "formula") if not getattr(one, part).zh]
    checks = [
        (bool(empty), f"no {', '.join(empty)}"),
        (one.id in figures and figures[one.id] != one, "declared twice"),
        (one.kind not in MEASURES, f"kind is one of {MEASURES}"),
        (bool(set(one.periods) - set(KINDS)), f"periods are of {KINDS}"),
        (
            one.kind in ("share", "mean") and not (one.base and one.base_words.zh),
            "a share or a mean needs base and base_words",
        ),
        (one.guard not in (0, GUARD), f"guard is {GUARD}, or 0 for things"),
        (
            sum(map(bool, (one.counted, one.total, one.most, one.middle))) > 1,
            "counted, total, most or middle, one of them",
        ),
        (bool(one.middle and one.paths), "a middle one is not parted by paths"),
    ]
    return [f"{one.id}: {words}" for found, words in checks if found]


def figure(id: str) -> Figure:
    """The declared figure of that id; refused with ``no_figure``."""
    if id not in figures:
        words = Words("没有编号为“{id}”的数字", "no figure has the id {id!r}").format(id=id[:40])
        raise Refused(Reason("no_figure", words))
    return figures[id]


def values(declared: Iterable[Figure], nodes: Sequence[Node], periods: Sequence[Period]) -> Cells:
    """Every cell that makes sense, in as few queries as there are sources. Cells that make no sense are left out."""
    found: Cells = {}
    reads: dict[Read, list[Figure]] = {}
    counted: list[Figure] = []
    for one in declared:
        if one.read is not None:
            reads.setdefault(one.read, []).append(one)
        elif one.value is not None:
            for node, period in _fitting(one, nodes, periods):
                found[one.id, node.code, period.text] = one.value(node, period)
        else:
            counted.append(one)
    for read, together in reads.items():
        wanted = {one.id: one for one in together}
        fitting = {(n.code, p.text): (n, p) for n in nodes for p in periods}
        for cell, value in read(together, nodes, periods).items():
            node, period = fitting[cell[1], cell[2]]
            if wanted[cell[0]].fits(node, period):
                found[cell] = value
    found.update(_counted(counted, nodes, periods))
    return found


def _fitting(one: Figure, nodes: Sequence[Node], periods: Sequence[Period]) -> Iterator[tuple[Node, Period]]:
    return ((node, period) for node in nodes for period in periods if one.fits(node, period))


def value(one: Figure, node: Node, period: Period) -> Value:
    """One cell; refused with ``wrong_grain`` where the figure makes no sense for the node or the period."""
    if not one.fits(node, period):
        words = Words("“{name}”不适用于这一级或这种时期", "{en!r} makes no sense at this level or period")
        raise Refused(Reason("wrong_grain", words.format(name=one.name.zh, en=one.name.en)))
    return values([one], [node], [period])[one.id, node.code, period.text]


def recount(one: Figure, node: Node, period: Period) -> Value:
    """The same cell counted from its rows alone, whatever is kept: what ``verify`` compares with."""
    if one.value is not None:
        return one.value(node, period)
    return _counted([one], [node], [period])[one.id, node.code, period.text]


def _at(rows: Rows, period: Period) -> Callable[[Node], QuerySet[Any]]:
    return lambda node: rows(node, period)


def _counted(declared: Sequence[Figure], nodes: Sequence[Node], periods: Sequence[Period]) -> Cells:
    """The cells of figures that are counted from their rows, all in one statement."""
    asked: list[tuple[Figure, Period, bool, Line]] = []
    for one in declared:
        for period in periods:
            here = [node for node in nodes if one.fits(node, period)]
            for rows, is_base in ((one.rows, False), (one.base, True)):
                if rows is not None:
                    measure = one.base_measure if is_base else one.measure
                    lines = lines_of(_at(rows, period), measure, one.paths, here)
                    asked += [(one, period, is_base, line) for line in lines]
    found: Cells = {}
    for (one, period, is_base, line), counts in zip(asked, count([line for *_, line in asked]), strict=True):
        for key, (amount, rows) in counts.items():
            for code in line.cells[key]:
                cell = (one.id, code, period.text)
                held = found.get(cell)
                found[cell] = (
                    Value(held.number, amount, held.rows) if is_base and held else Value(amount, None, rows)
                )
    return found


def rows_seen(one: Figure, node: Node, period: Period, actor: Actor) -> QuerySet[Any]:
    """The rows behind a cell that this actor may open, in the listing's order."""
    listing = one.listing
    found = one.rows(node, period).filter(listing.seen(actor)).order_by(*listing.order)
    return found.select_related(*listing.related) if listing.related else found


def row_facts(one: Figure, row: Model) -> dict[str, Any]:
    """One row as the API and exports show it: name, link, and the listing's columns."""
    listing = one.listing
    return {
        "name": listing.name(row),
        "link": listing.link(row),
        **{column.code: column.value(row) for column in listing.columns},
    }
