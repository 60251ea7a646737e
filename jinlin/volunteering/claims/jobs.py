"""What claims do by the clock: remind of proposals without an answer, let those expire whose days are over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.volunteering.claims.desk import PROPOSALS
from jinlin.volunteering.models.claims import Proposal
from jinlin.volunteering.models.services import ServiceOrder

BATCH = 300


@duty("remind of proposals", every=dt.timedelta(hours=2))
def remind(now: dt.datetime) -> int:
    """One reminder when the seven days are over; at fourteen it stands on the chair's list by itself."""
    rows = Proposal.objects.filter(state="proposed", reminded=0, answer_by__lte=now)
    return _each(rows.order_by("pk").values_list("pk", flat=True)[:BATCH], "remind", now)


@duty("expire proposals", every=dt.timedelta(hours=12))
def expire(now: dt.datetime) -> int:
    """What nobody answered before its days were over."""
    rows = Proposal.objects.filter(state="proposed", to_on__lt=timezone.localdate(now))
    return _each(rows.order_by("pk").values_list("pk", flat=True)[:BATCH], "expire", now)


def _each(ids: object, step: str, now: dt.datetime) -> int:
    done = 0
    for pk in list(ids):  # type: ignore[call-overload]
        try:
            PROPOSALS.take(pk, step, by=THE_CLOCK, on=now)
            done += 1
        except (Refused, Proposal.DoesNotExist):
            continue  # somebody was faster
    return done


KEPT = dt.timedelta(days=366)


@duty("forget who ordered services", every=dt.timedelta(hours=24))
def forget_names(now: dt.datetime) -> int:
    """A year after its time an ordered service is a number: names, telephones and notes are taken off."""
    old = ServiceOrder.objects.filter(window__ends_at__lt=now - KEPT).exclude(
        person=None, called="", note="", remark=""
    )
    ids = list(old.values_list("pk", flat=True)[: BATCH * 10])
    return ServiceOrder.objects.filter(pk__in=ids).update(
        person=None, called="", phone="", note="", remark=""
    )
