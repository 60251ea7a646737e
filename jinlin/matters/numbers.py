"""Numbers and receipts: what a teller is given, and how a matter is found again. Pure but for the key."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from functools import partial
from zoneinfo import ZoneInfo

from jinlin.base import secret as secrets

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NUMBER = re.compile(r"\s*(?:JL-?)?(\d{4})-?(\d{1,12})\s*", re.IGNORECASE)


def number_of(pk: int, told_at: dt.datetime) -> str:
    """The number of a matter, such as 2026-001837: the year it was told (Shanghai) and its id. Never stored."""
    return f"{told_at.astimezone(SHANGHAI).year}-{pk:06d}"


def read_number(text: str) -> tuple[int, int] | None:
    """Year and id of a number as people write it, or None."""
    found = _NUMBER.fullmatch(text.translate(str.maketrans("０１２３４５６７８９－", "0123456789-")))
    return (int(found[1]), int(found[2])) if found and int(found[2]) < 2**62 else None


def receipt_key(telling: int) -> str:
    """The secret part of a receipt: 26 letters that nobody can guess, made from the telling and the deployment's key."""
    return _long(secrets.known()[0], telling)


def _long(secret: str, telling: int) -> str:
    made = hmac.new(secret.encode(), f"receipt:{telling}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:16]).decode().rstrip("=").lower()


def short_key(telling: int) -> str:
    """Six letters and digits for paper and telephone, asked for together with the number; tries are limited."""
    return _short(secrets.known()[0], telling)


def _short(secret: str, telling: int) -> str:
    made = hmac.new(secret.encode(), f"short:{telling}".encode(), hashlib.sha256).digest()
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return "".join(letters[byte % len(letters)] for byte in made[:6])


def is_receipt(telling: int, key: str) -> bool:
    """Whether the long key belongs to the telling, compared in constant time."""
    return secrets.is_made(key.strip().lower(), partial(_long, telling=telling))


def is_short(telling: int, key: str) -> bool:
    """Whether the short key belongs to the telling, compared in constant time."""
    return secrets.is_made(key.strip().upper(), partial(_short, telling=telling))
