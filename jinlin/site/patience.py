"""How long a web process waits for its database before it says "not now" (503) instead of holding on.

A database that takes connections and never answers (frozen, or behind a dead line) would otherwise keep every
working thread. Jobs and commands wait as long as it takes: some of what they ask lasts minutes.
"""

from __future__ import annotations

import time

WEB_SECONDS = 7.0
"""A statement in a web process; pages take a hundredth of it."""
CONNECT_SECONDS = 3
"""A new connection, everywhere."""
REST_SECONDS = 1.0
"""So long after the last vain wait nobody waits again: who comes meanwhile hears it at once."""

seconds: float | None = None
"""The wait of this process; None for as long as it takes."""
_rests_until = 0.0


def gave_up() -> None:
    """Somebody waited in vain."""
    global _rests_until
    _rests_until = time.monotonic() + REST_SECONDS


def rests() -> bool:
    """Whether somebody waited in vain just now."""
    return seconds is not None and time.monotonic() < _rests_until
