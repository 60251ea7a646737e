"""Tries that are counted: how often something may be attempted from one address within a time, kept in the database."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.utils import timezone
from django.utils.crypto import salted_hmac

from jinlin.base.models import Repeat


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most ``most`` tries of one ``kind`` by one asker within a time."""

    kind: str
    most: int
    within: dt.timedelta


@dataclass(frozen=True, slots=True)
class Try:
    """One try that was counted; give it back when it turns out to be harmless."""

    pk: int

    def give_back(self) -> None:
        """Let the try count for nothing."""
        Repeat.objects.filter(pk=self.pk).delete()


def spend(allowance: Allowance, who: str, *, now: dt.datetime | None = None) -> Try | None:
    """Count one try of ``who`` (an address, kept as a keyed hash only); None where the allowance is used up.

    The try is written before the count is read, so that of many at once no more than ``most`` get through.
    """
    now = now or timezone.now()
    scope = f"try:{allowance.kind}:{salted_hmac('jinlin.tries', who).hexdigest()[:32]}"
    mine = Repeat.objects.create(scope=scope, key=secrets.token_hex(16), digest="")
    if Repeat.objects.filter(scope=scope, at__gt=now - allowance.within).count() > allowance.most:
        mine.delete()
        return None
    return Try(mine.pk)
