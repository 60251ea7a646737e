"""A piece of a sheet becomes matters, tellings, events, counts and search entries, in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction

from jinlin.base import bulk, trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.models import Event
from jinlin.base.sealed import key_of
from jinlin.matters import clocks, search, tallies
from jinlin.matters.commands import NobodyInCharge, title_of
from jinlin.matters.imports.ledger import Known, Ledger, Verdict, look_up
from jinlin.matters.imports.rows import Told
from jinlin.matters.models import Batch, Category, Matter, Telling
from jinlin.organisations.public import charge
from jinlin.places.public import Place, standing

TITLE = 120
_new_matter, _new_telling = bulk.maker(Matter), bulk.maker(Telling)


@dataclass
class Counts:
    """What became of the rows; ``read`` is the sum of the others."""

    read: int = 0
    recorded: int = 0
    merged: int = 0
    refused: int = 0
    known: int = 0

    def add(self, other: Counts) -> None:
        """Add another piece's counts."""
        for name in ("read", "recorded", "merged", "refused", "known"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as every matter told there needs it: its levels, the codes for the search, who is in charge."""

    place: int
    street: int | None
    community: int | None
    estate: int | None
    grid: int | None
    codes: tuple[str, ...]
    owner: int


@dataclass
class Books:
    """What stays the same over one import: place, channel, who does it, and what was looked up before."""

    place: Place
    channel: str
    by: Actor
    now: dt.datetime
    batch: int = 0
    spots: dict[int, Spot] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    owners: Counter[int] = field(default_factory=Counter)
    unknown_categories: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        # The thread says that it came from a sheet, not that the worker told it.
        self.recorder = replace(self.by, name=f"{self.by.name}（表格导入）", seats=())
        for category in Category.objects.filter(ended_on__isnull=True):
            self.categories |= {category.code: category, category.zh: category, category.en: category}

    def spot(self, pk: int | None) -> Spot:
        """The place of a row; raises ``NobodyInCharge`` where no seat above it is held."""
        pk = pk or self.place.pk
        if pk not in self.spots:
            place = self.place if pk == self.place.pk else Place.objects.select_related("grid").get(pk=pk)
            stands = standing(place)
            found = charge(place, on=self.now.astimezone(clocks.SHANGHAI).date(), stands=stands)
            owner = found.account if found else self.by.account
            if not owner:
                raise NobodyInCharge(place.path)
            named = (stands.levels.get(level) for level in ("street", "community", "estate", "grid"))
            self.spots[pk] = Spot(pk, *named, search.codes_of(place.path), owner)
        return self.spots[pk]

    def category(self, word: str) -> Category | None:
        """The category that a cell names; a word that is none here is counted and left to a person."""
        if word and word not in self.categories:
            self.unknown_categories[word] += 1
        return self.categories.get(word)


def record(rows: Sequence[Told], books: Books, counts: Counts) -> Counts:
    """Write a piece; with its batch's progress in the same transaction. Answers what became of the rows.

    ``counts`` brings what the check found (rows read, rows returned).
    """
    with transaction.atomic():
        verdicts = _judged(rows, books, look_up(rows))
        _count(verdicts, counts)
        _write(verdicts, books)
        if books.batch:
            _progress(books.batch, counts)
    return counts


def foretell(rows: Sequence[Told], books: Books, counts: Counts, ledger: Ledger) -> Counts:
    """What ``record`` would make of the rows; ``ledger`` goes through the whole file. Nothing is written."""
    look_up(rows, ledger)
    for row in rows:
        books.spot(row.place)
        books.category(row.category)
    _count(_judged(rows, books, ledger), counts)
    return counts


def _judged(rows: Sequence[Told], books: Books, ledger: Ledger) -> list[Verdict]:
    return [ledger.judge(row, books.now) for row in rows]


def _count(verdicts: Sequence[Verdict], counts: Counts) -> None:
    kinds = Counter(verdict.kind for verdict in verdicts)
    counts.recorded, counts.merged, counts.known = kinds["recorded"], kinds["merged"], kinds["known"]


def _progress(batch: int, counts: Counts) -> None:
    from django.db.models import F

    names = ("read", "recorded", "merged", "refused", "known")
    Batch.objects.filter(pk=batch).update(**{name: F(name) + getattr(counts, name) for name in names})


@dataclass
class _Piece:
    matters: dict[str, Matter] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    entries: list[search.Entry] = field(default_factory=list)
    joined: dict[int, Matter] = field(default_factory=dict)


def _write(verdicts: Sequence[Verdict], books: Books) -> None:
    fresh = [one for one in verdicts if one.kind == "recorded"]
    merged = [one for one in verdicts if one.kind == "merged"]
    if not fresh and not merged:
        return
    piece = _Piece()
    before = {one.into.pk for one in merged if one.into and one.into.pk}
    if before:
        piece.joined = Matter.objects.select_for_update(of=("self",)).select_related("place").in_bulk(before)
    for verdict, pk in zip(fresh, bulk.next_ids(Matter, len(fresh)), strict=True):
        piece.matters[verdict.source] = _matter(verdict, pk, books)
    ids = iter(bulk.next_ids(Telling, len(fresh) + len(merged)))
    for verdict in (*fresh, *merged):
        _voice(verdict, next(ids), piece, books)
    _save(piece, books)


def _voice(verdict: Verdict, pk: int, piece: _Piece, books: Books) -> None:
    row = verdict.row
    known = verdict.into
    matter = piece.joined[known.pk] if known and known.pk else piece.matters[verdict.source]
    told_at = row.told_at or books.now
    spot = books.spot(row.place)
    piece.tellings.append(_telling(pk, matter, row, told_at, spot, books))
    piece.entries.append(search.Entry(pk, "", spot.codes, row.line))
    data: dict[str, Any] = {"channel": books.channel, "telling": pk, "batch": books.batch, "row": row.number}
    if verdict.kind == "merged":
        matter.teller_count += 1
        piece.events.append(_event(matter, "matter.told_again", told_at, data, "", books))
        return
    data["owner"] = matter.owner_id
    data |= {name: value for name, value in _beside(row, matter).items() if value}
    piece.events.append(_event(matter, "matter.told", told_at, data, "", books))
    if row.answer:
        moved = {"from": "told", "to": matter.state, "batch": books.batch}
        at = matter.answered_at or books.now
        piece.events.append(_event(matter, "matter.answer", at, moved, row.answer, books))


def _beside(row: Told, matter: Matter) -> dict[str, Any]:
    """What the other system said besides and no column keeps: its own word for the kind, likes and dislikes."""
    label = row.category if matter.category_id is None else ""
    return {"label": label, "likes": row.likes, "against": row.against}


def _event(
    matter: Matter, thing: str, at: dt.datetime, data: dict[str, Any], text: str, books: Books
) -> Event:
    return trail.link(matter, "matter", thing, books.recorder, at, data, text, "public")


def _matter(verdict: Verdict, pk: int, books: Books) -> Matter:
    row, spot = verdict.row, books.spot(verdict.row.place)
    category = books.category(row.category)
    told_at = row.told_at or books.now
    matter = _new_matter(
        id=pk, title=(row.title or title_of(row.text))[:TITLE], state="told", place_id=spot.place, street_id=spot.street,
        community_id=spot.community, estate_id=spot.estate, grid_id=spot.grid, category_id=category.pk if category else None, owner_id=spot.owner,
        channel=books.channel, public=bool(category and category.public), told_at=told_at, source=verdict.source,
    )  # fmt: skip
    matter.contact_due_at = clocks.until("contact_teller", told_at)
    clocks.start_clock(matter, category.clock if category else clocks.ANSWER, told_at)
    if row.answer:
        _answered(matter, row.answered_at, books.now)
    elif matter.due_at is not None and matter.due_at <= books.now:
        # Long overdue in the other system: it stands in the lists as late, but nobody is sent a word for each.
        matter.remind_at = None
    books.owners[spot.owner] += matter.state == "told"
    return matter


def _answered(matter: Matter, at: dt.datetime | None, now: dt.datetime) -> None:
    """An answer given in the other system: the matter is closed, or waits for the teller as long as any other."""
    matter.answered_at = matter.contacted_at = at
    matter.remind_at = None
    wait = clocks.until("confirm_wait", at) if at else now
    if wait > now:
        matter.state, matter.wait_until = "answered", wait
    else:
        matter.state, matter.closed_at = "closed", at or now
        matter.wait_until = clocks.until("reopen_after", matter.closed_at)


def _telling(pk: int, matter: Matter, row: Told, at: dt.datetime, spot: Spot, books: Books) -> Telling:
    return _new_telling(
        id=pk, matter_id=matter.pk, first_matter_id=matter.pk, channel=books.channel, text=row.text, told_at=at,
        taken_at=books.now, name=row.name, phone=row.phone, phone_key=key_of(row.phone),
        taken_by_id=books.by.account or None, on_behalf=True, place_id=spot.place, spot=row.spot, source_id=row.source_id,
    )  # fmt: skip


def _save(piece: _Piece, books: Books) -> None:
    fresh = list(piece.matters.values())
    bulk.insert(fresh)
    bulk.insert(piece.tellings)
    for event, pk in zip(piece.events, bulk.next_ids(Event, len(piece.events)), strict=True):
        event.pk = pk
    bulk.insert(piece.events)
    _save_joined(piece.joined.values())
    search.add_many(piece.entries)
    first = {event.subject_id: event for event in piece.events if event.thing == "matter.told"}
    for matter in fresh:
        publish("matter.told", subject=matter, event=first[matter.pk], by=books.by)
    tallies.add(tallies.recount(fresh))


def _save_joined(matters: Any) -> None:
    table = connection.ops.quote_name(Matter._meta.db_table)
    sql = f"UPDATE {table} SET teller_count = %s, trail_seq = %s, trail_hash = %s WHERE id = %s"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(m.teller_count, m.trail_seq, m.trail_hash, m.pk) for m in matters])


__all__ = ["Books", "Counts", "Known", "foretell", "record"]
