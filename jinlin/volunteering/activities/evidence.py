"""Activities held together with a partner institution as evidence of its agreement's duties; offered by the door, never typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from jinlin.base.clock import SHANGHAI
from jinlin.base.words import Words
from jinlin.organisations.public import Proof, register_evidence
from jinlin.places.public import Place, paths_above
from jinlin.volunteering.activities.queries import COUNTED
from jinlin.volunteering.models import Attendance, Occurrence

DAY = dt.timedelta(days=1)
MOST = 200


def _joint() -> QuerySet[Occurrence]:
    """Activities that ended as held, arranged together with an institution, with how many came."""
    somebody = Attendance.objects.filter(occurrence=OuterRef("pk"), people__gt=0)
    rows = Occurrence.objects.filter(Exists(somebody), state__in=COUNTED, series__partner__isnull=False)
    return rows.select_related("series", "place").annotate(came=Sum("attendances__people"))


def _proof(row: Occurrence, community: int | None) -> Proof | None:
    if community is None or row.series.partner_id is None:
        return None
    minutes = int((row.ends_at - row.begins_at).total_seconds() // 60)
    photo = row.pictures.order_by("pk").values_list("file", flat=True).first()
    return Proof(
        kind="activity", pk=row.pk, sort="activity.joint", on=timezone.localdate(row.begins_at), title=f"共同活动 {row.title}",
        institutions=frozenset({row.series.partner_id}), communities=frozenset({community}), is_joint=True, people=getattr(row, "came", 0) or 0,
        minutes=minutes, photo=photo,
    )  # fmt: skip


def _community(place: Place) -> int | None:
    return (
        Place.objects.filter(level="community", path__in=paths_above(place.path))
        .values_list("pk", flat=True)
        .first()
    )


def find(pk: int) -> Proof | None:
    """An activity as evidence, or None where it proves nothing: not held, or without a partner."""
    row = _joint().filter(pk=pk).first()
    return _proof(row, _community(row.place)) if row else None


def offers(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> Iterable[Proof]:
    """Joint activities of a community with an institution in a span of days."""
    top = Place.objects.filter(pk=community).values_list("path", flat=True).first() or "-"
    since = dt.datetime.combine(from_on, dt.time(), SHANGHAI)
    until = dt.datetime.combine(to_on + DAY, dt.time(), SHANGHAI)
    rows = _joint().filter(
        series__partner=institution, place__path__startswith=top, begins_at__gte=since, begins_at__lt=until
    )
    return [one for row in rows.order_by("begins_at", "pk")[:MOST] if (one := _proof(row, community))]


def register() -> None:
    """Offer activities as evidence."""
    register_evidence(
        "activity",
        words=Words("共同活动", "Joint activities"),
        find=find,
        offers=offers,
        page=lambda pk: f"/activities/{pk}",
    )
