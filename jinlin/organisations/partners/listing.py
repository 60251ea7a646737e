"""Lists of partners, agreements and duties: what was asked, and the rows, at the same number of queries for any length."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Institution, Obligation
from jinlin.organisations.partners.clauses import ClauseKind, amount_words, clause_kinds
from jinlin.organisations.partners.procedure import AGREEMENT, STANDING
from jinlin.organisations.partners.sides import reach
from jinlin.organisations.partners.strips import Strip, strips
from jinlin.organisations.partners.words import AGREEMENT_SORTS

PAGE = 50
ENDING = dt.timedelta(days=60)
PARTNER_ONLY = {
    "late": Words("有逾期义务的", "with late duties"),
    "ending": Words("60 天内到期的", "ending within 60 days"),
    "none": Words("还没有协议的", "without an agreement"),
}
DUTY_ONLY = {
    "late": Words("逾期的", "late"),
    "due": Words("等凭证的", "waiting"),
    "kept": Words("已兑现的", "kept"),
}
LIVE = ("draft", "half", *STANDING)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 9999 else 1


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list; what is unknown is left at its default. ``page`` counts from 1."""

    q: str = ""
    kind: str = ""
    state: str = ""
    only: str = ""
    sort: str = "end"
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str], *, only: Mapping[str, Words], sort: str) -> Asked:
        """Read what is known."""
        asked_sort = given.get("sort", "")
        return cls(
            q=given.get("q", "").strip()[:40],
            kind=given.get("kind", "")[:24],
            state=given.get("state", "")
            if given.get("state", "") in {s.code for s in AGREEMENT.states}
            else "",
            only=given.get("only", "") if given.get("only", "") in only else "",
            sort=asked_sort if asked_sort in AGREEMENT_SORTS else sort,
            page=_number(given.get("page", "1")),
        )


def mine(actor: Actor) -> QuerySet[Agreement]:
    """Every agreement that this actor may open."""
    return Agreement.objects.filter(reach(actor))


def late_duties(today: dt.date) -> Q:
    """The condition that a duty is late: its last day for evidence has passed, the agreement not paused."""
    return Q(state="due", due_on__lt=today) & ~Q(agreement__state="suspended")


@dataclass
class Partner:
    """One institution as the list shows it."""

    institution: Institution
    agreements: list[Agreement] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    late: int = 0

    @property
    def standing(self) -> int:
        """How many agreements bind."""
        return sum(one.state in STANDING for one in self.agreements)

    @property
    def kept(self) -> int:
        """Months kept, over all its agreements that bind."""
        return sum(one.kept for one in self.strips)

    @property
    def months(self) -> int:
        """Months in force so far."""
        return sum(one.in_force for one in self.strips)

    @property
    def ends_on(self) -> dt.date | None:
        """The nearest end."""
        return min((one.to_on for one in self.agreements if one.state in STANDING), default=None)


def partners(actor: Actor, asked: Asked, *, on: dt.date) -> QuerySet[Institution]:
    """Institutions with an agreement that the actor may open, or (only: none) partners here that have none."""
    known = mine(actor)
    held = Exists(known.filter(holder=OuterRef("pk"), state__in=LIVE))
    if asked.only == "none":
        rows = Institution.objects.filter(~held, kind="partner", ended_on__isnull=True)
        paths = {seat.path for seat in actor.seats if seat.path}
        here = Q(pk__in=actor.institutions)
        for path in paths:
            parts = path.rstrip("/").split("/")
            above = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
            here |= Q(place__path__in=above) | Q(place__path__startswith=path)
        rows = rows.filter(here)
    else:
        rows = Institution.objects.filter(held)
    if asked.q:
        rows = rows.filter(name__contains=asked.q)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    late = Obligation.objects.filter(late_duties(on), agreement__in=known.values("pk"))
    if asked.only == "late":
        rows = rows.filter(Exists(late.filter(agreement__holder=OuterRef("pk"))))
    if asked.only == "ending":
        rows = rows.filter(
            Exists(known.filter(holder=OuterRef("pk"), state__in=STANDING, to_on__lte=on + ENDING))
        )
    return _sorted(rows, asked.sort, known, late)


def _sorted(
    rows: QuerySet[Institution], sort: str, known: QuerySet[Agreement], late: QuerySet[Obligation]
) -> QuerySet[Institution]:
    if sort == "late":
        counted = Count(
            "agreements__obligations", filter=Q(agreements__obligations__in=late.values("pk")), distinct=True
        )
        return rows.annotate(late_count=counted).order_by("-late_count", "name", "pk")
    if sort == "end":
        ends = Min(
            "agreements__to_on", filter=Q(agreements__in=known.values("pk"), agreements__state__in=STANDING)
        )
        return rows.annotate(ends=ends).order_by(F("ends").asc(nulls_last=True), "name", "pk")
    return rows.order_by("name", "pk")


def as_partners(rows: Sequence[Institution], actor: Actor, *, on: dt.date) -> list[Partner]:
    """Institutions with what the list shows of each: four queries, whatever their number."""
    found = {row.pk: Partner(row) for row in rows}
    known = list(mine(actor).filter(holder__in=found, state__in=LIVE).select_related("community", "holder"))
    shown = strips([one for one in known if one.state in STANDING], on=on)
    for one in known:
        partner = found[one.holder_id]
        partner.agreements.append(one)
        if one.pk in shown:
            partner.strips.append(shown[one.pk])
    for holder, count in late_counts(known, on=on).items():
        found[holder].late = count
    return list(found.values())


def late_counts(known: Sequence[Agreement], *, on: dt.date) -> Mapping[int, int]:
    """Late duties by institution."""
    rows = Obligation.objects.filter(late_duties(on), agreement__in=[one.pk for one in known])
    return Counter(dict(rows.values_list("agreement__holder").annotate(n=Count("pk")).order_by()))


def agreements(actor: Actor, asked: Asked, *, on: dt.date) -> QuerySet[Agreement]:
    """Agreements asked for, with the number of their late duties."""
    late = Q(obligations__state="due", obligations__due_on__lt=on) & ~Q(state="suspended")
    rows = mine(actor).select_related("community", "holder").annotate(late=Count("obligations", filter=late))
    rows = rows.filter(state=asked.state) if asked.state else rows.filter(state__in=LIVE)
    if asked.q:
        rows = rows.filter(
            Q(holder__name__contains=asked.q) | Q(number=asked.q) | Q(community__name__contains=asked.q)
        )
    if asked.only == "late":
        rows = rows.filter(late__gt=0)
    if asked.only == "ending":
        rows = rows.filter(state__in=STANDING, to_on__lte=on + ENDING)
    order = {"late": ("-late", "to_on"), "name": ("holder__name",), "number": ("number",)}.get(
        asked.sort, ("to_on",)
    )
    return rows.order_by(*order, "pk")


@dataclass(frozen=True)
class Duty:
    """One duty as a list shows it."""

    row: Obligation
    on: dt.date

    @property
    def clause(self) -> ClauseKind | None:
        """Its clause."""
        return clause_kinds().get(self.row.kind)

    @property
    def words(self) -> Words:
        """What is owed."""
        return self.clause.words if self.clause else Words(self.row.kind, self.row.kind)

    @property
    def target(self) -> Words:
        """How much is owed."""
        return amount_words(self.row.target, self.row.measure)

    @property
    def got(self) -> Words:
        """How much is linked."""
        return amount_words(self.row.got, self.row.measure)

    @property
    def is_late(self) -> bool:
        """Whether the last day for evidence has passed without enough of it."""
        return self.row.state == "due" and self.row.due_on < self.on

    @property
    def has_begun(self) -> bool:
        """Whether its period has begun."""
        return self.row.from_on <= self.on


def duties(actor: Actor, asked: Asked, *, on: dt.date) -> QuerySet[Obligation]:
    """Duties whose period has begun, of agreements that the actor may open; the latest first where all are shown."""
    rows = Obligation.objects.filter(
        reach(actor, community="agreement__community__path", institution="agreement__holder"), from_on__lte=on
    ).exclude(state="dropped")
    if asked.only == "late":
        rows = rows.filter(late_duties(on))
    elif asked.only in ("due", "kept"):
        rows = rows.filter(state=asked.only)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        rows = rows.filter(Q(agreement__holder__name__contains=asked.q) | Q(agreement__number=asked.q))
    rows = rows.select_related("agreement__community", "agreement__holder")
    return rows.order_by("due_on", "pk") if asked.only in ("late", "due") else rows.order_by("-due_on", "pk")


def by_clause(rows: Sequence[Duty]) -> list[tuple[Words, list[Duty]]]:
    """The duties of an agreement by clause, each in order of time."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for one in rows:
        found[one.row.kind].append(one)
    return [(held[0].words, sorted(held, key=lambda one: one.row.from_on)) for held in found.values()]
