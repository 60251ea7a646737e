"""Reads of activities: who may do what, how full each is, who belongs to one's family, what the public sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.people.public import Member, Person
from jinlin.places.public import Place, paths_above, under
from jinlin.volunteering.activities import rules
from jinlin.volunteering.activities.procedure import ACTIVE
from jinlin.volunteering.models import Attendance, Occurrence, Series, SignUp

PUBLIC = ("published", "under_way", "held", "void", "locked", "cancelled")
"""States of an activity in which everybody may read it."""
AHEAD = ("published", "under_way")
COUNTED = ("held", "locked")


def _over(place: Place, actor: Actor) -> set[str]:
    found: set[str] = set()
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is None or not (seat.covers(place.path) or (place.grid_id and seat.place == place.grid_id)):
            continue
        if "community" in role.relations:
            found.add("organiser")
        if "supervisor" in role.relations:
            found.add("supervisor")
    return found


def series_relations(series: Series, actor: Actor) -> frozenset[str]:
    """What an actor is to a series: its organiser, whoever leads it, or the level above."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = _over(series.place, actor)
    if actor.signed_in and series.by_id == actor.account:
        found.add("organiser")
    if actor.person and series.lead_id == actor.person:
        found.add("lead")
    return frozenset(found)


def relations(activity: Occurrence, actor: Actor) -> frozenset[str]:
    """The same for one activity; another worker than the one who submitted it, or the level above, looks at it."""
    found = set(series_relations(activity.series, actor))
    if found & {"organiser", "supervisor"} and activity.submitted_by not in (0, actor.account):
        found.add("reviewer")
    return frozenset(found)


def sign_up_relations(sign_up: SignUp, actor: Actor) -> frozenset[str]:
    """What an actor is to a sign-up: themselves or who did it for them, the child's guardian, the organiser."""
    found = set(relations(sign_up.occurrence, actor)) & {"organiser", "clock"}
    if sign_up.person is None:
        return frozenset(found)
    if actor.signed_in and (sign_up.person_id == actor.person or sign_up.by_id == actor.account):
        found.add("holder")
    if actor.person and actor.person in guardians_of(sign_up.person):
        found.add("guardian")
    return frozenset(found)


def guardians_of(child: Person) -> set[int]:
    """Ids of those who may consent for a minor: the guardian of the register, else grown-ups of the same household."""
    if child.guardian_id:
        return {child.guardian_id}
    homes = Member.objects.filter(person=child, until_on__isnull=True).values("household")
    grown = Q(person__birth_year__isnull=True) | Q(person__birth_year__lte=timezone.localdate().year - 18)
    rows = Member.objects.filter(
        grown, household__in=homes, until_on__isnull=True, tie__in=("owner", "family", "tenant")
    )
    return set(rows.exclude(person=child).values_list("person", flat=True))


def family(person: int | None) -> list[Person]:
    """Those whom somebody may sign up: themselves, their wards, those of their household who live there as family."""
    if person is None:
        return []
    own = Member.objects.filter(person=person, until_on__isnull=True, tie__in=("owner", "family", "tenant"))
    homes = {one.household_id: one.tie for one in own}
    beside = Q(pk__in=[])
    for home, tie in homes.items():
        ties = ("tenant",) if tie == "tenant" else ("owner", "family")
        beside |= Q(
            memberships__household=home, memberships__until_on__isnull=True, memberships__tie__in=ties
        )
    rows = Person.objects.filter(
        Q(pk=person) | Q(guardian=person) | beside, erased_at__isnull=True
    ).distinct()
    return sorted(rows, key=lambda one: (one.pk != person, one.birth_year or 0, one.pk))


@dataclass(frozen=True)
class Fullness:
    """How full an activity is at a moment: confirmed and kept places, the list, who came. ``limit`` 0 is without limit."""

    limit: int = 0
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    asked: int = 0
    came: int = 0

    @property
    def taken(self) -> int:
        """Places that nobody else can have."""
        return self.confirmed + self.offered

    @property
    def free(self) -> int | None:
        """Places left; None without a limit."""
        return rules.free_places(capacity=self.limit, taken=self.taken)

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.free == 0

    @property
    def per_cent(self) -> int:
        """Confirmed places of all, in per cent."""
        return min(100, self.confirmed * 100 // self.limit) if self.limit else 0


def limit_of(activity: Occurrence) -> int:
    """How many may take part, by the organiser, the room and the grown-ups."""
    return rules.safe_capacity(
        capacity=activity.capacity, seats=activity.space.seats if activity.space else 0, supervisors=activity.supervisors,
        ratio=activity.series.ratio,
    )  # fmt: skip


def fullness(activities: Iterable[Occurrence], at: dt.datetime) -> dict[int, Fullness]:
    """How full each of these activities is; two queries. Their series and spaces should be fetched with them."""
    known = {one.pk: one for one in activities}
    live = Case(
        When(~Q(state="offered") | Q(offered_until__gt=at), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    found: dict[int, dict[str, int]] = {pk: {} for pk in known}
    counted = (
        SignUp.objects.filter(occurrence__in=known, state__in=ACTIVE)
        .order_by()
        .values("occurrence", "state")
        .annotate(many=Sum(live))
    )
    for row in counted:
        found[row["occurrence"]][row["state"]] = row["many"]
    came = dict(
        Attendance.objects.filter(occurrence__in=known)
        .order_by()
        .values_list("occurrence")
        .annotate(people=Sum("people"))
        .values_list("occurrence", "people")
    )
    return {
        pk: Fullness(
            limit_of(one), found[pk].get("confirmed", 0), found[pk].get("offered", 0), found[pk].get("waiting", 0), found[pk].get("asked", 0),
            came.get(pk, 0),
        )
        for pk, one in known.items()
    }  # fmt: skip


def whole() -> QuerySet[Occurrence]:
    """Activities with what pages and rules look at."""
    return Occurrence.objects.select_related(
        "series__place", "series__lead", "series__partner", "place", "space__station"
    )


def run_by(actor: Actor) -> Q:
    """The condition on an activity that this actor organises it, leads it, or stands over its place."""
    condition = Q(series__by=actor.account) if actor.signed_in else Q(pk__in=[])
    if actor.person:
        condition |= Q(series__lead=actor.person)
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is None or not role.relations & {"community", "supervisor"}:
            continue
        if seat.path:
            condition |= under(seat.path, "place__path")
        if seat.level == "grid" and seat.place:
            condition |= Q(place__grid=seat.place)
    return condition


def near(place: Place, field: str = "place__path") -> Q:
    """The condition that something lies where those of a place go: at or below its community, or the place where it is wider."""
    top = place.path
    if place.level in ("estate", "building", "stairwell", "dwelling", "grid"):
        above = Place.objects.filter(level="community", path__in=paths_above(place.path)).first()
        top = above.path if above else top
    return under(top, field)


def public_rows(place: Place | None = None) -> QuerySet[Occurrence]:
    """Activities that everybody may read, of a place and below."""
    rows = whole().filter(state__in=PUBLIC)
    return rows.filter(near(place)) if place else rows


def attended_count(activity: int) -> int:
    """How many were there, with and without a name."""
    return Attendance.objects.filter(occurrence=activity).aggregate(people=Sum("people"))["people"] or 0


def times_of(person_ids: Iterable[int], course: int) -> dict[int, int]:
    """How often each of these persons was at a course (all its series)."""
    rows = Attendance.objects.filter(
        Q(occurrence__series=course) | Q(occurrence__series__root=course), person__in=list(person_ids)
    )
    return dict(
        rows.order_by().values_list("person").annotate(many=Count("pk")).values_list("person", "many")
    )
