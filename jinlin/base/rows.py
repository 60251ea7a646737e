"""One new row at a time, by a statement that is built once for each table (``bulk`` is for many rows).

A telling writes five tables; building each statement anew cost several times what the database needs to run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from jinlin.base.bulk import AS_IS

Found = TypeVar("Found", bound=models.Model)
Plan = tuple[str, Any, tuple[tuple[int, Any, bool], ...]]


@cache
def _plan(model: type[models.Model], numbered: bool) -> Plan:
    """The statement, how to read its values from a row, and the fields whose values need making or turning.

    With each such field stands whether it may be left alone where it is empty: most moments of a new row are.
    """
    key = model._meta.pk
    fields = [f for f in model._meta.concrete_fields if not f.generated and (numbered or f is not key)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    turned = tuple(
        (place, field, _may_stay_empty(field))
        for place, field in enumerate(fields)
        if type(field) not in AS_IS
    )
    return sql, attrgetter(*(field.attname for field in fields)), turned


def _may_stay_empty(field: Any) -> bool:
    return type(field) in (models.DateTimeField, models.DateField) and not (
        field.auto_now or field.auto_now_add
    )


def _values(row: models.Model, plan: Plan) -> list[Any]:
    _, read, turned = plan
    real = connections[DEFAULT_DB_ALIAS]  # every look through the proxy would ask which thread this is
    values = list(read(row))
    for place, field, may_stay_empty in turned:
        if values[place] is not None or not may_stay_empty:
            values[place] = field.get_db_prep_save(field.pre_save(row, True), real)
    return values


def insert(row: models.Model) -> None:
    """Insert one new row, which gets its id unless it brings one. Signals are not sent; no rule may hang on them."""
    numbered = row.pk is not None
    plan = _plan(type(row), numbered)
    with connection.cursor() as cursor:
        if numbered:
            cursor.execute(plan[0], _values(row, plan))
        else:
            key: Any = row._meta.pk
            cursor.execute(f"{plan[0]} RETURNING {connection.ops.quote_name(key.column)}", _values(row, plan))
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def one(model: type[Found], after: str, values: Sequence[Any]) -> Found | None:
    """The first row that ``after`` (what follows FROM and the table's name, with marks) finds, or None.

    For questions that every request asks: a tenth of what building a queryset costs. ``after`` is fixed text of ours.
    """
    found = one_beside(model, "", after, values)
    return found[0] if found else None


def one_beside(
    model: type[Found], beside: str, after: str, values: Sequence[Any]
) -> tuple[Found, Any] | None:
    """The same with the value of one further column, such as ``p.name`` of a joined table, or a tuple of several."""
    names, columns, turned = _question(model)
    further = f", {beside}" if beside else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}{further} FROM {model._meta.db_table} {after}", values)  # noqa: S608 - fixed text
        found = cursor.fetchone()
    if found is None:
        return None
    row = list(found)
    for place, turns in turned:
        for turn in turns:
            row[place] = turn(row[place], None, connection)
    more = row[len(names) :]
    return model.from_db(connection.alias, names, row[: len(names)]), more[0] if len(more) == 1 else tuple(
        more
    )


@cache
def _question(model: type[models.Model]) -> tuple[list[str], str, tuple[tuple[int, list[Any]], ...]]:
    """The names of the fields, their columns, and which values the database gives in another shape."""
    real, fields = connections[DEFAULT_DB_ALIAS], model._meta.concrete_fields
    quote = real.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(f"{table}.{quote(field.column)}" for field in fields)
    turned = []
    for place, field in enumerate(fields):
        expression = field.get_col(model._meta.db_table)
        turns = [*real.ops.get_db_converters(expression), *expression.get_db_converters(real)]
        if turns:
            turned.append((place, turns))
    return [field.attname for field in fields], columns, tuple(turned)


def insert_unnumbered(rows: Iterable[models.Model]) -> None:
    """Insert rows of one table whose ids nobody needs to know."""
    waiting = list(rows)
    if not waiting:
        return
    plan = _plan(type(waiting[0]), False)
    with connection.cursor() as cursor:
        write_all(cursor, plan[0], [_values(row, plan) for row in waiting])


def write_all(cursor: Any, sql: str, values: Sequence[Sequence[Any]]) -> None:
    """Run a statement for each row of values; for a single one as a plain statement, which costs a driver least."""
    if len(values) == 1:
        cursor.execute(sql, values[0])
    else:
        cursor.executemany(sql, values)


@contextmanager
def in_one_go() -> Iterator[None]:
    """Inside a transaction: what is written within travels to a database server together, not each for itself.

    For writes whose answers nobody needs; a read within waits for what was sent before it, as ever. What the database
    refuses is raised at the end, if not before, and as ever undoes the whole transaction. The embedded database has
    no way to travel, so there nothing changes.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def next_ids(*tables: type[models.Model]) -> list[int]:
    """An unused id for one new row of each table, in one question inside the transaction that will insert them.

    PostgreSQL takes them from the sequences, so nobody else gets them; on SQLite the transaction holds the only
    right to write, so the next number stays free until it ends.
    """
    names = [table._meta.db_table for table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(names))
            cursor.execute(f"SELECT name, seq FROM sqlite_sequence WHERE name IN ({marks})", names)  # noqa: S608 - marks only
            last = dict(cursor.fetchall())
            return [last.get(name, 0) + 1 for name in names]
        asked = ", ".join(["nextval(pg_get_serial_sequence(%s, 'id'))"] * len(names))
        cursor.execute(f"SELECT {asked}", names)
        return list(cursor.fetchone())
