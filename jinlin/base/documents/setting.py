"""A paper as PDF: a typst file of the project and the values that it is given."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from jinlin.base.documents.fonts import families, fonts

ROOT = Path(__file__).resolve().parents[2]
"""What a typst file may import or read: the project's own package, nothing above it."""

ARCHIVE = "a-2u"
"""PDF/A-2u: fonts inside, every character readable as text, fit for an archive."""


def pdf(template: str, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """Set one paper. The same template, data and instant give the same bytes.

    ``template`` is a path below the package, such as ``organisations/papers/agreement.typ``; it begins with
    ``#import "/base/documents/papers/paper.typ": *`` and takes its values by ``given()``. ``data`` is plain:
    texts, numbers, lists, mappings, dates (written as text), ``Words`` in the reader's language, and ``bytes`` of
    pictures, which the paper shows by ``picture(data.photo)``; a drawing is given as SVG text. Text is
    never read as markup. Refused: ``no_font``. Raises ``typst.TypstError`` for a faulty template.
    """
    given = json.dumps({**data, "families": families()}, ensure_ascii=False, default=_plain)
    compiler = typst.Compiler(
        str(ROOT / template), root=str(ROOT), font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"given": given},
    )  # fmt: skip
    made = compiler.compile(format="pdf", pdf_standards=ARCHIVE, timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(f"{template}: typst answered {type(made).__name__}")
    return made


def _plain(value: object) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return list(bytes(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)
