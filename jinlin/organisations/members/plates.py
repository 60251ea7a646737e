"""The code on a member household's plate: it names one report-in and cannot be guessed; nothing is stored for it."""

from __future__ import annotations

import hmac
from functools import partial
from hashlib import sha256

from django.urls import reverse

from jinlin.base import secret as secrets
from jinlin.organisations.members import showing
from jinlin.organisations.models import ReportIn


def _seal(secret: str, pk: int) -> str:
    return hmac.new(secret.encode(), f"plate:{pk}".encode(), sha256).hexdigest()[:12]


def address_of(row: ReportIn) -> str:
    """Where the plate's QR code leads."""
    return reverse("plate", args=[f"{row.pk}-{_seal(secrets.known()[0], row.pk)}"])


def behind(code: str) -> ReportIn | None:
    """The member behind a plate's code, while they are confirmed and agree to the plate; otherwise None."""
    number, _, seal = code.partition("-")
    if not number.isdigit() or len(number) > 17 or not secrets.is_made(seal, partial(_seal, pk=int(number))):
        return None
    rows = ReportIn.objects.select_related("person", "organisation__place", "employer")
    row = rows.filter(pk=int(number), state__in=("confirmed", "active")).first()
    return row if row is not None and "member_plate" in showing.given(row.person_id) else None
