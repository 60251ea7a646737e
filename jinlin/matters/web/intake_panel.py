"""Suggestions beside a matter: fetched once the page stands, so that the page does not wait for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.matters import suggestions
from jinlin.matters.models import Matter
from jinlin.matters.numbers import number_of
from jinlin.matters.panels import panel
from jinlin.matters.procedure import MATTER
from jinlin.matters.web.staff_matter import found

OPEN = frozenset(MATTER.open_states)


@panel
def suggested(matter: Matter, request: HttpRequest) -> dict[str, Any] | None:
    """The slot of the suggestions; nothing beside a matter that is over."""
    if matter.state not in OPEN:
        return None
    return {
        "template": "matters/intake/_suggestions_slot.html",
        "number": number_of(matter.pk, matter.told_at),
    }


@staff()
@require_safe
def matter_suggestions(request: HttpRequest, number: str) -> HttpResponse:
    """Three kinds with the words that led to them, and open matters that may tell the same. A person decides."""
    row, _, seen = found(request, number)
    whole = "staff" in seen
    context = {
        "matter": row, "number": number, "kinds": suggestions.category_suggestions(row) if whole else [],
        "same": suggestions.duplicate_suggestions(row) if whole and row.state in OPEN else [],
        "fragment": request.headers.get("HX-Request") == "true",
    }  # fmt: skip
    template = (
        "matters/intake/_suggestions.html" if context["fragment"] else "matters/intake/suggestions.html"
    )
    return render(request, template, context)
