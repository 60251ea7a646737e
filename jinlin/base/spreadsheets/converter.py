"""The separate process that opens a foreign workbook: ``python converter.py SOURCE KIND FOLDER LIMITS``.

A workbook of a few kilobytes can ask for half a terabyte (one cell in the last row of the last column), and
the library that reads it then ends its process. So it is read here, under limits of memory and processor time
that the system enforces, and every sheet is written to FOLDER as lines of JSON: ``[row number, [cells]]``,
empty rows left out. A page of names goes to standard output. This file imports nothing of the project: it
starts in a fraction of a second, and what goes wrong in it stays in it.

A cell is ``null``, a text, a number, a truth value, or ``{"d": date}``, ``{"m": moment}``, ``{"t": time}``.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import json
import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

NumberedRow = tuple[int, list[object]]

WHOLE = 2**53
TEXT_FORMULA = re.compile(r'^="(.*)"$', re.S)


class Refusal(Exception):
    """What is wrong with the file, as a code that the caller turns into words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def plain(value: object) -> object:
    """A cell as JSON can carry it; 350802001001.0 becomes 350802001001, seconds are rounded to whole ones."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < WHOLE else value
    if isinstance(value, datetime.datetime):
        return {"m": _whole_seconds(value).isoformat(sep=" ")}
    if isinstance(value, datetime.date):
        return {"d": value.isoformat()}
    if isinstance(value, datetime.time):
        moment = _whole_seconds(datetime.datetime.combine(datetime.date(2000, 1, 1), value))
        return {"t": moment.time().isoformat()}
    if isinstance(value, datetime.timedelta):
        return str(value)
    return value


def _whole_seconds(moment: datetime.datetime) -> datetime.datetime:
    return (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)


def write_sheet(path: Path, rows: Iterable[NumberedRow], limits: dict[str, int]) -> dict[str, int]:
    """Write the non-empty rows and return how many rows, columns and filled rows there are."""
    last_row = columns = filled = 0
    with path.open("w", encoding="utf-8", errors="surrogatepass") as out:
        for number, row in rows:
            while row and (row[-1] is None or row[-1] == ""):
                row.pop()
            if not row:
                continue
            if number > limits["rows"]:
                raise Refusal("too_many_rows", rows=number)
            if len(row) > limits["columns"]:
                raise Refusal("too_many_columns", columns=len(row))
            last_row, filled, columns = number, filled + 1, max(columns, len(row))
            out.write(json.dumps([number, row], ensure_ascii=False, separators=(",", ":")))
            out.write("\n")
    return {"rows": last_row, "columns": columns, "filled": filled}


def workbook(source: str, folder: Path, limits: dict[str, int]) -> list[dict[str, object]]:
    """Convert an .xlsx, .xls or .ods."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(source)
    known = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if len(known) > limits["sheets"]:
        raise Refusal("too_many_sheets", sheets=len(known))
    found: list[dict[str, object]] = []
    for index, about in enumerate(known):
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height > limits["rows"]:
            raise Refusal("too_many_rows", rows=sheet.total_height)
        if sheet.total_width > limits["columns"]:
            raise Refusal("too_many_columns", columns=sheet.total_width)
        lead = [None] * (sheet.start[1] if sheet.start else 0)
        rows = ((n, lead + [plain(c) for c in row]) for n, row in enumerate(sheet.iter_rows(), start=1))
        counted = write_sheet(folder / f"{index}.jsonl", rows, limits)
        merged = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])[: limits["merged"]]]
        visible = about.visible == SheetVisibleEnum.Visible
        found.append({"name": about.name, "visible": visible, "merged": merged, **counted})
        del sheet
    return found


def encoding_of(head: bytes, source: str) -> str:
    """The encoding of a text file by its mark, its zero bytes (UTF-16), or by trying UTF-8 and GB18030."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return "utf-16-be" if even > odd else "utf-16-le"
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with open(source, "rb") as stream:
                while block := stream.read(1 << 20):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            return name
        except UnicodeDecodeError:
            continue
    raise Refusal("wrong_encoding")


def delimiter_of(lines: list[str]) -> str:
    """The separator that cuts most of the first lines into the same number of parts."""
    best, best_score = ",", 0.0
    for mark in ("\t", ",", ";", "|", "，"):
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        common = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        wide = [w for w in widths if w > 1]
        score = (
            (widths.count(common) / len(widths) if common > 1 else 0) + min(len(wide), 20) / 100
            if wide
            else 0
        )
        if score > best_score:
            best, best_score = mark, score
    return best


def text_table(source: str, folder: Path, limits: dict[str, int], encoding: str) -> list[dict[str, object]]:
    """Convert a .csv, .tsv or other separated text."""
    with open(source, "rb") as stream:
        head = stream.read(4096)
    encoding = encoding or encoding_of(head, source)
    csv.field_size_limit(limits["text"])
    try:
        with open(source, encoding=encoding, newline="") as stream:
            sample = stream.read(1 << 16).splitlines()[:50]
            mark = sample[0][4:5] if sample and sample[0].lower().startswith("sep=") else ""
            stream.seek(0)
            if mark:
                stream.readline()
            rows = _text_rows(stream, mark or delimiter_of(sample), start=2 if mark else 1)
            counted = write_sheet(folder / "0.jsonl", rows, limits)
    except UnicodeError as error:
        raise Refusal("wrong_encoding") from error
    except csv.Error as error:
        raise Refusal("too_long_cell" if "limit" in str(error) else "wrong_text_table") from error
    return [{"name": "", "visible": True, "merged": [], "encoding": encoding, **counted}]


def _text_rows(stream: Iterable[str], mark: str, start: int) -> Iterator[tuple[int, list[object]]]:
    for number, row in enumerate(csv.reader(stream, delimiter=mark), start=start):
        yield number, [_text_cell(cell) for cell in row]


def _text_cell(cell: str) -> str | None:
    """A cell of a text table; ``="00123"``, by which offices keep leading zeros, is its text."""
    found = TEXT_FORMULA.match(cell)
    return (found.group(1).replace('""', '"') if found else cell) or None


class PageTable(HTMLParser):
    """The tables of a web page that some systems export under the name .xls."""

    def __init__(self, limits: dict[str, int]) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.rows: list[tuple[int, list[object]]] = []
        self.merged: list[list[int]] = []
        self.taken: set[tuple[int, int]] = set()
        self.row = -1
        self.column = 0
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close_cell()
            self.row, self.column = self.row + 1, 0
            self.rows.append((self.row + 1, []))
        elif tag in ("td", "th") and self.row >= 0:
            self._close_cell()
            self._open_cell(dict(attrs))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        while (self.row, self.column) in self.taken:
            self.column += 1
        high, wide = (self._span(attrs.get(name)) for name in ("rowspan", "colspan"))
        if high > 1 or wide > 1:
            if high * wide + len(self.taken) > self.limits["merged"]:
                raise Refusal("too_many_merged")
            self.merged.append([self.row, self.column, self.row + high - 1, self.column + wide - 1])
            self.taken.update(
                (self.row + down, self.column + right) for down in range(high) for right in range(wide)
            )
        cells = self.rows[-1][1]
        cells.extend([None] * (self.column - len(cells)))
        cells.append(None)
        self.cell = []
        self.column += wide

    def _span(self, value: str | None) -> int:
        number = int(value) if value and value.strip().isdigit() and len(value) < 6 else 1
        return max(1, min(number, self.limits["columns"]))

    def _close_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1][1][-1] = "".join(self.cell).strip() or None
            self.cell = None


def page(source: str, folder: Path, limits: dict[str, int], encoding: str) -> list[dict[str, object]]:
    """Convert the tables of a web page, one under the other."""
    raw = Path(source).read_bytes()
    encoding = encoding or encoding_of(raw[:4096], source)
    reader = PageTable(limits)
    reader.feed(raw.decode(encoding))
    reader.close()
    counted = write_sheet(folder / "0.jsonl", reader.rows, limits)
    return [{"name": "", "visible": True, "merged": reader.merged, "encoding": encoding, **counted}]


def limit_this_process(limits: dict[str, int]) -> None:
    """Let the system refuse memory and time beyond the limits (on Unix; elsewhere the caller's clock)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["spool"], limits["spool"]))


def main(source: str, kind: str, folder: str, limits_json: str, encoding: str = "") -> int:
    """Convert and print the page of names; a refusal is printed as its code."""
    limits = json.loads(limits_json)
    limit_this_process(limits)
    answer: dict[str, object]
    try:
        if kind == "text":
            answer = {"sheets": text_table(source, Path(folder), limits, encoding)}
        elif kind == "page":
            answer = {"sheets": page(source, Path(folder), limits, encoding)}
        else:
            answer = {"sheets": workbook(source, Path(folder), limits)}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        answer = {"refused": "too_large_unpacked", "values": {}}
    except (
        Exception
    ) as error:  # whatever the library throws at a broken file is one refusal: it cannot be read
        locked = type(error).__name__ == "PasswordError" or "password" in str(error).lower()
        answer = {"refused": "not_readable_with_password" if locked else "not_readable", "values": {}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
