"""What is recorded already: so that the same row never comes in twice, and the same word told again finds its matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from jinlin.matters.imports.rows import Told
from jinlin.matters.models import Matter, Telling
from jinlin.matters.procedure import MATTER

OPEN = frozenset(MATTER.open_states)
HOPS = 8

Voice = tuple[str, str, dt.datetime | None]
"""A telling as a sheet names it: digest of its matter, number in the other system, time."""


@dataclass(slots=True)
class Known:
    """A matter with a source: its id (0 while it waits to be written), state, end, and the matter it was merged into."""

    pk: int
    state: str
    closed_at: dt.datetime | None = None
    into: int | None = None

    def takes(self, at: dt.datetime) -> bool:
        """Whether a further telling of that time belongs to it: it is open, or was then."""
        return self.state in OPEN or (
            self.state == "closed" and self.closed_at is not None and at < self.closed_at
        )


@dataclass(slots=True)
class Verdict:
    """What becomes of a row: ``known``, ``recorded`` under ``source``, or ``merged`` into ``into``."""

    row: Told
    kind: str
    source: str = ""
    into: Known | None = None


@dataclass(slots=True)
class Ledger:
    """What the database holds of the rows of a piece, and what was decided on them so far."""

    matters: dict[str, Known] = field(default_factory=dict)
    voices: set[Voice] = field(default_factory=set)

    def judge(self, row: Told, now: dt.datetime) -> Verdict:
        """Decide on the next row; a row decided on is known from then on."""
        if row.own in self.matters or (row.same and self._is_heard(row)):
            return Verdict(row, "known")
        before = self.matters.get(row.same) if row.same else None
        if before is not None and not row.answer and before.takes(row.told_at or now):
            self._hear(row, row.same)
            return Verdict(row, "merged", row.same, before)
        source = row.own if before is not None or not row.same else row.same
        state = "closed" if row.answer else "told"
        self.matters[source] = Known(0, state, row.answered_at)
        self._hear(row, source)
        return Verdict(row, "recorded", source)

    def _is_heard(self, row: Told) -> bool:
        return (row.same, row.source_id, row.told_at) in self.voices

    def _hear(self, row: Told, source: str) -> None:
        self.voices.add((source, row.source_id, row.told_at))


def look_up(rows: Sequence[Told], kept: Ledger | None = None) -> Ledger:
    """The ledger for some rows, from the database; ``kept`` carries on what an import without writing decided."""
    ledger = kept or Ledger()
    sources = {digest for row in rows for digest in (row.own, row.same) if digest}
    found = dict(_matters(sources - ledger.matters.keys()))
    first = {one.pk: source for source, one in found.items()}
    _follow(found.values())
    ledger.matters.update(found)
    _voices(ledger, first, rows)
    return ledger


def _matters(sources: Iterable[str]) -> Iterable[tuple[str, Known]]:
    wanted = list(sources)
    if not wanted:
        return
    table = connection.ops.quote_name(Matter._meta.db_table)
    marks = ", ".join(["%s"] * len(wanted))
    # The second condition is the index's own, in its own words: without it the index is not used.
    sql = (
        f"SELECT source, id, state, closed_at, into_id FROM {table} "  # noqa: S608 - our own table, values as parameters
        f"WHERE source IN ({marks}) AND NOT (source = '')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        for source, pk, state, closed_at, into in cursor.fetchall():
            yield source, Known(pk, state, _aware(closed_at), into)


def _aware(value: dt.datetime | str | None) -> dt.datetime | None:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


def _follow(found: Iterable[Known]) -> None:
    """A matter that was merged stands for the one that it was merged into."""
    for _ in range(HOPS):
        moved = [one for one in found if one.state == "merged" and one.into]
        if not moved:
            return
        rows = Matter.objects.filter(pk__in={one.into for one in moved}).values_list(
            "pk", "state", "closed_at", "into_id"
        )
        targets = {row[0]: row for row in rows}
        for one in moved:
            one.pk, one.state, one.closed_at, one.into = targets[one.into]


def _voices(ledger: Ledger, first: dict[int, str], rows: Sequence[Told]) -> None:
    same = {row.same for row in rows if row.same}
    source_of = {pk: source for pk, source in first.items() if source in same}
    if not source_of:
        return
    told = Telling.objects.filter(
        first_matter__in=source_of, source_id__in={row.source_id for row in rows if row.same}
    )
    timeless = {row.same for row in rows if row.told_at is None}
    for pk, number, at in told.values_list("first_matter_id", "source_id", "told_at"):
        source = source_of[pk]
        ledger.voices.add((source, number, None if source in timeless else at))
