"""What waits because of talents: suggestions without an account to ask, skills to check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.visits.models import Talent
from jinlin.visits.talents.procedure import LISTED
from jinlin.visits.talents.queries import worked_by


def talents(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Those whom a worker must ask or whose skill is to be checked; one query."""
    if not actor.staff:
        return []
    ask = Q(state="suggested", person__isnull=True)
    check = Q(state__in=LISTED, skills__verified_at__isnull=True, skills__isnull=False)
    rows = (
        Talent.objects.filter(ask | check, worked_by(actor))
        .select_related("place")
        .distinct()
        .order_by("nominated_at", "pk")[:limit]
    )
    first, second = (
        Words("打电话问本人愿不愿意", "ask whether they agree"),
        Words("有本事等核实", "a skill to check"),
    )
    return [
        worklist.Item(
            f"{one.place.name}的能人",
            reverse("talent", args=[one.pk]),
            first if one.state == "suggested" else second,
            None,
            one.place.name,
        )
        for one in rows
    ]


def register() -> None:
    """Register the source."""
    worklist.register("talents", Words("社区能人", "Talents"), talents, order=75)
