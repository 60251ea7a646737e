"""The catalogue of posts (岗位), read from parameters/posts.toml. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.given import Choice
from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parents[3] / "parameters" / "posts.toml"


@dataclass(frozen=True)
class Post:
    """One kind of post: what it is called, what one does, how many hold it at once in a branch (0: no bound)."""

    code: str
    words: Words
    what: str
    most: int


@cache
def posts() -> dict[str, Post]:
    """Every post by code, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        code: Post(code, Words(row["zh"], row["en"]), row["what"], row["most"]) for code, row in rows.items()
    }


def post_words(code: str) -> Words:
    """A post in words; its code where the catalogue no longer knows it."""
    known = posts().get(code)
    return known.words if known else Words(code, code)


def post_choices() -> tuple[Choice, ...]:
    """The posts as answers of a form."""
    return tuple(
        Choice(one.code, Words(f"{one.words.zh}：{one.what}", one.words.en)) for one in posts().values()
    )
