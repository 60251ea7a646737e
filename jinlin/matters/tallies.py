"""Counts by place and month, moved in the step's own transaction so that they equal a recount at any moment.

What one matter adds is a pure function of its row, and a step adds the difference between after and before, in one
statement. Measures of the whole life (told, answered in time, solved as the teller says, in which open state it is now …)
belong to the month in which the matter was told; what happened on a day (ended, whistled, supervised) belongs to the month of that day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from jinlin.matters.models import Matter, Tally
from jinlin.matters.procedure import MATTER

SHANGHAI = ZoneInfo("Asia/Shanghai")
LIFE = (
    "told", "closed", "contact_due", "contacted_in_time", "answered", "answered_in_time", "revisited", "unreached",
    "solved", "satisfied", "rated", "excluded", "not_ours",
)  # fmt: skip
DAYS = ("ended", "ended_closed", "ended_solved", "whistled", "supervised")
STATES = MATTER.open_states
NOW_IN = {state: f"in_{state}" for state in STATES}
"""The measure that counts what is in an open state now, by the month in which it was told."""
MEASURES = (*LIFE, *DAYS, *NOW_IN.values())
KEY = ("place_id", "category", "month", "spot_id", "street_id")
AT_ONCE = 500
ALL_KINDS = 0
"""The category of the rows that count every kind together; rows of one kind hold ``told`` alone."""

Key = tuple[int, int, dt.date, int, int]
"""Place (community, else street, else its own), category, month, the estate within and the street above (else the place)."""
Share = dict[Key, dict[str, int]]


def month_of(told_at: dt.datetime) -> dt.date:
    """The first day of the month (Shanghai) in which it was told."""
    return told_at.astimezone(SHANGHAI).date().replace(day=1)


def _life(matter: Matter) -> dict[str, int]:
    """What one matter adds to its month: 0 or 1 for each measure. A merged or withdrawn one adds nothing but told."""
    live = matter.state not in ("merged", "withdrawn")
    counts = live and not matter.excluded
    said = matter.solved is not None
    now_in = NOW_IN.get(matter.state)
    contact_due = counts and matter.contact_due_at is not None
    return {
        "told": 1,
        "closed": int(matter.state == "closed"),
        "contact_due": int(contact_due),
        "contacted_in_time": int(
            contact_due and matter.contacted_at is not None and matter.contacted_at <= matter.contact_due_at
        ),
        "answered": int(counts and matter.answered_at is not None),
        "answered_in_time": int(
            counts
            and matter.answered_at is not None
            and (matter.due_at is None or matter.answered_at <= matter.due_at)
        ),
        "revisited": int(counts and said),
        "unreached": int(counts and matter.outcome == "unreached"),
        "solved": int(counts and bool(matter.solved)),
        "satisfied": int(counts and (matter.satisfaction or 0) >= 4),
        "rated": int(counts and matter.satisfaction is not None),
        "excluded": int(live and bool(matter.excluded)),
        "not_ours": int(matter.state == "declined"),
        **({now_in: 1} if now_in else {}),
    }


def share_of(matter: Matter) -> Share:
    """What one matter adds to the counts: its life to the month told, its days each to their own month."""
    place, told = place_of(matter), month_of(matter.told_at)
    spot, street = matter.estate_id or place, matter.street_id or place
    share: Share = {(place, ALL_KINDS, told, spot, street): _life(matter)}
    if matter.category_id:
        share[place, matter.category_id, told, place, street] = {"told": 1}
    closed = matter.state == "closed"
    for day, names in (
        (matter.closed_at, {"ended": 1, "ended_closed": int(closed), "ended_solved": int(closed and matter.outcome == "solved")}),
        (matter.whistled_at, {"whistled": 1}),
        (matter.supervised_at, {"supervised": 1}),
    ):  # fmt: skip
        if day is not None:
            share.setdefault((place, ALL_KINDS, month_of(day), spot, street), {}).update(names)
    return share


def place_of(matter: Matter) -> int:
    """The place under which a matter is counted: its community, else its street, else its own place."""
    return matter.community_id or matter.street_id or matter.place_id


def add(changes: Mapping[Key, Mapping[str, int]]) -> None:
    """Add differences to the rows of counts; rows are made where they are missing. One statement, safe under a race.

    Rows are written in one order, so that two writers never wait for each other in a ring.
    """
    moved = [(key, change) for key, change in sorted(changes.items()) if any(change.values())]
    for first in range(0, len(moved), AT_ONCE):
        _upsert(dict(moved[first : first + AT_ONCE]))


def _upsert(moved: Mapping[Key, Mapping[str, int]]) -> None:
    names = tuple(name for name in MEASURES if any(change.get(name) for change in moved.values()))
    given = [
        value
        for key, change in moved.items()
        for value in (*key, *(change.get(name, 0) for name in MEASURES))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_upsert_sql(names, len(moved)), given)


@lru_cache(maxsize=64)
def _upsert_sql(names: tuple[str, ...], count: int) -> str:
    quote = connection.ops.quote_name
    table = quote(Tally._meta.db_table)
    columns = ", ".join(quote(name) for name in (*KEY, *MEASURES, "fresh"))
    marks = ", ".join([f"({', '.join(['%s'] * (len(KEY) + len(MEASURES)))}, TRUE)"] * count)
    sums = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in names)
    return (
        f"INSERT INTO {table} ({columns}) VALUES {marks} "  # noqa: S608 - fixed names
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {sums}, fresh = TRUE"
    )


def move(matter: Matter, before: Share | None) -> None:
    """Bring the counts from what the matter added before to what it adds now."""
    changes: dict[Key, dict[str, int]] = {key: dict(share) for key, share in share_of(matter).items()}
    for key, share in (before or {}).items():
        now = changes.setdefault(key, {})
        for name, value in share.items():
            now[name] = now.get(name, 0) - value
    add(changes)


def snapshot(matter: Matter) -> Share:
    """What a matter adds at this moment; kept before a step changes it."""
    return share_of(matter)


def recount(matters: Iterable[Matter]) -> dict[Key, Counter[str]]:
    """The counts as a full recount of the given matters finds them."""
    found: dict[Key, Counter[str]] = {}
    for matter in matters:
        collect(found, matter)
    return found


def collect(found: dict[Key, Counter[str]], matter: Matter) -> None:
    """Add what one matter adds to counts held in memory."""
    for key, share in share_of(matter).items():
        found.setdefault(key, Counter()).update(share)


def as_rows(counted: Mapping[Key, Mapping[str, int]]) -> list[Tally]:
    """Counts as rows to be written at once into an empty table."""
    return [
        Tally(**dict(zip(KEY, key, strict=True)), **{name: counts.get(name, 0) for name in MEASURES})
        for key, counts in counted.items()
    ]


def differences() -> list[dict[str, Any]]:
    """Where the kept counts differ from a full recount; empty when all is well."""
    counted = recount(Matter.objects.iterator(2000))
    kept = {
        tuple(row[name] for name in KEY): {name: row[name] for name in MEASURES}
        for row in Tally.objects.values(*KEY, *MEASURES)
    }
    wrong = []
    for key in sorted({*counted, *kept}):
        for name in MEASURES:
            real, held = counted.get(key, Counter())[name], kept.get(key, {}).get(name, 0)
            if real != held:
                place, category, month, spot, street = key
                wrong.append(
                    {
                        "place": place, "spot": spot, "street": street, "category": category, "month": month.isoformat(), "measure": name,
                        "kept": held, "counted": real,
                    }
                )  # fmt: skip
    return wrong
