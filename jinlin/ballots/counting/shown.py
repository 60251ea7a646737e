"""The answer file ``jinlin.count/1#result``: what was counted, every test, the verdict and its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.ballots.counting.count import Counted
from jinlin.ballots.counting.reading import FORMAT
from jinlin.ballots.counting.thresholds import show_share


def answer(counted: Iterable[Counted]) -> dict[str, Any]:
    """The whole answer, areas as text with two decimals."""
    return {"format": f"{FORMAT}#result", "motions": [_motion(one) for one in counted]}


def _motion(one: Counted) -> dict[str, Any]:
    need, tests = one.need, one.tests
    return {
        "id": one.motion.id,
        "matter": one.motion.matter,
        "base": one.base.shown(),
        "taking_part": {**one.taking_part.shown(), "deemed": one.deemed.shown()},
        "quorum": {
            "area": tests.quorum_area,
            "persons": tests.quorum_persons,
            "met": tests.quorum,
            "need": show_share(need.quorum) if need.quorum else "none",
        },
        "options": {name: amount.shown() for name, amount in one.options.items()},
        "approval": {
            "area": tests.approval_area,
            "persons": tests.approval_persons,
            "need": show_share(need.approval) if need.approval else "all",
        },
        "verdict": one.verdict,
        "reasons": list(one.reasons),
        "held": list(one.held),
        **({"deemed_with": one.joins} if one.deemed.persons else {}),
    }
