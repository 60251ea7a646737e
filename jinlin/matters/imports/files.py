"""A file handed in: taken, matched, recorded; what the command line and the pages call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Book, Mapping
from jinlin.base.words import Words
from jinlin.matters.imports import columns
from jinlin.matters.imports.run import Outcome, Progress, run
from jinlin.matters.imports.source import open_book
from jinlin.matters.models import Batch
from jinlin.places.public import Place


def digest_of(path: Path) -> str:
    """The digest of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def only_district() -> Place:
    """The one district of this deployment; refused ``no_place`` where there is none or more than one."""
    found = list(Place.objects.filter(level="district", valid_to__isnull=True)[:2])
    if len(found) == 1:
        return found[0]
    how = (
        Words("不止一个区", "there is more than one district")
        if found
        else Words("还没有区", "there is no district yet")
    )
    words = Words(f"请用 --place 写明导入到哪里（{how.zh}）", f"say with --place where to ({how.en})")
    raise Refused(Reason("no_place", words))


def place_of(code: str) -> Place:
    """The place of a code below city; refused ``wrong_place``."""
    below_city = Place.objects.exclude(level__in=("province", "city"))
    found = below_city.filter(code=code, valid_to__isnull=True).first()
    if found is None:
        words = Words(f"没有代码为“{code}”的区以下地点", f"no place below city has the code {code!r}")
        raise Refused(Reason("wrong_place", words))
    return found


def import_file(
    path: Path, *, place: Place, told: object = None, dry_run: bool = False, by: Actor = THE_CLOCK,
    returned_to: Path | None = None, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Import a file from beginning to end; a mapping that was ``told`` is remembered for its layout.

    Answers the counts ``read``, ``recorded``, ``merged``, ``refused``, ``known`` and what a person should know.
    ``Refused`` with every fault where it cannot begin; what came in before an interruption stays.
    """
    with open_book(path) as book:
        headings = book.table.headings
        mapping = columns.mapping_for(headings, told)
        faults = columns.reasons(mapping)
        if faults:
            raise Refused(*faults)
        batch = None if dry_run else _batch(path, book, mapping, place, by)
        outcome = run(
            book, mapping, place=place, by=by, batch=batch, dry_run=dry_run, returned_to=returned_to, progress=progress
        )  # fmt: skip
        if batch:
            _finish(batch, outcome)
            if told is not None:
                columns.remember(headings, mapping)
        return summary(outcome, mapping, headings)


def begin(path: Path, *, place: Place, by: Actor = THE_CLOCK, name: str = "") -> Batch:
    """A batch for a file, its columns matched as well as they can be; nothing is recorded yet."""
    with open_book(path, name) as book:
        return _batch(path, book, columns.mapping_for(book.table.headings), place, by)


def go_on(batch: Batch, path: Path, *, by: Actor = THE_CLOCK, progress: Progress | None = None) -> Outcome:
    """Record what a batch has not recorded yet, from the row behind the last that it did."""
    place = Place.objects.select_related("grid").get(pk=batch.place_id)
    with open_book(path, batch.name) as book:
        mapping = columns.mapping_for(book.table.headings, batch.mapping)
        outcome = run(
            book, mapping, place=place, by=by, channel=batch.channel, batch=batch, progress=progress
        )
        _finish(batch, outcome)
        return outcome


def _batch(path: Path, book: Book, mapping: Mapping, place: Place, by: Actor) -> Batch:
    return Batch.objects.create(
        by_id=by.account or None, name=book.name[:200], digest=digest_of(path), path="", place=place,
        mapping=mapping.to_data(), headers=list(book.table.headings), state="running", rows=book.table.sheet.rows,
    )  # fmt: skip


def _finish(batch: Batch, outcome: Outcome) -> None:
    """The batch is done: where its returned rows lie, and when it ended."""
    Batch.objects.filter(pk=batch.pk).update(
        state="done", returned_path=str(outcome.returned or ""), done_at=timezone.now()
    )


def summary(outcome: Outcome, mapping: Mapping, headings: Sequence[str]) -> dict[str, Any]:
    """The counts and the matching as programs read them, with what a person should know in ``notes``."""
    counts = outcome.counts
    notes = []
    if outcome.without_time:
        notes.append("表里没有反映时间，按导入的时间登记")
    left_out = columns.left_out(headings)
    notes += [left_out.zh] if left_out else []
    notes += [
        f"“{columns.words_of(name).zh}”有几列相似，没有使用：" + "、".join(one.heading for one in choices)
        for name, choices in mapping.unsure.items()
    ]
    return {
        "read": counts.read, "recorded": counts.recorded, "merged": counts.merged, "refused": counts.refused,
        "known": counts.known, "returned": str(outcome.returned) if outcome.returned else None,
        "columns": {columns.words_of(name).zh: choice.heading for name, choice in mapping.chosen.items()},
        "unused": [headings[index] for index in mapping.unused if headings[index]],
        "unknown_categories": outcome.unknown_categories, "batch": outcome.batch or None, "notes": notes,
    }  # fmt: skip
