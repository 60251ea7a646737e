"""The rules of dignity, read from ``parameters/dignity.toml``: the public page and the tests read the same file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parent.parent.parent / "parameters" / "dignity.toml"


@dataclass(frozen=True)
class DignityRule:
    """One rule in plain words. ``tests`` names the tests that hold it, as ``file::test``; ``later`` says from when
    on it binds, where the part of the platform that could break it does not exist yet."""

    code: str
    words: Words
    tests: tuple[str, ...]
    later: Words | None


@cache
def rules() -> tuple[DignityRule, ...]:
    """All rules in order."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        DignityRule(code, Words(row["zh"], row["en"]), tuple(row.get("tests", ())), _later(row))
        for code, row in rows.items()
    )


def _later(row: dict[str, str]) -> Words | None:
    return Words(row["later_zh"], row["later_en"]) if "later_zh" in row else None
