"""Suggested categories, learned from the deployment's own labelled matters.

A linear model: every score is a sum over pieces of the text, so that the words that led to a suggestion can be
shown as they are. Same input, same model, same suggestions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.special import logsumexp

from jinlin.matters.learning.because import Written, words_behind
from jinlin.matters.learning.features import Spaces, counted, views_of, weighted
from jinlin.matters.learning.model_file import read_model, write_model
from jinlin.matters.learning.text import runs

ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """One category a text may belong to, with its share of certainty (0 to 1) and the words that led to it."""

    category: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest category of a text, its calibrated score (0 to 1), the words behind it, and the next two."""

    category: str
    score: float
    words: tuple[str, ...]
    runner_ups: tuple[RunnerUp, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: the known pieces, their pull towards each category, and how sharp the scores are."""

    categories: tuple[str, ...]
    spaces: Spaces
    pull: np.ndarray
    """One row per piece (views one after the other), one column per category."""
    start: np.ndarray
    sharpness: float
    trained_on: int
    left_out: tuple[tuple[str, int], ...] = ()
    """Labels with too few texts to learn from, with their number of texts."""

    def suggest(self, texts: Iterable[str]) -> list[Suggestion]:
        """One suggestion per text, in order. An empty text gets the likeliest category without any words."""
        indexes = self.spaces.indexes()
        known = [piece for view in self.spaces.vocabularies for piece in view]
        waiting = list(texts)
        suggestions: list[Suggestion] = []
        for first in range(0, len(waiting), ROWS_AT_ONCE):
            suggestions += self._suggest_some(waiting[first : first + ROWS_AT_ONCE], indexes, known)
        return suggestions

    def _suggest_some(
        self, texts: Sequence[str], indexes: list[dict[str, int]], known: list[str]
    ) -> list[Suggestion]:
        cut = [runs(text) for text in texts]
        views = [views_of(stretches) for stretches in cut]
        vectors = sparse.hstack(
            [
                weighted(counted([view[place] for view in views], index), weights)
                for place, (index, weights) in enumerate(zip(indexes, self.spaces.weights, strict=True))
            ]
        ).tocsr()
        shares = certainty(vectors @ self.pull + self.start, self.sharpness)
        ends = vectors.indptr
        return [
            self._explained(
                Written(text, cut[row]),
                vectors.indices[first:last],
                vectors.data[first:last],
                shares[row],
                known,
            )
            for row, (text, first, last) in enumerate(zip(texts, ends[:-1], ends[1:], strict=True))
        ]

    def _explained(
        self, written: Written, columns: np.ndarray, values: np.ndarray, shares: np.ndarray, known: list[str]
    ) -> Suggestion:
        order = np.argsort(-shares, kind="stable")[:3]
        pulls = self.pull[columns] * values[:, None]
        against = pulls.mean(axis=1)
        choices = [
            RunnerUp(
                self.categories[place],
                round(float(shares[place]), 4),
                words_behind(written, columns, pulls[:, place] - against, known),
            )
            for place in order
        ]
        best = choices[0]
        return Suggestion(best.category, best.score, best.words, tuple(choices[1:]))

    def save(self, path: Path) -> None:
        """Write the model as one .npz of plain arrays; it can be read without running any stored code."""
        write_model(path, self)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model written by ``save``; Faults(wrong_model) where the file is anything else."""
        return cls(**read_model(path))


def certainty(distances: np.ndarray, sharpness: float) -> np.ndarray:
    """Distances from the borders between categories as shares that add up to one."""
    scaled = distances * sharpness
    return np.asarray(np.exp(scaled - logsumexp(scaled, axis=1, keepdims=True)))
