"""What a changed password ends: every other session and every token of the account."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed

from jinlin.people.commands import end_access


def listen() -> None:
    """Connect to the sign-in library; called once at start."""
    password_changed.connect(_end_others, dispatch_uid="people.password_changed")


def _end_others(request: Any, user: Any, **more: object) -> None:
    end_access(account=user, keep_session=request.session.session_key or "")
