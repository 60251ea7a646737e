"""What a changed password or a new second factor ends: every other session and every token of the account."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added

from jinlin.people.commands import end_access


def listen() -> None:
    """Connect to the sign-in library; called once at start."""
    password_changed.connect(_end_others, dispatch_uid="people.password_changed")
    authenticator_added.connect(_factor_set, dispatch_uid="people.factor_set")


def _end_others(request: Any, user: Any, **more: object) -> None:
    end_access(account=user, keep_session=request.session.session_key or "")


def _factor_set(request: Any, user: Any, **more: object) -> None:
    request.session["second_factor"] = user.pk
    end_access(account=user, keep_session=request.session.session_key or "")
