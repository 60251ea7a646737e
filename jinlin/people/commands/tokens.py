"""Bearer tokens and interface keys: made once, kept as a digest, for one audience, with an end."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from jinlin.people.models import AccessToken, Account

LIVES = dt.timedelta(days=30)
AUDIENCES = ("api", "open311", "invite")


def digest_of(token: str) -> str:
    """The digest under which a token is kept; the token itself holds 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_token(
    *, account: Account, audience: str, name: str = "", lives: dt.timedelta = LIVES, at: dt.datetime | None = None, desk: str = "",
) -> str:  # fmt: skip
    """A new token of an account for one audience (``api``, ``open311``, or ``invite`` for an invitation). Answers the token, shown only now.

    ``desk``: the seats (``Actor.held``) that a resident's token carries; only for one who stands at the desk with the second factor proven.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"no audience {audience!r}")
    token = "jl_" + secrets.token_urlsafe(32)
    AccessToken.objects.create(
        account=account, audience=audience, name=name[:60], digest=digest_of(token), until=(at or timezone.now()) + lives,
        desk=desk,
    )  # fmt: skip
    return token


def end_desk_tokens(*, account: Account) -> int:
    """End the tokens that carry a resident's seats: the desk was left. Answers how many there were."""
    living = AccessToken.objects.filter(account=account, ended_at__isnull=True).exclude(desk="")
    return living.update(ended_at=timezone.now())


def end_access(*, account: Account, keep_session: str = "") -> int:
    """End every session and token of an account at once, save the session named. Answers how many were ended.

    Called when an account is disabled, when its seats change, when its password changes, and by its holder.
    """
    from django.contrib.sessions.models import Session

    with transaction.atomic():
        count = AccessToken.objects.filter(account=account, ended_at__isnull=True).update(
            ended_at=timezone.now()
        )
        keys = list(
            account.usersession_set.exclude(session_key=keep_session).values_list("session_key", flat=True)
        )  # type: ignore[attr-defined]
        Session.objects.filter(session_key__in=keys).delete()
        account.usersession_set.exclude(session_key=keep_session).delete()  # type: ignore[attr-defined]
    return count + len(keys)
