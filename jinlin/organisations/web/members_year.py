"""The employer's view of its own people's year: with a purpose, of those who agreed, each look told to the person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.rule import Refused
from jinlin.organisations.members import commands, queries
from jinlin.organisations.members.standing import employers
from jinlin.organisations.models import Institution, ReportIn
from jinlin.organisations.web.members import CONTACTS
from jinlin.people.public import ask_release

YEARS = 3


@staff(*CONTACTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def employer_year(request: HttpRequest) -> HttpResponse:
    """Say what for and which year (GET); then the year of one's own people, on the page or as a workbook (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = employers(actor)
    this = timezone.localdate().year
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdigit() and this - YEARS < int(asked[:4]) <= this else this
    units = (
        ReportIn.objects.filter(kind="unit", employer__in=mine).select_related("organisation").order_by("-pk")
    )
    context: dict[str, Any] = {
        "institutions": Institution.objects.filter(pk__in=mine).order_by("pk"), "years": range(this, this - YEARS, -1), "year": year,
        "purpose": request.POST.get("purpose", ""), "units": list(units[:30]),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "organisations/members/year.html", context)
    if not mine:
        raise Http404
    if request.POST.get("act") == "export":
        return _asked(request, sorted(mine), year, context)
    found = queries.employer_year(actor, year)
    try:
        people = [row.report_in.person_id for row in found.rows if row.report_in.person_id]
        commands.note_looks(people=people, by=actor, purpose=context["purpose"])
    except Refused as refusal:
        return render(
            request, "organisations/members/year.html", context | {"reasons": refusal.reasons}, status=422
        )
    return render(request, "organisations/members/year.html", context | {"found": found})


def _asked(request: HttpRequest, mine: list[int], year: int, context: dict[str, Any]) -> HttpResponse:
    """The same as a workbook: a second person lets it go. One for each institution that has anybody to show."""
    asked, reasons = 0, []
    for institution in mine:
        try:
            ask_release(
                kind="employer_year", ref=str(institution), asked={"year": year}, purpose=context["purpose"], by=request.actor  # type: ignore[attr-defined]
            )  # fmt: skip
            asked += 1
        except Refused as refusal:
            reasons += list(refusal.reasons)
    if not asked:
        return render(request, "organisations/members/year.html", context | {"reasons": reasons}, status=422)
    messages.success(request, _("已提交，等另一位同事放行；放行后 24 小时内在电脑上下载"))
    return HttpResponseRedirect(reverse("releases"))
