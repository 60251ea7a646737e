"""After a change of secret: what older secrets sealed is sealed anew, row by row, beside a running platform.

Each piece of rows is a short transaction, and a value is replaced only where it is still the one that was read, so what
people change meanwhile stands. A run that was cut goes on by starting again: what is done is passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from jinlin.base.sealed import SealedField, is_sealed, resealed

PIECE = 500
REST = 0.005
"""Seconds between two pieces, in which others write."""

kept_in: set[tuple[str, str]] = set()
"""Fields of JSON whose values may be sealed texts: model and field, of tables that are not ours to give a sealed field."""


@dataclass
class Found:
    """What a run came upon: values looked at, values that were sealed with an older secret, values that no secret opens."""

    looked: int = 0
    older: int = 0
    closed: int = 0


Told = Callable[[str, Found], None]


def reseal(tell: Told = lambda table, found: None, *, look_only: bool = False) -> Found:
    """Seal anew whatever an older secret sealed; ``tell`` hears of each table's piece. ``look_only`` counts and writes nothing."""
    total = Found()
    for model, columns in _sealed_columns():
        found = Found()
        for rows in _pieces(model, columns):
            with transaction.atomic():
                for pk, *values in rows:
                    for column, stored in zip(columns, values, strict=True):
                        fresh = _fresh(stored, found)
                        if fresh and not look_only:
                            _replace(model, column, pk, stored, fresh)
            if found.looked:
                tell(model._meta.db_table, found)
            time.sleep(0 if look_only else REST)
        _add(total, found)
    for label, name in sorted(kept_in):
        found = _reseal_json(apps.get_model(label), name, look_only)
        tell(apps.get_model(label)._meta.db_table, found)
        _add(total, found)
    return total


def _add(total: Found, found: Found) -> None:
    total.looked += found.looked
    total.older += found.older
    total.closed += found.closed


def _sealed_columns() -> Iterator[tuple[type[Model], list[str]]]:
    for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table):
        columns = [str(one.column) for one in model._meta.local_fields if isinstance(one, SealedField)]
        if columns and model._meta.managed and not model._meta.proxy:
            yield model, columns


def _pieces(model: type[Model], columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as they lie in the table, sealed, in order of their number."""
    pk, table, *names = _quoted(model._meta.pk.column, model._meta.db_table, *columns)
    last: Any = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {pk}, {', '.join(names)} FROM {table} WHERE {pk} > %s ORDER BY {pk} LIMIT %s",  # noqa: S608 (names of our models)
                [last, PIECE],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def _quoted(*names: str) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


def _fresh(stored: Any, found: Found) -> str | None:
    if not is_sealed(stored):
        return None
    found.looked += 1
    try:
        fresh = resealed(stored)
    except InvalidTag:
        found.closed += 1
        return None
    found.older += fresh is not None
    return fresh


def _replace(model: type[Model], column: str, pk: Any, before: str, fresh: str) -> None:
    table, key, name = _quoted(model._meta.db_table, model._meta.pk.column, column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s",  # noqa: S608 (names of our models)
            [fresh, pk, before],
        )


def _reseal_json(model: type[Model], name: str, look_only: bool) -> Found:
    found = Found()
    for pk in list(model._default_manager.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = model._default_manager.select_for_update().filter(pk=pk).first()
            held = getattr(row, name, None)
            if row is None or not isinstance(held, dict):
                continue
            fresh = {key: _fresh(value, found) or value for key, value in held.items()}
            if fresh != held and not look_only:
                setattr(row, name, fresh)
                row.save(update_fields=[name])
    return found
