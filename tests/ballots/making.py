"""Votes for the tests of counting, made from plain lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.ballots import counting

ON = dt.date(2026, 11, 20)


def units(count: int, area: str = "100.00", *, first: int = 1, **more: str) -> list[dict[str, Any]]:
    """So many flats of one area, each with an owner of its own."""
    return [{"unit": f"u{n}", "area": area, "holder": f"h{n}", **more} for n in range(first, first + count)]


def ballots(marks: dict[str, str], *, start: int = 1, motion: str = "m1") -> list[dict[str, Any]]:
    """A valid paper ballot for each unit, with its mark."""
    return [
        {"id": f"b{n}", "unit": unit, "channel": "paper", "at": f"2026-09-20T10:{n % 60:02d}:00+08:00", "marks": {motion: mark}}
        for n, (unit, mark) in enumerate(marks.items(), start)
    ]  # fmt: skip


def vote(
    rows: list[dict[str, Any]], given: list[dict[str, Any]], matter: str = "278.9", **rules: Any
) -> dict[str, Any]:
    """A whole file."""
    served = rules.pop("served", [])
    return {
        "format": "jinlin.count/1", "scope": "estate", "rules": {"parking_counts": True, **rules}, "units": rows,
        "motions": [{"id": "m1", "matter": matter, "options": ["yes", "no", "abstain"]}], "served": served, "ballots": given,
    }  # fmt: skip


def counted(file: dict[str, Any]) -> dict[str, Any]:
    """The answer for the file's only motion."""
    return counting.answer(counting.count(counting.read_data(file), on=ON))["motions"][0]


def said(yes: int, no: int = 0, abstain: int = 0) -> dict[str, str]:
    """Marks of the first units, in order."""
    marks = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    return {f"u{n}": mark for n, mark in enumerate(marks, 1)}
