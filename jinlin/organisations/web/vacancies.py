"""Seats that nobody holds, since when and who has to fill them; terms that end within ninety days."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.actor import Actor
from jinlin.organisations import listing, vacancies
from jinlin.organisations.listing import title_of
from jinlin.organisations.models import Tenure
from jinlin.organisations.web.doors import keeps, reader
from jinlin.organisations.words import how_words

PAGE = 50
SHOWN = 100


@reader
@require_safe
def vacancies_page(request: HttpRequest) -> HttpResponse:
    """Vacant seats below the reader's place, the longest empty first, and terms that end soon."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    page = Paginator(vacancies.all_vacant(actor, on), PAGE).get_page(request.GET.get("page"))
    ending = Tenure.objects.filter(
        ended_on__isnull=True, to_on__gte=on, to_on__lte=on + vacancies.SOON,
        seat__in=listing.seats(actor, on=on).values("pk"),
    ).select_related("seat__place", "seat__organisation", "seat__institution", "person")  # fmt: skip
    rows = [
        {"tenure": one, "title": title_of(one.seat), "how": how_words(one.how), "days": (one.to_on - on).days}
        for one in ending.order_by("to_on", "pk")[:SHOWN]
        if one.to_on is not None
    ]
    context = {
        "page": page, "rows": vacancies.vacancies(page.object_list, on), "ending": rows, "days": vacancies.SOON.days,
        "may": any(keeps(actor, seat.path, "community") for seat in actor.seats if seat.path),
    }  # fmt: skip
    return render(request, "organisations/vacancies.html", context)
