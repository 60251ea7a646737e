"""Receipts in words: six of 2,048 everyday words stand for the first 66 bits of a hash; read aloud, found on a list.

No two words of the list sound alike, so that they can be told over the telephone.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

COUNT = 2048
WORDS = 6


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 2,048 words in the order of their sounds."""
    return tuple((Path(__file__).parent / "words.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(word_list())}


def words_of(hash_hex: str) -> tuple[str, ...]:
    """The six words of a hash of a line (or of the board's head)."""
    number = int(hash_hex[:17], 16) >> 2
    return tuple(word_list()[number >> (11 * place) & 2047] for place in range(WORDS - 1, -1, -1))


def prefix_of(text: str) -> str | None:
    """The first 16 hex digits of the hash that six words stand for, or None where they are not six known words.

    Blanks, commas and line ends between the words do not matter; neither does having typed none.
    """
    letters = "".join(character for character in text if "一" <= character <= "鿿")
    parts = [letters[place : place + 2] for place in range(0, len(letters), 2)]
    known = _places()
    if len(parts) != WORDS or any(part not in known for part in parts):
        return None
    number = 0
    for part in parts:
        number = number << 11 | known[part]
    return f"{number << 2:017x}"[:16]
