"""Learning over the rows of a table (dictionaries by column name), as commands and pages call it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.learning.categories import Model
from jinlin.matters.learning.faults import Faults
from jinlin.matters.learning.hotspots import Topic, hotspots
from jinlin.matters.learning.repeats import RepeatGroup, repeats
from jinlin.matters.learning.tellings import Row
from jinlin.matters.learning.text import joined
from jinlin.matters.learning.training import train

ADDED = ("suggested", "score", "runner_ups")
"""Columns that ``suggest_rows`` adds."""
_TELLER = re.compile(
    r"用户|反映人|留言人|诉求人|来电人|来电号码|联系电话|手机|^user|^teller|^caller", re.IGNORECASE
)
_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?)?"
)
_MISSING = Words(
    "没有这一列：{column}（有：{columns}）", "there is no column {column} (there are: {columns})"
)

Table = Sequence[Mapping[str, Any]]


def train_from_rows(rows: Table, text: Sequence[str], label: str) -> Model:
    """Learn categories from labelled rows; ``text`` names the columns that make up the text, in order.

    Faults: no_rows, no_column (each missing one), wrong_column (the label among the texts), too_few_labels.
    """
    reasons = _column_faults(rows, [*text, label])
    if label in text:
        words = Words(
            "类别列 {column} 不能同时作为文本列", "the label column {column} cannot be a text column"
        )
        reasons.append(Reason("wrong_column", words.format(column=label)))
    _refuse(reasons)
    return train([_text(row, text) for row in rows], [_cell(row, label) for row in rows])


def suggest_rows(model: Model, rows: Table, text: Sequence[str]) -> list[dict[str, Any]]:
    """The rows as they came, in order, each with ``suggested``, ``score`` (0 to 1) and ``runner_ups`` added.

    Faults: no_column, wrong_column (the table already has one of the added columns).
    """
    reasons = _column_faults(rows, text, may_be_empty=True)
    taken = [column for column in ADDED if rows and column in rows[0]]
    words = Words("表中已有 {column} 列，不能再添加", "the table already has a column {column}")
    _refuse(reasons + [Reason("wrong_column", words.format(column=column)) for column in taken])
    suggestions = model.suggest(_text(row, text) for row in rows)
    return [
        {
            **row,
            "suggested": suggestion.category,
            "score": f"{suggestion.score:.4f}",
            "runner_ups": "；".join(f"{other.category} {other.score:.4f}" for other in suggestion.runner_ups),
        }
        for row, suggestion in zip(rows, suggestions, strict=True)
    ]


def hotspots_in_rows(
    rows: Table,
    text: Sequence[str],
    *,
    id: str | None = None,
    time: str | None = None,
    likes: str | None = None,
    opposes: str | None = None,
    teller: str | None = None,
    limit: int = 20,
) -> list[Topic]:
    """The hot spots of a table. The first text column is the title, the others are the detail.

    Without ``id`` rows are numbered from 1. Without ``teller`` a column that by its heading says who told
    (用户, 反映人, 电话 …) is taken; where there is none, the same words count as the same person. Blank cells
    of time and likes are left out. Faults: no_rows, no_column, wrong_time and wrong_number (no cell of the column
    can be read).
    """
    named = [column for column in (id, time, likes, opposes, teller) if column is not None]
    reasons = _column_faults(rows, [*text, *named])
    _refuse(reasons)
    teller = teller or teller_column(rows)
    times = [_time(row[time]) if time else None for row in rows]
    liked = [_number(row[likes]) if likes else None for row in rows]
    opposed = [_number(row[opposes]) if opposes else None for row in rows]
    unread = [
        _unreadable(code, column, rows, values)
        for code, column, values in (
            ("wrong_time", time, times),
            ("wrong_number", likes, liked),
            ("wrong_number", opposes, opposed),
        )
        if column is not None
    ]
    _refuse([reason for reason in unread if reason is not None])
    title, *details = text
    return hotspots(
        (
            Row(
                id=_cell(row, id) if id else str(position + 1),
                title=_cell(row, title) if details else "",
                detail=_text(row, details) if details else _cell(row, title),
                at=times[position],
                likes=max(0, (liked[position] or 0) - (opposed[position] or 0)),
                teller=_cell(row, teller) if teller else "",
            )
            for position, row in enumerate(rows)
        ),
        limit=limit,
    )


def repeats_in_rows(rows: Table, text: Sequence[str], *, id: str | None = None) -> list[RepeatGroup]:
    """Groups of rows that tell the same words again; without ``id`` rows are numbered from 1."""
    _refuse(_column_faults(rows, [*text, *([id] if id else [])]))
    return repeats(
        (_cell(row, id) if id else str(position + 1), _text(row, text)) for position, row in enumerate(rows)
    )


def teller_column(rows: Table) -> str | None:
    """The first column whose heading says that it names who told, or None."""
    return next((column for column in rows[0] if column and _TELLER.search(column)), None) if rows else None


def topic_as_dict(topic: Topic) -> dict[str, Any]:
    """A topic for JSON: ``name``, ``ids``, ``places``, ``from``, ``to`` (ISO dates or null), ``heat`` and its sum."""
    return {
        "name": topic.name,
        "ids": list(topic.ids),
        "places": list(topic.places),
        "from": topic.first_at.date().isoformat() if topic.first_at else None,
        "to": topic.last_at.date().isoformat() if topic.last_at else None,
        "heat": topic.heat.total,
        "heat_words": topic.heat.words.zh,
    }


def _column_faults(rows: Table, columns: Iterable[str], may_be_empty: bool = False) -> list[Reason]:
    columns = list(columns)
    if not rows:
        none = Words("表中没有数据行", "the table has no rows")
        return [] if may_be_empty else [Reason("no_rows", none)]
    if not columns:
        return [Reason("no_column", Words("没有指定文本列", "no text column was named"))]
    there = rows[0].keys()
    missing = dict.fromkeys(column for column in columns if column not in there)
    shown = "、".join(str(column) for column in there)
    return [Reason("no_column", _MISSING.format(column=column, columns=shown)) for column in missing]


def _refuse(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Faults(reasons)


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # spreadsheets hold every number as a float
    return "" if value is None else str(value).strip()


def _text(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    return joined(row.get(column) for column in columns)


def _time(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    found = _TIME.search(str(value or ""))
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _number(value: object) -> int | None:
    try:
        return int(float(str(value).strip().replace(",", "")))
    except (ValueError, OverflowError):
        return None


def _unreadable(code: str, column: str, rows: Table, values: Sequence[object]) -> Reason | None:
    """A reason where the column holds something and nothing of it can be read."""
    if any(value is not None for value in values) or not any(_cell(row, column) for row in rows):
        return None
    words = Words("{column} 列没有一格读得出来", "no cell of the column {column} can be read")
    return Reason(code, words.format(column=column))
