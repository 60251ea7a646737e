"""Open matters that tell the same thing as a new text: the same words again, or the same trouble.

An index over character pairs. Of each text only a sample of its pairs is looked up (those with the lowest
checksums, the same in every text, and those of its first words), each pair holds a bounded list of texts, and
a bounded number of texts is compared in full: a query costs the same in an index of ten or a hundred thousand.
Keep one index per place; the caller decides what is open.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from jinlin.matters.learning.shared_words import words_in_common
from jinlin.matters.learning.text import bare, first_characters, pieces, runs

SAMPLE = 64
"""Pairs of the whole text that stand for it in the index."""
FIRST_WORDS = 32
"""Characters at the beginning of which every pair is in the index."""
TEXTS_PER_PAIR = 96
"""Texts that one pair remembers; the oldest is dropped first, for such a pair says little."""
COMPARED = 16
"""Texts that one query compares in full."""
UNSEEN_TEXTS = 200
"""Texts assumed beside those known, so that in an index of three a pair seen once is still rare."""
REPEAT_AT = 0.5
"""Share of common pairs (Jaccard) from which two texts are the same words told again."""
SAME_TOPIC_AT = 0.16
"""Likeness weighted by rarity (cosine) from which two texts of one place are offered as the same trouble."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One earlier text that may tell the same: ``score`` 0 to 1, ``kind`` repeat or same_topic, shared words."""

    id: Hashable
    score: float
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as the index reads it: its stretches, all its pairs, the pairs it is looked up by."""

    bare: str
    stretches: str
    pairs: frozenset[str]
    sample: tuple[str, ...]


class Similar:
    """Texts of one place, ready to be asked for their like."""

    def __init__(self) -> None:
        self._texts: dict[Hashable, str] = {}
        self._texts_with: dict[str, dict[Hashable, None]] = {}
        self._count: Counter[str] = Counter()
        self._same: dict[str, dict[Hashable, None]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, id: Hashable, text: str) -> None:
        """Remember a text; the same id again replaces what was known of it."""
        self.remove(id)
        read = _read(text)
        self._texts[id] = text
        self._same.setdefault(read.bare, {})[id] = None
        self._count.update(read.pairs)
        for pair in read.sample:
            holders = self._texts_with.setdefault(pair, {})
            holders[id] = None
            if len(holders) > TEXTS_PER_PAIR:
                del holders[next(iter(holders))]

    def remove(self, id: Hashable) -> None:
        """Forget a text, for example when its matter is closed; an unknown id changes nothing."""
        text = self._texts.pop(id, None)
        if text is None:
            return
        read = _read(text)
        _discard(self._same, read.bare, id)
        for pair in read.pairs:
            self._count[pair] -= 1
            if not self._count[pair]:
                del self._count[pair]
        for pair in read.sample:
            _discard(self._texts_with, pair, id)

    def query(self, text: str, limit: int = 5, same_topic: bool = True) -> list[Alike]:
        """The known texts that tell the same as this one, likeliest first, each with the words they share.

        Repeats come before those of the same topic; without ``same_topic`` only repeats are told.
        """
        asked = _read(text)
        if not asked.bare:
            return []
        found = [alike for id in self._candidates(asked) if (alike := self._compared(asked, id, same_topic))]
        found.sort(key=lambda alike: (alike.kind != "repeat", -alike.score, str(alike.id)))
        return found[:limit]

    def _candidates(self, asked: _Read) -> list[Hashable]:
        votes: dict[Hashable, float] = {}
        for pair in asked.sample:
            weight = self._rarity(pair)
            for id in self._texts_with.get(pair, ()):
                votes[id] = votes.get(id, 0.0) + weight
        likeliest = nsmallest(COMPARED, votes, key=lambda id: (-votes[id], str(id)))
        same = list(self._same.get(asked.bare, ()))[:COMPARED]
        return list(dict.fromkeys([*same, *likeliest]))

    def _rarity(self, pair: str) -> float:
        return math.log((len(self._texts) + UNSEEN_TEXTS) / (self._count.get(pair, 0) + 0.5))

    def _compared(self, asked: _Read, id: Hashable, same_topic: bool) -> Alike | None:
        other = _read(self._texts[id])
        common = asked.pairs & other.pairs
        together = len(asked.pairs) + len(other.pairs) - len(common)
        score = 1.0 if asked.bare == other.bare else len(common) / max(1, together)
        kind = "repeat"
        if score < REPEAT_AT:
            kind, score = "same_topic", self._likeness(asked, other, common) if same_topic else 0.0
            if score < SAME_TOPIC_AT:
                return None
        words = words_in_common(asked.stretches, other.stretches, common, self._count)
        return Alike(id, round(min(1.0, score), 4), kind, words)

    def _likeness(self, asked: _Read, other: _Read, common: frozenset[str]) -> float:
        """Cosine of the two sets of pairs, each pair weighing by its rarity here."""

        def length(pairs: frozenset[str]) -> float:
            return sum(self._rarity(pair) ** 2 for pair in pairs)

        whole = math.sqrt(length(asked.pairs) * length(other.pairs))
        return length(common) / whole if whole else 0.0


@lru_cache(maxsize=4096)
def _read(text: str) -> _Read:
    stretches = runs(text)
    pairs = frozenset(pieces(stretches, 2, 2))
    sampled = nsmallest(SAMPLE, pairs, key=lambda pair: (crc32(pair.encode()), pair))
    first = pieces(first_characters(stretches, FIRST_WORDS), 2, 2)
    return _Read(bare(text), "\n".join(stretches), pairs, tuple(dict.fromkeys([*first, *sampled])))


def _discard(table: dict[str, dict[Hashable, None]], key: str, id: Hashable) -> None:
    holders = table.get(key)
    if holders is not None:
        holders.pop(id, None)
        if not holders:
            del table[key]
