"""Overlaps (交叉任职、一肩挑): reckoned from seats and dates, never typed.

Whether a seat is held by a member follows from report-ins in force that day; pages and figures show it as counts and by
the names of estates, and only to the party's own line.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.gatherings.rolls import in_force
from jinlin.organisations.models import Organisation, ReportIn, Tenure
from jinlin.organisations.queries import current
from jinlin.organisations.standings import stood
from jinlin.places.public import Place, under

SECRETARY, CHAIR = "estate_secretary", "owners_chair"
KINDS = {
    "secretaries": Words("书记是报到党员的小区", "estates whose secretary is a member reported in"),
    "chairs": Words("业委会主任是党员的小区", "estates whose chair is a member"),
    "both": Words("书记、主任一肩挑的小区", "estates where secretary and chair are one person"),
}


def held(role: str, on: dt.date) -> QuerySet[Tenure]:
    """Tenures of seats of a role at places on a day."""
    return Tenure.objects.filter(current(on), seat__role=role, seat__place__isnull=False)


def by_members(rows: QuerySet[Tenure], on: dt.date) -> QuerySet[Tenure]:
    """Those held by somebody whose report-in was in force that day."""
    return rows.filter(Exists(ReportIn.objects.filter(in_force(on), person=OuterRef("person"))))


def secretaries_who_are_members(path: str, on: dt.date) -> QuerySet[Tenure]:
    """Secretary seats of estate branches at or below a path, held by members who reported in (L04)."""
    return by_members(held(SECRETARY, on).filter(under(path, "seat__place__path")), on)


def chairs_who_are_members(path: str, on: dt.date) -> QuerySet[Tenure]:
    """Owners'-committee chair seats at or below a path, held by members (L05)."""
    return by_members(held(CHAIR, on).filter(under(path, "seat__place__path")), on)


def committees(path: str, on: dt.date) -> QuerySet[Organisation]:
    """Owners' committees that stood at or below a path (base of L06)."""
    return Organisation.objects.filter(
        stood(on), under(path, "place__path"), level__template__code="owners", level__code="owners_committee"
    )


def committees_led_by_members(path: str, on: dt.date) -> QuerySet[Organisation]:
    """Owners' committees whose chair is a member (L06)."""
    chair = by_members(held(CHAIR, on).filter(seat__place=OuterRef("place")), on)
    return committees(path, on).filter(Exists(chair))


def estates_in_one_hand(path: str, on: dt.date) -> QuerySet[Place]:
    """Estates whose branch secretary and owners'-committee chair are one person (L07)."""
    secretary = held(SECRETARY, on).filter(seat__place=OuterRef("seat__place"), person=OuterRef("person"))
    chair = held(CHAIR, on).filter(Exists(secretary), seat__place=OuterRef("pk"))
    return Place.objects.filter(under(path), Exists(chair), level="estate")


@dataclass
class Line:
    """One street or community: owners' committees, and estates by kind of overlap."""

    place: Place
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> str:
        """The part of owners' committees led by members, rounded down to a tenth of a hundredth."""
        base = self.counts["committees"]
        found = self.counts["chairs"] * 1000 // base if base else None
        return "—" if found is None else f"{found // 10}.{found % 10}%"


def readable_paths(actor: Actor) -> list[str]:
    """The places at and below which an actor may read of membership: those of the party's own line."""
    found = {seat.path for seat in actor.seats if seat.role in rules.MEMBERSHIP_ROLES and seat.path}
    return sorted(
        path for path in found if not any(path != other and path.startswith(other) for other in found)
    )


def lines(actor: Actor, units: list[Place], on: dt.date) -> list[Line]:
    """The overlaps of each street or community. Four queries for each of the actor's own places."""
    rows = [Line(unit) for unit in units]
    for path in readable_paths(actor):
        found = {
            "secretaries": secretaries_who_are_members(path, on).values_list("seat__place__path", flat=True),
            "chairs": chairs_who_are_members(path, on).values_list("seat__place__path", flat=True),
            "both": estates_in_one_hand(path, on).values_list("path", flat=True),
            "committees": committees(path, on).values_list("place__path", flat=True),
        }
        for name, paths in found.items():
            _sort_in(rows, name, list(paths))
    return rows


def _sort_in(rows: list[Line], name: str, paths: list[str]) -> None:
    units = {row.place.path: row for row in rows}
    lengths = {len(path) for path in units}
    for path in paths:
        for length in lengths:
            if path[:length] in units:
                units[path[:length]].counts[name] += 1


def estates(kind: str, path: str, on: dt.date) -> QuerySet[Place]:
    """The estates of one kind of overlap at or below a path, by name: no person's name stands beside them."""
    if kind == "both":
        rows = estates_in_one_hand(path, on)
    else:
        found = {"secretaries": secretaries_who_are_members, "chairs": chairs_who_are_members}[kind]
        rows = Place.objects.filter(pk__in=found(path, on).values("seat__place"))
    return rows.select_related("parent").order_by("path")


def bodies_shared(path: str, on: dt.date) -> dict[tuple[str, str], int]:
    """How many persons sit in two of an estate's three bodies (branch, owners' committee, property firm) at once."""
    rows = Tenure.objects.filter(
        current(on), Q(under(path, "seat__place__path")) | Q(under(path, "seat__institution__place__path")),
        seat__role__in=list(rules.BODIES),
    )  # fmt: skip
    several = rows.filter(
        Exists(
            Tenure.objects.filter(
                current(on), person=OuterRef("person"), seat__role__in=list(rules.BODIES)
            ).exclude(seat__role=OuterRef("seat__role"))
        )
    )
    found: dict[int, set[str]] = {}
    for person, role in several.values_list("person", F("seat__role")):
        found.setdefault(person, set()).add(rules.BODIES[role])
    pairs = (("branch", "owners"), ("branch", "property"), ("owners", "property"))
    return {pair: sum(1 for held_ in found.values() if set(pair) <= held_) for pair in pairs}
