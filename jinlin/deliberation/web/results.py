"""Results, points and hand-overs: lists and single pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.words import Words
from jinlin.deliberation import dates, queries, relations, subjects
from jinlin.deliberation.models import Result
from jinlin.deliberation.procedure import RESULT
from jinlin.deliberation.web.meetings import workbook
from jinlin.deliberation.web.shells import actor_of, page_context, take

PAGE = 40
STATES = [
    ("open", Words("没做完的", "Open")),
    ("late", Words("到期没结果的", "Late")),
    ("done", Words("已落实", "Done")),
    ("", Words("全部", "All")),
]


def _listed(request: HttpRequest) -> tuple[Any, str, str]:
    state, q = request.GET.get("state", "open"), request.GET.get("q", "").strip()[:40]
    rows = queries.results(actor_of(request), state="done" if state == "done" else "", late=state == "late")
    rows = rows.filter(state__in=("working", "reported")) if state == "open" else rows
    return (rows.filter(title__contains=q) if q else rows), state, q


@staff()
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What meetings gave and decisions are to bring about, by due day, with how far each is."""
    rows, state, q = _listed(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [
        (one, RESULT.state(one.row.state)) for one in queries.shown_results(page.object_list, timezone.now())
    ]
    return render(
        request,
        "deliberation/results.html",
        {"page": page, "rows": shown, "states": STATES, "state": state, "q": q},
    )


@staff()
@require_safe
def results_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    rows, _, _ = _listed(request)
    lines = (
        [
            one.row.title,
            one.row.lead.name if one.row.lead else one.row.side,
            dates.local(one.row.due_at),
            one.percent,
            RESULT.state(one.row.state).words.zh,
        ]
        for one in queries.shown_results(rows[:20000], timezone.now())
    )
    headings = [
        Heading("事项", width=40),
        Heading("承办单位", width=24),
        Heading("期限", Kind.DATE),
        Heading("进度%", Kind.INTEGER),
        Heading("状态"),
    ]
    return workbook("落实事项", headings, lines)


@open_to_all
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: who has it, until when, its milestones with their evidence, and where it came from."""
    context = page_context(request, subjects.RESULT, str(pk))
    row: Result = context["row"]
    context |= {
        "shown": queries.shown_results([row], timezone.now())[0],
        "milestones": list(row.milestones.all()),
        "item": row.item,
        "owner": row.owner.get_full_name()
        if row.owner and relations.of_result(row, actor_of(request)) & relations.STAFF_SIDE
        else "",
    }
    return render(request, "deliberation/result.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def result_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a result."""
    return take(request, subjects.RESULT, str(pk), step)


@open_to_all
@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """One point and what became of it. Who raised it stands nowhere on the page."""
    return render(request, "deliberation/point.html", page_context(request, subjects.POINT, str(pk)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def point_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a point."""
    return take(request, subjects.POINT, str(pk), step)


@staff()
@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed list of what is open, from one chair to the next."""
    return render(request, "deliberation/handover.html", page_context(request, subjects.HANDOVER, str(pk)))


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def handover_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a hand-over."""
    return take(request, subjects.HANDOVER, str(pk), step)
