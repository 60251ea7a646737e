"""A workbook that was read: its sheets, the tables found in them, and their rows one after the other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from jinlin.base.spreadsheets.cells import (
    Cell,
    address,
    column_letter,
    from_spool,
    header_text,
    is_blank,
    text_of,
)
from jinlin.base.spreadsheets.grid import Grid, Merged
from jinlin.base.spreadsheets.layout import Layout, left_out, tables
from jinlin.base.spreadsheets.limits import refusal

About = dict[str, Any]

HEAD_ROWS = 300
SHORT_TEXT = 200  # characters of a cell that tell whether it is a heading, a total or a remark


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number in the sheet, from 1, and in ``left_out`` why it is no data, if so."""

    number: int
    cells: tuple[Cell, ...]
    left_out: str | None = None


@dataclass(slots=True)
class Sheet:
    """One sheet of the book: how many rows and columns it has, and the tables found in it."""

    name: str
    visible: bool
    rows: int
    columns: int
    filled: int
    path: Path
    merged: list[Merged]
    tables: list[Table] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row that holds something: its number from 1 and its cells from column A."""
        with self.path.open(encoding="utf-8", errors="surrogatepass") as spool:
            for line in spool:
                number, cells = json.loads(line)
                yield number, [from_spool(cell) if type(cell) is dict else cell for cell in cells]

    def head(self) -> Grid:
        """The first rows, from which the layout is read."""
        rows: dict[int, list[Cell]] = {}
        for number, cells in self.lines():
            if len(rows) >= HEAD_ROWS:
                break
            rows[number - 1] = cells
        return Grid(rows, self.merged)


@dataclass(slots=True)
class Table:
    """A table with its headings. A heading of several levels reads "党员情况/年龄分布（人）/35岁以下"."""

    sheet: Sheet
    layout: Layout

    @property
    def headings(self) -> tuple[str, ...]:
        """One heading a column, "" where the sheet gives none."""
        return self.layout.headings

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the columns in the sheet."""
        return tuple(column_letter(c) for c in range(self.layout.left, self.layout.right + 1))

    def address(self, column: int, row_number: int) -> str:
        """The address in the sheet of this table's column (from 0) in a row (from 1): ``C17``."""
        return address(self.layout.left + column, row_number)

    def walk(self) -> Iterator[Row]:
        """Every row under the header; those that are no data say why (total, remark, header again)."""
        layout = self.layout
        width = layout.right - layout.left + 1
        heading_texts = self._last_heading_texts()
        fills = _Fills(self.sheet.merged, layout)
        across = {
            (m[0], m[1]) for m in self.sheet.merged if m[3] - m[1] >= 2 and (m[3] - m[1] + 1) * 2 >= width
        }
        for number, line in self.sheet.lines():
            index = number - 1
            if layout.end is not None and index >= layout.end:
                return
            if index < layout.first or index in layout.skipped:
                continue
            cells = line[layout.left : layout.right + 1]
            cells.extend([None] * (width - len(cells)))
            places = [i for i, c in enumerate(cells) if not is_blank(c)]
            first = places[0] if places else 0
            said = header_text(text_of(cells[first])[:SHORT_TEXT])
            reason = left_out(said, len(places), width, heading_texts[first])
            if reason is None and len(places) == 1 and (index, layout.left + first) in across:
                reason = "remark"
            if reason is None and self._is_header_again(cells, heading_texts):
                reason = "header_again"
            if reason is None:
                fills.fill(index, cells)
            if reason != "blank":
                yield Row(number, tuple(cells), reason)

    def rows(self) -> Iterator[Row]:
        """The rows of data, from the first to the last, any number of times; memory stays the same."""
        return (row for row in self.walk() if row.left_out is None)

    def _last_heading_texts(self) -> tuple[str, ...]:
        return tuple(heading.rsplit("/", 1)[-1] for heading in self.layout.headings)

    @staticmethod
    def _is_header_again(cells: list[Cell], headings: tuple[str, ...]) -> bool:
        """A printed ledger repeats its header on every page."""
        named = [i for i, heading in enumerate(headings) if heading]
        if len(named) < 2 or not isinstance(cells[named[0]], str | None):
            return False
        if header_text(text_of(cells[named[0]])[:SHORT_TEXT]) != headings[named[0]]:
            return False
        same = sum(1 for i in named if header_text(text_of(cells[i])[:SHORT_TEXT]) == headings[i])
        return same >= 2 and same * 5 >= len(named) * 4


class _Fills:
    """Values of cells merged downwards, given to every row that they cover."""

    def __init__(self, merged: list[Merged], layout: Layout) -> None:
        self.starts: dict[int, list[Merged]] = {}
        for region in merged:
            if (
                region[0] >= layout.first
                and region[2] > region[0]
                and layout.left <= region[1] <= layout.right
            ):
                self.starts.setdefault(region[0], []).append(region)
        self.left = layout.left
        self.open: dict[int, tuple[int, Cell]] = {}

    def fill(self, index: int, cells: list[Cell]) -> None:
        """Fill the blanks of one row, and remember what starts in it."""
        for column in [column for column, (last, _) in self.open.items() if last < index]:
            del self.open[column]
        for column, (_, value) in self.open.items():
            if is_blank(cells[column]):
                cells[column] = value
        for region in self.starts.get(index, ()):
            column = region[1] - self.left
            self.open[column] = (region[2], cells[column])


class Book:
    """A workbook that was read. Its rows lie in a private temporary folder until it is closed."""

    def __init__(self, name: str, folder: tempfile.TemporaryDirectory[str], sheets: list[About]) -> None:
        self.name = name
        self._folder = folder
        self.encoding = str(sheets[0].get("encoding", "")) if sheets else ""
        self.sheets = [self._sheet(index, about) for index, about in enumerate(sheets)]
        self.table: Table = self._best()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the rows from the disk."""
        self._folder.cleanup()

    def choose(self, sheet: str | int, table: int = 0) -> Table:
        """Another sheet by name or number, and one of its tables; refused: ``no_sheet``, ``no_table``."""
        for index, known in enumerate(self.sheets):
            if sheet in (known.name, index):
                if table >= len(known.tables):
                    raise refusal("no_table")
                self.table = known.tables[table]
                return self.table
        raise refusal("no_sheet", name=sheet)

    def _sheet(self, index: int, about: About) -> Sheet:
        sheet = Sheet(
            name=str(about["name"]),
            visible=bool(about["visible"]),
            rows=about["rows"],
            columns=about["columns"],
            filled=about["filled"],
            path=Path(self._folder.name) / f"{index}.jsonl",
            merged=[(m[0], m[1], m[2], m[3]) for m in about["merged"]],
        )
        sheet.tables = [Table(sheet, layout) for layout in tables(sheet.head())]
        return sheet

    def _best(self) -> Table:
        """The table with the most to say: named columns times rows; hidden sheets come last."""
        found = [table for sheet in self.sheets for table in sheet.tables]
        if not found:
            raise refusal("no_table")
        return max(found, key=self._weight)

    def _weight(self, table: Table) -> tuple[bool, bool, int, int]:
        named = sum(1 for heading in table.headings if heading)
        under = sum(1 for _, _ in zip(table.walk(), range(50), strict=False))
        first = -self.sheets.index(table.sheet)
        return (table.sheet.visible, named >= 2, named * under, first)
