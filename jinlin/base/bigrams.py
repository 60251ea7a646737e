"""Chinese text as pairs of neighbouring characters, so that any word of two characters and up is found whole. Pure.

Each pair becomes one plain token (``x7535z68af``), so that no database's idea of a letter leaves a rare character out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from jinlin.base.rule import Reason
from jinlin.base.words import Words

MOST_WORDS = 8
LONGEST = 60


def folded(text: str) -> str:
    """Text as it is compared: width and case folded (NFKC), nothing else changed."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> Iterator[str]:
    """The runs of letters, digits and characters between marks and blanks."""
    run: list[str] = []
    for character in folded(text):
        if character.isalnum():
            run.append(character)
        elif run:
            yield "".join(run)
            run = []
    if run:
        yield "".join(run)


def token(first: str, second: str) -> str:
    """One pair as a token of letters and digits."""
    return f"x{ord(first):x}z{ord(second):x}"


def tokens(text: str) -> list[str]:
    """The tokens of a text in order; a run of one character gives a token of itself alone."""
    found: list[str] = []
    for run in runs(text):
        if len(run) == 1:
            found.append(f"x{ord(run):x}")
        found.extend(token(a, b) for a, b in zip(run, run[1:], strict=False))
    return found


def read_query(text: str) -> list[list[str]] | Reason:
    """What somebody typed, as phrases of tokens that must all be found; refused where a word is too short or long."""
    words = [run for run in runs(text[:400])]
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
