"""A rule is a pure function of plain values that answers None (nothing against it) or a Reason."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something may not be done now, in words for the reader.

    ``code`` is stable and starts with ``not_``, ``no_``, ``too_`` or ``wrong_``; ``basis`` names the article.
    """

    code: str
    words: Words
    basis: str = ""

    def __post_init__(self) -> None:
        if not self.code.startswith(("not_", "no_", "too_", "wrong_")):
            raise ValueError(f"reason code {self.code!r} must start with not_, no_, too_ or wrong_")


class Refused(Exception):
    """A command was refused; ``reasons`` says why, never empty."""

    def __init__(self, *reasons: Reason) -> None:
        if not reasons:
            raise ValueError("a refusal needs a reason")
        super().__init__("; ".join(f"{r.code}: {r.words.zh}" for r in reasons))
        self.reasons = reasons

    @property
    def reason(self) -> Reason:
        """The first reason: the one that a page shows beside the button."""
        return self.reasons[0]
