"""Counts by community and month, moved in the step's own transaction so that they equal a recount at any moment.

Every measure of a matter belongs to the month in which the matter was told; what one matter adds is a pure
function of its row, and a step adds the difference between after and before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from jinlin.matters.models import Matter, Tally

SHANGHAI = ZoneInfo("Asia/Shanghai")
MEASURES = (
    "told", "closed", "contact_due", "contacted_in_time", "answered", "answered_in_time", "revisited", "unreached",
    "solved", "satisfied", "rated", "excluded", "not_ours",
)  # fmt: skip


def month_of(told_at: dt.datetime) -> dt.date:
    """The first day of the month (Shanghai) in which it was told."""
    return told_at.astimezone(SHANGHAI).date().replace(day=1)


def share_of(matter: Matter) -> dict[str, int]:
    """What one matter adds to its month: 0 or 1 for each measure. A merged or withdrawn one adds nothing but told."""
    live = matter.state not in ("merged", "withdrawn")
    counts = live and not matter.excluded
    said = matter.solved is not None
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
    }


def place_of(matter: Matter) -> int:
    """The place under which a matter is counted: its community, else its street, else its own place."""
    return matter.community_id or matter.street_id or matter.place_id


def add(place: int, month: dt.date, change: dict[str, int]) -> None:
    """Add differences to one row of counts; the row is made where it is missing. One statement, safe under a race."""
    moved = {name: value for name, value in change.items() if value}
    if not moved:
        return
    quote = connection.ops.quote_name
    table = quote(Tally._meta.db_table)
    columns = ", ".join(quote(name) for name in MEASURES)
    marks = ", ".join(["%s"] * len(MEASURES))
    sums = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in moved)
    sql = (
        f"INSERT INTO {table} (place_id, month, {columns}) VALUES (%s, %s, {marks}) "  # noqa: S608 - fixed names
        f"ON CONFLICT (place_id, month) DO UPDATE SET {sums}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [place, month, *(change.get(name, 0) for name in MEASURES)])


def move(matter: Matter, before: tuple[int, dict[str, int]] | None) -> None:
    """Bring the counts from what the matter added before (place, share) to what it adds now."""
    place, month, now = place_of(matter), month_of(matter.told_at), share_of(matter)
    if before is not None and before[0] != place:
        add(before[0], month, {name: -value for name, value in before[1].items()})
        before = None
    old = before[1] if before else {}
    add(place, month, {name: now[name] - old.get(name, 0) for name in MEASURES})


def snapshot(matter: Matter) -> tuple[int, dict[str, int]]:
    """What a matter adds at this moment; kept before a step changes it."""
    return place_of(matter), share_of(matter)


def recount(matters: Iterable[Matter]) -> dict[tuple[int, dt.date], Counter[str]]:
    """The counts as a full recount of the given matters finds them."""
    found: dict[tuple[int, dt.date], Counter[str]] = {}
    for matter in matters:
        counter = found.setdefault((place_of(matter), month_of(matter.told_at)), Counter())
        counter.update(share_of(matter))
    return found


def differences() -> list[dict[str, Any]]:
    """Where the kept counts differ from a full recount; empty when all is well."""
    counted = recount(Matter.objects.iterator(2000))
    kept = {
        (row["place_id"], row["month"]): {name: row[name] for name in MEASURES}
        for row in Tally.objects.values("place_id", "month", *MEASURES)
    }
    wrong = []
    for key in sorted({*counted, *kept}):
        for name in MEASURES:
            real, held = counted.get(key, Counter())[name], kept.get(key, {}).get(name, 0)
            if real != held:
                wrong.append(
                    {
                        "place": key[0],
                        "month": key[1].isoformat(),
                        "measure": name,
                        "kept": held,
                        "counted": real,
                    }
                )
    return wrong
