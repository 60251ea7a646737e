"""What anybody sees of members: who shows themself at a place, commitments with evidence and marks, the plate's page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.actor import Actor
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for
from jinlin.organisations.members import commands, queries
from jinlin.organisations.members.desk import COMMITMENT_SUBJECT, own_line
from jinlin.organisations.members.plates import behind
from jinlin.organisations.members.standing import is_own
from jinlin.organisations.members.words import MARKS
from jinlin.organisations.models import Mark
from jinlin.organisations.web.members_own import plate_words
from jinlin.places.public import Place

PAGE = 30


@open_to_all
@require_safe
def commitments(request: HttpRequest, code: str) -> HttpResponse:
    """The public commitments of one estate or community, the next due first, and the members who show themselves."""
    place = Place.objects.filter(code=code, level__in=("estate", "community"), valid_to__isnull=True).first()
    if place is None:
        raise Http404
    page = Paginator(queries.public_commitments(place), PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place, "page": page, "rows": queries.commitment_rows(page.object_list, timezone.localdate()),
        "members": queries.shown_members(place),
    }  # fmt: skip
    return render(request, "organisations/members/commitments.html", context)


@open_to_all
@require_safe
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """One commitment: what, until when, what was done with photos, and what neighbours say."""
    row = found(COMMITMENT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    return _page(request, row)


def _page(request: HttpRequest, row: Any, reasons: Any = (), status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = is_own(row.report_in, actor)
    mine = Mark.objects.filter(commitment=row, account_id=actor.account).first() if actor.signed_in else None
    context = {
        "one": queries.commitment_rows([row], timezone.localdate())[0], "is_own": own, "place": row.report_in.organisation.place,
        "lines": lines(COMMITMENT_SUBJECT, row, own_line(row)), "offers": offers_for(COMMITMENT_SUBJECT, row, actor) if own else [],
        "marks": MARKS, "mine": "kept" if mine and mine.kept else "not_kept" if mine else "", "reasons": reasons,
        "asks_mark": not own and (row.state == "shown" or row.due_on <= timezone.localdate()),
    }  # fmt: skip
    return render(request, "organisations/members/commitment.html", context, status=status)


@signed_in
@require_POST
def commitment_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident of the place says whether it was kept; asked again, the answer replaces the earlier one."""
    row = found(COMMITMENT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    if request.POST.get("kept") not in {one.code for one in MARKS}:
        return HttpResponseRedirect(reverse("commitment", args=[pk]))
    try:
        commands.mark(commitment=pk, kept=request.POST["kept"] == "kept", by=request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        return _page(request, row, refusal.reasons, 409)
    return HttpResponseRedirect(f"{reverse('commitment', args=[pk])}#marks")


@open_to_all
@require_safe
def plate(request: HttpRequest, code: str) -> HttpResponse:
    """Who scans a plate reads the member's chosen name, the branch and the commitments; withdrawn, it is not there."""
    row = behind(code)
    if row is None:
        raise Http404
    rows = queries.commitment_rows(queries.public_commitments(report_in=row.pk), timezone.localdate())
    return render(
        request,
        "organisations/members/plate.html",
        {"rows": rows, "place": row.organisation.place, **plate_words(row)},
    )
