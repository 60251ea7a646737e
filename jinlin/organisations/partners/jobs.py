"""Duties of partners by the clock: agreements end, renewals are warned of, late duties are told.

Whether something is late or over is always a comparison with the day; this only tidies up and tells.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Obligation
from jinlin.organisations.partners.agreements import AGREEMENTS, page
from jinlin.organisations.partners.deadlines import warn_from
from jinlin.organisations.partners.obligations import page as obligation_page
from jinlin.organisations.partners.obligations import title_of
from jinlin.organisations.partners.procedure import STANDING
from jinlin.organisations.partners.sides import accounts_of, tell_accounts

BATCH = 200
AHEAD = dt.timedelta(days=90)


@duty("end agreements", every=dt.timedelta(hours=1))
def end_agreements(now: dt.datetime) -> int:
    """Agreements whose term is over expire, or go over into the renewal that binds."""
    today, done = timezone.localdate(now), 0
    over = Agreement.objects.filter(state__in=STANDING, to_on__lt=today).order_by("pk")[:BATCH]
    for pk in list(over.values_list("pk", flat=True)):
        for step in ("succeed", "expire"):
            try:
                AGREEMENTS.take(pk, step, by=THE_CLOCK, on=now)
            except Refused:
                continue
            done += 1
            break
    return done


@duty("warn of agreements that end", every=dt.timedelta(hours=1))
def warn(now: dt.datetime) -> int:
    """Sixty days before its end both sides hear of it, once."""
    today, done = timezone.localdate(now), 0
    rows = Agreement.objects.filter(
        state__in=STANDING, warned_at__isnull=True, to_on__gte=today, to_on__lte=today + AHEAD
    )
    for row in rows.select_related("community", "holder").order_by("pk")[:BATCH]:
        if today < warn_from(row.to_on):
            continue
        taken = Agreement.objects.filter(pk=row.pk, warned_at__isnull=True).update(warned_at=now)
        if not taken:
            continue
        told = accounts_of(["community", "institution"], row.community, row.holder_id)
        zh, en = (
            f"{row}的协议 {row.to_on:%Y-%m-%d} 到期，可以办续签了",
            f"{row}: the agreement ends on {row.to_on:%Y-%m-%d}; it may be renewed now",
        )
        tell_accounts(told, THE_CLOCK, subject="agreement", pk=row.pk, words=Words(zh, en), link=page(row))
        done += 1
    return done


@duty("tell of late duties", every=dt.timedelta(hours=1))
def tell_late(now: dt.datetime) -> int:
    """The morning after the last day for evidence both sides hear what is late, once for each duty."""
    yesterday, done = timezone.localdate(now) - dt.timedelta(days=1), 0
    rows = Obligation.objects.filter(state="due", due_on=yesterday, urged_at__isnull=True)
    for row in rows.select_related("agreement__community", "agreement__holder").order_by("pk")[:BATCH]:
        if not Obligation.objects.filter(pk=row.pk, urged_at__isnull=True).update(urged_at=now):
            continue
        agreement, words = row.agreement, title_of(row)
        told = accounts_of(["community", "institution"], agreement.community, agreement.holder_id)
        zh, en = (
            f"{agreement}：「{words.zh}」过了期限还没有凭证",
            f"{agreement}: “{words.en}” is late, without evidence",
        )
        tell_accounts(
            told, THE_CLOCK, subject="obligation", pk=row.pk, words=Words(zh, en), link=obligation_page(row)
        )
        done += 1
    return done
