"""Who was due at a gathering and who came; whom its organisation may call."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.organisations.models import Attendance, Gathering, Organisation, ReportIn, Tenure
from jinlin.organisations.queries import current
from jinlin.people.public import Person

RUN_BY = frozenset(
    {
        "estate_secretary",
        "estate_member",
        "community_secretary",
        "first_secretary",
        "community_worker",
        "instructor",
        "zone_secretary",
    }
)
"""Seats that run gatherings of organisations at their place and, within a community, below it."""
INSIDE = frozenset(
    {"estate_secretary", "estate_member", "community_secretary", "first_secretary", "zone_secretary"}
)
"""Seats that make up a branch's own committee: at the organisation's own place they read what only it may."""
ABOVE = frozenset({"street_supervisor", "street_leader", "district_supervisor"})
"""Seats that see that gatherings were held and how many came, without names and minutes."""
READERS = tuple(sorted(RUN_BY | ABOVE))
MOST = 500


def in_force(on: dt.date) -> Q:
    """The condition that a report-in counts on a day: confirmed by then, and not yet moved away."""
    return Q(confirmed_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def members_of(organisation: Organisation, *, on: dt.date) -> QuerySet[Person]:
    """Those who reported in to an organisation and are confirmed."""
    rows = ReportIn.objects.filter(in_force(on), organisation=organisation)
    return Person.objects.filter(pk__in=rows.values("person"), erased_at__isnull=True).order_by("name", "pk")


def committee_of(organisation: Organisation, *, on: dt.date) -> QuerySet[Person]:
    """Those who hold a seat of the organisation, or one of its own line at its place."""
    held = Q(seat__organisation=organisation) | Q(seat__place=organisation.place_id, seat__role__in=INSIDE)
    rows = Tenure.objects.filter(current(on), held)
    return Person.objects.filter(pk__in=rows.values("person"), erased_at__isnull=True).order_by("name", "pk")


def callable_by(organisation: Organisation, *, on: dt.date) -> QuerySet[Person]:
    """Everybody whom the organisation may put on a roll."""
    return members_of(organisation, on=on) | committee_of(organisation, on=on)


def relations(gathering: Gathering, actor: Actor) -> frozenset[str]:
    """Relations of an actor to a gathering: by seat at or above its organisation, or by standing on its roll."""
    found = set(relations_to(gathering.organisation, actor))
    if actor.person and gathering.pk and gathering.attendances.filter(person_id=actor.person).exists():
        found.add("invited")
    return frozenset(found)


def relations_to(organisation: Organisation, actor: Actor) -> set[str]:
    """The relations that an actor's seats give to an organisation's gatherings."""
    place, found = organisation.place, set()
    for seat in actor.seats:
        if not seat.covers(place.path):
            continue
        if seat.role in INSIDE and seat.place == place.pk:
            found |= {"inside", "branch"}
        elif seat.role in RUN_BY:
            found.add("branch")
        elif seat.role in ABOVE:
            found.add("above")
    return found


def present_count(gathering: Gathering) -> int:
    """How many came, guests included."""
    return Attendance.objects.filter(gathering=gathering, state="present").count()


def voters_present(gathering: Gathering) -> int:
    """How many with a vote came."""
    return Attendance.objects.filter(gathering=gathering, state="present", has_vote=True).count()
