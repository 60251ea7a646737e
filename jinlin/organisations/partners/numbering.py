"""Numbers by which people call agreements, shared records and projects: year and running number."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Max

LETTERS = {"Agreement": "XY", "Occasion": "GJ", "JointProject": "XM", "Alliance": "LM"}
TURN = 2_021_003


def next_number(model: type[Any], year: int) -> str:
    """The next number of a kind in a year, such as XY2026-00007. Within a transaction; numbers are given one at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
    stem = f"{LETTERS[model.__name__]}{year}-"
    field = "code" if model.__name__ == "Alliance" else "number"
    last = model.objects.filter(**{f"{field}__startswith": stem}).aggregate(last=Max(field))["last"]
    return numbered(model.__name__, year, int(last.removeprefix(stem)) + 1 if last else 1)


def numbered(kind: str, year: int, count: int) -> str:
    """The number of the ``count``-th of a kind in a year."""
    return f"{LETTERS[kind]}{year}-{count:05d}"
