"""Any number of matters, quickly: straight rows with tellings, events, counts and search entries.

Every world has the same newest matters in its first community, so that the same pages show the same rows whether
10,000 or 1,000,000 lie beneath. Only the ends differ: most matters are closed, as in any office after some years.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from jinlin.base import bulk, trail
from jinlin.base.actor import Actor
from jinlin.base.models import Event
from jinlin.matters import rollup, search, tallies
from jinlin.matters.models import Category, Matter, Tally, Telling
from jinlin.people.models import Account
from jinlin.places.models import Place
from tests.bench.texts import text_of

PIECE = 10_000
NEWEST = 200
MOST_OPEN = 30_000
YEARS = 4


class Maker:
    """Rows of matters, numbered behind those that exist."""

    def __init__(self, count: int) -> None:
        self.count, self.now, self.chance = count, timezone.now(), random.Random(20261122)
        self.estates = list(
            Place.objects.filter(level="estate").select_related("parent__parent").order_by("pk")
        )
        names = dict(Account.objects.values_list("username", "pk"))
        self.owners = [
            names[f"grid-{number}"] for number in range(sum(1 for name in names if name.startswith("grid-")))
        ]
        self.categories = list(Category.objects.order_by("sort"))
        self.open_share = min(0.3, MOST_OPEN / count)
        self.tally: dict[tallies.Key, Counter[str]] = {}
        self.matter, self.telling, self.event = bulk.maker(Matter), bulk.maker(Telling), bulk.maker(Event)

    def pieces(self) -> Iterator[tuple[list[Matter], list[Telling], list[Event], list[search.Entry]]]:
        """All matters in pieces, oldest first."""
        for start in range(0, self.count, PIECE):
            rows = [self._one(number) for number in range(start, min(start + PIECE, self.count))]
            yield (
                [row[0] for row in rows], [row[1] for row in rows], [event for row in rows for event in row[2]], [row[3] for row in rows]
            )  # fmt: skip

    def _one(self, number: int) -> tuple[Matter, Telling, list[Event], search.Entry]:
        chance, newest = self.chance, number >= self.count - NEWEST
        estate = self.estates[0 if newest else chance.randrange(len(self.estates))]
        which = (estate.pk - self.estates[0].pk) % len(self.owners)
        community = estate.parent
        assert community is not None
        age = dt.timedelta(days=365 * YEARS) * (1 - (number + 1) / self.count)
        told_at = self.now - age - dt.timedelta(minutes=chance.randrange(60))
        category, text = self.categories[chance.randrange(len(self.categories))], text_of(number, chance)
        is_open = newest or chance.random() < self.open_share
        matter = self.matter(
            id=number + 1, title=text[:24], state="told" if is_open else "closed", place_id=estate.pk, street_id=community.parent_id,
            community_id=community.pk, estate_id=estate.pk, grid_id=estate.grid_id, category_id=category.pk, owner_id=self.owners[which],
            channel="page", public=category.public, told_at=told_at, contact_due_at=told_at + dt.timedelta(days=1), clock=category.clock,
            clock_from=told_at, due_at=(self.now if is_open else told_at) + dt.timedelta(hours=chance.randrange(-48, 240)),
            remind_at=self.now + dt.timedelta(days=2) if is_open else None,
        )  # fmt: skip
        if not is_open:
            self._close(matter, told_at)
        telling = self.telling(
            id=number + 1, matter_id=number + 1, first_matter_id=number + 1, channel="page", text=text, told_at=told_at, taken_at=told_at,
            place_id=estate.pk,
        )  # fmt: skip
        tallies.collect(self.tally, matter)
        return (
            matter,
            telling,
            self._events(matter, told_at),
            search.Entry(number + 1, text, search.codes_of(estate.path)),
        )

    def _close(self, matter: Matter, told_at: dt.datetime) -> None:
        matter.contacted_at = told_at + dt.timedelta(hours=self.chance.randrange(1, 40))
        matter.answered_at = told_at + dt.timedelta(hours=self.chance.randrange(24, 200))
        matter.closed_at = matter.answered_at + dt.timedelta(hours=20)
        matter.outcome, matter.solved = "solved", self.chance.random() < 0.9
        matter.satisfaction = self.chance.randrange(1, 6)

    def _events(self, matter: Matter, told_at: dt.datetime) -> list[Event]:
        by = Actor(account=matter.owner_id, name="网格员")
        made = [
            trail.link(
                matter,
                "matter",
                "matter.told",
                Actor(0, "居民"),
                told_at,
                {"channel": "page", "telling": matter.pk},
                "",
                "public",
            )
        ]
        if matter.closed_at:
            made.append(
                trail.link(
                    matter,
                    "matter",
                    "matter.answer",
                    by,
                    matter.closed_at,
                    {"to": "closed"},
                    "已修好，请查看",
                    "public",
                )
            )
        return made


def fill(count: int) -> dict[str, Any]:
    """Write so many matters into an empty district."""
    make = Maker(count)
    index = _without_index()
    for matters, tellings, events, entries in make.pieces():
        with transaction.atomic():
            for rows in (matters, tellings, events):
                _write(rows)
            search.add_many(entries)
    with transaction.atomic():
        Tally.objects.bulk_create(tallies.as_rows(make.tally), batch_size=500)
    rollup.fold()
    _finish(index)
    return {"matters": Matter.objects.count()}


def _write(rows: list[Any]) -> None:
    if connection.vendor == "sqlite":
        _numbered(rows)
        bulk.insert(rows)
        return
    _numbered(rows)
    fields = list(type(rows[0])._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{rows[0]._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_plain(field, getattr(row, field.attname)) for field in fields])


_last_event = 0


def _numbered(rows: list[Any]) -> None:
    """Events have no id of their own yet."""
    global _last_event
    if isinstance(rows[0], Event):
        for row in rows:
            _last_event += 1
            row.pk = _last_event


def _plain(field: models.Field[Any, Any], value: Any) -> Any:
    return (
        field.get_db_prep_save(value, connection)
        if isinstance(field, models.JSONField | models.TextField)
        else value
    )


def _without_index() -> list[str]:
    """PostgreSQL builds its text index in one go behind the rows, many times as fast as row by row."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'matters_search' AND indexdef LIKE '%USING gin%'"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def _finish(index: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("ANALYZE")
            return
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in index:
            cursor.execute(definition)
        for table in ("matters_matter", "matters_telling", "base_event"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table]
            )
        cursor.execute("VACUUM ANALYZE")
