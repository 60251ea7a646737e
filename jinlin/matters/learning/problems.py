"""How alike the problems of tellings are, once the places are taken out of their texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse

from jinlin.matters.learning.features import of_length_one
from jinlin.matters.learning.place_names import without_districts
from jinlin.matters.learning.tellings import Telling
from jinlin.matters.learning.text import NOTHING_WORDS, pieces

_PARTICLES = frozenset(NOTHING_WORDS)
_DIGITS = re.compile(r"\d+")
MOST_COMPARED = 1200
"""Tellings of one place that are compared with each other: the latest in the table."""
SAMPLE = 2000
"""Texts that are read to tell how usual a phrase is."""
COMMON_SHARE = 0.15
"""A pair of characters that a larger share of the texts holds names no problem."""


class Problems:
    """The problem of every telling as a vector: character pairs of title and detail, places taken out."""

    def __init__(self, tellings: Sequence[Telling], places: Iterable[str]) -> None:
        named = sorted(map(re.escape, places), key=lambda name: (-len(name), name))
        self._places = re.compile("|".join(named) if named else r"(?!)")
        self.titles = [self._bared(telling.title) for telling in tellings]
        titles = [_pairs(title) for title in self.titles]
        self.details = [self._bared(telling.detail) for telling in tellings]
        details = [_pairs(detail) for detail in self.details]
        rarity = _rarity(titles, details)
        self._vectors = of_length_one(_vectors(titles, rarity) + _vectors(details, rarity))

    def _bared(self, stretches: Sequence[str]) -> list[str]:
        return [
            rest
            for stretch in stretches
            for rest in without_districts(self._places.sub("\n", stretch)).split("\n")
            if rest
        ]

    def rarity(self, phrase: str) -> float:
        """In how many texts one holds the phrase, measured on an even sample of the table."""
        sample = range(0, len(self.titles), 1 + len(self.titles) // SAMPLE)
        holding = sum(
            1
            for position in sample
            if any(phrase in stretch for stretch in (*self.titles[position], *self.details[position]))
        )
        return (1 + len(sample)) / (1 + holding)

    def groups(self, positions: Sequence[int], alike_at: float) -> list[list[int]]:
        """The tellings at these positions, parted so that the mean likeness within a group is ``alike_at``."""
        # Loaded here: who only asks for suggestions needs neither their time nor their memory.
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import squareform

        compared = list(positions[-MOST_COMPARED:])
        if len(compared) < 2:
            return [compared] if compared else []
        vectors = self._vectors[compared]
        distances = np.clip(1 - (vectors @ vectors.T).toarray(), 0, None)
        np.fill_diagonal(distances, 0)
        tree = linkage(squareform(distances, checks=False), "average")
        groups: dict[int, list[int]] = {}
        for position, group in zip(compared, fcluster(tree, 1 - alike_at, "distance"), strict=True):
            groups.setdefault(int(group), []).append(position)
        return list(groups.values())


def _pairs(stretches: Iterable[str]) -> Counter[str]:
    found = Counter(pieces((_DIGITS.sub("0", stretch) for stretch in stretches), 2, 2))
    return Counter({pair: count for pair, count in found.items() if _PARTICLES.isdisjoint(pair)})


def _rarity(titles: Sequence[Counter[str]], details: Sequence[Counter[str]]) -> dict[str, tuple[int, float]]:
    """The column and the weight of every pair that at least two texts and not too many hold."""
    counts: Counter[str] = Counter()
    for title, detail in zip(titles, details, strict=True):
        counts.update(title.keys() | detail.keys())
    most = max(12, COMMON_SHARE * len(titles))
    kept = sorted(pair for pair, count in counts.items() if 2 <= count <= most)
    return {pair: (column, np.log(1 + len(titles) / counts[pair])) for column, pair in enumerate(kept)}


def _vectors(texts: Sequence[Counter[str]], rarity: dict[str, tuple[int, float]]) -> sparse.csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        for pair, count in text.items():
            if pair in rarity:
                column, weight = rarity[pair]
                columns.append(column)
                values.append((1 + np.log(count)) * weight)
        ends.append(len(columns))
    return of_length_one(sparse.csr_matrix((values, columns, ends), shape=(len(texts), max(1, len(rarity)))))
