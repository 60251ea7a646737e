"""A figure's own page: its number, definition, twelve months, table by what lies below, rows, papers; export."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jinlin.base import figures, nodes
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.figures import Figure
from jinlin.base.files import download_header
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, Page, write_csv, write_xlsx
from jinlin.insight import boards, guarding, words
from jinlin.insight.commands import publish
from jinlin.insight.publishing import editions
from jinlin.insight.sight import opens, publishes
from jinlin.insight.web.board_pages import BELOW, choices, node_for, period_for

PAGE = 50
EXPORT_LIMIT = 50_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Rows:
    """One page of the rows behind a figure, as far as the reader may open them."""

    items: list[dict[str, Any]]
    page: int
    more: bool
    q: str


def _figure(request: HttpRequest, node: Node, id: str) -> tuple[Figure, Period, Any]:
    one = figures.figures.get(id)
    period, fault = period_for(request)
    if one is None:
        raise Http404
    if not one.fits(node, period):
        if node.level not in one.levels:
            raise Http404
        year = choices(timezone.localdate())[0]
        return one, year, fault or _("这个数没有这种时期，下面是今年的")
    return one, period, fault


@staff()
@require_safe
def figure(request: HttpRequest, code: str, id: str) -> HttpResponse:
    """One figure of one node and period, opened down to its rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    node = node_for(request, code)
    one, period, fault = _figure(request, node, id)
    below = [child for child in nodes.children(node) if one.fits(child, period)]
    found = figures.values([one], [node, *below], [period]) | figures.values(
        [one], [node], [period.previous, *_months(one, period)]
    )
    card = boards.card(one, node, period, found)
    table = guarding.table(one, node, below, period, found) if below else []
    hidden = sum(row.hidden for row in table)
    points = [boards.point(one, node, month, found) for month in _months(one, period)]
    context = {
        "node": node, "figure": one, "period": period, "fault": fault, "card": card, "points": points, "at": timezone.now(),
        "line_words": words.line(one.name, [p.month for p in points], [p.number for p in points], [p.shown for p in points]) if points else None,
        "table": [(row, "—" if row.hidden or boards.number_of(one, row.value) is None else one.shown(row.value)) for row in table], "below_words": BELOW.get(node.level, ""), "scale": 1000 if one.kind == "share" else 0,
        "table_words": words.below(one.name, len(table) - hidden, hidden, card.shown), "hidden": hidden, "hidden_words": words.HIDDEN,
        "bars": [(row.node.name, None if row.hidden else boards.number_of(one, row.value), "—" if row.hidden else one.shown(row.value)) for row in table],
        "rows": _rows(one, node, period, actor, request), "columns": one.listing.columns, "choices": [p for p in choices(timezone.localdate()) if one.fits(node, p)],
        "papers": editions(one, node, period, card.value) if card.value else [], "may_publish": publishes(actor, node), "query": urlencode({"period": period.text}),
        "chain": [above for above in nodes.above(node) if opens(actor, above)],
    }  # fmt: skip
    return render(request, "insight/figure.html", context)


def _months(one: Figure, period: Period) -> tuple[Period, ...]:
    """The months of a figure's line; none where it makes no sense by month."""
    return period.twelve if "month" in one.periods else ()


def _found(one: Figure, node: Node, period: Period, actor: Actor, q: str) -> QuerySet[Any]:
    rows = figures.rows_seen(one, node, period, actor)
    if not q:
        return rows
    condition = Q(pk__in=[])
    for lookup in one.listing.search:
        condition |= Q(**{f"{lookup}__contains": q})
    return rows.filter(condition)


def _rows(one: Figure, node: Node, period: Period, actor: Actor, request: HttpRequest) -> Rows:
    q = request.GET.get("q", "").strip()[:40] if one.listing.search else ""
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < int(asked) < 10_000 else 1
    first = (page - 1) * PAGE
    rows = list(_found(one, node, period, actor, q)[first : first + PAGE + 1])
    return Rows([_row(one, row) for row in rows[:PAGE]], page, len(rows) > PAGE, q)


def _row(one: Figure, row: Any) -> dict[str, Any]:
    listing = one.listing
    return {
        "name": listing.name(row), "link": listing.link(row),
        "cells": [(column.words, column.value(row)) for column in listing.columns],
    }  # fmt: skip


@staff()
@require_safe
def figure_export(request: HttpRequest, code: str, id: str, kind: str) -> HttpResponse:
    """The rows behind a figure that the reader may open, as CSV or workbook, with where they come from."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    node = node_for(request, code)
    one, period, _fault = _figure(request, node, id)
    if kind not in TYPES:
        raise Http404
    if one.listing.persons:
        messages.error(request, _("带姓名的名单不从这里导出：要写明用途，由另一位同事放行"))
        return HttpResponseRedirect(
            f"{reverse('figure', args=[node.code, one.id])}?{urlencode({'period': period.text})}"
        )
    listing, q = one.listing, request.GET.get("q", "").strip()[:40]
    found = _found(one, node, period, actor, q if listing.search else "")[:EXPORT_LIMIT]
    headings = [Heading(_("名称")), *(Heading(str(column.words)) for column in listing.columns)]
    made = ([listing.name(row), *(column.value(row) for column in listing.columns)] for row in found)
    title = f"{one.name.zh}-{node.name}-{period.text}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"out.{kind}"
        if kind == "csv":
            write_csv(target, headings, made)
        else:
            note = f"来源：近邻平台数字 {one.id} {one.name.zh}（定义第 {one.version} 版：{one.formula.zh}）；{node.name}；{period.words.zh}；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
            write_xlsx(target, Page(name="明细", headings=headings, rows=made, note=note))
        body = target.read_bytes()
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = download_header(f"{title}.{kind}")
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff()
@require_POST
def figure_publish(request: HttpRequest, code: str, id: str) -> HttpResponse:
    """Publish the number as it stands; pressed twice, it is published once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    node = node_for(request, code)
    if not publishes(actor, node):
        raise Http404
    period_text, note = request.POST.get("period", ""), request.POST.get("note", "")
    request.GET = request.GET.copy()
    request.GET["period"] = period_text
    one, period, _fault = _figure(request, node, id)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"pk": publish(figure=one, node=node, period=period, by=actor, note=note).pk}

    try:
        once(
            scope=f"publish:{actor.account}:{node.code}",
            key=request.POST.get("key", ""),
            content=[one.id, period.text, note],
            act=act,
        )
        messages.success(request, _("已公布；以后有更正，这里会写明变了什么"))
    except Refused as refused:
        messages.error(request, str(refused.reason.words))
    return HttpResponseRedirect(
        f"{reverse('figure', args=[node.code, one.id])}?{urlencode({'period': period.text})}"
    )


@staff()
@require_safe
def figure_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure that makes sense here with its definition, group by group; each group's numbers are asked for when they
    come into sight, so that the page costs the same however many there are. ``group`` answers one group's numbers.
    """
    node = node_for(request, code)
    period, fault = period_for(request)
    every = {one.id for one in figures.figures.values() if one.fits(node, period)}
    wanted = request.GET.get("group", "")
    groups = [
        (code, title, [figures.figures[id] for id in ids if id in every])
        for code, (title, ids) in figures.groups.items() if not wanted or code == wanted
    ]  # fmt: skip
    groups = [one for one in groups if one[2]]
    if wanted and not groups:
        raise Http404
    shown = numbers(groups[0][2], node, period) if wanted else {}
    context = {
        "node": node, "period": period, "fault": fault, "choices": choices(timezone.localdate()), "at": timezone.now(),
        "groups": [(code, title, [(one, shown.get(one.id)) for one in rows]) for code, title, rows in groups], "whole": not wanted,
        "chain": [one for one in nodes.above(node) if opens(request.actor, one)],  # type: ignore[attr-defined]
    }  # fmt: skip
    name = (
        "insight/_figure_group.html"
        if request.headers.get("HX-Request") and wanted
        else "insight/figure_list.html"
    )
    return render(request, name, context)


def numbers(declared: list[Figure], node: Node, period: Period) -> dict[str, str]:
    """The numbers of some figures as people read them, by id; those without a number are left out."""
    found = figures.values(declared, [node], [period])
    return {
        one.id: one.shown(value) for one in declared if (value := found.get((one.id, node.code, period.text)))
    }  # fmt: skip
