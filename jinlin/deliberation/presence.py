"""Who is present when, and whether that is enough: reckoned from sign-ins, per item, never typed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.parameters import Share


@dataclass(frozen=True, slots=True)
class Seen:
    """One stay: which member (None for a guest), from when until when."""

    member: int | None
    came_at: dt.datetime
    left_at: dt.datetime | None = None


def present_at(stays: Iterable[Seen], at: dt.datetime) -> frozenset[int]:
    """The members present at an instant, each once however many people sit for it. Coming counts from that very
    instant, leaving too: who left at ten is not there at ten."""
    return frozenset(
        one.member for one in stays
        if one.member is not None and one.came_at <= at and (one.left_at is None or one.left_at > at)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members there are, how many are present, how many it takes. ``share`` None: any number is enough."""

    entitled: int
    present: int
    share: Share | None

    @property
    def is_met(self) -> bool:
        """Whether enough are present; a body without members has no quorum to miss."""
        return self.share is None or self.entitled == 0 or self.share.is_met(self.present, self.entitled)

    @property
    def needed(self) -> int:
        """The least number of members that is enough."""
        if self.share is None or self.entitled == 0:
            return 0
        return next(number for number in range(self.entitled + 2) if self.share.is_met(number, self.entitled))


def needed_votes(share: Share, base: int) -> int:
    """The least number of votes that carries a motion: of 40 present by "> 1/2", 21."""
    return next(number for number in range(base + 2) if share.is_met(number, base) or number == base + 1)
