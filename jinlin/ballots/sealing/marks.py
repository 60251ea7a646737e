"""Sealing the marks of one ballot: a commitment for each option with a proof of 0 or 1, and a proof of exactly one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinlin.ballots.sealing.curve import HALF, L, challenge, context
from jinlin.ballots.sealing.group import FastGroup


@lru_cache(maxsize=1)
def group() -> FastGroup:
    """The group, made once in a process."""
    return FastGroup()


@dataclass(frozen=True)
class Sealed:
    """What goes on the board (``shown``) and what stays in the counting role: per motion the mark and the blinds."""

    shown: dict[str, Any]
    openings: dict[str, dict[str, Any]]


def seal_ballot(
    package: str, row: int, motions: Mapping[str, Sequence[str]], marks: Mapping[str, str]
) -> Sealed:
    """Seal the marks of a row: ``motions`` gives the options of each, ``marks`` the chosen one (an option of each)."""
    shown, openings = {}, {}
    for motion, options in motions.items():
        shown[motion], blinds = _seal_motion(package, row, motion, options, marks[motion])
        openings[motion] = {
            "mark": marks[motion],
            "r": [blind.to_bytes(32, "little").hex() for blind in blinds],
        }
    return Sealed(shown, openings)


def _seal_motion(
    package: str, row: int, motion: str, options: Sequence[str], mark: str
) -> tuple[dict[str, Any], list[int]]:
    if mark not in options:
        raise ValueError(f"{mark!r} is no option of {motion}")
    made, blinds = [], []
    for option in options:
        point, proof, blind = _seal_bit(option == mark, context(package, row, motion, option))
        made.append([point.hex(), proof])
        blinds.append(blind)
    return {"marks": made, "one": _one(sum(blinds) % L, context(package, row, motion, None))}, blinds


def _seal_bit(value: bool, about: bytes) -> tuple[bytes, str, int]:
    """The commitment and its proof: the true branch is answered, the other was chosen beforehand."""
    known = group()
    blind = secrets.randbelow(L)
    point = known.mul_h(blind)
    if value:
        point = known.add(point, known.g)
    nonce, other_c, other_s = secrets.randbelow(L), secrets.randbelow(HALF), secrets.randbelow(L)
    true_a = known.mul_h(nonce)
    other = point if value else known.sub(point, known.g)
    other_a = known.sub(known.mul_h(other_s), known.mul(other_c, other))
    first, second = (other_a, true_a) if value else (true_a, other_a)
    true_c = (challenge(b"bit", about, point, first, second) - other_c) % HALF
    true_s = (nonce + true_c * blind) % L
    c0, c1, s0, s1 = (other_c, true_c, other_s, true_s) if value else (true_c, other_c, true_s, other_s)
    return point, f"{c0:032x}{c1:032x}{_hex(s0)}{_hex(s1)}", blind


def _one(blind: int, about: bytes) -> str:
    """The proof that the marks hold 1 together: their sum less G is a known multiple of H."""
    known = group()
    nonce = secrets.randbelow(L)
    told = challenge(b"one", about, known.mul_h(blind), known.mul_h(nonce))
    return f"{told:032x}{_hex((nonce + told * blind) % L)}"


def _hex(number: int) -> str:
    return number.to_bytes(32, "little").hex()
