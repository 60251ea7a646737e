"""Counting rows for figures: many counts, sums, greatest and middle values in one statement, by node where rows say where.

Nodes of one depth lie beside each other, so the rows below what they have in common are gone through once and parted
among them: a table of fifty places is one line of the statement, not fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from os.path import commonprefix
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When

from jinlin.base.nodes import Node

AT_ONCE = 450
"""Lines of one statement; SQLite takes up to 500."""
Found = tuple[int | None, int]
"""What a line found: the number, and how many rows stand behind it."""
TOTAL, MOST, MIDDLE = "total", "most", "middle"


def under(path: str, field: str = "path") -> Q:
    """The condition "at or below": a range where text is compared by bytes (SQLite), a prefix on PostgreSQL."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})
    return Q(**{f"{field}__startswith": path})


class DaysBetween(Func):
    """Whole days from one moment to a later one; none where they stand the other way round."""

    output_field = IntegerField()

    def __init__(self, begin: str, end: str) -> None:
        super().__init__(F(end), F(begin))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Moments are text; their difference comes in microseconds."""
        template = "MAX(0, django_timestamp_diff(%(expressions)s) / 86400000000)"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The difference is an interval."""
        template = "GREATEST(0, FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 86400))::integer"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **extra)


@dataclass(frozen=True)
class Measure:
    """What is taken of rows: how many (of different ``field``, where one is given), or the sum, greatest or middle one."""

    kind: str = ""
    field: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the statement: rows, what is taken of them, and the cells that wait for it.

    With ``paths`` the rows are parted by node; ``cells`` are then by the path of the node.
    """

    rows: QuerySet[Any]
    measure: Measure
    cells: dict[str, list[Any]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()


def layers(nodes: Sequence[Node]) -> Iterator[tuple[Node, dict[str, list[Node]]]]:
    """Nodes of one depth with what lies above them all: a node that has their common path, and they by their own path."""
    depths: dict[int, dict[str, list[Node]]] = {}
    for node in nodes:
        depths.setdefault(node.path.count("/"), {}).setdefault(node.path, []).append(node)
    for together in depths.values():
        shared = commonprefix(list(together))
        first = next(iter(together.values()))[0]
        # A common beginning of codes is no place: only whole parts of a path are.
        yield replace(first, path=shared[: shared.rfind("/") + 1]), together


def roots(nodes: Sequence[Node]) -> list[str]:
    """Few paths below which all the nodes lie: of each depth what its nodes have in common, none below another."""
    shared = sorted({above.path or path for above, below in layers(nodes) for path in below})
    return [path for path in shared if not any(path != head and path.startswith(head) for head in shared)]


def lines_of(
    rows: Callable[[Node], QuerySet[Any]], measure: Measure, paths: tuple[str, ...], nodes: Sequence[Node]
) -> Iterator[Line]:
    """The lines that answer a count at some nodes; cells are the codes of the nodes."""
    if not paths or len(nodes) < 2:
        for node in nodes:
            yield Line(rows(node), measure, {"": [node.code]})
        return
    for above, together in layers(nodes):
        cells = {path: [node.code for node in here] for path, here in together.items()}
        if len(cells) == 1 or not above.path:
            for path, here in together.items():
                yield Line(rows(here[0]), measure, {"": cells[path]})
        else:
            yield Line(rows(above), measure, cells, paths)


def count(lines: Sequence[Line]) -> list[dict[str, Found]]:
    """Of each line what it found, by the keys of its cells; as few statements as there are ``AT_ONCE`` lines."""
    found: list[dict[str, Found]] = [{key: (_nothing(line), 0) for key in line.cells} for line in lines]
    parts: list[tuple[str, tuple[Any, ...]]] = []
    for number, line in enumerate(lines):
        try:
            parts.append(_sql(number, line))
        except EmptyResultSet:
            continue
    keys = [list(line.cells) for line in lines]
    for first in range(0, len(parts), AT_ONCE):
        some = parts[first : first + AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(sql for sql, _ in some), [value for _, given in some for value in given]
            )
            for number, key, amount, rows in cursor.fetchall():
                found[number][keys[number][key]] = (None if amount is None else int(amount), int(rows))
    return found


def _nothing(line: Line) -> int | None:
    return None if line.measure.kind in (MOST, MIDDLE) else 0


def _sql(number: int, line: Line) -> tuple[str, tuple[Any, ...]]:
    plain, measure = line.rows.order_by(), line.measure
    plain = plain.annotate(figure_key=_key(line)) if line.paths else plain
    keys = ("figure_key",) if line.paths else ()
    if measure.kind:
        plain = plain.annotate(figure_amount=F(measure.field))
        inner = plain.values_list("pk", "figure_amount", *keys)
    elif measure.field:
        inner = plain.values_list(measure.field, *keys).distinct()
    else:
        inner = plain.values_list("pk", *keys)
    rows, given = inner.query.sql_with_params()
    if measure.kind == MIDDLE:
        return _middle(number, rows), given
    amount = {"": "COUNT(*)", TOTAL: "COALESCE(SUM(figure_amount), 0)", MOST: "MAX(figure_amount)"}[
        measure.kind
    ]
    if not line.paths:
        return f"SELECT {number}, 0, {amount}, COUNT(*) FROM ({rows}) line_{number}", given  # noqa: S608 - numbers and fixed names
    parted = f"SELECT {number}, figure_key, {amount}, COUNT(*) FROM ({rows}) line_{number}"  # noqa: S608
    return f"{parted} WHERE figure_key IS NOT NULL GROUP BY figure_key", given


def _key(line: Line) -> Case:
    """Which of the line's nodes a row lies at or below, by every path that says where it is; nothing elsewhere."""
    whens = []
    for place, path in enumerate(line.cells):
        here = Q()
        for name in line.paths:
            here &= under(path, name)
        whens.append(When(here, then=Value(place)))
    return Case(*whens, default=None, output_field=IntegerField())


def _middle(number: int, rows: str) -> str:
    """The middle one of all amounts, or the mean of the two middle ones, rounded down."""
    order = "ROW_NUMBER() OVER (ORDER BY figure_amount) AS place, COUNT(*) OVER () AS whole"
    placed = f"SELECT figure_amount, {order} FROM ({rows}) line_{number}"  # noqa: S608 - numbers and fixed names
    taken = "SUM(figure_amount) / COUNT(*), COALESCE(MAX(whole), 0)"
    both = "place IN ((whole + 1) / 2, (whole + 2) / 2)"
    return f"SELECT {number}, 0, {taken} FROM ({placed}) middle_{number} WHERE {both}"  # noqa: S608
