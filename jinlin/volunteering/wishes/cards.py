"""A wish as a card on the wall: its words, how far away in time, its parts, and three quiet stamps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.procedure import State
from jinlin.base.words import Words
from jinlin.volunteering.models.wishes import Wish, WishPart
from jinlin.volunteering.wishes import words
from jinlin.volunteering.wishes.procedure import WISH
from jinlin.volunteering.wishes.queries import free_parts

STAMPS = (
    ("claimed_at", Words("已认领", "Claimed")), ("delivered_at", Words("已送到", "Delivered")), ("confirmed_at", Words("已确认", "Confirmed")),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What everybody reads of a wish: never the name, never the door."""

    wish: Wish
    kind: Words
    state: State
    free: tuple[WishPart, ...]
    relay: bool
    stamps: tuple[tuple[Words, dt.datetime | None], ...]

    @property
    def is_open(self) -> bool:
        """Whether something of it may be claimed now."""
        return bool(self.free)


def card(wish: Wish, now: dt.datetime) -> Card:
    """One wish as a card."""
    may = wish.state in ("published", "claimed")
    parts = list(wish.parts.all())
    return Card(
        wish, words.label(words.KINDS, wish.kind), WISH.state(wish.state), tuple(free_parts(wish, now)) if may else (), len(parts) > 1,
        tuple((said, getattr(wish, field)) for field, said in STAMPS),
    )  # fmt: skip


def cards(rows: Iterable[Wish], now: dt.datetime) -> list[Card]:
    """Several wishes as cards."""
    return [card(one, now) for one in rows]


def part_words(part: WishPart) -> Words:
    """What a part is called."""
    return words.label(words.PARTS, part.what)
