"""Vertical forms: a sheet that holds one record, its labels beside or before its values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinlin.base.spreadsheets.book import Row, Sheet
from jinlin.base.spreadsheets.cells import Cell, address, header_text, is_blank
from jinlin.base.spreadsheets.columns import SAME, Column, score
from jinlin.base.spreadsheets.grid import Grid

LABEL_IN_CELL = re.compile(r"\s*([^:：\n]{1,20})[:：]\s*(.*)", re.S)
LEAST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One label of a form with its value and the value's place (row and column from 0)."""

    label: str
    value: Cell
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Form:
    """One record. It can be matched and checked like a table with a single row."""

    fields: tuple[Field, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The labels."""
        return tuple(field.label for field in self.fields)

    def rows(self) -> Iterator[Row]:
        """The one row; its number is that of the first value."""
        yield Row(self.fields[0].row + 1, tuple(field.value for field in self.fields))

    def address(self, column: int, row_number: int) -> str:
        """Where the value of a label stands in the sheet, whatever row is asked."""
        field = self.fields[column]
        return address(field.column, field.row + 1)


def form_of(sheet: Sheet, wanted: Sequence[Column]) -> Form | None:
    """The form that a sheet holds, told by labels that are wanted columns; None where it holds none.

    At least three labels stand in a form, each once, and half of them or more have a value.

    A label has its value in the same cell after a colon, or in the next cell to the right.
    """
    if sheet.filled > 200:
        return None
    grid = sheet.head()
    fields: list[Field] = []
    for row in sorted(grid.rows):
        fields.extend(_fields(grid, row, wanted))
    labels = {field.label for field in fields}
    said = sum(1 for field in fields if not is_blank(field.value))
    if len(labels) < LEAST_LABELS or len(labels) != len(fields) or said * 2 < len(fields):
        return None
    return Form(tuple(fields))


def _fields(grid: Grid, row: int, wanted: Sequence[Column]) -> Iterator[Field]:
    """The labels of one row with their values; a cell that is the value of a label is no label itself."""
    cells = grid.rows[row]
    column = 0
    while column < len(cells):
        cell = cells[column]
        region = grid.starts.get((row, column))
        after = (region[3] if region else column) + 1
        if isinstance(cell, str) and not is_blank(cell):
            inside = LABEL_IN_CELL.fullmatch(cell)
            if inside and inside.group(2).strip() and _is_label(inside.group(1), wanted):
                yield Field(header_text(inside.group(1)), inside.group(2).strip(), row, column)
            elif _is_label(cell, wanted):
                value = grid.cell(row, after)
                taken = isinstance(value, str) and _is_label(value, wanted)
                yield Field(header_text(cell).rstrip(":："), None if taken else value, row, after)
                after = after if taken else after + 1
        column = max(after, column + 1)


def _is_label(text: str, wanted: Sequence[Column]) -> bool:
    label = header_text(text)
    return 0 < len(label) <= 20 and any(score(label, column) >= SAME for column in wanted)
