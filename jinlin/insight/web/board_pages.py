"""Dashboards: of one's own place and of any below, and the wall screen that refreshes itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base import figures, nodes, periods
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.insight import boards, walls
from jinlin.insight.asking import home
from jinlin.insight.sight import opens
from jinlin.places.public import roots

EVERY = 60
"""Seconds between two readings of the wall screen."""
BELOW = {
    "province": Words("市", "City"), "city": Words("区县", "District"), "district": Words("街道", "Street"), "street": Words("社区", "Community"),
    "community": Words("小区", "Estate"), "estate": Words("楼栋", "Building"),
}  # fmt: skip


def node_for(request: HttpRequest, code: str) -> Node:
    """The node of an address where the reader's seats reach over it; everybody else finds nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        node = nodes.find(code)
    except Refused:
        raise Http404 from None
    if not opens(actor, node):
        raise Http404
    return node


def period_for(request: HttpRequest) -> tuple[Period, Words | None]:
    """The period asked for, else this year; with why where it could not be read."""
    today = timezone.localdate()
    asked = request.GET.get("period", "").strip()[:40]
    try:
        return periods.parse(asked or f"{today:%Y}", today=today), None
    except Refused as refused:
        return periods.year_of(today, today=today), refused.reason.words


def chain(actor: Actor, node: Node) -> list[Node]:
    """The nodes above that the reader may open too; nothing is asked at the reader's own place."""
    return [] if node.path in roots(actor) else [one for one in nodes.above(node) if opens(actor, one)]


def choices(today: Any) -> list[Period]:
    """The periods that a page offers: this year, quarter and month, last month, last year."""
    year, month = periods.year_of(today, today=today), periods.month_of(today, today=today)
    quarter = periods.parse(f"{today.year}-Q{(today.month + 2) // 3}", today=today)
    return [year, quarter, month, month.previous, year.previous]


@staff()
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """The way to the board of one's own place; whose seats stand in no place is led to the first page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        node = home(actor)
    except Refused:
        return HttpResponseRedirect(reverse("today"))
    return HttpResponseRedirect(
        reverse("board", args=[node.code]) if opens(actor, node) else reverse("today")
    )


@staff()
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """One node: what is stuck and why, then the period's numbers."""
    node = node_for(request, code)
    period, fault = period_for(request)
    if "further" in request.GET:
        group = request.GET["further"]
        rest = {"sections": boards.further(node, period, group), "node": node, "period": period}
        return render(request, "insight/_sections.html", rest)
    found = boards.board(node, period, request.actor, timezone.now())  # type: ignore[attr-defined]
    context = {
        "board": found, "node": node, "period": period, "fault": fault, "choices": choices(timezone.localdate()), "at": timezone.now(),
        "calls": node.level in figures.figures["matters.calls_late"].levels,
        "chain": chain(request.actor, node),  # type: ignore[attr-defined]
        "below_words": BELOW.get(node.level, Words("下一级", "Below")), "back": f"{reverse('matters')}?place={node.code}",
    }  # fmt: skip
    return render(request, "insight/board.html", context)


@staff()
@require_safe
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """The wall screen of a node: read from afar, in ten seconds, small numbers hidden. Asked for again every minute."""
    node = node_for(request, code)
    found = walls.wall(node, timezone.now())
    name = "insight/_wall.html" if request.headers.get("HX-Request") else "insight/wall.html"
    return render(request, name, {"wall": found, "node": node, "every": EVERY})
