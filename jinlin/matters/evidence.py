"""Closed matters as evidence of an institution's duty: offered upwards by the door of organisations, never imported there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base.words import Words
from jinlin.matters.models import Matter, Part
from jinlin.matters.numbers import number_of
from jinlin.organisations.public import Proof, register_evidence

HELD = Q(kind__in=("lead", "helper")) & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("matter__closed_at")))
CAME = Q(kind="called", state__in=("acted", "marked"))
TOOK_PART = HELD | CAME
"""Who led or helped until the end, or was called and acted."""
DAY = dt.timedelta(days=1)


def _proof(matter: Matter, institutions: frozenset[int]) -> Proof | None:
    """A solved matter with who had a part in it; None where nobody had, or where it was not solved."""
    if matter.state != "closed" or matter.outcome != "solved" or matter.closed_at is None or not institutions:
        return None
    if matter.community_id is None:
        return None
    title = matter.title if matter.public else "不公开的事项"
    return Proof(
        kind="matter", pk=matter.pk, sort="matter.closed", on=timezone.localdate(matter.closed_at),
        title=f"办结 {number_of(matter.pk, matter.told_at)} {title}", institutions=institutions,
        communities=frozenset({matter.community_id}), gives="institution",
    )  # fmt: skip


def _parts(matters: Iterable[Matter]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = Part.objects.filter(TOOK_PART, matter__in=[one.pk for one in matters])
    for matter, institution in rows.values_list("matter", "institution"):
        found.setdefault(matter, set()).add(institution)
    return {matter: frozenset(held) for matter, held in found.items()}


def find(pk: int) -> Proof | None:
    """A matter as evidence, or None where it proves nothing."""
    matter = Matter.objects.filter(pk=pk).first()
    return _proof(matter, _parts([matter]).get(pk, frozenset())) if matter else None


def offers(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> Iterable[Proof]:
    """Matters of a community that were solved in a span of days with a part of the institution."""
    zone = timezone.get_default_timezone()
    since = dt.datetime.combine(from_on, dt.time(), zone)
    until = dt.datetime.combine(to_on + DAY, dt.time(), zone)
    rows: QuerySet[Matter] = Matter.objects.filter(
        community=community, state="closed", outcome="solved", closed_at__gte=since, closed_at__lt=until,
        pk__in=Part.objects.filter(TOOK_PART, institution=institution).values("matter"),
    ).order_by("closed_at", "pk")  # fmt: skip
    matters = list(rows[:200])
    parts = _parts(matters)
    found = (_proof(one, parts.get(one.pk, frozenset())) for one in matters)
    return [one for one in found if one is not None]


def page(pk: int) -> str:
    """The address of a matter."""
    told_at = Matter.objects.filter(pk=pk).values_list("told_at", flat=True).first()
    return f"/matters/{number_of(pk, told_at)}" if told_at else ""


def register() -> None:
    """Offer closed matters as evidence."""
    words = Words("办结的社区事项", "Closed matters of the community")
    register_evidence("matter", words=words, find=find, offers=offers, page=page)
