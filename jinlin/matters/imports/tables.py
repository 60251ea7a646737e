"""Learning over files of any layout, without a database: train, suggest, hot spots. What the command line calls.

The rows go through ``matters.learning``; that library is loaded only when it is asked for.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.cells import Cell
from jinlin.base.spreadsheets.columns import bare
from jinlin.base.spreadsheets.writing import csv_text
from jinlin.base.words import Words
from jinlin.matters.imports.source import open_book

MODEL = "categories.npz"
AGAINST = ("反对数", "反对", "点踩数", "dislikes", "opposes")
PLAIN = ("utf-8", "ascii")

Rows = list[dict[str, Cell]]


def model_path(folder: Path | None = None) -> Path:
    """Where learned categories lie: in the folder given, else under the deployment's data."""
    return (folder or Path(settings.ENV.data) / "models") / MODEL


def rows_of(path: Path) -> tuple[Rows, str]:
    """Every row of the file's table by its headings, in order, and the encoding where it is text.

    Nothing is left out but empty rows; a heading that stands twice is numbered.
    """
    with open_book(path) as book:
        headings: list[str] = []
        for place, heading in enumerate(book.table.headings, 1):
            name = heading or f"（第{place}列）"
            headings.append(name if name not in headings else f"{name}（{place}）")
        return [dict(zip(headings, row.cells, strict=True)) for row in book.table.walk()], book.encoding


def train_file(path: Path, *, text: Sequence[str], label: str, folder: Path | None = None) -> dict[str, Any]:
    """Learn categories from a labelled file and keep the model; ``Refused`` with every fault."""
    from jinlin.matters.learning import train_from_rows

    rows, _ = rows_of(path)
    names = _headings(rows, [*text, label])
    model = _told(lambda: train_from_rows(rows, names[:-1], names[-1]))
    target = model_path(folder)
    _writable(target.parent)
    model.save(target)
    return {
        "model": str(target), "rows": len(rows), "trained_on": model.trained_on, "categories": list(model.categories),
        "left_out": [{"label": name, "texts": count} for name, count in model.left_out],
    }  # fmt: skip


def suggest_file(path: Path, *, text: Sequence[str], out: Path, model: Path | None = None) -> dict[str, Any]:
    """Write the rows as they came, in order, with ``suggested``, ``score`` and ``runner_ups``; all faults at once."""
    from jinlin.matters.learning import Model, suggest_rows

    known = model or model_path()
    faults = [] if known.is_file() else [_no_model(known)]
    rows: Rows = []
    encoding = ""
    try:
        rows, encoding = rows_of(path)
    except Refused as refused:
        faults += refused.reasons
    names = _headings(rows, list(text))
    if faults:
        raise Refused(*faults, *_absent(rows, names))
    answered = _told(lambda: suggest_rows(Model.load(known), rows, names))
    write_rows(out, answered, mark=encoding not in PLAIN)
    return {"out": str(out), "rows": len(answered), "model": str(known)}


def hotspots_file(
    path: Path, *, text: Sequence[str], id: str = "", time: str = "", likes: str = "", limit: int = 20
) -> dict[str, Any]:
    """The ranked topics of a file, with the formula of their heat; ``Refused`` with every fault."""
    from jinlin.matters.learning import FORMULA, hotspots_in_rows, topic_as_dict

    rows, _ = rows_of(path)
    named = _headings(rows, [*text, *filter(None, (id, time, likes))])
    told = dict(zip([*text, *filter(None, (id, time, likes))], named, strict=True))
    against = next((name for name in (rows[0] if rows and likes else ()) if bare(name) in AGAINST), None)
    found = _told(
        lambda: hotspots_in_rows(
            rows, [told[name] for name in text], id=told.get(id), time=told.get(time), likes=told.get(likes),
            opposes=against, limit=limit,
        )
    )  # fmt: skip
    return {
        "topics": [{"rank": rank, **topic_as_dict(topic)} for rank, topic in enumerate(found, 1)],
        "formula": {"zh": FORMULA.zh, "en": FORMULA.en},
        "rows": len(rows),
    }


def write_rows(target: Path, rows: Sequence[dict[str, Any]], *, mark: bool) -> None:
    """Write CSV that evaluates nothing, beside the target first; ``mark`` puts the sign that Excel needs before it."""
    _writable(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".suggested-")
    with os.fdopen(handle, "w", encoding="utf-8-sig" if mark else "utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([csv_text(heading) for heading in (rows[0] if rows else ())])
        writer.writerows([csv_text(cell) for cell in row.values()] for row in rows)
    os.chmod(name, 0o644)
    Path(name).replace(target)


def _headings(rows: Rows, wanted: Sequence[str]) -> list[str]:
    """The columns meant: the very heading, or the one that differs only in blanks, brackets and width."""
    there: Iterable[str] = rows[0] if rows else ()
    alike = {bare(heading): heading for heading in reversed(list(there))}
    return [name if name in set(there) else alike.get(bare(name), name) for name in wanted]


def _absent(rows: Rows, names: Sequence[str]) -> list[Reason]:
    """The named columns that a table does not have, told together with its other faults."""
    there = rows[0].keys() if rows else names
    words = Words("没有这一列：{column}", "there is no column {column}")
    return [Reason("no_column", words.format(column=name)) for name in names if name not in there]


def _told(act: Any) -> Any:
    """The answer; the library's faults become a refusal with the same reasons."""
    from jinlin.matters.learning import Faults

    try:
        return act()
    except Faults as faults:
        raise Refused(*faults.reasons) from None


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = Words(f"不能写入 {folder}：{error.strerror}", f"can't write to {folder}: {error.strerror}")
        raise Refused(Reason("not_writable", words)) from None
    if not os.access(folder, os.W_OK):
        raise Refused(Reason("not_writable", Words(f"不能写入 {folder}", f"can't write to {folder}")))


def _no_model(path: Path) -> Reason:
    words = Words(
        f"还没有学到类别（{path} 不存在）；先运行 jinlin categories train",
        f"nothing was learned yet ({path} is missing); run jinlin categories train first",
    )
    return Reason("no_model", words)
