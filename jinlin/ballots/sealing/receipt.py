"""Receipts in words: six words of the house's list (``base.spoken``) stand for the first 66 bits of a hash; found by an index."""

from __future__ import annotations

from jinlin.base.spoken import WORDS, places, word_list, words_of

__all__ = ["prefix_of", "word_list", "words_of"]


def prefix_of(text: str) -> str | None:
    """The first 16 hex digits of the hash that six words stand for, or None where they are not six known words.

    Blanks, commas and line ends between the words do not matter; neither does having typed none.
    """
    letters = "".join(character for character in text if "一" <= character <= "鿿")
    parts = [letters[place : place + 2] for place in range(0, len(letters), 2)]
    known = places()
    if len(parts) != WORDS or any(part not in known for part in parts):
        return None
    number = 0
    for part in parts:
        number = number << 11 | known[part]
    return f"{number << 2:017x}"[:16]
