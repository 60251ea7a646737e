"""A witness outside the platform: a key of their own, and slips signed with it. Ed25519 by libsodium (PyNaCl); no Django."""

from __future__ import annotations

import base64
import re
import secrets

from nacl import bindings
from nacl.exceptions import BadSignatureError

from jinlin.ballots.sealing.curve import SLIP, about_head
from jinlin.ballots.sealing.group import FastGroup, sign
from jinlin.base.spoken import BITS, places, read_words


def read_key(text: str) -> str | None:
    """A public key from hex or base64, as hex; None where it is not 32 bytes that stand for a point of the group."""
    plain = re.sub(r"\s", "", text)
    if re.fullmatch("[0-9a-fA-F]{64}", plain):
        raw = bytes.fromhex(plain)
    else:
        try:
            raw = base64.b64decode(plain, altchars=b"-_" if set(plain) & set("-_") else None, validate=True)
        except ValueError:
            return None
    return raw.hex() if FastGroup.decode(raw) else None


def make_key() -> dict[str, str]:
    """A new pair: the public part to hand in, the seed to keep."""
    seed = secrets.token_bytes(32)
    public, _ = bindings.crypto_sign_seed_keypair(seed)
    return {"public": public.hex(), "seed": seed.hex()}


def head_said(said: str) -> str | None:
    """A head from its 64 hex digits or from its six words (as the 66 bits they stand for); None for anything else."""
    plain = said.strip().lower()
    if re.fullmatch("[0-9a-f]{64}", plain):
        return plain
    number = 0
    for word in read_words(said):
        number = number << BITS | places()[word]
    return f"{number:017x}" if read_words(said) else None


def sign_head(seed: str, said: str) -> str | None:
    """The slip over a head told in hex or in six words: head, public key and signature; None where the head is neither."""
    head = head_said(said)
    if head is None:
        return None
    public, secret = bindings.crypto_sign_seed_keypair(bytes.fromhex(seed))
    return f"{head}:{public.hex()}:{sign(about_head(head), secret)}"


def read_slip(text: str) -> tuple[str, str, str] | None:
    """Head, key and signature of a slip, however it was broken into lines; None where it is none."""
    found = SLIP.fullmatch(re.sub(r"\s", "", text).lower())
    return (found[1], found[2], found[3]) if found else None


def holds(head: str, key: str, signature: str) -> bool:
    """Whether the signature of a slip fits its key and its head."""
    try:
        bindings.crypto_sign_open(bytes.fromhex(signature) + about_head(head), bytes.fromhex(key))
    except BadSignatureError:
        return False
    return True
