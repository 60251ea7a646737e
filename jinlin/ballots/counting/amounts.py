"""Areas as integers of 0.01 m², read from and written as text with two decimals; never through a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_AREA = re.compile(r"\d{1,12}(?:\.\d{1,2})?")


def read_area(raw: Any) -> int | None:
    """The area in 0.01 m², or None where the text is no area, negative, or has more than two decimals."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        return None
    text = str(raw).strip()
    if not _AREA.fullmatch(text) or not text.isascii():
        return None
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


def show_area(area: int) -> str:
    """The area as text with two decimals."""
    return f"{area // 100}.{area % 100:02d}"


@dataclass(frozen=True, slots=True)
class Amount:
    """The two measures of an owners' vote: area in 0.01 m², and persons."""

    area: int = 0
    persons: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.area + other.area, self.persons + other.persons)

    def shown(self) -> dict[str, Any]:
        """As the answer file writes it."""
        return {"area": show_area(self.area), "persons": self.persons}
