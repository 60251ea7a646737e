"""Rows collected in memory under ids given here, and written table by table in one transaction."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Model

from jinlin.base import bulk

Row = TypeVar("Row", bound=models.Model)


def _by_need(models: list[type[Model]]) -> list[type[Model]]:
    """Each table behind those that its foreign keys point at."""
    ordered: list[type[Model]] = []

    def place(model: type[Model], on_the_way: tuple[type[Model], ...] = ()) -> None:
        if model in ordered or model in on_the_way:
            return
        for field in model._meta.concrete_fields:
            if field.remote_field and field.related_model in models:
                place(field.related_model, (*on_the_way, model))
        ordered.append(model)

    for model in models:
        place(model)
    return ordered


class Rows:
    """What the demo world will hold, in the order in which it was made; ids count up from 1 in each table."""

    def __init__(self) -> None:
        self.by_model: dict[type[models.Model], list[models.Model]] = {}
        self.used: Counter[type[models.Model]] = Counter()

    def add(self, row: Row) -> Row:
        """Keep a row and give it the next id of its table, unless it has one."""
        model = type(row)
        if row.pk is None:
            self.used[model] += 1
            row.pk = self.used[model]
        self.by_model.setdefault(model, []).append(row)
        return row

    def of(self, model: type[Row]) -> list[Row]:
        """The rows of one table so far."""
        return self.by_model.get(model, [])  # type: ignore[return-value]

    def write(self, *order: type[models.Model]) -> None:
        """Insert everything, the tables in the given order first, the rest after the tables they point at.

        Then let the ids go on behind the last.
        """
        for model in [*order, *_by_need([m for m in self.by_model if m not in order])]:
            bulk.insert(self.by_model.get(model, []))
        tables = list(self.by_model)
        statements = connection.ops.sequence_reset_sql(no_style(), tables)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # Without it the planner takes full tables for empty ones until autovacuum comes round. Only our own:
                # the server's shared catalogues would stay locked to every other database until this transaction ends.
                names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
                cursor.execute(f"ANALYZE {names}")
