"""Offices that end by law: the list below one's seats, one case with its steps."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.publicity import endings as cases
from jinlin.publicity.kinds import book
from jinlin.publicity.procedure import ENDING

PAGE = 30


@staff()
@require_safe
def endings(request: HttpRequest) -> HttpResponse:
    """The cases below one's seats, the most urgent first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(cases.rows_of(actor), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, ENDING.state(one.state)) for one in page],
        "query": "",
        "now": timezone.now(),
    }
    return render(request, "publicity/endings.html", context)


@staff()
@require_safe
def ending(request: HttpRequest, ref: str) -> HttpResponse:
    """One case: the assessment it follows from, what is due, its steps and its thread."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(cases.SUBJECT, ref, actor)
    context = {
        "row": row, "state": ENDING.state(row.state), "offers": offers_for(cases.SUBJECT, row, actor), "lines": lines(cases.SUBJECT, row, actor),
        "step_base": f"{reverse('ending', args=[row.pk])}/steps/", "within_source": book().rhythm.ends_source,
    }  # fmt: skip
    return render(request, "publicity/ending.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def ending_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step of a case."""
    today = timezone.localdate()
    return step_page(request, cases.SUBJECT, ref, step, known={"ended_on": today, "handed_on": today})
