"""The book of give and take: what each side gave and received, from linked records alone, each record once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from jinlin.base.words import Words
from jinlin.organisations.models import Evidence
from jinlin.organisations.partners.clauses import amount_words
from jinlin.organisations.partners.words import OCCASIONS, label

SORTS = {
    "gathering.joint": Words("联合组织生活", "Joint gathering"),
    "activity.joint": Words("联合志愿活动", "Joint activity"),
    "matter.closed": Words("办结社区事项", "Matter closed"),
    "venue.opened": Words("单位开放场所", "Premises opened"),
    "claim.people": Words("认领项目：人手", "Claimed project: hands"),
    "claim.venue": Words("认领项目：场地", "Claimed project: a room"),
    "claim.skill": Words("认领项目：专业本领", "Claimed project: a skill"),
    "claim.goods": Words("认领项目：物资", "Claimed project: goods"),
    "claim.other": Words("认领项目", "Claimed project"),
    "service.order": Words("群众点单", "Services ordered"),
}


@dataclass
class Line:
    """What went one way of one kind: how often, how many people came, minutes, fen."""

    words: Words
    times: int = 0
    people: int = 0
    minutes: int = 0
    fen: int = 0

    def add(self, one: Evidence) -> None:
        """Count one record."""
        self.times += 1
        self.people += one.people
        self.minutes += one.minutes
        self.fen += one.fen

    @property
    def amounts(self) -> list[Words]:
        """What there is of it, in words."""
        found = [amount_words(self.times, "times")]
        pairs = ((self.people, "people"), (self.minutes, "hours"), (self.fen, "yuan"))
        return found + [amount_words(amount, measure) for amount, measure in pairs if amount]


@dataclass
class Book:
    """Both directions and what was done together, by kind."""

    by_institution: dict[str, Line] = field(default_factory=dict)
    by_community: dict[str, Line] = field(default_factory=dict)
    together: dict[str, Line] = field(default_factory=dict)
    records: int = 0

    @property
    def columns(self) -> list[tuple[Words, list[Line]]]:
        """The three columns as pages show them."""
        return [
            (Words("单位给社区", "From the institution"), list(self.by_institution.values())),
            (Words("社区给单位", "From the community"), list(self.by_community.values())),
            (Words("双方一起", "Together"), list(self.together.values())),
        ]


def sort_words(sort: str) -> Words:
    """A sort of evidence in words."""
    head, _, tail = sort.partition(".")
    return label(OCCASIONS, tail) if head == "occasion" else SORTS.get(sort, Words(sort, sort))


def book(rows: QuerySet[Evidence] | Iterable[Evidence]) -> Book:
    """The book over these rows of evidence; a record linked in several agreements counts once."""
    made, seen = Book(), set()
    for one in rows:
        if (one.kind, one.object_id) in seen:
            continue
        seen.add((one.kind, one.object_id))
        side = {"institution": made.by_institution, "community": made.by_community}.get(
            one.gives, made.together
        )
        side.setdefault(one.sort, Line(sort_words(one.sort))).add(one)
    made.records = len(seen)
    return made
