"""The clauses from which an agreement is drafted, read from parameters/clauses.toml. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parents[3] / "parameters" / "clauses.toml"
MEASURES = {
    "times": (Words("次", "times"), 1),
    "people": (Words("人次", "attendances"), 1),
    "hours": (Words("小时", "hours"), 60),
    "yuan": (Words("元", "yuan"), 100),
}
"""By measure: its word, and how many of the kept unit (once, person, minute, fen) make one of it."""

CADENCES = {
    "monthly": Words("每月", "each month"),
    "quarterly": Words("每季度", "each quarter"),
    "yearly": Words("每年", "each year"),
    "once": Words("在协议期内", "once within the term"),
}


@dataclass(frozen=True)
class ClauseKind:
    """One clause of the template: what is owed how often, by whom, and which sorts of evidence keep it.

    ``usual`` counts in the measure that people read; what is stored counts in ``unit`` parts of it.
    """

    code: str
    words: Words
    text: str
    cadence: str
    measure: str
    usual: int
    gives: str
    joint: bool
    evidence: tuple[str, ...]
    source: str

    @property
    def unit(self) -> int:
        """How many kept units make one of what people read."""
        return MEASURES[self.measure][1]

    @property
    def measure_words(self) -> Words:
        """What is counted."""
        return MEASURES[self.measure][0]

    @property
    def cadence_words(self) -> Words:
        """How often."""
        return CADENCES[self.cadence]

    def sentence(self, target: int) -> str:
        """The clause as it stands on paper; ``target`` in kept units."""
        return self.text.format(cadence=self.cadence_words.zh, n=amount_text(target, self.measure))


@cache
def clause_kinds() -> dict[str, ClauseKind]:
    """All clauses by code, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        code: ClauseKind(
            code, Words(row["zh"], row["en"]), row["text"], row["cadence"], row["measure"], row["usual"], row["gives"],
            row["joint"], tuple(row["evidence"]), row["source"],
        )
        for code, row in rows.items()
    }  # fmt: skip


def amount_text(amount: int, measure: str) -> str:
    """An amount as people read it, without its word: minutes as hours, fen as yuan."""
    unit = MEASURES[measure][1]
    whole, rest = divmod(amount, unit)
    return f"{whole}" if not rest else f"{amount / unit:.2f}".rstrip("0").rstrip(".")


def amount_words(amount: int, measure: str) -> Words:
    """An amount with its word."""
    word, shown = MEASURES[measure][0], amount_text(amount, measure)
    return Words(f"{shown} {word.zh}", f"{shown} {word.en}")
