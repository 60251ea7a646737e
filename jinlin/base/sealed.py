"""Sealed text: encrypted in the database (AES-GCM, key outside of it), with a keyed hash to find a known value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from jinlin.base import secret as secrets

_MARK = "s1:"
PURPOSES = ("phone", "letter", "invitation", "agent", "witness", "sign-in code", "import")
"""What keyed hashes are made for. Their keys outlive the secret that they were made from, so each is named here."""


@lru_cache(maxsize=32)
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=f"jinlin:{purpose}".encode(), n=2**12, r=8, p=1, dklen=32)


def seal(text: str) -> str:
    """Encrypt; empty stays empty."""
    if not text:
        return ""
    nonce = os.urandom(12)
    body = AESGCM(_key("seal", secrets.known()[0])).encrypt(nonce, text.encode(), None)
    return _MARK + base64.b64encode(nonce + body).decode()


def unseal(stored: str) -> str:
    """Decrypt what ``seal`` made with a secret that is still known; refuses (``InvalidTag``) what was changed."""
    if not stored:
        return ""
    if not stored.startswith(_MARK):
        raise ValueError("not a sealed text")
    raw = base64.b64decode(stored[len(_MARK) :])
    for secret in secrets.known():
        with suppress(InvalidTag):
            return AESGCM(_key("seal", secret)).decrypt(raw[:12], raw[12:], None).decode()
    raise InvalidTag


def resealed(stored: str) -> str | None:
    """The same sealed anew with the secret in use; None where it is that already. ``InvalidTag`` where no secret opens it."""
    raw = base64.b64decode(stored[len(_MARK) :])
    with suppress(InvalidTag):
        AESGCM(_key("seal", secrets.known()[0])).decrypt(raw[:12], raw[12:], None)
        return None
    return seal(unseal(stored))


def is_sealed(value: object) -> bool:
    """Whether a stored value is a sealed text."""
    return isinstance(value, str) and value.startswith(_MARK)


def key_of(value: str, purpose: str = "phone") -> str:
    """A keyed hash by which a known number can be found without decrypting; empty stays empty."""
    plain = "".join(character for character in value if character.isalnum())
    if not plain:
        return ""
    return hmac.new(hash_key(purpose), plain.encode(), hashlib.sha256).hexdigest()


def hash_key(purpose: str) -> bytes:
    """The key of the hashes made for this purpose, one of ``PURPOSES``."""
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is not among the purposes of keyed hashes")
    return secrets.lasting_key(purpose, _import_key if purpose == "import" else partial(_key, purpose))


def _import_key(secret: str) -> bytes:
    return hashlib.sha256(f"import:{secret}".encode()).digest()


class SealedField(models.TextField):
    """A text that is sealed on its way into the database and opened on its way out."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal before storing."""
        return seal(value) if value and not str(value).startswith(_MARK) else (value or "")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Open after reading."""
        return unseal(value) if value else ""
