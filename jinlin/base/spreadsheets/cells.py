"""Cells of a sheet: what a cell may hold, its address, and its text as a person sees it."""

from __future__ import annotations

import datetime
import re
import unicodedata

Cell = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

BLANKS = re.compile(r"\s+")
INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff"
BLANK_BESIDE_CJK = re.compile(rf"(?<=[{CJK}]) | (?=[{CJK}])")


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(column: int, row: int) -> str:
    """The address of a cell as offices write it: column from 0, row from 1; (2, 17) → C17."""
    return f"{column_letter(column)}{row}"


def from_spool(value: object) -> Cell:
    """A cell as the converter wrote it, with its dates made whole again."""
    if isinstance(value, dict):
        if "d" in value:
            return datetime.date.fromisoformat(value["d"])
        if "m" in value:
            return datetime.datetime.fromisoformat(value["m"])
        return datetime.time.fromisoformat(value["t"])
    return value  # type: ignore[return-value]


def text_of(cell: Cell) -> str:
    """A cell as text: 350802001001.0 → "350802001001", a date → 2026-09-03, nothing → ""."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a cell shows nothing: empty, or only blanks (full-width ones too)."""
    return cell is None or (isinstance(cell, str) and not INVISIBLE.sub("", cell).strip())


def header_text(cell: Cell) -> str:
    """A header cell on one line, without blanks beside Chinese characters."""
    text = INVISIBLE.sub("", text_of(cell))
    return BLANK_BESIDE_CJK.sub("", BLANKS.sub(" ", text)).strip()


def folded(text: str) -> str:
    """Text for comparing: full-width forms narrowed, no blanks, lower case."""
    return BLANKS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).casefold()
