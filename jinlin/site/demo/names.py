"""Invented names of people and places, drawn from ``names.toml`` by a seeded chance. Pure."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

SOURCE = Path(__file__).with_name("names.toml")


@lru_cache(maxsize=1)
def parts() -> dict[str, Any]:
    """The parts of names, read once."""
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def person_name(chance: Random) -> str:
    """A name of two or three characters; frequent surnames come more often."""
    known = parts()
    surnames, given = known["surnames"], known["given"]
    # The square of a chance leans towards the front, where the frequent surnames stand.
    surname = surnames[int(chance.random() ** 2 * len(surnames))]
    first = chance.choice(given)
    return surname + first + (chance.choice(given) if chance.random() < 0.88 else "")


def community_names(chance: Random, count: int, taken: set[str]) -> list[str]:
    """So many different names of communities, without 社区; none that is taken."""
    known = parts()
    pairs = [
        a + b for a in known["place_first"] for b in known["place_last"] if a != b and a + b not in taken
    ]
    return chance.sample(pairs, count)


def estate_names(chance: Random, count: int, taken: set[str]) -> list[str]:
    """So many different names of estates; none that is taken."""
    known = parts()
    pairs = [a + b for a in known["estate_first"] for b in known["estate_last"] if a + b not in taken]
    return chance.sample(pairs, count)


def phone(chance: Random) -> str:
    """A telephone number that no network gives out (nothing begins with 12), so that no stranger is ever called."""
    return f"12{chance.randrange(10**9):09d}"
