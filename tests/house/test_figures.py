"""Every figure of the sources has a row that says where it is built, and what is said to be built is declared.

``docs/figures.csv``: ``state`` is ``built`` or ``later``; ``figure`` is the id of the declared figure that states it (often the same id);
``tests`` are files of tests, separated by spaces.
"""

from __future__ import annotations

import csv

import pytest

from jinlin.base.figures import figures, groups
from tests.house.sources import ROOT
from tests.shared_data import shared_folder

with (ROOT / "docs" / "figures.csv").open(encoding="utf-8", newline="") as _handle:
    _ROWS = list(csv.DictReader(_handle))
_BUILT = [row for row in _ROWS if row["state"] == "built"]


def test_every_figure_of_the_sources_has_one_row() -> None:
    source = shared_folder().parent / "domain" / "figures.csv"
    if not source.exists():
        pytest.skip("shared data is absent on this machine: domain/figures.csv")
    with source.open(encoding="utf-8", newline="") as handle:
        wanted = [row["id"] for row in csv.DictReader(handle)]
    assert [row["id"] for row in _ROWS] == wanted


def test_every_row_is_built_or_for_later() -> None:
    assert {row["state"] for row in _ROWS} <= {"built", "later"}
    assert len({row["id"] for row in _ROWS}) == len(_ROWS)
    assert [row["id"] for row in _ROWS if row["state"] == "later" and (row["figure"] or row["tests"])] == []


def test_what_is_said_to_be_built_is_declared_and_tested() -> None:
    assert [(row["id"], row["figure"]) for row in _BUILT if row["figure"] not in figures] == []
    assert [row["id"] for row in _BUILT if not row["tests"].split()] == []
    unknown = [name for row in _BUILT for name in row["tests"].split() if not (ROOT / name).is_file()]
    assert unknown == []


def test_a_figure_of_the_sources_that_is_declared_is_not_left_for_later() -> None:
    assert [row["id"] for row in _ROWS if row["state"] == "later" and row["id"] in figures] == []


def test_every_declared_figure_stands_in_one_group_with_words_in_both_languages() -> None:
    grouped = [id for _, ids in groups.values() for id in ids]
    assert sorted(grouped) == sorted(figures) and len(grouped) == len(set(grouped))
    spoken = ("name", "unit", "population", "formula")
    assert [
        (one.id, part) for one in figures.values() for part in spoken if not getattr(one, part).en.strip()
    ] == []
