"""Figures of many nodes and periods from the kept counts and the index of open matters, in a query or two."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from jinlin.base.figures import Cells, Figure, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.matters import rollup
from jinlin.matters.listing import WORKED_ON
from jinlin.matters.models import OPEN, PENDING_CALL, Category, Matter, Part
from jinlin.matters.tallies import ALL_KINDS, MEASURES, NOW_IN
from jinlin.places.public import Place, under

Months = dict[dt.date, "Counter[str]"]
WAITING_CALL = Q(PENDING_CALL, kind="called", state__in=("called", "answered"))


def at(node: Node, to: str = "") -> Q:
    """The matters that count at a node: by the estate, community or street that they were told in, at the time."""
    if node.level in ("estate", "community", "street"):
        return Q(**{f"{to}{node.level}_id": node.place})
    outside = Q(**{f"{to}street_id__isnull": True}) & under(node.path, f"{to}place__path")
    return under(node.path, f"{to}street__path") | outside


_COLUMNS = {"estate": "spot_id", "community": "place_id", "street": "street_id"}
_ALL = f"category = {ALL_KINDS}"
_WHEN = f"{_ALL} AND month BETWEEN %s AND %s"
Codes = dict[tuple[str, int], list[str]]


def sums(nodes: Sequence[Node], since: dt.date, until: dt.date) -> dict[str, Months]:
    """By node: every measure by month, from ``since`` to ``until`` (both included). One statement.

    Estates and communities are read from their own rows; streets and what is wider from the sums by street.
    """
    found: dict[str, Months] = {node.code: {} for node in nodes}
    adapt = connection.ops.adapt_datefield_value
    for codes, month, counts in _added(nodes, MEASURES, "month", (_WHEN, [adapt(since), adapt(until)])):
        day = month if isinstance(month, dt.date) else dt.date.fromisoformat(month)
        for code in codes:
            found[code][day] = Counter(dict(zip(MEASURES, counts, strict=True)))
    return found


def _added(
    nodes: Sequence[Node], measures: Sequence[str], by: str, condition: tuple[str, list[Any]]
) -> Iterator[tuple[list[str], Any, list[int]]]:
    """Codes of nodes, the value of ``by``, and the sums of measures over the counts that meet a condition. One statement."""
    codes: Codes = {}
    for node in nodes:  # an organisation and its place are two nodes of one place
        codes.setdefault((_COLUMNS.get(node.level, ""), node.place), []).append(node.code)
    exact: dict[str, list[int]] = {}
    for column, place in codes:
        exact.setdefault(column, []).append(place)
    exact.pop("", None)
    wanted = f"{by}, {', '.join(f'SUM({name})' for name in measures)}"
    parts = [_exact(column, places, wanted, by, condition) for column, places in exact.items()]
    wide = {node.place: node for node in nodes if node.level not in _COLUMNS}
    parts += [_wide(node, wanted, by, condition) for node in wide.values()]
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in parts), [value for _, given in parts for value in given]
        )
        rows = cursor.fetchall()
    for column, place, value, *counts in rows:
        if counts[0] is not None:
            yield codes[column, place], value, [int(count) for count in counts]


def _exact(
    column: str, places: list[int], wanted: str, by: str, condition: tuple[str, list[Any]]
) -> tuple[str, list[Any]]:
    """The sums of places that stand in one column."""
    where = f"{column} IN ({', '.join(['%s'] * len(places))}) AND {condition[0]}"
    rows, given = f"SELECT * FROM matters_tally WHERE {where}", [*places, *condition[1]]  # noqa: S608 - fixed names
    if column == "street_id":
        rows, given = rollup.rows_of(where, given)
    sql = f"SELECT '{column}', {column}, {wanted} FROM ({rows}) r_{column} GROUP BY {column}, {by}"  # noqa: S608
    return sql, given


def _wide(node: Node, wanted: str, by: str, condition: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """The sums of everything below a node that is wider than a street."""
    rows, given = rollup.rows_of(*_below(node, *condition))
    place = int(node.place)
    return f"SELECT '', {place}, {wanted} FROM ({rows}) r_{place} GROUP BY {by}", given  # noqa: S608 - fixed names


def _below(node: Node, rest: str, given: list[Any]) -> tuple[str, list[Any]]:
    """A condition over counted streets: those at or below a node, and the rest of it."""
    places, paths = Place.objects.filter(under(node.path)).values("pk").query.sql_with_params()
    return f"street_id IN ({places}) AND {rest}", [*paths, *given]


@dataclass
class Standing:
    """What is open now at a node: how many in each state, how many of them late, the oldest deadline that passed."""

    states: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)

    @property
    def open_count(self) -> int:
        """Everything that has not ended."""
        return self.states.total()

    @property
    def late_count(self) -> int:
        """What should have been answered by now."""
        return self.late.total()


def standing(nodes: Sequence[Node], now: dt.datetime) -> Mapping[str, Standing]:
    """By node: what is open now, by state from the kept counts, and what of it is late from the index of deadlines.

    At most four queries; their cost grows with what is late, not with what is open or was ever told.
    """
    found = {node.code: Standing() for node in nodes}
    for codes, _, counts in _added(nodes, tuple(NOW_IN.values()), "category", (_ALL, [])):
        for code in codes:
            found[code].states.update({state: n for state, n in zip(NOW_IN, counts, strict=True) if n})
    for level in ("estate", "community", "street"):
        exact = {node.place: found[node.code] for node in nodes if node.level == level}
        here = Q(**{f"{level}_id__in": list(exact)})
        for key, state, count in _late(F(f"{level}_id"), here, now) if exact else ():
            exact[key].late[state] += count
    wide = [(node.path, found[node.code]) for node in nodes if node.level not in _COLUMNS]
    if wide:
        # "+ 0" keeps SQLite on the index of deadlines: in the order of streets it would go through all that is open.
        groups = list(_late(F("street_id") + 0, Q(), now))
        known = {node.place: node.path for node in nodes}
        missing = {key for key, *_ in groups if key is not None} - set(known)
        known |= dict(Place.objects.filter(pk__in=missing).values_list("pk", "path")) if missing else {}
        outside = (
            _late("place__path", Q(street_id__isnull=True), now)
            if any(key is None for key, *_ in groups)
            else ()
        )
        for path, state, count in [
            *((known.get(key, ""), state, count) for key, state, count in groups),
            *outside,
        ]:
            for one in (held for head, held in wide if path.startswith(head)):
                one.late[state] += count
    return found


def worked_on_by_street(paths: Sequence[str]) -> dict[int, int]:
    """How much is being worked on now in each street at or below the given paths (what lies outside streets: by its place)."""
    measures = " + ".join(f"SUM({NOW_IN[state]})" for state in WORKED_ON)
    found: dict[int, int] = {}
    for path in paths:
        places, given = Place.objects.filter(under(path)).values("pk").query.sql_with_params()
        rows, values = rollup.rows_of(f"street_id IN ({places}) AND {_ALL}", given)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT street_id, {measures} FROM ({rows}) streets GROUP BY street_id", values)  # noqa: S608
            found |= {street: int(count) for street, count in cursor.fetchall() if count}
    return found


def _late(column: Combinable, where: Q, now: dt.datetime) -> Iterable[tuple[Any, str, int]]:
    """What should have been answered by now, counted by a column and by state."""
    rows = Matter.objects.filter(OPEN, where, due_at__lt=now, state__in=WORKED_ON)
    return rows.order_by().annotate(key=column).values_list("key", "state").annotate(n=Count("*"))


def waiting_calls(node: Node, now: dt.datetime) -> int:
    """Whistles at a node whose institution should have come by now and has not."""
    here = Q() if node.level in ("province", "city", "district") else at(node, "matter__")
    return Part.objects.filter(WAITING_CALL, here, arrive_due_at__lt=now).count()


@dataclass
class Asked:
    """One reading: what the formulas of the figures may ask for, each fetched once and only where wanted."""

    nodes: Sequence[Node]
    periods: Sequence[Period]
    now: dt.datetime
    known: Mapping[str, Standing] | None = None

    @cached_property
    def months(self) -> dict[str, Months]:
        """Counts by node and month, from the earliest month asked for to this month (the way back from today's stock)."""
        last = max(max(period.end for period in self.periods), timezone.localdate(self.now))
        return sums(self.nodes, min(period.start for period in self.periods), last)

    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """What is open now."""
        return self.known or standing(self.nodes, self.now)

    def total(self, node: Node, period: Period, name: str) -> int:
        """The sum of a measure over a period."""
        months = self.months[node.code]
        return sum(months[month][name] for month in period.months if month in months)

    def after(self, node: Node, period: Period, name: str) -> int:
        """The sum of a measure after a period."""
        return sum(counts[name] for month, counts in self.months[node.code].items() if month > period.end)


Formula = Callable[[Asked, Node, Period], Value]
formulas: dict[str, Formula] = {}
"""How each figure is taken from the kept counts, by id."""


def read(
    figures: Sequence[Figure],
    nodes: Sequence[Node],
    periods: Sequence[Period],
    known: Mapping[str, Standing] | None = None,
) -> Cells:
    """Every cell of the given figures; at most four queries, whatever the number of matters, nodes and periods.

    ``known`` is what is open now, where the caller has asked for it already.
    """
    asked = Asked(nodes, periods, timezone.now(), known)
    return {
        (one.id, node.code, period.text): formulas[one.id](asked, node, period)
        for one in figures
        for node in nodes
        for period in periods
        if one.fits(node, period)
    }


def flow(name: str) -> Formula:
    """A measure summed over the period."""

    def formula(asked: Asked, node: Node, period: Period) -> Value:
        count = asked.total(node, period, name)
        return Value(count, None, count)

    return formula


def share(part: str, base: str) -> Formula:
    """A measure divided by another."""

    def formula(asked: Asked, node: Node, period: Period) -> Value:
        count = asked.total(node, period, part)
        return Value(count, asked.total(node, period, base), count)

    return formula


def less(whole: str, part: str) -> Formula:
    """What is left of a measure without a part of it."""

    def formula(asked: Asked, node: Node, period: Period) -> Value:
        count = asked.total(node, period, whole) - asked.total(node, period, part)
        return Value(count, None, count)

    return formula


def open_then(asked: Asked, node: Node, period: Period) -> Value:
    """Open at the period's end: what is open now, without what was told since, with what ended since."""
    count = asked.standing[node.code].open_count
    if not period.running:
        count += asked.after(node, period, "ended") - asked.after(node, period, "told")
    return Value(count, None, count)


def now_only(count: Callable[[Standing], int]) -> Formula:
    """A stock that is known for now alone; of a period that is over it cannot be said."""

    def formula(asked: Asked, node: Node, period: Period) -> Value:
        if not period.running:
            return Value(None)
        number = count(asked.standing[node.code])
        return Value(number, None, number)

    return formula


def calls_late(asked: Asked, node: Node, period: Period) -> Value:
    """Whistles not come to in time, as they stand now."""
    if not period.running:
        return Value(None)
    count = waiting_calls(node, asked.now)
    return Value(count, None, count)


@dataclass(frozen=True)
class Kind:
    """How often one kind was told at a node in a period and in the one before."""

    name: Words
    code: str
    told: int
    before: int


def kinds(node: Node, period: Period) -> list[Kind]:
    """The kinds that were told most, from the kept counts by kind. Two queries. Estates keep no counts by kind."""
    if node.level == "estate":
        return []
    earlier, adapt = period.previous, connection.ops.adapt_datefield_value
    when = [ALL_KINDS, adapt(earlier.start), adapt(period.end)]
    rest = "category > %s AND month BETWEEN %s AND %s"
    if node.level == "community":
        rows, given = f"SELECT * FROM matters_tally WHERE place_id = %s AND {rest}", [node.place, *when]  # noqa: S608 - fixed names
    elif node.level == "street":
        rows, given = rollup.rows_of(f"street_id = %s AND {rest}", [node.place, *when])
    else:
        rows, given = rollup.rows_of(*_below(node, rest, when))
    told = "SUM(CASE WHEN month BETWEEN %s AND %s THEN told ELSE 0 END)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT category, {told}, SUM(told) FROM ({rows}) counted GROUP BY category",  # noqa: S608 - fixed names
            [adapt(period.start), adapt(period.end), *given],
        )
        counted = {pk: (int(now), int(both)) for pk, now, both in cursor.fetchall()}
    names = Category.objects.in_bulk(list(counted))
    found = [
        Kind(Words(names[pk].zh, names[pk].en), names[pk].code, now, both - now)
        for pk, (now, both) in counted.items()
        if pk in names
    ]
    return sorted(found, key=lambda kind: (-kind.told, kind.code))


__all__ = ["Kind", "Standing", "at", "formulas", "kinds", "read", "standing", "sums", "waiting_calls"]
