"""Opening a file that was handed in: any workbook, or a packed text table (.csv.gz)."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from jinlin.base.spreadsheets import Book, Limits, read
from jinlin.base.spreadsheets.limits import MIB, refusal
from jinlin.base.spreadsheets.source import bounded_bytes

LIMITS = Limits(file=256 * MIB)
PACKED = b"\x1f\x8b"


def open_book(source: Path, name: str = "") -> Book:
    """Read a workbook of any layout; ``Refused`` says what is wrong with it."""
    called = name or source.name
    if source.is_file() and source.stat().st_size and _begins(source) == PACKED:
        return read(_unpacked(source), called.removesuffix(".gz"), limits=LIMITS)
    return read(source, called, limits=LIMITS)


def _begins(source: Path) -> bytes:
    with source.open("rb") as stream:
        return stream.read(2)


def _unpacked(source: Path) -> bytes:
    """The content of a packed file, refused one byte after the limit."""
    try:
        with gzip.open(source) as stream:
            return bounded_bytes(stream, LIMITS)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error):
        raise refusal("not_readable") from None
