"""People with seats: what was asked of the list, which seats it holds, who holds several."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.queries import current
from jinlin.organisations.roles import roles
from jinlin.organisations.words import SORTS, how_words
from jinlin.places.public import Place, roots, under

PAGE = 50
NO_PLACE = Reason("no_place", Words("没有这个地点，或不在您的岗位下面", "No such place below your seats"))


@dataclass(frozen=True)
class Asked:
    """The filter of the list as read from an address. ``page`` counts from 1."""

    role: str = ""
    place: str = ""
    q: str = ""
    only: str = ""
    sort: str = "place"
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """Read what is known; what is not is left at its default."""
        page = given.get("page", "1")
        role, sort, only = given.get("role", ""), given.get("sort", ""), given.get("only", "")
        return cls(
            role=role if role in roles() else "", place=given.get("place", "")[:40], q=given.get("q", "").strip()[:40],
            only=only if only in ("vacant", "ending", "several") else "", sort=sort if sort in SORTS else "place",
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) <= 9999 else 1,
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One seat with its holder now, if any, and the other seats that the same person holds now."""

    seat: Seat
    tenure: Tenure | None
    others: tuple[Tenure, ...]
    on: dt.date

    @property
    def role(self) -> Words:
        """The seat's name."""
        known = roles().get(self.seat.role)
        return known.words if known else Words(self.seat.role, self.seat.role)

    @property
    def at(self) -> str:
        """The institution, the organisation or the place in which it stands."""
        holder = self.seat.institution or self.seat.organisation or self.seat.place
        return str(holder) if holder else ""

    @property
    def how(self) -> Words | None:
        """How the holder came to it."""
        return how_words(self.tenure.how) if self.tenure else None

    @property
    def is_ending(self) -> bool:
        """Whether the term ends within three months."""
        until = self.tenure.until if self.tenure else None
        return until is not None and until <= self.on + rules.ENDING_SOON


def title_of(seat: Seat) -> str:
    """A seat by role and where it stands, as an overlap names it."""
    known = roles().get(seat.role)
    holder = seat.institution or seat.organisation or seat.place
    return f"{holder} {known.words if known else seat.role}"


def seats(actor: Actor, *, on: dt.date) -> QuerySet[Seat]:
    """Standing seats at, in organisations of, and in institutions that serve places below the actor's own."""
    return _standing(on).filter(below(roots(actor)))


def _standing(on: dt.date) -> QuerySet[Seat]:
    return Seat.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def below(paths: Iterable[str]) -> Q:
    """The condition that a seat belongs to a place at or below one of the paths."""
    condition = Q(pk__in=[])
    for path in paths:
        for field in ("place__path", "organisation__place__path", "institution__place__path"):
            condition |= under(path, field)
    return condition


def select(actor: Actor, asked: Asked, *, on: dt.date) -> QuerySet[Seat] | Reason:
    """The seats asked for, in order; a Reason where the place is not below the actor's seats."""
    rows = seats(actor, on=on)
    if asked.place:
        place = Place.objects.filter(code=asked.place).first()
        if place is None or not any(place.path.startswith(root) for root in roots(actor)):
            return NO_PLACE
        rows = rows.filter(below([place.path]))
    if asked.role:
        rows = rows.filter(role=asked.role)
    held = Tenure.objects.filter(current(on), seat=OuterRef("pk"))
    if asked.q:
        rows = rows.filter(Exists(held.filter(person__name__contains=asked.q)))
    if asked.only == "vacant":
        rows = rows.filter(~Exists(held))
    elif asked.only == "ending":
        soon = on + rules.ENDING_SOON
        rows = rows.filter(
            Exists(held.filter(Q(ended_on__lte=soon) | Q(ended_on__isnull=True, to_on__lt=soon)))
        )
    elif asked.only == "several":
        others = Tenure.objects.filter(current(on), person=OuterRef("person")).exclude(pk=OuterRef("pk"))
        rows = rows.filter(Exists(held.filter(Exists(others))))
    return _sorted(rows, asked.sort, held)


def _sorted(rows: QuerySet[Seat], sort: str, held: QuerySet[Tenure]) -> QuerySet[Seat]:
    by_place = Coalesce("place__path", "organisation__place__path", "institution__place__path")
    if sort == "role":
        return rows.order_by("role", by_place, "pk")
    if sort == "end":
        ends = held.annotate(end=Coalesce("ended_on", "to_on")).values("end")[:1]
        return rows.annotate(end=Subquery(ends)).order_by(F("end").asc(nulls_last=True), "pk")
    if sort == "name":
        names = held.values("person__name")[:1]
        return rows.annotate(holder=Subquery(names)).order_by(F("holder").asc(nulls_last=True), "pk")
    return rows.order_by(by_place, "duty", "role", "pk")


def with_holders(rows: QuerySet[Seat], *, on: dt.date) -> QuerySet[Seat]:
    """The seats with all that a row shows, whatever their number."""
    now = Tenure.objects.filter(current(on)).select_related("person").order_by("pk")
    return rows.select_related("place", "organisation", "institution").prefetch_related(
        Prefetch("tenures", now, to_attr="held")
    )


def as_rows(found: Iterable[Seat], *, on: dt.date) -> list[Row]:
    """Seats as rows, each holder with the other seats that the dates say they hold today (交叉任职). One query."""
    listed = list(found)
    people = {one.held[0].person_id for one in listed if one.held}  # type: ignore[attr-defined]
    several: dict[int, list[Tenure]] = defaultdict(list)
    wanted = Tenure.objects.filter(current(on), person__in=people)
    for tenure in wanted.select_related("seat__place", "seat__organisation", "seat__institution").order_by(
        "pk"
    ):
        several[tenure.person_id].append(tenure)
    rows = []
    for seat in listed:
        tenure = seat.held[0] if seat.held else None  # type: ignore[attr-defined]
        others = [one for one in several[tenure.person_id] if one.seat_id != seat.pk] if tenure else []
        rows.append(Row(seat, tenure, tuple(others), on))
    return rows


def people_with_several(actor: Actor, *, on: dt.date) -> int:
    """How many people below the actor's places hold more than one seat today."""
    mine = Tenure.objects.filter(current(on), seat__in=seats(actor, on=on).values("pk"))
    others = Tenure.objects.filter(current(on), person=OuterRef("person")).exclude(pk=OuterRef("pk"))
    return mine.filter(Exists(others)).values("person").distinct().count()
