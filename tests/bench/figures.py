"""One measured figure beside its limit, and the table of them all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """``ours`` and ``limit`` are written out with their unit; ``ratio`` is ours to the limit, measured in the same run."""

    what: str
    database: str
    ours: str
    limit: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Met, not met, or only told."""
        return {True: "met", False: "NOT MET", None: ""}[self.met]


def table(figures: list[Figure]) -> str:
    """Plain columns that a person reads in a terminal."""
    rows = [("what", "database", "ours", "limit beside it", "ratio", "target", "")]
    rows += [
        (
            f.what,
            f.database,
            f.ours,
            f.limit,
            "" if f.ratio is None else f"{f.ratio:.2f}",
            f.target,
            f.verdict,
        )
        for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * min(200, max(map(len, lines))), *lines[1:]])


def as_json(figures: list[Figure]) -> str:
    """The same for programs."""
    return json.dumps(
        [asdict(figure) | {"verdict": figure.verdict} for figure in figures], ensure_ascii=False, indent=1
    )
