"""What teams do by the clock: post what was confirmed, settle what was posted long enough. Only tidying."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.volunteering.models.teams import ServiceHours
from jinlin.volunteering.teams.desk import RECORDS
from jinlin.volunteering.teams.queries import number

BATCH = 500


@duty("post and settle service records", every=dt.timedelta(hours=1))
def post_and_settle(now: dt.datetime) -> int:
    """Records confirmed before today are posted; those posted for the whole time are final. Some hundred at a time."""
    today = timezone.localdate(now)
    first = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    days = dt.timedelta(days=number("service.posted_days", today))
    due = (
        ("post", ServiceHours.objects.filter(state="confirmed", confirmed_at__lt=first)),
        ("settle", ServiceHours.objects.filter(state="posted", posted_on__lte=today - days)),
    )
    done = 0
    for step, rows in due:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            try:
                RECORDS.take(pk, step, by=THE_CLOCK, on=now)
                done += 1
            except (Refused, ServiceHours.DoesNotExist):
                continue  # somebody was faster
    return done
