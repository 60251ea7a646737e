"""The API of figures: values with their definitions, and the rows behind them within the asker's rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from jinlin.base import figures
from jinlin.base.engine import Faulty
from jinlin.base.rest import ANSWERS, api, asker, stamp
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.insight.answers import answer, definition
from jinlin.insight.asking import read_asked
from jinlin.insight.models import Publication
from jinlin.insight.sight import opens

PAGE = 100
WRONG_PAGE = Reason("wrong_page", Words("页码从 1 起，是整数", "pages are whole numbers from 1"))


class FiguresOut(Schema):
    """Figures of one node and period."""

    node: str
    node_name: str
    level: str
    period: str
    running: bool
    as_of: str
    figures: list[dict[str, Any]]


class RowsOut(Schema):
    """Rows behind one figure, as far as the asker may open them."""

    id: str
    name: str
    node: str
    period: str
    as_of: str
    row_count: int
    value: str
    definition: dict[str, Any]
    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]
    next: int | None


@api.get("/figures", response={200: FiguresOut, **ANSWERS}, summary="数字 · Figures")
def figures_of(
    request: HttpRequest,
    node: str = "",
    period: str = "",
    id: list[str] = Query(default=[]),  # noqa: B008
) -> Any:
    """Every figure that makes sense for a node and a period. ``id`` may be given several times or with commas.

    Those who work there get every figure exactly; everybody else the public figures of a year, small numbers hidden.
    """
    ids = [part for one in id for part in one.split(",")]
    by = asker(request)
    return answer(
        read_asked(node=node, period=period, ids=ids, today=timezone.localdate(), by=by), by, timezone.now()
    )


@api.get(
    "/figures/{id}/rows", response={200: RowsOut, **ANSWERS}, summary="数字背后的明细 · Rows behind a figure"
)
def figure_rows(request: HttpRequest, id: str, node: str = "", period: str = "", page: str = "1") -> Any:
    """The rows behind a figure, a hundred a page; rows that the asker may not open are counted and not shown."""
    by = asker(request)
    asked = read_asked(node=node, period=period, ids=[id], today=timezone.localdate(), by=by)
    if not page.isdecimal() or not 1 <= int(page) < 10_000:
        raise Faulty({"page": WRONG_PAGE})
    if not opens(by, asked.node):
        raise Publication.DoesNotExist
    one, first = asked.figures[0], (int(page) - 1) * PAGE
    found = figures.value(one, asked.node, asked.period)
    rows = list(figures.rows_seen(one, asked.node, asked.period, by)[first : first + PAGE + 1])
    return {
        "id": one.id, "name": one.name.zh, "node": asked.node.code, "period": asked.period.text, "as_of": stamp(timezone.now()),
        "row_count": found.rows, "value": one.shown(found), "definition": definition(one),
        "columns": [{"code": column.code, "zh": column.words.zh, "en": column.words.en} for column in one.listing.columns],
        "rows": [figures.row_facts(one, row) for row in rows[:PAGE]], "next": int(page) + 1 if len(rows) > PAGE else None,
    }  # fmt: skip
