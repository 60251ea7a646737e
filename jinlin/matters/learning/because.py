"""The words of a text that led to a suggestion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jinlin.matters.learning.text import NOTHING_WORDS

MOST_WORDS = 5
LOOKED_AT = 24
LONGEST_WORD = 6


class Written:
    """A text beside its stretches, to tell words as they stand in the text."""

    def __init__(self, text: str, stretches: Sequence[str]) -> None:
        self.text = text
        self.lower = text.lower()
        self.stretches = "\n".join(stretches)

    def as_written(self, word: str) -> str:
        """The word as the text has it, without particles at its ends; "" where nothing is left to show."""
        word = word.strip(NOTHING_WORDS)
        if len(word) < 2:
            return ""
        place = self.lower.find(word)
        return self.text[place : place + len(word)] if place >= 0 else ""


def words_behind(
    written: Written, columns: np.ndarray, pulls: np.ndarray, known: Sequence[str]
) -> tuple[str, ...]:
    """Up to five stretches of the text, strongest first, made of the pieces that pull most.

    ``columns`` name pieces of the text in ``known``; ``pulls`` how much each speaks for the category against
    the others. Pieces that overlap in the text are told as one word; single characters are not told.
    """
    if not len(pulls):
        return ()
    count = min(len(pulls), LOOKED_AT)
    strongest = np.argpartition(-pulls, count - 1)[:count]
    ranked = sorted((-float(pulls[place]), known[columns[place]]) for place in strongest)
    words: list[str] = []
    for pull, piece in ranked:
        if pull < 0 and len(piece) > 1 and not any(piece in word for word in words):
            _join(words, piece, written.stretches)
    shown = dict.fromkeys(filter(None, map(written.as_written, words)))
    return tuple(shown)[:MOST_WORDS]


def _join(words: list[str], piece: str, stretches: str) -> None:
    """Put the piece into the word that it continues in the text, or after all words."""
    for place, word in enumerate(words):
        for left, right in ((word, piece), (piece, word)):
            if left[-1] == right[0] and len(left) < LONGEST_WORD and left + right[1:] in stretches:
                words[place] = left + right[1:]
                return
    words.append(piece)
