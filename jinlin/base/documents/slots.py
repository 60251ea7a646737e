"""What a template may name: declared once, for the check, the example and the sheet that tells the office about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jinlin.base.words import Words

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """One placeholder: ``{{ name }}``, or a list of rows ``{%p for one in name %}`` whose rows have ``rows`` as parts.

    ``words`` say what will stand there; ``example`` is what the trial of a template puts there. A slot with
    ``parts`` is a group: ``{{ name.part }}``.
    """

    name: str
    words: Words
    example: Any = ""
    rows: tuple[Slot, ...] = ()
    parts: tuple[Slot, ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"slot {self.name!r}: lower case letters, digits and _ only")
        if self.rows and self.parts:
            raise ValueError(f"slot {self.name!r} is a list or a group, not both")


def examples(slots: Iterable[Slot], rows: int = 2) -> dict[str, Any]:
    """What a template is tried with: each slot's example; of a list as many rows as asked for."""
    return {
        slot.name: [examples(slot.rows) for _ in range(rows)]
        if slot.rows
        else examples(slot.parts)
        if slot.parts
        else slot.example
        for slot in slots
    }
