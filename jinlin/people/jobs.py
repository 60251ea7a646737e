"""People's recurring duties: what is over is forgotten (rule R22)."""

from __future__ import annotations

import datetime as dt

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from jinlin.base.duties import duty
from jinlin.base.models import Notice
from jinlin.people.commands.looks import SEARCH
from jinlin.people.models import AccessToken, Consent, DataRequest, Look, Member, SignInCode

CODES_KEPT = dt.timedelta(days=2)
TOKENS_KEPT = dt.timedelta(days=30)
TRIES_KEPT = dt.timedelta(days=180)
SEARCHES_KEPT = dt.timedelta(days=365)
NOTICES_KEPT = dt.timedelta(days=365)
HOMES_KEPT = dt.timedelta(days=365)
LOOKS_KEPT = dt.timedelta(days=3 * 365)


@duty("forget what is over", every=dt.timedelta(hours=6))
def forget(now: dt.datetime) -> int:
    """Delete what has reached its end by the register of personal data; answers how many rows."""
    from allauth.usersessions.models import UserSession

    today = timezone.localdate(now)
    over = [
        SignInCode.objects.filter(made_at__lt=now - CODES_KEPT),
        AccessToken.objects.filter(ended_at__lt=now - TOKENS_KEPT),
        AccessToken.objects.filter(until__lt=now - TOKENS_KEPT),
        AccessAttempt.objects.filter(attempt_time__lt=now - TRIES_KEPT),
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.filter(created_at__lt=now - dt.timedelta(days=31)),
        Look.objects.filter(what=SEARCH, person__isnull=True, at__lt=now - SEARCHES_KEPT),
        Look.objects.filter(at__lt=now - LOOKS_KEPT),
        Notice.objects.filter(made_at__lt=now - NOTICES_KEPT),
        Member.objects.filter(until_on__lt=today - HOMES_KEPT),
        Consent.objects.filter(withdrawn_at__lt=now - LOOKS_KEPT),
        DataRequest.objects.filter(done_at__lt=now - LOOKS_KEPT),
    ]
    return sum(rows.delete()[0] for rows in over)
