"""Duties of publicity: the day's head, periods that are over, answers nobody contradicted, contact details that have served."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.publicity import archive
from jinlin.publicity.desk import INQUIRIES, PUBLICATIONS
from jinlin.publicity.models import Inquiry, Publication
from jinlin.publicity.queries import has_result

BATCH = 300
ARCHIVED_AFTER = dt.timedelta(days=30)
CONTACT_KEPT = dt.timedelta(days=365)


@duty("keep the archive's head", every=dt.timedelta(hours=1))
def keep_head(now: dt.datetime) -> int:
    """Keep the archive's head of the day, once a day."""
    archive.keep_head(timezone.localdate(now))
    return 1


@duty("serve notices", every=dt.timedelta(minutes=10))
def serve(now: dt.datetime) -> int:
    """Mark notices as served whose last day is over and against which nothing speaks; archive them a month later."""
    today, done = timezone.localdate(now), 0
    over = Publication.objects.filter(state="published", until_on__lte=today).order_by("until_on", "pk")
    for pk in list(over.values_list("pk", flat=True)[:BATCH]):
        with suppress(Refused):
            PUBLICATIONS.take(pk, "serve", by=THE_CLOCK, on=now)
            done += 1
    settled = Publication.objects.filter(state="served", served_at__lte=now - ARCHIVED_AFTER)
    ready = settled.filter(Q(result_due_at__isnull=True) | Q(has_result())).order_by("pk")
    for pk in list(ready.values_list("pk", flat=True)[:BATCH]):
        PUBLICATIONS.take(pk, "archive", by=THE_CLOCK, on=now)
        done += 1
    return done


@duty("settle answered questions", every=dt.timedelta(hours=6))
def settle(now: dt.datetime) -> int:
    """Settle answers that nobody contradicted; forget names and numbers a year after the answer."""
    done = 0
    waiting = Inquiry.objects.filter(state="answered", answered_at__lte=now - dt.timedelta(days=10)).order_by(
        "pk"
    )
    for pk in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with suppress(Refused):
            INQUIRIES.take(pk, "lapse", by=THE_CLOCK, on=now)
            done += 1
    old = Inquiry.objects.filter(answered_at__lte=now - CONTACT_KEPT).exclude(name="", phone="")
    return done + old.update(name="", phone="")


@duty("remind of results to publish", every=dt.timedelta(hours=24))
def remind_results(now: dt.datetime) -> int:
    """Tell owner and lead of each decision whose result is overdue, on the day it is due and daily after."""
    from jinlin.publicity.waiting import to_be_reminded

    letters = []
    for row in Publication.objects.filter(result_due_at__lte=now, withdrawn_at__isnull=True).exclude(
        has_result()
    )[:BATCH]:
        words = Words(f"《{row.title}》的结果还没有公布", f"The result of “{row.title}” is not published")
        letters += [
            Letter("publication", row.pk, words, link=reverse("desk_publication", args=[row.pk]), account=one)
            for one in to_be_reminded(row)
        ]
    send(letters)
    return len(letters)
