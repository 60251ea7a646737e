"""What happens when a tenure is over: rights end with every way in, and the work goes on to others."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.events import publish
from jinlin.base.rule import Refused
from jinlin.organisations.models import Tenure
from jinlin.people.public import Account, end_access

log = logging.getLogger("jinlin.organisations")
BATCH = 200
STRAGGLERS = dt.timedelta(minutes=10)
"""A step that was under way while its owner's seat ended may still have made that person an owner; so long after
the end the work is handed over once more."""

ONE_AT_A_TIME = 2_021_001


def one_at_a_time() -> None:
    """Hand-overs of the deployment take turns until their transaction ends.

    Two at once in one community would each wait for the other's seat, to which its work might go. The embedded
    database has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def close(*, tenure: int, by: Actor, at: dt.datetime | None = None) -> bool:
    """Close a tenure whose end has come; answers False where it was closed before.

    ``tenure.ended`` is published in the same transaction (facts: ``tenure``, ``by``, ``at``); whoever owns work by
    the seat hands it over there, or refuses with a reason, and then nothing of this happened.
    """
    at = at or timezone.now()
    with transaction.atomic():
        one_at_a_time()
        row = (
            Tenure.objects.select_for_update(of=("self",))
            .select_related("seat__place", "seat__institution")
            .get(pk=tenure)
        )
        if row.handed_over_at is not None:
            return False
        row.ended_on, row.handed_over_at = row.until, at
        row.save(update_fields=["ended_on", "handed_over_at"])
        publish("tenure.ended", tenure=row, by=by, at=at)
        account = Account.objects.filter(person_id=row.person_id).first()
        if account is not None and account.is_staff:
            end_access(account=account)
    return True


def due(now: dt.datetime) -> Q:
    """Tenures whose end has come and whose work nobody took over yet."""
    on = timezone.localdate(now)
    ended = Q(ended_on__isnull=False, ended_on__lte=on, handed_over_at__isnull=True)
    return ended | Q(ended_on__isnull=True, to_on__lt=on)


def close_due(now: dt.datetime) -> int:
    """Close every tenure whose last day has passed. One that nobody can take over is tried again each time."""
    done = 0
    for pk in list(Tenure.objects.filter(due(now)).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        try:
            done += close(tenure=pk, by=THE_CLOCK, at=now)
        except Refused as refusal:
            log.warning("tenure %s is over, and its work stays where it is: %s", pk, refusal)
    recent = Tenure.objects.filter(handed_over_at__gt=now - STRAGGLERS)
    for row in recent.select_related("seat__place", "seat__institution"):
        with transaction.atomic():
            one_at_a_time()
            publish("tenure.ended", tenure=row, by=THE_CLOCK, at=now)
    return done
