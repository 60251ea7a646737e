"""All that is wrong with an input, told at once."""

from __future__ import annotations

from collections.abc import Sequence

from jinlin.base.rule import Reason


class Faults(ValueError):
    """Input that cannot be used; ``reasons`` lists every fault found, never only the first."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        if not reasons:
            raise ValueError("faults need at least one reason")
        super().__init__("; ".join(f"{reason.code}: {reason.words.zh}" for reason in reasons))
        self.reasons = tuple(reasons)
