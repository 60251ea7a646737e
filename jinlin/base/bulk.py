"""Many rows at once: ids known before the rows are written, and one prepared statement for all of them.

Several times as fast as ``bulk_create`` on the embedded database, because what a database takes as it is (numbers,
text) goes there as it is. Callers stand in a transaction of their own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)

AS_IS = frozenset(
    {
        models.AutoField, models.BigAutoField, models.BigIntegerField, models.BooleanField, models.CharField,
        models.ForeignKey, models.IntegerField, models.SmallIntegerField, models.TextField,
    }
)  # fmt: skip


def maker(model: type[Row]) -> Callable[..., Row]:
    """A function that makes new rows of a model from column names (``place_id``), the rest by their defaults.

    It does what the model's own constructor does for plain columns, in a fifth of the time.
    """
    given = {
        field.attname: field.get_default() for field in model._meta.concrete_fields if not field.generated
    }
    shared = {name: value for name, value in given.items() if not isinstance(value, dict | list)}
    own = [(name, type(value)) for name, value in given.items() if isinstance(value, dict | list)]

    def make(**values: Any) -> Row:
        row = model.__new__(model)
        row.__dict__ |= {"_state": ModelState(), **shared, **{name: kind() for name, kind in own}, **values}
        return row

    return make


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that no other row of the table has or will get.

    On SQLite they are free until the transaction ends, which must have begun IMMEDIATE; on PostgreSQL they come
    from the table's own sequence.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            first = (row[0] if row else 0) + 1
            return list(range(first, first + count))
        sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sql, [table, model._meta.pk.column, count])
        return sorted(row[0] for row in cursor.fetchall())


def insert(rows: Sequence[models.Model]) -> None:
    """Write rows of one model, with the ids that they carry; nothing is called on them."""
    if not rows:
        return
    sql, read, special = _plan(type(rows[0]), connection.vendor)
    with connection.cursor() as cursor:
        cursor.executemany(sql, _ready(rows, read, special))


Special = tuple[tuple[int, Callable[[Any], Any]], ...]


@cache
def _plan(
    model: type[models.Model], vendor: str
) -> tuple[str, Callable[[models.Model], tuple[Any, ...]], Special]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own tables
    special = tuple((n, _for_database(field)) for n, field in enumerate(fields) if type(field) not in AS_IS)
    return sql, attrgetter(*(field.attname for field in fields)), special


def _for_database(field: Any) -> Callable[[Any], Any]:
    if type(field) is models.DateTimeField:
        return _moment_as_text if connection.vendor == "sqlite" else _moment
    if type(field) is models.JSONField and field.encoder is None and connection.vendor == "sqlite":
        return json.dumps
    return lambda value: field.get_db_prep_save(value, connection)


def _moment(value: dt.datetime) -> dt.datetime:
    return value


def _moment_as_text(value: dt.datetime) -> str:
    """As Django writes it on SQLite: UTC without its zone."""
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")


def _ready(
    rows: Iterable[models.Model], read: Callable[[models.Model], tuple[Any, ...]], special: Special
) -> Iterable[list[Any]]:
    for row in rows:
        values = list(read(row))
        for place, ready in special:
            if values[place] is not None:
                values[place] = ready(values[place])
        yield values
