"""Codes at a door: a QR code that changes every half minute, so that a picture of it sent home is of no use.

One code serves every kind of sign-in (a gathering, a meeting, an activity, a booking). It proves that somebody stood
before the screen lately; it is a hint beside other evidence, never the sole proof of anything.
"""

from __future__ import annotations

import datetime as dt
import hmac
from functools import partial
from hashlib import sha256

from jinlin.base import secret as secrets

WINDOW = 30
"""Seconds for which one code stands."""
GRACE = 2
"""How many earlier windows still count, so that a slow phone is not turned away."""
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def code(kind: str, pk: int, at: dt.datetime) -> str:
    """The code that stands at the door of a subject at that moment: eight letters and digits."""
    return _of(secrets.known()[0], kind, pk, int(at.timestamp()) // WINDOW)


def is_fresh(kind: str, pk: int, given: str, at: dt.datetime) -> bool:
    """Whether the code stood at that door now or within the last minute and a half."""
    window = int(at.timestamp()) // WINDOW
    wanted = given.strip().upper()
    return any(
        secrets.is_made(wanted, partial(_of, kind=kind, pk=pk, window=window - back))
        for back in range(GRACE + 1)
    )


def _of(secret: str, kind: str, pk: int, window: int) -> str:
    digest = hmac.new(secret.encode(), f"door:{kind}:{pk}:{window}".encode(), sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])
