"""How often an organisation gathers, beside how often its rules say it should."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Q
from django.utils import timezone

from jinlin.base.words import Words
from jinlin.organisations.gatherings.kinds import Kind, kinds
from jinlin.organisations.models import Gathering, Organisation

PARTY = frozenset({"five_level", "four_level", "functional"})
"""Trees whose organisations hold gatherings of these kinds."""
EVERY = {
    1: Words("每月一次", "monthly"),
    3: Words("每季度一次", "quarterly"),
    12: Words("每年一次", "yearly"),
}


@dataclass(frozen=True)
class Beat:
    """One kind: when it was held last, how often in the last twelve months, and whether it is due."""

    kind: Kind
    last: dt.date | None
    count: int
    is_overdue: bool

    @property
    def every(self) -> Words:
        """The rhythm in words."""
        return EVERY.get(self.kind.every, Words("没有规定", "no rhythm is written"))


def rhythm(organisation: Organisation, *, on: dt.date) -> list[Beat]:
    """Every kind with its last gathering that counts. One query."""
    year = timezone.make_aware(dt.datetime.combine(on - relativedelta(years=1), dt.time()))
    rows = Gathering.objects.filter(organisation=organisation, state="confirmed").order_by().values("kind")
    found = {
        row["kind"]: row
        for row in rows.annotate(last=Max("starts_at"), n=Count("pk", filter=Q(starts_at__gte=year)))
    }
    return [_beat(kind, found.get(kind.code), organisation, on) for kind in kinds().values()]


def _beat(kind: Kind, row: dict[str, dt.datetime] | None, organisation: Organisation, on: dt.date) -> Beat:
    last = timezone.localdate(row["last"]) if row else None
    since = last or organisation.founded_on
    due = since + relativedelta(months=kind.every) if kind.every else None
    return Beat(kind, last, int(row["n"]) if row else 0, due is not None and due < on)  # type: ignore[call-overload]
