"""The worker's first page: what can be done now, in order of need."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base import worklist
from jinlin.base.access import staff
from jinlin.base.clock import shown_date
from jinlin.matters import queries
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import CALL


@staff()
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Lanes of what is due, waiting, disputed, promised; number cards lead to the lists."""
    actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    lanes = queries.today(actor, now)
    calls = [
        {"part": part, "number": number_of(part.matter_id, part.matter.told_at), "state": CALL.state(part.state), "late": _late(part, now)}
        for lane in lanes for part in lane.calls
    ]  # fmt: skip
    context = {
        "lanes": lanes,
        "calls": calls,
        "day": shown_date(timezone.localdate()),
        "supervises": queries.has_relation(actor, "supervisor"),
    }
    return render(request, "matters/staff/today.html", context)


@staff()
@require_safe
def today_others(request: HttpRequest) -> HttpResponse:
    """What waits in the other modules: a piece for the first page, or a page of its own without scripts."""
    context = {"others": worklist.lanes(request.actor, timezone.now())}  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        return render(request, "base/_lanes.html", context)
    return render(request, "matters/staff/others.html", context)


def _late(part: object, now: object) -> bool:
    due = getattr(part, "arrive_due_at", None)
    return bool(due and due < now)
