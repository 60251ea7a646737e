"""Rows of a table as tellings: who told, when, which places are named, and what remains as the problem."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jinlin.matters.learning.place_names import districts_in, known_names
from jinlin.matters.learning.repeats import repeats
from jinlin.matters.learning.text import plain

_STOPS = re.compile(r"[\W_]+")
LONGEST_DETAIL = 600
"""Characters of a text that are read for its topic: the trouble is told before the story."""
HEAD = 25
"""Characters taken as the title where the table has none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came: ``text`` is title and detail, ``teller`` "" where the table does not say who."""

    id: Hashable
    title: str
    detail: str
    at: datetime | None = None
    likes: int = 0
    teller: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """A row made ready: stretches of title and detail, its teller's number, districts it names."""

    row: Row
    teller: int
    title: tuple[str, ...]
    detail: tuple[str, ...]
    districts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Title and detail with breaks between stretches."""
        return "\n".join((*self.title, *self.detail))


def stretches_of(text: str) -> tuple[str, ...]:
    """The text between punctuation, numbers kept: a house number belongs to the place."""
    return tuple(stretch for stretch in _STOPS.split(plain(text)) if stretch)


def tellings_of(rows: Sequence[Row]) -> list[Telling]:
    """Rows made ready. Whoever is named as teller counts once; where none is named, the same words count once."""
    tellers = _tellers(rows)
    ready = []
    for row, teller in zip(rows, tellers, strict=True):
        title = stretches_of(row.title or row.detail[:HEAD])
        detail = stretches_of(row.detail[:LONGEST_DETAIL])
        ready.append(Telling(row, teller, title, detail, tuple(districts_in((*title, *detail)))))
    return ready


def _tellers(rows: Sequence[Row]) -> list[int]:
    told = ((place, f"{row.title}。{row.detail}") for place, row in enumerate(rows) if not row.teller)
    first = {place: group.ids[0] for group in repeats(told) for place in group.ids}
    number: dict[Hashable, int] = {}
    return [
        number.setdefault(
            ("named", row.teller) if row.teller else ("text", first.get(place, place)), len(number)
        )
        for place, row in enumerate(rows)
    ]


def places_named(tellings: Sequence[Telling], fewest: int) -> dict[str, list[int]]:
    """Places named by at least ``fewest`` tellers, each with the tellings (by position) that name it."""
    clear = known_names((*telling.title, *telling.detail) for telling in tellings)
    names = frozenset(name for name, count in clear.items() if count >= min(2, fewest))
    return held_by(tellings, names, fewest)


def held_by(tellings: Sequence[Telling], phrases: frozenset[str], fewest: int) -> dict[str, list[int]]:
    """The phrases that stand in texts of at least ``fewest`` tellers, with those tellings by position."""
    sizes = sorted({len(phrase) for phrase in phrases})
    holders: dict[str, list[int]] = {}
    for position, telling in enumerate(tellings):
        stretches = (*telling.title, *telling.detail)
        found = {
            phrase
            for stretch in stretches
            for size in sizes
            for start in range(len(stretch) - size + 1)
            if (phrase := stretch[start : start + size]) in phrases
        }
        for phrase in found:
            holders.setdefault(phrase, []).append(position)
    return {
        phrase: positions
        for phrase, positions in sorted(holders.items())
        if len({tellings[position].teller for position in positions}) >= fewest
    }
