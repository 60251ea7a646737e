"""Chinese text as pairs of neighbouring characters, so that any word of two characters and up is found whole. Pure.

Each pair becomes one plain token (``x7535z68af``), so that no database's idea of a letter leaves a rare character out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from jinlin.base.rule import Reason
from jinlin.base.words import Words

MOST_WORDS = 8
LONGEST = 60
RUN = re.compile(r"[^\W_]+")
# Marks that every Chinese text is full of: blanking them first spares the slow way of folding, and no word has them.
MARKS = re.compile("[，。！？；：（）、“”…\\s]+")


def folded(text: str) -> str:
    """Text as it is compared: width and case folded (NFKC), nothing else changed."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> list[str]:
    """The runs of letters, digits and characters between marks and blanks."""
    return RUN.findall(folded(MARKS.sub(" ", text)))


class _Middles(dict[int, str]):
    """A character inside a run ends one pair and begins the next."""

    def __missing__(self, code: int) -> str:
        made = self[code] = f"z{code:x} x{code:x}"
        return made


_middles = _Middles()


def token_line(stretches: Iterable[str]) -> str:
    """The tokens of runs, parted by blanks: the same as joining ``tokens``, several times as fast."""
    parts = []
    for run in stretches:
        head = f"x{ord(run[0]):x}"
        parts.append(head if len(run) == 1 else f"{head}{run[1:-1].translate(_middles)}z{ord(run[-1]):x}")
    return " ".join(parts)


def token(first: str, second: str) -> str:
    """One pair as a token of letters and digits."""
    return f"x{ord(first):x}z{ord(second):x}"


def tokens(text: str) -> list[str]:
    """The tokens of a text in order; a run of one character gives a token of itself alone."""
    return token_line(runs(text)).split()


def read_query(text: str) -> list[list[str]] | Reason:
    """What somebody typed, as phrases of tokens that must all be found; refused where a word is too short or long."""
    words = runs(text[:400])
    if not words:
        return Reason("no_words", Words("请输入要找的词，至少两个字", "Type at least two characters"))
    if any(len(word) < 2 for word in words):
        return Reason("too_short", Words("每个词至少两个字", "Each word needs two characters or more"))
    if len(words) > MOST_WORDS or any(len(word) > LONGEST for word in words):
        return Reason("too_long", Words("要找的词太多或太长", "Too many words, or too long"))
    return [tokens(word) for word in words]


def joined(parts: Iterable[str]) -> str:
    """Several texts as one, kept apart so that no word is found across their border."""
    return "\n".join(part for part in parts if part)
