"""A filled .docx as PDF without a word processor: its blocks are read and set by typst in the platform's fonts.

Read: paragraphs with their styles (headings, alignment, indents, spacing, bold, size, colour, song or hei type),
lists, tables with joined cells, pictures in the line, page breaks, page size and margins, head and foot. Left out:
drawings that float, fields, foot notes, columns. What an office needs beyond that, it prints from its .docx.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from jinlin.base.documents.setting import pdf

ALIGN = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right", WD_ALIGN_PARAGRAPH.LEFT: "left"}  # fmt: skip
SANS = ("黑", "雅黑", "sans", "hei", "方正小标宋", "等线")
MARKS = ("•", "–", "·")
SIZE = 12.0


def pdf_of_docx(document: bytes, *, at: dt.datetime) -> bytes:
    """The document as PDF. The same document and instant give the same bytes. Refused: ``no_font``."""
    made = Document(io.BytesIO(document))
    section = made.sections[0]
    data = {
        "title": made.core_properties.title or _first_text(made),
        "page": {
            "width": _points(section.page_width, 595), "height": _points(section.page_height, 842),
            "top": _points(section.top_margin, 85), "bottom": _points(section.bottom_margin, 75),
            "left": _points(section.left_margin, 76), "right": _points(section.right_margin, 70),
        },
        "header": list(_blocks(section.header)), "footer": list(_blocks(section.footer)),
        "blocks": list(_blocks(made)),
    }  # fmt: skip
    for end in ("header", "footer"):
        if not any(run["kind"] != "text" or run["text"].strip() for run in _runs_of(data[end])):
            data[end] = []
    return pdf("base/documents/papers/outline.typ", data, at=at)


def _first_text(made: Any) -> str:
    return next((one.text.strip() for one in made.paragraphs if one.text.strip()), "文件")


def _runs_of(blocks: Any) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from block.get("runs", ())
        for cell in block.get("cells", ()):
            yield from _runs_of(cell["blocks"])


def _points(length: Any, otherwise: float) -> float:
    return round(length.pt, 2) if length is not None else otherwise


def _blocks(holder: Any, counts: dict[tuple[str, int], int] | None = None) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables in their order; ``counts`` numbers the entries of each list."""
    counts = {} if counts is None else counts
    for part in holder.iter_inner_content():
        if isinstance(part, Table):
            yield _table(part, counts)
            continue
        yield _paragraph(part, counts)
        if any(one.get(qn("w:type")) == "page" for one in part._p.iter(qn("w:br"))):
            yield {"kind": "page"}


_CHAINS: WeakKeyDictionary[Any, dict[str | None, tuple[Any, ...]]] = WeakKeyDictionary()
"""By part of a document and name of a style. Each look for a style goes through all of them: of a paper of a few
hundred paragraphs that was nearly all the work."""


def _styles(paragraph: Paragraph) -> tuple[Any, ...]:
    """The paragraph's style and those that it is built on, nearest first."""
    known = _CHAINS.setdefault(paragraph.part, {})
    name = paragraph._p.style
    if name not in known:
        chain, style = [], paragraph.style
        while style is not None:
            chain.append(style)
            style = style.base_style  # type: ignore[assignment]
        known[name] = tuple(chain)
    return known[name]


def _inherited(paragraph: Paragraph, read: Callable[[Any], Any], own: Any = None) -> Any:
    for holder in (own if own is not None else paragraph, *_styles(paragraph)):
        found = read(holder)
        if found is not None:
            return found
    return None


def _paragraph(paragraph: Paragraph, counts: dict[tuple[str, int], int]) -> dict[str, Any]:
    def length(name: str) -> float:
        found = _inherited(paragraph, lambda holder: getattr(holder.paragraph_format, name))
        return _points(found, 0.0)

    names = [style.name or "" for style in _styles(paragraph)]
    heading = next((name for name in names if name.startswith("Heading ") or name == "Title"), "")
    spacing = _inherited(paragraph, lambda holder: holder.paragraph_format.line_spacing)
    first, left = length("first_line_indent"), length("left_indent")
    mark = _mark(paragraph, names, counts)
    return {
        "kind": "paragraph",
        "level": 1 if heading == "Title" else int(heading[-1]) if heading else 0,
        "align": ALIGN.get(_inherited(paragraph, lambda holder: holder.paragraph_format.alignment), "both"),
        "first": 0.0 if mark else max(first, 0.0), "hanging": max(-first, 0.0) if not mark else 0.0,
        "left": max(left + (min(first, 0.0) if mark else 0.0), 0.0), "right": length("right_indent"),
        "above": length("space_before"), "below": length("space_after"),
        # A multiple of the line; an exact height is taken as the multiple nearest to it.
        "lines": spacing if isinstance(spacing, float) else round(spacing.pt / 15, 2) if spacing is not None else 1.25,
        "mark": mark, "runs": [piece for run in paragraph.iter_inner_content() for piece in _pieces(paragraph, run)],
    }  # fmt: skip


def _mark(paragraph: Paragraph, names: list[str], counts: dict[tuple[str, int], int]) -> str:
    """What stands before an entry of a list."""
    numbered = next((name for name in names if name.startswith("List Number")), "")
    bullet = next((name for name in names if name.startswith("List Bullet")), "")
    if numbered:
        at = (numbered, 0)
        counts[at] = counts.get(at, 0) + 1
        return f"{counts[at]}."
    if bullet:
        return MARKS[min(int(bullet[-1]) - 1 if bullet[-1].isdigit() else 0, len(MARKS) - 1)]
    properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if properties is None or properties.numId is None or not properties.numId.val:
        return ""
    depth = properties.ilvl.val if properties.ilvl is not None else 0
    return MARKS[min(depth, len(MARKS) - 1)]


def _pieces(paragraph: Paragraph, part: Any) -> Iterator[dict[str, Any]]:
    for run in part.runs if not isinstance(part, Run) else [part]:
        look = _look(paragraph, run)
        for inner in run.iter_inner_content():
            if not isinstance(inner, str):
                yield from _pictures(paragraph, inner)
                continue
            for number, line in enumerate(inner.split("\n")):
                if number:
                    yield {"kind": "break"}
                for column, text in enumerate(line.split("\t")):
                    if column:
                        yield {"kind": "tab"}
                    if text:
                        yield {"kind": "text", "text": text, **look}


def _look(paragraph: Paragraph, run: Run) -> dict[str, Any]:
    def said(read: Callable[[Any], Any]) -> Any:
        return _inherited(paragraph, read, own=run)

    size = said(lambda holder: holder.font.size)
    colour = said(lambda holder: holder.font.color.rgb if holder.font.color is not None else None)
    family = (said(_family) or "").casefold()
    return {
        "bold": bool(said(lambda holder: holder.font.bold)), "underline": bool(said(lambda holder: holder.font.underline)),
        "raised": bool(run.font.superscript), "size": size.pt if size is not None else SIZE,
        "colour": f"#{colour}" if colour is not None else "", "face": "sans" if any(one in family for one in SANS) else "serif",
    }  # fmt: skip


def _family(holder: Any) -> str | None:
    element = holder._element if isinstance(holder, Run) else holder.element
    properties = element.rPr
    faces = properties.find(qn("w:rFonts")) if properties is not None else None
    return faces.get(qn("w:eastAsia")) if faces is not None else None


def _pictures(paragraph: Paragraph, drawing: Any) -> Iterator[dict[str, Any]]:
    element = getattr(drawing, "_drawing", None)
    if element is None:
        return
    for blip in element.iter("{*}blip"):
        related = paragraph.part.related_parts.get(blip.get(qn("r:embed")))
        extent = next(element.iter("{*}extent"), None)
        known = next(element.iter("{*}docPr"), None)
        if related is not None and related.content_type in ("image/png", "image/jpeg", "image/gif"):
            yield {
                "kind": "picture", "bytes": related.blob, "alt": (known.get("descr") if known is not None else "") or "",
                "width": round(int(extent.get("cx")) / 12700, 1) if extent is not None else 120,
            }  # fmt: skip


def _table(table: Table, counts: dict[tuple[str, int], int]) -> dict[str, Any]:
    cells, seen = [], {}
    for y, row in enumerate(table.rows):
        x = row.grid_cols_before
        for cell in row._tr.tc_lst:
            across = cell.grid_span
            if cell.vMerge == "continue":
                # Below the first of joined cells: that one grows.
                seen[x]["down"] += 1 if x in seen else 0
            else:
                seen[x] = {"x": x, "y": y, "across": across, "down": 1, "fill": _fill(cell),
                           "blocks": list(_blocks(_cell(cell, table), counts))}  # fmt: skip
                cells.append(seen[x])
            x += across
    columns = max((cell["x"] + cell["across"] for cell in cells), default=1)
    widths = [column.width for column in table.columns]
    known = [round(width.pt, 1) for width in widths if width]
    style = table.style.name if table.style is not None else ""
    return {
        "kind": "table", "cells": cells, "widths": known if len(known) == columns else [1] * columns,
        "ruled": "Grid" in (style or "") or table._tbl.tblPr.find(qn("w:tblBorders")) is not None,
    }  # fmt: skip


def _cell(element: Any, table: Table) -> Any:
    from docx.table import _Cell

    return _Cell(element, table)


def _fill(cell: Any) -> str:
    shade = cell.tcPr.find(qn("w:shd")) if cell.tcPr is not None else None
    colour = shade.get(qn("w:fill")) if shade is not None else None
    return f"#{colour}" if colour and colour.casefold() != "auto" and len(colour) == 6 else ""
