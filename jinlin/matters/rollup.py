"""The counts of a street added up, so that a district's page reads twenty rows a month and not a row for every estate.

A step moves the row of one estate (``tallies``), never the row of a whole street: there every teller of the street
would wait for the other. A duty adds up what moved (``fold``). Until then a row is ``fresh``, and whoever reads takes
the key (street, kind, month) of a fresh row from the estates' rows and every other key from the sums, in one
statement. So the sums are exact at any moment, however long ago the duty ran.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from jinlin.base.duties import duty
from jinlin.matters.models import StreetTally, Tally
from jinlin.matters.tallies import MEASURES

AT_ONCE = 5_000
ONE_FOLD = 7_340_031
"""Number of the lock under which rows are added up: two at once could each write a sum without the other's row."""

_COLUMNS = ", ".join(MEASURES)
_FRESH = "SELECT 1 FROM matters_tally f WHERE f.fresh AND f.street_id = s.street_id AND f.category = s.category AND f.month = s.month"


def rows_of(where: str, given: Sequence[Any]) -> tuple[str, list[Any]]:
    """SQL of rows (street_id, category, month, every measure) that are the exact counts by street, with its values.

    ``where`` is a condition over ``street_id``, ``category`` and ``month``, made of fixed text and marks for ``given``.
    """
    sql = (
        f"SELECT street_id, category, month, {_COLUMNS} FROM matters_streettally s "  # noqa: S608 - fixed names
        f"WHERE {where} AND NOT EXISTS ({_FRESH}) "
        f"UNION ALL SELECT t.street_id, t.category, t.month, {', '.join(f't.{name}' for name in MEASURES)} "
        f"FROM (SELECT DISTINCT street_id, category, month FROM matters_tally WHERE fresh AND {where}) k "
        "JOIN matters_tally t ON t.street_id = k.street_id AND t.category = k.category AND t.month = k.month"
    )
    return sql, [*given, *given]


@duty("add up counts", every=dt.timedelta(seconds=20))
def add_up(now: dt.datetime) -> int:
    """Add up what moved since the last time; answers how many rows had moved."""
    return fold()


def fold() -> int:
    """Add every fresh row to the sum of its street, piece by piece; rows that somebody is writing wait for the next time."""
    done = 0
    while moved := _fold_some():
        done += moved
        if moved < AT_ONCE:
            break
    return done


def _fold_some() -> int:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_FOLD])
        fresh = list(
            Tally.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            .filter(fresh=True)
            .values_list("pk", "street_id", "category", "month")[:AT_ONCE]
        )
        ids = [pk for pk, *_ in fresh]
        for first in range(0, len(ids), 500):
            Tally.objects.filter(pk__in=ids[first : first + 500]).update(fresh=False)
        _add_up({(street, category, month) for _, street, category, month in fresh})
    return len(fresh)


def _add_up(keys: set[tuple[int, int, dt.date]]) -> None:
    """Write the sums of these keys as the estates' rows stand now."""
    months: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
    for street, category, month in keys:
        months[street, category].append(month)
    made = []
    for (street, category), some in sorted(months.items()):
        rows = Tally.objects.filter(street_id=street, category=category, month__in=some).order_by()
        summed = rows.values("month").annotate(**{f"sum_{name}": Sum(name) for name in MEASURES})
        made += [
            StreetTally(
                street_id=street, category=category, month=row["month"],
                **{name: row[f"sum_{name}"] for name in MEASURES},
            )
            for row in summed
        ]  # fmt: skip
    StreetTally.objects.bulk_create(
        made, batch_size=500, update_conflicts=True, unique_fields=["category", "month", "street"],
        update_fields=list(MEASURES),
    )  # fmt: skip


def differences() -> list[dict[str, Any]]:
    """Where a sum that counts as up to date differs from the rows that it sums; empty when all is well."""
    key = ("street_id", "category", "month")
    fresh = set(Tally.objects.filter(fresh=True).values_list(*key).distinct())
    sums = {f"sum_{name}": Sum(name) for name in MEASURES}
    real = {tuple(row[:3]): row[3:] for row in Tally.objects.values_list(*key).annotate(**sums).order_by()}
    kept = {tuple(row[:3]): row[3:] for row in StreetTally.objects.values_list(*key, *MEASURES)}
    return [
        {
            "street": street, "category": category, "month": month.isoformat(), "measure": name,
            "kept": held, "counted": counted,
        }
        for street, category, month in sorted({*real, *kept} - fresh)
        for name, held, counted in zip(
            MEASURES, kept.get((street, category, month), (0,) * len(MEASURES)),
            real.get((street, category, month), (0,) * len(MEASURES)), strict=True,
        )
        if held != counted
    ]  # fmt: skip
