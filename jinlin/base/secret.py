"""The deployment's secrets: the one in use makes everything new, older ones still open and still count.

A deployment may change its secret (``jinlin secret rotate``). What was signed, printed or sealed before lives on, as the
older secrets stay known. Only what is kept as a keyed hash and found by it (phone numbers, codes of letters, the rows of
an import) is made with the oldest: a hash can't be opened and made anew. When the older secrets are forgotten
(``jinlin secret forget``), the keys of these hashes, derived from the oldest one way, are kept in its stead.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from django.conf import settings


def known() -> tuple[str, ...]:
    """The secret in use, then the older ones, the youngest of them first."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def lasting_key(purpose: str, make: Callable[[str], bytes]) -> bytes:
    """The key of hashes by which something stored is found again: ``make`` of the oldest secret, or as it was kept of it."""
    kept = settings.SECRET_HASH_KEYS.get(purpose)
    return bytes.fromhex(kept) if kept else make(known()[-1])


def is_made(given: str, make: Callable[[str], str]) -> bool:
    """Whether ``make`` made this text of any known secret, compared in constant time."""
    told = given.encode()
    return any(hmac.compare_digest(make(secret).encode(), told) for secret in known())
