"""Kinds of gatherings with their rhythm and quorum, read from ``parameters/gatherings.toml``. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.parameters import UNVERIFIED, Share
from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parents[3] / "parameters" / "gatherings.toml"


@dataclass(frozen=True)
class Kind:
    """What a gathering of this kind is called, how often it is due, and what it asks for.

    ``every`` in months (0: no rhythm). ``opens`` is a share of those with a vote, ``passes`` of those entitled; None
    where the kind has no such rule.
    """

    code: str
    words: Words
    every: int
    opens: Share | None
    passes: Share | None
    roll: str
    is_birthday: bool
    basis: str
    verified: bool

    @property
    def mark(self) -> Words | None:
        """What to show beside the kind as long as nobody verified its rules."""
        return None if self.verified else UNVERIFIED


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        code: Kind(
            code=code, words=Words(row["zh"], row["en"]), every=row["every"], opens=_share(row["opens"]),
            passes=_share(row["passes"]), roll=row["roll"], is_birthday=row.get("birthday", False), basis=row["basis"],
            verified=row["verified"],
        )
        for code, row in rows.items()
    }  # fmt: skip


def _share(text: str) -> Share | None:
    return Share.parse(text) if text else None
