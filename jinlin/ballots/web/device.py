"""A mark of the browser at which a clerk enters, so that two clerks are two persons, two sessions and two devices."""

from __future__ import annotations

import hashlib

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

DEVICE = "jinlin_device"


def device_of(request: HttpRequest) -> tuple[str, bool]:
    """The mark of this browser, and whether it is new: it tells one device from another and nothing else."""
    try:
        return Signer(salt=DEVICE).unsign(request.COOKIES.get(DEVICE, "")), False
    except BadSignature:
        return get_random_string(24), True


def remember(answer: HttpResponse, request: HttpRequest, device: str) -> None:
    """Keep the mark in the browser for a year."""
    answer.set_cookie(
        DEVICE,
        Signer(salt=DEVICE).sign(device),
        max_age=400 * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def digest_of(text: str) -> str:
    """What is kept of a mark."""
    return hashlib.sha256(text.encode()).hexdigest()


def session_of(request: HttpRequest) -> str:
    """What is kept of the session."""
    return digest_of(request.session.session_key or "")
