"""Counts of text pieces as weighted vectors: the whole text, its beginning, its first words.

A piece weighs by how rare it is and by how unevenly it falls on the categories (one minus the entropy of
its categories): words like "hope" and "leader" stand everywhere and say nothing. Each view of the text is
brought to length one, so that a long story does not drown its own first line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from jinlin.matters.learning.text import first_characters, pieces

VIEWS: tuple[int | None, ...] = (None, 150, 25)
"""How many characters each view of the text takes; None is the whole text."""
LONGEST_PIECE = 2
FEWEST_TEXTS = 2
"""A piece seen in fewer texts than this is left out."""
ENTROPY_FLOOR = 0.2
"""What remains of the weight of a piece that falls evenly on all categories."""


def views_of(stretches: list[str]) -> list[Counter[str]]:
    """The pieces of each view of a text (given as its ``runs``) with how often each occurs."""
    return [
        Counter(pieces(stretches if size is None else first_characters(stretches, size), 1, LONGEST_PIECE))
        for size in VIEWS
    ]


def vocabulary_of(views: Sequence[Counter[str]]) -> list[str]:
    """The pieces that at least FEWEST_TEXTS texts share, in a fixed order."""
    texts_with: Counter[str] = Counter()
    for view in views:
        texts_with.update(view.keys())
    return sorted(piece for piece, count in texts_with.items() if count >= FEWEST_TEXTS)


def counted(views: Sequence[Counter[str]], index: dict[str, int]) -> sparse.csr_matrix:
    """One row per text, one column per known piece: 1 + ln(how often)."""
    columns: list[int] = []
    values: list[int] = []
    ends = [0]
    for view in views:
        known = [(index[piece], count) for piece, count in view.items() if piece in index]
        columns.extend(column for column, _ in known)
        values.extend(count for _, count in known)
        ends.append(len(columns))
    data = 1 + np.log(np.asarray(values, dtype=np.float64))
    shape = (len(views), len(index))
    return sparse.csr_matrix((data, np.asarray(columns, dtype=np.int32), np.asarray(ends)), shape=shape)


def piece_weights(counts: sparse.csr_matrix, labels: np.ndarray, label_count: int) -> np.ndarray:
    """The weight of each piece: rarity times unevenness over the labels, from these rows only."""
    seen = counts.copy()
    seen.data[:] = 1
    rows = counts.shape[0]
    with_piece = np.asarray(seen.sum(axis=0)).ravel()
    rarity = np.log((1 + rows) / (1 + with_piece)) + 1
    shares = np.vstack(
        [
            (np.asarray(seen[labels == label].sum(axis=0)).ravel() + 0.5 * (labels == label).mean())
            / max(1, int((labels == label).sum()))
            for label in range(label_count)
        ]
    )
    shares = np.clip(shares, 1e-12, None)
    shares /= shares.sum(axis=0)
    unevenness = 1 + (shares * np.log(shares)).sum(axis=0) / np.log(label_count)
    return np.asarray(rarity * (ENTROPY_FLOOR + unevenness) * (with_piece > 0))


def weighted(counts: sparse.csr_matrix, weights: np.ndarray) -> sparse.csr_matrix:
    """The counts with their weights, each row brought to length one."""
    return of_length_one(counts.multiply(weights))


def of_length_one(matrix: sparse.spmatrix) -> sparse.csr_matrix:
    """The matrix with each row brought to length one; an empty row stays as it is."""
    rows = sparse.csr_matrix(matrix)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(lengths == 0, 1, lengths), np.diff(rows.indptr))
    return rows


@dataclass(frozen=True, slots=True)
class Spaces:
    """The known pieces of every view with their weights: turns texts into vectors."""

    vocabularies: tuple[tuple[str, ...], ...]
    weights: tuple[np.ndarray, ...]

    def indexes(self) -> list[dict[str, int]]:
        """For each view, the column of each piece."""
        return [{piece: column for column, piece in enumerate(known)} for known in self.vocabularies]
