"""The slip for somebody without a telephone: what was recorded, its number and the code for the confirmation."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinlin.base.access import signed_in
from jinlin.base.web.steps import found
from jinlin.volunteering.wishes import words
from jinlin.volunteering.wishes.desk import WISH_SUBJECT
from jinlin.volunteering.wishes.queries import wish_relations


def may_print(held: Collection[str]) -> bool:
    """Whether the holder of these relations gets the slip with the code: the recipient, or the community where it claims nothing."""
    return "recipient" in held or ("community" in held and "claimant" not in held)


@signed_in
@require_safe
def wish_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Printed by the community for the recipient, or shown to the recipient; claimants never see the code."""
    row = found(WISH_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    held = wish_relations(row, request.actor)  # type: ignore[attr-defined]
    if not may_print(held):
        raise Http404
    way = request.build_absolute_uri(f"{reverse('wish_code')}?wish={row.pk}")
    return render(
        request, "wishes/slip.html", {"wish": row, "kind": words.label(words.KINDS, row.kind), "way": way}
    )
