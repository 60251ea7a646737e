"""What talents do by the clock: let unanswered requests go, end rests whose day has come. Only tidying."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.visits.models import Talent, TalentRequest
from jinlin.visits.talents.desk import REQUESTS

BATCH = 300
KEPT = dt.timedelta(days=366)


@duty("let unanswered talent requests go", every=dt.timedelta(hours=3))
def lapse(now: dt.datetime) -> int:
    """Nobody waits longer than a week for an answer."""
    done = 0
    rows = TalentRequest.objects.filter(state="asked", answer_by__lte=now).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)[:BATCH]):
        try:
            REQUESTS.take(pk, "lapse", by=THE_CLOCK, on=now)
            done += 1
        except (Refused, TalentRequest.DoesNotExist):
            continue  # somebody was faster
    return done


@duty("forget withdrawn talents", every=dt.timedelta(hours=24))
def forget(now: dt.datetime) -> int:
    """A year after somebody withdrew or declined, the row no longer says who."""
    old = Talent.objects.filter(state__in=("withdrawn", "declined"), ended_at__lt=now - KEPT).exclude(
        person=None
    )
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    TalentRequest.objects.filter(asked_at__lt=timezone.now() - KEPT, talent__in=ids).update(text="")
    return Talent.objects.filter(pk__in=ids).update(person=None)
