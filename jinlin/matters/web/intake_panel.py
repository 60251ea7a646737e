"""Suggestions beside a matter: fetched once the page stands, so that the page does not wait for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.matters import suggestions
from jinlin.matters.desk import MATTERS, relations_to_place
from jinlin.matters.models import Matter
from jinlin.matters.numbers import number_of
from jinlin.matters.panels import panel
from jinlin.matters.procedure import MATTER
from jinlin.matters.sight import scope
from jinlin.matters.web.staff_matter import found

OPEN = frozenset(MATTER.open_states)


@panel
def suggested(matter: Matter, request: HttpRequest) -> dict[str, Any] | None:
    """The slot of the suggestions, for whoever may sort or merge; nothing beside a matter that is over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = relations_to_place(actor, matter.place.path, matter.grid_id)
    if matter.owner_id == actor.account:
        held.add("owner")
    if matter.state not in OPEN or not (_may("triage", held) or _may("merge", held)):
        return None
    return {
        "template": "matters/intake/_suggestions_slot.html",
        "number": number_of(matter.pk, matter.told_at),
    }


def _may(code: str, held: Collection[str]) -> bool:
    step = MATTER.step(code)
    return step is not None and bool(set(step.who) & set(held))


@staff()
@require_safe
def matter_suggestions(request: HttpRequest, number: str) -> HttpResponse:
    """Three kinds with the words that led to them, and open matters that may tell the same. A person decides.

    Each for whoever may act on it, and other matters only as far as they stand in this worker's own lists: an
    institution that was called to one matter learns nothing of the next.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, held, _ = found(request, number)
    sorts, merges = _may("triage", held), _may("merge", held)
    open_now = {one.step.code for one in MATTERS.offers(row, actor, held=held) if one.open}
    if not sorts and not merges:
        raise Http404
    same = suggestions.duplicate_suggestions(row) if merges and row.state in OPEN else []
    seen = set(
        Matter.objects.filter(scope(actor), pk__in=[one.matter.pk for one in same]).values_list(
            "pk", flat=True
        )
    )
    context = {
        "matter": row, "number": number, "kinds": suggestions.category_suggestions(row) if sorts else [],
        "same": [one for one in same if one.matter.pk in seen], "open": open_now, "fragment": request.headers.get("HX-Request") == "true",
    }  # fmt: skip
    template = (
        "matters/intake/_suggestions.html" if context["fragment"] else "matters/intake/suggestions.html"
    )
    return render(request, template, context)
