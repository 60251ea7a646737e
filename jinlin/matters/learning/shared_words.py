"""The words that two texts share, as a person would point them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jinlin.matters.learning.text import NOTHING_WORDS

MOST_WORDS = 4
LONGEST_WORD = 6
TRIED = 24


def words_in_common(
    one: str, other: str, pairs: Iterable[str], texts_with: Mapping[str, int]
) -> tuple[str, ...]:
    """Up to four stretches that stand in both texts, told in the order of the first text.

    Common pairs that both texts name early come first, the rarer before the more usual; each is grown to both
    sides as long as both texts agree.
    """

    def telling(pair: str) -> tuple[float, str]:
        early = max(one.find(pair), 0) + max(other.find(pair), 0)
        return (1 + early / 20) * (2 + texts_with.get(pair, 0)) ** 0.5, pair

    words: list[str] = []
    taken: set[int] = set()
    for pair in sorted((pair for pair in pairs if not set(pair) & set(NOTHING_WORDS)), key=telling)[:TRIED]:
        word = _grown(pair, one, other).strip(NOTHING_WORDS)
        place = one.find(word)
        span = set(range(place, place + len(word)))
        if len(word) < 2 or span & taken or word in words:
            continue
        taken |= span
        words.append(word)
        if len(words) == MOST_WORDS:
            break
    return tuple(sorted(words, key=one.find))


def _grown(word: str, one: str, other: str) -> str:
    grown = True
    while grown and len(word) < LONGEST_WORD:
        grown = False
        place = one.find(word)
        for longer in (one[place : place + len(word) + 1], one[max(0, place - 1) : place + len(word)]):
            edges = {longer[0], longer[-1]}
            if len(longer) > len(word) and not edges & set(NOTHING_WORDS + "\n") and longer in other:
                word, grown = longer, True
                break
    return word
