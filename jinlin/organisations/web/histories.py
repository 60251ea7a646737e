"""A tree as it stood on a day: levels and organisations then, and what became of each since."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.actor import Actor
from jinlin.organisations import histories
from jinlin.organisations.models import Template
from jinlin.organisations.web.doors import reader
from jinlin.organisations.web.trees import found_organisation_of

PAGE = 50


def _day(text: str, today: dt.date) -> dt.date:
    """The day asked for; the end of last year where none is said, or it lies ahead."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return dt.date(today.year - 1, 12, 31)
    return min(found, today)


@reader
@require_safe
def organisations_then(request: HttpRequest) -> HttpResponse:
    """One tree on a day (``on``): counts then and now, and one level's organisations as they stood."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate()
    on = _day(request.GET.get("on", ""), today)
    templates = list(Template.objects.order_by("pk"))
    template = next(
        (one for one in templates if one.code == request.GET.get("tree")), templates[0] if templates else None
    )
    context: dict[str, Any] = {"templates": templates, "template": template, "on": on, "today": today}
    if template is None:
        return render(request, "organisations/then.html", context)
    levels = histories.levels_on(template, actor, on, today)
    wanted = request.GET.get("level", "")
    level = next((one for one in levels if one.level.code == wanted), levels[0] if levels else None)
    rows = histories.organisations_on(actor, on).filter(level=level.level if level else None)
    q = request.GET.get("q", "").strip()[:40]
    rows = rows.filter(name_then__contains=q) if q else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "levels": levels, "level": level, "page": page, "rows": histories.with_changes(list(page.object_list)), "q": q,
        "query": query.urlencode(),
    }  # fmt: skip
    return render(request, "organisations/then.html", context)


@reader
@require_safe
def organisation_history(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation over the years: former standings, splits and mergers, further places, who shares it."""
    row = found_organisation_of(request, code)
    context = {
        "organisation": row, "stretches": histories.stretches(row), "kin": histories.kin_over_time(row),
        "reaches": row.reaches.filter(until_on__isnull=True).select_related("place").order_by("pk"),
        "sharings": row.sharings.filter(until_on__isnull=True).select_related("institution").order_by("pk"),
    }  # fmt: skip
    return render(request, "organisations/organisation_history.html", context)
