"""The board: lines that each carry the hash of the line before. Made here, kept by the tables or by an archive alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinlin.ballots.counting import show_area
from jinlin.ballots.sealing.curve import L, canonical, digest
from jinlin.ballots.sealing.group import sign
from jinlin.ballots.sealing.marks import group
from jinlin.ballots.sealing.verifier import NOBODY


@dataclass(frozen=True)
class Line:
    """One line of the board as it is written, with its own hash (the board's head while it is the last)."""

    n: int
    kind: str
    text: str
    hash: str


def line(n: int, before: str, kind: str, at: str, body: Mapping[str, Any]) -> Line:
    """The next line: number, what it is, when, its content, and the hash of the line before."""
    raw = canonical({"n": n, "prev": before, "kind": kind, "at": at, "body": body})
    return Line(n, kind, raw.decode(), digest(raw))


def opened(package: str, roll: str, key: str) -> dict[str, Any]:
    """The first line: package, roll, the key that will sign, and the second base."""
    return {"package": package, "roll": roll, "key": key, "h": group().h.hex()}


def ballot(
    package: str,
    row: int,
    channel: str,
    motions: Mapping[str, Any],
    *,
    replaces: int | None = None,
    hands: str = "",
) -> dict[str, Any]:
    """A ballot's line; ``hands`` is the digest of who entered a paper, ``replaces`` the row's ballot before it."""
    body = {"package": package, "row": row, "channel": channel, "motions": motions, "replaces": replaces}
    return {**body, **({"hands": hands} if hands else {})}


def signed(kind: str, before: str, body: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """A closing line signs its content together with the head that it closes."""
    return {**body, "signature": sign(canonical([kind, before, body]), secret)}


def sums(
    motions: Mapping[str, Iterable[str]],
    standing: Iterable[tuple[int, Mapping[str, Mapping[str, Any]]]],
    held: Iterable[int],
) -> dict[str, Any]:
    """The totals of each option: heads, area, and the two sums of blinds. ``standing`` gives (area, openings) of each
    ballot that counts; nothing of a single ballot remains in the answer."""
    totals = {motion: {option: [0, 0, 0, 0] for option in options} for motion, options in motions.items()}
    for area, openings in standing:
        for motion, opening in openings.items():
            for (option, total), blind in zip(totals[motion].items(), opening["r"], strict=True):
                number = int.from_bytes(bytes.fromhex(blind), "little")
                chosen = option == opening["mark"]
                total[0] += chosen
                total[1] += area * chosen
                total[2] = (total[2] + number) % L
                total[3] = (total[3] + area * number) % L
    return {
        "held": sorted(held),
        "motions": {
            motion: {
                option: {
                    "heads": heads, "area": show_area(area), "r": r.to_bytes(32, "little").hex(),
                    "ar": ar.to_bytes(32, "little").hex(),
                }
                for option, (heads, area, r, ar) in options.items()
            }
            for motion, options in totals.items()
        },
    }  # fmt: skip


START = NOBODY
"""What stands before the first line."""
