"""Going through a file from its first row to the last: each row once, in pieces that stand or fall as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import hash_key
from jinlin.base.spreadsheets import Book, Checked, Mapping, Row, Table, write_returned
from jinlin.base.words import Words
from jinlin.matters import search
from jinlin.matters.commands import NobodyInCharge
from jinlin.matters.imports import columns
from jinlin.matters.imports.ledger import Ledger
from jinlin.matters.imports.places import Named
from jinlin.matters.imports.preparing import WORTH_A_PROCESS, Checker, Prepared, Task, prepared
from jinlin.matters.imports.recording import Books, Counts, foretell, record
from jinlin.matters.models import Batch
from jinlin.places.public import Place, below

PIECE = 1_000
DWELLING = ("dwelling", "stairwell")

Progress = Callable[[Counts, int], None]


@dataclass
class Outcome:
    """What came of a file: counts, where the returned rows lie, the words for kinds that are none here."""

    counts: Counts = field(default_factory=Counts)
    rows: int = 0
    returned: Path | None = None
    batch: int = 0
    unknown_categories: dict[str, int] = field(default_factory=dict)
    without_time: bool = False
    left_out: int = 0


def imports_folder() -> Path:
    """Where uploaded files and returned rows lie."""
    folder = Path(settings.ENV.data) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def run(
    book: Book, mapping: Mapping, *, place: Place, by: Actor = THE_CLOCK, channel: str = "sheet", batch: Batch | None = None,
    dry_run: bool = False, returned_to: Path | None = None, progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Record every row of the book's table that is not recorded yet; a batch that was interrupted goes on.

    Refused with every reason at once where the import cannot begin (``no_column``, ``not_decided``,
    ``no_owner``). A piece of rows is written whole or not at all; ``progress`` is told after each.
    """
    table = book.table
    faults = columns.reasons(mapping)
    if faults:
        raise Refused(*faults)
    now = timezone.now()
    task = task_for(table.headings, table.layout.left, mapping, place, now)
    books = Books(place=place, channel=channel, by=by, now=now, batch=batch.pk if batch else 0)
    outcome = Outcome(rows=table.sheet.rows, batch=books.batch, without_time="told_at" not in mapping.chosen)
    done = batch.read if batch else 0
    if batch:
        outcome.counts = Counts(batch.read, batch.recorded, batch.merged, batch.refused, batch.known)
    returned = set(_returned_before(table, task, done))
    many = table.sheet.rows - done > WORTH_A_PROCESS
    if many and not dry_run:
        search.expect_many()
    ledger = Ledger()
    try:
        books.spot(None)
        for piece in prepared(task, _pieces(table, done), many=many):
            returned.update(one.number for one in piece.returned)
            found = _take(piece, books, ledger if dry_run else None)
            outcome.counts.add(found)
            if progress:
                progress(outcome.counts, outcome.rows)
    except NobodyInCharge as nobody:
        raise Refused(_nobody(str(nobody))) from None
    outcome.unknown_categories = dict(books.unknown_categories.most_common(20))
    if returned:
        outcome.returned = returned_to or imports_folder() / f"returned-{books.batch or 'check'}.xlsx"
        _write_returned(outcome.returned, table, task, returned)
    if not dry_run:
        _tell_owners(books)
    return outcome


def task_for(headings: Sequence[str], left: int, mapping: Mapping, place: Place, now: dt.datetime) -> Task:
    """What the check of a file's rows has to know: with a place column, the places within the place of the import."""
    named: tuple[Named, ...] = ()
    if "place" in mapping.chosen:
        rows = below(place.path).filter(valid_to__isnull=True).exclude(level__in=DWELLING)
        named = tuple(Named(*row) for row in rows.values_list("pk", "code", "name", "path"))
    key = hash_key("import")
    return Task(tuple(headings), left, columns.COLUMNS, mapping, named, now, key)


def _pieces(table: Table, skip: int) -> Iterator[Sequence[Row]]:
    rows = islice(table.rows(), skip, None)
    while piece := list(islice(rows, PIECE)):
        yield piece


def _take(piece: Prepared, books: Books, ledger: Ledger | None) -> Counts:
    """Write one piece; where another import wrote the same rows at this very moment, look again."""
    for last in (False, False, True):
        counts = Counts(read=piece.count, refused=len(piece.returned))
        try:
            if ledger is not None:
                return foretell(piece.told, books, counts, ledger)
            return record(piece.told, books, counts)
        except IntegrityError:
            if last:
                raise
    raise AssertionError("unreachable")


def _returned_before(table: Table, task: Task, done: int) -> Iterator[int]:
    """The rows that were returned before an interruption; what is checked twice comes out the same."""
    if not done:
        return
    checker = Checker(task)
    rows = islice(table.rows(), done)
    while piece := list(islice(rows, PIECE)):
        yield from (one.number for one in checker.check(piece).returned)


def _write_returned(path: Path, table: Table, task: Task, numbers: set[int]) -> None:
    """Check the returned rows once more, one after the other, so that any number of them needs no memory."""
    checker = Checker(task)

    def again() -> Iterator[Checked]:
        for row in table.rows():
            if row.number in numbers:
                yield from checker.check([row]).returned

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    write_returned(unfinished, table, again())
    unfinished.replace(path)


def _nobody(path: str) -> Reason:
    code = path.rstrip("/").rsplit("/", 1)[-1]
    return Reason(
        "no_owner",
        Words(
            f"{code} 还没有任何在岗的负责人，诉求会没有人接办；请先设置席位",
            f"Nobody holds a seat over {code}: the matters would have no owner; set up seats first",
        ),
    )


def _tell_owners(books: Books) -> None:
    """One word to each owner for the whole file, not one for each matter."""
    send(
        Letter(
            account=owner, subject="import", subject_id=books.batch, link="/today/",
            words=Words(f"从表格导入了 {count} 件，等您接办", f"{count} matters came in from a spreadsheet and wait for you"),
        )
        for owner, count in books.owners.items()
        if count and owner != books.by.account
    )  # fmt: skip
