"""Counts about institutions that higher apps know: they register here, and nobody imports upwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinlin.base.words import Words


@dataclass(frozen=True)
class InstitutionCount:
    """One column: its words, and how many there are for each of the given institutions, in one query."""

    code: str
    words: Words
    of: Callable[[list[int]], Mapping[int, int]]


_counts: dict[str, InstitutionCount] = {}


def register_count(count: InstitutionCount) -> None:
    """Add a column; the same code again replaces it."""
    _counts[count.code] = count


def institution_counts(institutions: list[int]) -> list[tuple[InstitutionCount, Mapping[int, int]]]:
    """Every registered column with its numbers."""
    return [(count, count.of(institutions)) for count in _counts.values()]
