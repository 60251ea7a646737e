"""Reads of people."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from jinlin.people.commands.tokens import digest_of
from jinlin.people.models import AccessToken, Account

TOKEN_LIMIT = 200


def account_for_token(token: str, audience: str) -> Account | None:
    """The account behind a bearer token or key, or None; one query.

    None for an unknown token, one made for another audience, one that was ended or whose time is over, and for
    every token of a disabled account.
    """
    if not token or len(token) > TOKEN_LIMIT:
        return None
    now = timezone.now()
    found = (
        AccessToken.objects.filter(
            Q(until__isnull=True) | Q(until__gt=now), digest=digest_of(token), audience=audience,
            ended_at__isnull=True, account__is_active=True,
        )
        .select_related("account__person")
        .first()
    )  # fmt: skip
    return found.account if found else None
