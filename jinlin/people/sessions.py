"""How long a signed-in session lasts: workers 30 minutes idle and 12 hours in all, residents 30 days.

A resident who holds a seat keeps the resident's session and opens the desk in it: while it is open, and no longer than a
worker's session lasts, the seats count.
"""

from __future__ import annotations

import datetime as dt
import time

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from django.contrib.auth import login
from django.http import HttpRequest

from jinlin.people.models import Account, Household
from jinlin.places.public import above

LIBRARY = "allauth.account.auth_backends.AuthenticationBackend"

IDLE = 30 * 60
WHOLE = 12 * 3600
RESIDENT = 30 * 24 * 3600
FRESH = 15 * 60
"""Seconds after a code sent to the phone within which a first second factor may be set."""
DESK = "desk"
PHONE = "phone"
HOME = "home"
"""The public code of the estate (else community) a resident lives in, so that lists offer what is near; gone with the session."""
TOUCH = 60
"""Seconds after which the moment of the last request is written again; a write for each request would cost more."""


def begin(request: HttpRequest, account: Account) -> None:
    """Start counting; called right after the sign-in, when the session has its new key."""
    now = int(time.time())
    staff = account.kind != "resident"
    request.session.update({"began": now, "seen": now, "staff": staff})
    request.session.pop("seats", None)
    request.session.set_expiry(WHOLE if staff else RESIDENT)


def sign_in_resident(request: HttpRequest, account: Account, *, by_phone: bool = False) -> None:
    """A resident is signed in: a new session, listed among theirs. ``by_phone``: the telephone was proven by a code."""
    from allauth.usersessions.models import UserSession

    login(request, account, backend=LIBRARY)
    close_desk(request)
    begin(request, account)
    if by_phone:
        record_authentication(request, account, PHONE)
    request.session[HOME] = home_code(account.person_id)
    UserSession.objects.create_from_request(request)


def home_code(person: int | None) -> str:
    """The code of the estate, else of the community, in which somebody's household lives now; empty where none is known."""
    lives = Household.objects.filter(
        members__person=person,
        members__person__isnull=False,
        members__until_on__isnull=True,
        until_on__isnull=True,
    )
    path = lives.values_list("dwelling__path", flat=True).first()
    found = {one.level: one.code for one in above(path)} if path else {}
    return found.get("estate") or found.get("community") or ""


def is_over(request: HttpRequest) -> bool:
    """Whether the session's time has passed; otherwise notes, at most once a minute, that it is in use."""
    session, now = request.session, int(time.time())
    if "began" not in session:
        if not request.user.is_authenticated:
            return True
        begin(request, request.user)  # type: ignore[arg-type]
        return False
    if DESK in session and (now - session[DESK] >= WHOLE or now - session["seen"] >= IDLE):
        close_desk(request)
    whole, idle = (WHOLE, IDLE) if session.get("staff", True) else (RESIDENT, RESIDENT)
    if now - session["began"] >= whole or now - session["seen"] >= idle:
        return True
    if now - session["seen"] >= TOUCH:
        session["seen"] = now
    return False


def at_desk(request: HttpRequest) -> bool:
    """Whether a resident's session has the desk open, so that the seats of its person count."""
    return DESK in request.session


def open_desk(request: HttpRequest) -> None:
    """From now on the seats count in this session, for as long as a worker's session lasts."""
    now = int(time.time())
    request.session.update({DESK: now, "seen": now})
    request.session.pop("seats", None)


def desk_left(request: HttpRequest) -> dt.timedelta:
    """How long the desk of this session may stay open at most."""
    return dt.timedelta(seconds=max(0, request.session[DESK] + WHOLE - int(time.time())))


def close_desk(request: HttpRequest) -> None:
    """A resident's session again; the second factor is asked for anew when the desk is opened next."""
    session = request.session
    if session.pop(DESK, None) is None:
        return
    session.pop("seats", None)
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa"]


def phone_is_fresh(request: HttpRequest) -> bool:
    """Whether the telephone was proven by a code in this session within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(
        one.get("method") == PHONE and time.time() - float(one.get("at", 0)) < FRESH for one in records
    )
