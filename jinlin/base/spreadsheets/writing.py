"""Writing sheets that any office program opens and none evaluates: .xlsx in constant memory, and .csv."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from jinlin.base.spreadsheets.cells import Cell, is_blank, text_of
from jinlin.base.spreadsheets.checking import Checked, Rows
from jinlin.base.spreadsheets.columns import Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
CUT = "…（已截断）"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
FORMULA_START = re.compile("[=+\\-@\t\r＝＋－＠﹦﹢﹣﹫]")
# An invisible blank of no width: no office program takes a text for a formula after it, and reading drops it.
GUARD = "\u200b"
WIDTHS = {Kind.DATE: 12, Kind.MOMENT: 20, Kind.YES_NO: 8, Kind.INTEGER: 10, Kind.AREA: 12, Kind.MONEY: 14}
WIDTHS |= {Kind.CODE: 18, Kind.PHONE: 16, Kind.PHONES: 28, Kind.CHOICE: 14}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column to write. Values come as in the database: AREA in 0.01 m², MONEY in fen, MOMENT aware."""

    text: str
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to write. ``note`` says where the rows come from and as of when; it stands over the header."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[object]]
    note: str = ""


@dataclass(slots=True)
class Written:
    """What was written: rows, and how many texts were longer than a cell can hold and were cut, with a mark."""

    rows: int = 0
    cut: int = 0


def write_xlsx(target: Path | str | IO[bytes], *pages: Page) -> Written:
    """Write sheets row by row; text stays text whatever it begins with, codes keep their zeros, dates are dates.

    A page with more rows than a sheet can hold goes on in a further sheet. Aware times are written in
    Asia/Shanghai.
    """
    target = str(target) if isinstance(target, Path) else target
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter  # type: ignore[import-untyped]  # megabytes that few processes ever need

    book = xlsxwriter.Workbook(target, options)
    writer = _Writer(book)
    for page in pages:
        writer.write(page)
    if not pages:
        book.add_worksheet()
    book.close()
    return writer.written


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.written = Written()
        self.names: set[str] = set()
        self.head = book.add_format({"bold": True, "bg_color": "#F2F2F2", "bottom": 1, "text_wrap": True})
        self.note = book.add_format({"font_color": "#666666"})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.guarded = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.guarded.set_quote_prefix()
        formats = {
            Kind.DATE: "yyyy-mm-dd",
            Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
            Kind.AREA: "0.00",
            Kind.MONEY: "#,##0.00",
            Kind.INTEGER: "0",
        }
        self.formats = {
            kind: book.add_format({"num_format": f, "valign": "top"}) for kind, f in formats.items()
        }

    def write(self, page: Page) -> None:
        """Write one page, over as many sheets as it needs."""
        sheet, line = self._sheet(page)
        for row in page.rows:
            if line >= ROW_LIMIT:
                sheet, line = self._sheet(page)
            for index, (heading, value) in enumerate(zip(page.headings, row, strict=True)):
                self._cell(sheet, line, index, heading.kind, value)
            line += 1
            self.written.rows += 1

    def _sheet(self, page: Page) -> tuple[Any, int]:
        sheet = self.book.add_worksheet(self._name(page.name))
        for index, heading in enumerate(page.headings):
            width = heading.width or WIDTHS.get(heading.kind, max(12, min(40, 2 * len(heading.text) + 2)))
            sheet.set_column(index, index, width)
        line = 0
        if page.note:
            sheet.write_string(0, 0, safe_text(page.note)[:CELL_LIMIT], self.note)
            line = 1
        for index, heading in enumerate(page.headings):
            sheet.write_string(line, index, safe_text(heading.text)[:CELL_LIMIT], self.head)
        sheet.freeze_panes(line + 1, 0)
        return sheet, line + 1

    def _name(self, name: str) -> str:
        """A sheet name that office programs allow: no []:*?/\\, at most 31 characters, not used yet."""
        base = re.sub(r"[\[\]:*?/\\]", "_", safe_text(name)).strip("'")[:27] or "Sheet"
        found, number = base, 1
        while found.casefold() in self.names:
            number += 1
            found = f"{base}({number})"
        self.names.add(found.casefold())
        return found

    def _cell(self, sheet: Any, line: int, index: int, kind: Kind, value: object) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime.datetime):
            sheet.write_datetime(line, index, local(value), self.formats[Kind.MOMENT])
        elif isinstance(value, datetime.date):
            sheet.write_datetime(line, index, value, self.formats[Kind.DATE])
        elif isinstance(value, int | float) and not isinstance(value, bool) and kind in self.formats:
            shown = value / 100 if kind in (Kind.AREA, Kind.MONEY) else value
            sheet.write_number(line, index, shown, self.formats.get(kind))
        else:
            text = safe_text(shown_text(value))
            if len(text) > CELL_LIMIT:
                text = text[: CELL_LIMIT - len(CUT)] + CUT
                self.written.cut += 1
            sheet.write_string(line, index, text, self.guarded if FORMULA_START.match(text) else self.text)


def local(moment: datetime.datetime) -> datetime.datetime:
    """A moment as Asia/Shanghai's clock shows it, without its zone, as sheets want it."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment


def safe_text(text: str) -> str:
    """Text that can be encoded: half characters become the replacement mark."""
    return LONE_SURROGATE.sub("\ufffd", text)


def shown_text(value: object) -> str:
    """A value as text: several joined by "；", 是/否 for a truth value."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return "；".join(shown_text(part) for part in value)
    return (
        text_of(value)
        if isinstance(value, bool | int | float | datetime.date | datetime.time)
        else str(value)
    )


def csv_text(value: object, kind: Kind = Kind.TEXT) -> str:
    """A value for .csv. Text that could be taken for a formula gets an invisible blank of no width before it.

    Only text is guarded: a negative number is written as the number that it is.
    """
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value / 100:.2f}" if kind in (Kind.AREA, Kind.MONEY) else text_of(value)
    text = safe_text(shown_text(value))
    return GUARD + text if FORMULA_START.match(text) else text


def write_csv(target: Path | str, headings: Sequence[Heading], rows: Iterable[Sequence[object]]) -> Written:
    """Write UTF-8 with its mark, which Excel and WPS need to show Chinese; every text is quoted."""
    written = Written()
    with open(target, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([csv_text(heading.text) for heading in headings])
        for row in rows:
            pairs = zip(headings, row, strict=True)
            writer.writerow([csv_text(value, heading.kind) for heading, value in pairs])
            written.rows += 1
    return written


RETURNED_NOTE = "以下各行没有导入。请按“原因”改正后，把这个文件再导入一次；已经导入的行不会重复。"


def write_returned(
    target: Path | str | IO[bytes], table: Rows, returned: Iterable[Checked], note: str = ""
) -> Written:
    """Write the rows that were returned: their own columns as they came, then row number, cells and reasons.

    The file can be corrected and handed in again as it is.
    """
    headings = [Heading(text or f"（第{i}列）") for i, text in enumerate(table.headings, start=1)]
    headings += [Heading("原行号", Kind.INTEGER), Heading("单元格"), Heading("原因", width=60)]
    rows = (_returned_row(checked, len(table.headings)) for checked in returned if not checked.is_accepted)
    return write_xlsx(target, Page("退回", headings, rows, note or RETURNED_NOTE))


def _returned_row(checked: Checked, width: int) -> list[object]:
    cells: list[Cell] = [None if is_blank(cell) else cell for cell in checked.cells[:width]]
    places = "、".join(dict.fromkeys(fault.address for fault in checked.faults))
    reasons = "；".join(f"{fault.address} {fault.reason.words.zh}" for fault in checked.faults)
    return [*cells, checked.number, places, reasons]
