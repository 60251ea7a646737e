"""A file brought in as one transaction: there whole or not at all, rehearsed or real, with what was returned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.book import Book
from jinlin.base.spreadsheets.checking import Checked, Fault, check
from jinlin.base.spreadsheets.columns import Column, Mapping, from_data, match
from jinlin.base.spreadsheets.reading import read
from jinlin.base.spreadsheets.writing import write_returned


@dataclass
class Counts:
    """What became of the rows."""

    read: int = 0
    recorded: int = 0
    known: int = 0
    returned: list[Checked] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def give_back(self, row: Checked, reasons: Sequence[Reason]) -> None:
        """A row goes back with the reasons against it."""
        faults = row.faults or tuple(Fault(f"{row.number}", "name", reason) for reason in reasons)
        self.returned.append(Checked(row.number, row.cells, {}, faults))
        why = [{"code": one.code, "zh": one.words.zh, "en": one.words.en} for one in reasons]
        self.refused.append({"row": row.number, "why": why})


class _Rehearsed(Exception):
    """A dry run ends by taking everything back."""


def bring_in(
    path: Path, columns: Sequence[Column], take: Callable[[list[Checked], Counts], None], *, told: dict[str, Any] | None = None,
    dry_run: bool = False, returned_to: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Read a file and hand its checked rows to ``take`` in one transaction, taken back after a dry run.

    ``told`` maps columns to headings where they are not recognised. Answers ``read``, ``recorded``, ``known``,
    ``refused``, ``rows`` (each returned row with its reasons), ``columns`` and ``returned`` (where the returned rows
    stand). Refused whole: what reading refuses, ``no_column``, ``not_decided``.
    """
    counts = Counts()
    with read(path) as book:
        mapping = _mapping(book, columns, told)
        reasons = mapping.reasons(columns)
        if reasons:
            raise Refused(*reasons)
        rows = list(check(book.table, columns, mapping))
        try:
            with transaction.atomic():
                take(rows, counts)
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
        target = ""
        if returned_to is not None and counts.returned:
            write_returned(returned_to, book.table, counts.returned)
            target = str(returned_to)
    return {
        "read": counts.read, "recorded": counts.recorded, "known": counts.known, "refused": len(counts.returned), "rows": counts.refused,
        "columns": _chosen(mapping), "returned": target, "dry_run": dry_run,
    }  # fmt: skip


def headings_of(
    path: Path, columns: Sequence[Column], told: dict[str, Any] | None = None
) -> tuple[list[str], dict[str, str]]:
    """The file's headings, and by column the heading chosen for it: as a person told, else as headings say."""
    with read(path) as book:
        return [one for one in book.table.headings if one], _chosen(_mapping(book, columns, told))


def _mapping(book: Book, columns: Sequence[Column], told: dict[str, Any] | None) -> Mapping:
    return from_data(told, book.table.headings, columns) if told else match(book.table.headings, columns)


def _chosen(mapping: Mapping) -> dict[str, str]:
    return {name: choice.heading for name, choice in mapping.chosen.items()}
