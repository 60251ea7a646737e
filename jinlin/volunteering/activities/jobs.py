"""What activities do by the clock: lay dates out ahead, publish what is ready, begin, close, lock. Only tidying."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.organisations.public import actor
from jinlin.volunteering.activities import line, planning
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.activities.kinds import hours
from jinlin.volunteering.models import Occurrence, Series, SignUp

BATCH = 300
GRACE = dt.timedelta(hours=3)
"""So long after its end the platform closes what nobody closed."""


@duty("lay out activities", every=dt.timedelta(hours=6))
def lay_out_ahead(now: dt.datetime) -> int:
    """Dates of running series within the horizon; drafts whose room came within reach are booked and published."""
    done = 0
    for series in (
        Series.objects.filter(state="running")
        .exclude(rule="")
        .select_related("place", "space", "by")
        .order_by("pk")
    ):
        try:
            with transaction.atomic():
                done += len(planning.lay_out(series, by=actor(series.by), at=now))
            done += planning.publish_ready(series, at=now)
        except Refused:
            continue  # its rule or its room; the series' page says which
    return done


@duty("tidy activities", every=dt.timedelta(minutes=1))
def tidy_activities(now: dt.datetime) -> int:
    """Offers that are over, activities that begin, end, or come to their lock; a few hundred at a time."""
    done = 0
    over = (
        SignUp.objects.filter(state="offered", offered_until__lte=now)
        .values_list("occurrence", flat=True)
        .distinct()
    )
    for pk in list(over[:BATCH]):
        with transaction.atomic():
            done += line.fill(line.locked(pk), now) + 1
    lock = hours("attendance_lock", timezone.localdate(now))
    due = (
        ("begin", Occurrence.objects.filter(state="published", begins_at__lte=now, ends_at__gt=now)),
        (
            "close",
            Occurrence.objects.filter(
                state__in=("published", "under_way"), ends_at__lte=now - GRACE, attendances__people__gt=0
            ),
        ),
        (
            "unrecorded",
            Occurrence.objects.filter(
                state__in=("published", "under_way"), ends_at__lte=now - GRACE, attendances=None
            ),
        ),
        ("revive", Occurrence.objects.filter(state="void", attendances__people__gt=0)),
        ("lock", Occurrence.objects.filter(state="held", ends_at__lt=now - lock)),
    )
    for step, rows in due:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH]):
            try:
                ACTIVITIES.take(pk, step, by=THE_CLOCK, on=now)
                done += 1
            except (Refused, Occurrence.DoesNotExist):
                continue  # somebody was faster
    return done
