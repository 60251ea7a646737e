"""How many open matters each institution has a part in: a column of the institutions' list."""

from __future__ import annotations

from django.db.models import Count, Q

from jinlin.base.words import Words
from jinlin.matters.models import OPEN, Matter, Part
from jinlin.matters.procedure import CALL
from jinlin.organisations.public import InstitutionCount, register_count

WORDS = Words("手上没办完的", "Open parts")


def open_parts(institutions: list[int]) -> dict[int, int]:
    """Open matters that each institution leads or helps with, and calls that it has not settled. One query."""
    working = Q(kind__in=("lead", "helper")) | Q(kind="called", state__in=CALL.open_states)
    rows = Part.objects.filter(
        working, institution__in=institutions, ended_at__isnull=True, matter__in=Matter.objects.filter(OPEN)
    )
    return dict(
        rows.values("institution").annotate(n=Count("matter", distinct=True)).values_list("institution", "n")
    )


def register() -> None:
    """Offer the column to the institutions' pages."""
    register_count(InstitutionCount("open_parts", WORDS, open_parts))
