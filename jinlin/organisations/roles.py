"""Roles of seats, read from parameters/roles.toml. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parent.parent.parent / "parameters" / "roles.toml"


@dataclass(frozen=True)
class Role:
    """What a seat of this role is called, over what it reaches, and what relations to a matter it gives.

    ``levels`` are the levels of place at which it may stand; ``given_by`` says who gives it at the lowest.
    """

    code: str
    words: Words
    scope: str
    relations: frozenset[str]
    duty: int
    levels: tuple[str, ...] = ()
    given_by: str = "district"


@cache
def roles() -> dict[str, Role]:
    """All roles by code."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        code: Role(
            code, Words(row["zh"], row["en"]), row["scope"], frozenset(row["relations"]), row["duty"],
            tuple(row["levels"]), row["given_by"],
        )
        for code, row in rows.items()
    }  # fmt: skip


def duty_roles() -> tuple[str, ...]:
    """Roles that answer for what is told at a place, in the order of duty."""
    held = sorted((role.duty, role.code) for role in roles().values() if role.duty)
    return tuple(code for _, code in held)
