"""Texts as residents write them, cut into the pieces that learning counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 4000
"""Characters of one text that are read; what comes after is a pasted document and adds cost, not meaning."""

_WORKBOOK_BREAK = re.compile(r"_x000d_", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """The text in one width and case, without the line-break marks that workbooks leave behind."""
    return unicodedata.normalize("NFKC", _WORKBOOK_BREAK.sub(" ", text[: LONGEST * 2])).lower()[:LONGEST]


def joined(parts: Iterable[object]) -> str:
    """Several cells of one row (title, detail …) as one text; empty cells leave no trace."""
    return "。".join(cell for part in parts if part is not None and (cell := str(part).strip()))


def runs(text: str) -> list[str]:
    """Stretches between punctuation; every number counts as the same number.

    Pieces never reach across punctuation, so that the end of one sentence and the start of the next
    do not make a word that nobody wrote.
    """
    return [run for run in _NOT_WORD.split(_DIGITS.sub("0", plain(text))) if run]


def first_characters(stretches: list[str], count: int) -> list[str]:
    """The stretches up to ``count`` characters: where residents say what it is about."""
    kept = []
    for stretch in stretches:
        if count <= 0:
            break
        kept.append(stretch[:count])
        count -= len(stretch)
    return kept


def pieces(stretches: Iterable[str], shortest: int, longest: int) -> Iterator[str]:
    """Every substring of ``shortest`` to ``longest`` characters of every stretch."""
    for stretch in stretches:
        for size in range(shortest, longest + 1):
            if size == 1:
                yield from stretch
            else:
                yield from [stretch[start : start + size] for start in range(len(stretch) - size + 1)]


def bare(text: str) -> str:
    """The text without punctuation and spaces: two tellings with the same bare text are the same words."""
    return _NOT_WORD.sub("", plain(text))


NOTHING_WORDS = "的了是在和与及有就都而我你他她它们这那也不没被把对于为以请您吗呢吧啊地得着过又还很太更到从向给让使等个们之其该将会能可要0"
"""Characters that carry no topic; they are cut off the ends of words that are shown."""
