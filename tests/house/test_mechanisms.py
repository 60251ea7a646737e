"""Every mechanism that is said to be built can be reached by a screen and is held by a test.

``docs/mechanisms.csv`` has a row for each: ``state`` is ``built`` or ``later``; ``pages`` are names of routes
and ``tests`` files of tests, both separated by spaces.
"""

from __future__ import annotations

import csv
import re

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.sources import ROOT

with (ROOT / "docs" / "mechanisms.csv").open(encoding="utf-8", newline="") as _handle:
    _ROWS = list(csv.DictReader(_handle))
_BUILT = [row for row in _ROWS if row["state"] == "built"]


def _route_names(resolver: URLResolver, prefix: str = "") -> set[str]:
    names: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            names |= _route_names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            names.add(prefix + entry.name)
    return names


def test_every_mechanism_has_one_well_formed_row() -> None:
    ids = [row["id"] for row in _ROWS]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[A-L][1-9][0-9]?", name)] == []
    assert {row["state"] for row in _ROWS} <= {"built", "later"}


def test_every_built_mechanism_is_claimed_by_a_screen() -> None:
    known = _route_names(get_resolver())
    unknown = {row["id"]: set(row["pages"].split()) - known for row in _BUILT}
    assert {name: pages for name, pages in unknown.items() if pages} == {}
    assert [row["id"] for row in _BUILT if not row["pages"].split()] == []


def test_every_built_mechanism_is_held_by_a_test() -> None:
    def tests_in(name: str) -> bool:
        path = ROOT / name
        return path.is_file() and "def test_" in path.read_text(encoding="utf-8")

    assert [row["id"] for row in _BUILT if not row["tests"].split()] == []
    assert [(row["id"], name) for row in _BUILT for name in row["tests"].split() if not tests_in(name)] == []


def test_what_is_for_later_claims_nothing() -> None:
    assert [row["id"] for row in _ROWS if row["state"] == "later" and (row["pages"] or row["tests"])] == []
