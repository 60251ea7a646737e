"""Digests in words: six two-character words (66 bits) that people can read aloud, write down and compare. Pure.

The list of 2,048 everyday words stands in ``spoken.txt`` beside this file, in the order of their sounds; no two of them
sound alike. A digest's words are its first 66 bits, eleven for each word. Receipts of ballots use the same list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

WORDS = 6
BITS = 11


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 2,048 words."""
    return tuple((Path(__file__).parent / "spoken.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def places() -> dict[str, int]:
    """By word: its number in the list."""
    return {word: place for place, word in enumerate(word_list())}


def words_of(digest: str) -> tuple[str, ...]:
    """The six words of a hexadecimal digest (of at least 66 bits)."""
    number = int(digest[:20], 16) >> (80 - WORDS * BITS)
    found = []
    for place in range(WORDS - 1, -1, -1):
        part = (number >> (place * BITS)) & (2**BITS - 1)
        found.append(word_list()[part])
    return tuple(found)


def spoken(digest: str) -> str:
    """The six words in one line, parted by blanks; empty for an empty digest."""
    return " ".join(words_of(digest)) if digest else ""


def read_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, however they were parted; empty where they are not six words of the list."""
    plain = re.sub(r"[\s,，、。.·\-]+", "", text)
    pairs = [plain[place : place + 2] for place in range(0, len(plain), 2)]
    known = len(pairs) == WORDS and all(pair in places() for pair in pairs)
    return tuple(pairs) if known else ()
