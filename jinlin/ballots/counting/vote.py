"""What a count rests on, as plain values: units of the scope, motions, rules, ballots, deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

PersonKey = tuple[str, str]
"""Who counts as one person: (``owner`` or ``developer``, the holder's key)."""
OWNED = "owned"
DEVELOPERS = ("unsold", "undelivered")


@dataclass(frozen=True, slots=True)
class Unit:
    """One 专有部分 in the scope. ``holder`` is the key of the person or set of persons who own it; area in 0.01 m²."""

    unit: str
    area: int
    holder: str
    status: str = OWNED
    kind: str = "dwelling"

    @property
    def person(self) -> PersonKey:
        """The person that this unit belongs to: what a developer has not sold or not handed over is one person apart."""
        return ("developer" if self.status in DEVELOPERS else "owner", self.holder)


@dataclass(frozen=True, slots=True)
class Motion:
    """One thing to decide. ``matter`` is ``278.1`` … ``278.9`` or ``unanimous`` (279)."""

    id: str
    matter: str
    options: tuple[str, ...] = ("yes", "no", "abstain")


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot on one unit. A ballot that is not valid takes no part and keeps its reason."""

    id: str
    unit: str
    marks: Mapping[str, str]
    channel: str = "paper"
    at: dt.datetime | None = None
    valid: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules frozen with the roll. ``parking_counts`` has no default; ``silent`` and ``conflict`` as in the format."""

    parking_counts: bool
    silent: str = "absent"
    conflict: str = "hold"
    basis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vote:
    """A whole vote as read from a file or made from the tables; checked, so that counting cannot fail."""

    scope: str
    rules: Rules
    units: tuple[Unit, ...]
    motions: tuple[Motion, ...]
    ballots: tuple[Ballot, ...] = ()
    served: frozenset[str] = frozenset()
