"""The sealed board: ballots that add up, a chain that shows every change, an archive that anyone can verify. No Django."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinlin.ballots.sealing.demo import make as make_demo
from jinlin.ballots.sealing.receipt import prefix_of, words_of
from jinlin.ballots.sealing.risk import Risk, risk_of
from jinlin.ballots.sealing.telling import head_of, place_of, signed_at, told, told_of_slip
from jinlin.ballots.sealing.witness import make_key, read_key, sign_head


def verify_archive(
    path: Path, *, plain: bool = False, tell: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Every check of an archive in order; ``plain`` uses the verifier's own arithmetic instead of libsodium; ``tell`` hears the progress."""
    from jinlin.ballots.sealing.marks import group
    from jinlin.ballots.sealing.verifier import verify

    return verify(str(path), None if plain else group(), tell)


__all__ = [
    "Risk",
    "head_of",
    "make_demo",
    "make_key",
    "place_of",
    "prefix_of",
    "read_key",
    "risk_of",
    "sign_head",
    "signed_at",
    "told",
    "told_of_slip",
    "verify_archive",
    "words_of",
]
