"""What can prove that a duty was kept: kinds of records, registered by the app that holds them, never typed text.

A higher app registers its kind by the door (``register_evidence``) in its ``AppConfig.ready``; nobody imports upwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zlib import crc32

from jinlin.base.words import Words

STRIDE = 1_000_000_000_000
SLOTS = 90_000


@dataclass(frozen=True)
class Proof:
    """One record as evidence: what, when, whose, how much, who gave.

    ``sort`` is what clauses name, such as ``gathering.joint``. ``institutions`` and ``communities`` are ids of those
    who had a part. ``minutes`` of service or opening, ``fen`` of goods or funds, ``people`` who came; ``is_joint`` where
    both sides came together. ``photo`` is the id of a stored file.
    """

    kind: str
    pk: int
    sort: str
    on: dt.date
    title: str
    institutions: frozenset[int]
    communities: frozenset[int]
    gives: str = "both"
    is_joint: bool = False
    people: int = 0
    minutes: int = 0
    fen: int = 0
    photo: int | None = None

    def amount(self, measure: str) -> int:
        """How much it counts for in a measure: once, its people, its minutes or its fen."""
        return {"times": 1, "people": self.people, "hours": self.minutes, "yuan": self.fen}[measure]

    @property
    def token(self) -> int:
        """One number for this record among all kinds."""
        return token(self.kind, self.pk)


Find = Callable[[int], Proof | None]
Offers = Callable[[int, int, dt.date, dt.date], Iterable[Proof]]


@dataclass(frozen=True)
class EvidenceKind:
    """One kind of record.

    ``find(pk)``: the record as evidence, or None where there is none or it proves nothing (not held, not confirmed).
    ``offers(institution, community, from_on, to_on)``: those of two parties in a span of days, in one or two queries.
    ``page(pk)``: the address of its page.
    """

    code: str
    words: Words
    find: Find
    offers: Offers
    page: Callable[[int], str]


kinds: dict[str, EvidenceKind] = {}


def register_evidence(
    kind: str, *, words: Words, find: Find, offers: Offers, page: Callable[[int], str]
) -> None:
    """Register a kind of record once. Refused (``ValueError``) where its number falls on another kind's."""
    taken = {slot(code) for code in kinds if code != kind}
    if slot(kind) in taken:
        raise ValueError(f"evidence {kind!r}: choose another name, its number is taken")
    kinds[kind] = EvidenceKind(kind, words, find, offers, page)


def slot(kind: str) -> int:
    """The number of a kind, the same in every process."""
    return crc32(kind.encode()) % SLOTS + 1


def token(kind: str, pk: int) -> int:
    """One number for a record among all kinds, as forms and the API send it."""
    return slot(kind) * STRIDE + pk


def proof_of(number: int) -> Proof | None:
    """The record of a token as evidence, or None."""
    place, pk = divmod(number, STRIDE)
    known = next((one for one in kinds.values() if slot(one.code) == place), None)
    return known.find(pk) if known else None


def token_of(code: str) -> int | None:
    """The token of a record named by a program as ``kind:id``, or None."""
    kind, _, pk = code.partition(":")
    return token(kind, int(pk)) if kind in kinds and pk.isdigit() and len(pk) < 12 else None


def offered(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> list[Proof]:
    """Everything of two parties in a span of days, oldest first."""
    found = [
        proof for kind in kinds.values() for proof in kind.offers(institution, community, from_on, to_on)
    ]
    return sorted(found, key=lambda proof: (proof.on, proof.kind, proof.pk))


def page_of(kind: str, pk: int) -> str:
    """The address of a record's page, or nothing."""
    return kinds[kind].page(pk) if kind in kinds else ""
