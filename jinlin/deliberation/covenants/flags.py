"""Passages that look like something a covenant may not do, by the patterns of parameters/covenant_flags.toml. Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parent.parent.parent.parent / "parameters" / "covenant_flags.toml"


@dataclass(frozen=True)
class Flag:
    """One thing that a covenant may not do: the pattern that points at it, why, by which clause, how surely."""

    code: str
    words: Words
    pattern: re.Pattern[str]
    why: str
    basis: str
    verified: bool


@dataclass(frozen=True)
class Found:
    """A flag that a text raises, with the passage (and a few characters around it)."""

    flag: Flag
    passage: str


@cache
def flags() -> dict[str, Flag]:
    """All flags by code, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["flag"]
    return {
        row["code"]: Flag(
            row["code"], Words(row["zh"], row["en"]), re.compile(row["pattern"]), row["why"], f"{row['source']} {row['article']}".strip(),
            bool(row["verified"] and row["confidence"] == "H"),
        )
        for row in rows
    }  # fmt: skip


def found_in(text: str) -> list[Found]:
    """Every flag that a text raises, each once, with its first passage."""
    found = []
    for flag in flags().values():
        hit = flag.pattern.search(text)
        if hit:
            around = text[max(0, hit.start() - 12) : hit.end() + 12].replace("\n", " ")
            found.append(Found(flag, around[:120]))
    return found
