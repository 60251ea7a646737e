"""Oversight: where work is stuck, and the rates with their formula and base. Units' backlog, never a person's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.matters import listing, queries, rates
from jinlin.matters.procedure import MATTER
from jinlin.places.public import Place, reaches

PERIODS = {"month": 1, "quarter": 3, "year": 12}


@staff("street_supervisor", "district_supervisor", "hotline_desk", "community_secretary")
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """What is stuck and why: by community, by called institution, and the overdue matters themselves."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    asked = listing.Asked(state="open", due="late")
    items, more = listing.page_of(listing.select(actor, asked), asked)
    context = {
        "places": queries.stuck_places(actor, now), "institutions": queries.stuck_institutions(actor, now), "more": more,
        "rows": [queries.as_row(one, now) for one in items], "bulk_steps": [MATTER.step("supervise"), MATTER.step("remind")],
    }  # fmt: skip
    return render(request, "matters/staff/supervision.html", context)


@staff(
    "street_supervisor",
    "district_supervisor",
    "hotline_desk",
    "community_secretary",
    "community_worker",
    "grid_worker",
)
@require_safe
def rates_page(request: HttpRequest) -> HttpResponse:
    """Response, solution and satisfaction for the seat's place and what lies right below it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, request.GET.get("place", ""))
    period = request.GET.get("period", "year")
    if period not in PERIODS:
        period = "year"
    until = timezone.localdate().replace(day=1)
    since = _back(until, PERIODS[period] - 1)
    whole, below = rates.lines(place, since, until)
    context: dict[str, Any] = {
        "place": place, "whole": whole, "below": below, "since": since, "until": until, "period": period,
        "periods": [("month", _("本月")), ("quarter", _("近三个月")), ("year", _("近一年"))], "rates": rates.RATES, "charts": _charts(below),
        "smallest": rates.SMALLEST, "as_of": timezone.localtime(),
    }  # fmt: skip
    return render(request, "matters/staff/rates.html", context)


def _charts(below: list[rates.Line]) -> list[dict[str, Any]]:
    made = []
    for number, rate in enumerate(rates.RATES[:3]):
        rows = [
            (line.place.name if line.place else "", line.values[number].per_mille, line.values[number].text)
            for line in below
        ]
        known = [value for _, value, _ in rows if value is not None]
        sentence = ""
        if known:
            low, high = min(known), max(known)
            sentence = _("%(name)s在 %(low)s%% 到 %(high)s%% 之间。") % {
                "name": rate.words,
                "low": low / 10,
                "high": high / 10,
            }
        made.append({"rate": rate, "rows": rows, "sentence": sentence})
    return made


def _back(month: dt.date, count: int) -> dt.date:
    index = month.year * 12 + month.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)


def _place(actor: Actor, code: str) -> Place:
    """The asked place where the actor's seats reach; without asking, the first seat's place. A grid's is its community."""
    seats = [seat for seat in actor.seats if seat.path]
    if code:
        found = Place.objects.filter(code=code, level__in=("district", "street", "community")).first()
        if found is None or not reaches(actor, found.path):
            raise Http404
        return found
    for seat in seats:
        found = Place.objects.filter(pk=seat.place).select_related("parent").first()
        if found is not None:
            return found.parent if found.level == "grid" and found.parent else found
    raise Http404
