"""How long a signed-in session lasts: workers 30 minutes idle and 12 hours in all, residents 30 days."""

from __future__ import annotations

import time

from django.contrib.auth import login
from django.http import HttpRequest

from jinlin.people.models import Account

LIBRARY = "allauth.account.auth_backends.AuthenticationBackend"

IDLE = 30 * 60
WHOLE = 12 * 3600
RESIDENT = 30 * 24 * 3600
TOUCH = 60
"""Seconds after which the moment of the last request is written again; a write for each request would cost more."""


def begin(request: HttpRequest, account: Account) -> None:
    """Start counting; called right after the sign-in, when the session has its new key."""
    now = int(time.time())
    staff = account.kind != "resident"
    request.session.update({"began": now, "seen": now, "staff": staff})
    request.session.pop("seats", None)
    request.session.set_expiry(WHOLE if staff else RESIDENT)


def sign_in_resident(request: HttpRequest, account: Account) -> None:
    """A resident is signed in: a new session, listed among theirs."""
    from allauth.usersessions.models import UserSession

    login(request, account, backend=LIBRARY)
    begin(request, account)
    UserSession.objects.create_from_request(request)


def is_over(request: HttpRequest) -> bool:
    """Whether the session's time has passed; otherwise notes, at most once a minute, that it is in use."""
    session, now = request.session, int(time.time())
    if "began" not in session:
        if not request.user.is_authenticated:
            return True
        begin(request, request.user)  # type: ignore[arg-type]
        return False
    whole, idle = (WHOLE, IDLE) if session.get("staff", True) else (RESIDENT, RESIDENT)
    if now - session["began"] >= whole or now - session["seen"] >= idle:
        return True
    if now - session["seen"] >= TOUCH:
        session["seen"] = now
    return False
