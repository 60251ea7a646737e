"""Reading any workbook that an office hands in: ``read(source, name) -> Book``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from jinlin.base.spreadsheets.book import About, Book
from jinlin.base.spreadsheets.limits import Limits, refusal
from jinlin.base.spreadsheets.source import bounded_bytes, check_path, kind_of

CONVERTER = Path(__file__).with_name("converter.py")


def read(
    source: Path | str | bytes | BinaryIO, name: str = "", *, limits: Limits | None = None, encoding: str = ""
) -> Book:
    """Read a workbook (.xlsx, .xls, .ods, .csv, .tsv, a web page named .xls); close the Book when done.

    ``name`` is the name under which it was handed in; the content decides what it is. ``encoding`` overrules
    the guess for text. Refused with the reasons of ``limits.WORDS``; nothing is unpacked in this process.
    """
    limits = limits or Limits()
    folder = tempfile.TemporaryDirectory(prefix="jinlin-sheet-")
    try:
        path = _on_disk(source, Path(folder.name), limits)
        check_path(path, limits)
        kind = kind_of(path, limits)
        sheets = _converted(path, kind, Path(folder.name), limits, encoding)
        if kind == "text":
            sheets[0]["name"] = Path(name or path.name).stem
        return Book(name or path.name, folder, sheets)
    except BaseException:
        folder.cleanup()
        raise


def _on_disk(source: Path | str | bytes | BinaryIO, folder: Path, limits: Limits) -> Path:
    """The file itself, or bytes and streams written down within the limit."""
    if isinstance(source, Path | str):
        return Path(source)
    data = source if isinstance(source, bytes) else bounded_bytes(source, limits)
    path = folder / "source"
    path.write_bytes(data)
    return path


def _converted(path: Path, kind: str, folder: Path, limits: Limits, encoding: str) -> list[About]:
    """Let the separate process convert the file; what ends that process is a refusal here."""
    given = [str(path), kind, str(folder), json.dumps(asdict(limits)), encoding]
    command = [sys.executable, "-I", str(CONVERTER), *given]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limits.seconds + 5, check=False)
    except subprocess.TimeoutExpired:
        raise refusal("too_slow", limit=limits.seconds) from None
    if done.returncode != 0:
        # Killed by the system for its memory (abort), its time (SIGXCPU, SIGKILL) or its output (SIGXFSZ).
        if done.returncode in (-24, -9):
            raise refusal("too_slow", limit=limits.seconds)
        raise refusal("too_large_unpacked")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        code = answer["refused"]
        bound = getattr(limits, code.removeprefix("too_many_"), 0)
        raise refusal(code, limit=bound, **answer["values"])
    (folder / "source").unlink(missing_ok=True)
    return list(answer["sheets"])
