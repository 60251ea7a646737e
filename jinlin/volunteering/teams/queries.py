"""Reads of teams: who stands how to a team, who leads, what was served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.parameters import shipped_parameters
from jinlin.organisations.public import roles
from jinlin.people.public import Person
from jinlin.places.public import Place, under, within
from jinlin.volunteering.models.teams import COUNTED, STANDING, ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import rules

LEADING = ("leader", "deputy")


def number(name: str, on: dt.date) -> int:
    """A limit of ``parameters/service_hours.toml`` as it stands on a day."""
    return shipped_parameters().integer(name, on=on)


def ages(on: dt.date) -> rules.Ages:
    """The ages that the parameters set for minors."""
    return rules.Ages(number("volunteer.adult_age", on), number("volunteer.alone_age", on))


def owned(actor: Actor, field: str) -> Q:
    """The condition that a person (``field``) is the one who acts: their own entry, or one of the same human being from a list.

    Same are those without an account who have the proven telephone number and the same name (or an account that gave
    none), as report-in knows them. No query of its own.
    """
    if not actor.signed_in or not actor.person:
        return Q(pk__in=[])
    me = Person.objects.filter(pk=actor.person).exclude(phone_key="")
    same = Q(name__in=me.values("name")) | Q(phone_key__in=me.filter(name="").values("phone_key"))
    listed = Person.objects.filter(
        same, phone_key__in=me.values("phone_key"), account__isnull=True, erased_at__isnull=True
    )
    return Q(**{field: actor.person}) | Q(**{f"{field}__in": listed.values("pk")})


def own_among(actor: Actor, people: Iterable[int | None]) -> frozenset[int]:
    """Which of these persons are the one who acts; asks nothing where all are their own entry."""
    wanted = {one for one in people if one}
    if not actor.signed_in or not actor.person or not wanted:
        return frozenset()
    if wanted == {actor.person}:
        return frozenset(wanted)
    return frozenset(Person.objects.filter(owned(actor, "pk"), pk__in=wanted).values_list("pk", flat=True))


def is_own(actor: Actor, *people: int | None) -> bool:
    """Whether one of these persons is the one who acts."""
    return bool(actor.person and actor.signed_in and actor.person in people) or bool(own_among(actor, people))


def own_volunteer(actor: Actor) -> Volunteer | None:
    """The actor's own entry as a volunteer, or None."""
    return (
        Volunteer.objects.filter(owned(actor, "person"), ended_on__isnull=True)
        .select_related("person")
        .order_by("pk")
        .first()
    )


def family(actor: Actor) -> QuerySet[Volunteer]:
    """The actor's own entry and those of the children for whom they agreed."""
    mine = owned(actor, "person") | owned(actor, "guardian")
    return Volunteer.objects.filter(mine, ended_on__isnull=True).select_related("person").order_by("pk")


def is_leader(team: int, actor: Actor) -> bool:
    """Whether the actor leads the team or is its deputy now."""
    rows = TeamMember.objects.filter(team=team, state="active", role__in=LEADING)
    return actor.signed_in and bool(actor.person) and rows.filter(owned(actor, "volunteer__person")).exists()


def is_keeper(place: Place, institution: int | None, actor: Actor) -> bool:
    """Whether the actor keeps what stands at a place: by a seat of the community over it, or in the institution in charge."""
    if institution and institution in actor.institutions:
        return True
    known = roles()
    return any(
        seat.covers(place.path) and (role := known.get(seat.role)) and "community" in role.relations
        for seat in actor.seats
    )


def team_relations(team: Team, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a team."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = set()
    if is_keeper(team.place, team.institution_id, actor):
        found.add("keeper")
    if actor.signed_in and team.pk and is_leader(team.pk, actor):
        found.add("leader")
    return frozenset(found)


def seen_teams(actor: Actor) -> Q:
    """The condition on a team that a worker's lists show it: below their places, or of their institution."""
    condition = within(actor, "place__path")
    return condition | Q(institution__in=actor.institutions) if actor.institutions else condition


def kept_teams(actor: Actor) -> Q:
    """The condition on a team that the actor keeps it, as ``is_keeper`` says."""
    condition = Q(institution__in=actor.institutions) if actor.institutions else Q(pk__in=[])
    known = roles()
    for seat in actor.seats:
        if seat.path and (role := known.get(seat.role)) and "community" in role.relations:
            condition |= under(seat.path, "place__path")
    return condition


def led_teams(actor: Actor) -> QuerySet[Team]:
    """The teams that the actor leads."""
    mine = TeamMember.objects.filter(owned(actor, "volunteer__person"), state="active", role__in=LEADING)
    return Team.objects.filter(pk__in=mine.values("team")).exclude(state="ended").order_by("name")


def teams_of(place: Place) -> QuerySet[Team]:
    """The teams that residents of a place may join: below it, and those of its community."""
    above = list(_paths(place.path))
    return Team.objects.filter(
        under(place.path, "place__path") | Q(place__path__in=above, place__level__in=("community", "estate"))
    ).exclude(state="ended")


def _paths(path: str) -> Iterable[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[: count + 1]) + "/" for count in range(len(parts)))


def standing_members(on: dt.date) -> Q:
    """The condition on a membership that it counted on a day."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))


def team_choices(actor: Actor, place: Place) -> list[tuple[int, str]]:
    """Teams that the actor may name for something at a place: those they keep or lead, in service; (id, words)."""
    rows = Team.objects.filter(state="active").filter(
        seen_teams(actor) | Q(pk__in=led_teams(actor).values("pk"))
    )
    community = next((path for path in reversed(list(_paths(place.path)))), place.path)
    rows = rows.filter(
        under(community, "place__path")
        | Q(place__path__in=list(_paths(place.path)))
        | Q(pk__in=led_teams(actor).values("pk"))
    )
    return [(one.pk, one.name) for one in rows.order_by("name")[:300]]


def minutes_of_day(person: int, on: dt.date, *, but: int | None = None) -> int:
    """Minutes of a person's records that stand on a day, over all teams."""
    first = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    rows = ServiceHours.objects.filter(
        person=person, begins_at__gte=first, begins_at__lt=first + dt.timedelta(days=1), state__in=STANDING
    )
    return int(rows.exclude(pk=but).aggregate(total=Sum("minutes"))["total"] or 0)


def clashing(
    person: int, begins: dt.datetime, ends: dt.datetime, *, but: int | None = None
) -> QuerySet[ServiceHours]:
    """Records of a person that speak for the same time already, whatever the team."""
    return ServiceHours.objects.filter(
        person=person, state__in=STANDING, begins_at__lt=ends, ends_at__gt=begins
    ).exclude(pk=but)


def own_hours(actor: Actor) -> QuerySet[ServiceHours]:
    """The actor's own records and those of their children."""
    return ServiceHours.objects.filter(
        owned(actor, "person") | Q(person__volunteer__in=family(actor).values("pk"))
    )


def counted(mine: Q) -> QuerySet[ServiceHours]:
    """The records that count for a person (``owned``): volunteering alone, confirmed by a second person."""
    return ServiceHours.objects.filter(mine, kind="volunteer", state__in=COUNTED)


def by_grade(rows: QuerySet[ServiceHours]) -> dict[str, int]:
    """Minutes by evidence grade."""
    found = dict(rows.order_by().values_list("grade").annotate(total=Sum("minutes")))
    return {grade: int(found.get(grade, 0)) for grade in rules.GRADES}


def hours_relations(row: ServiceHours, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a record: the one who served (or the child's guardian), the leader, the keeper."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = set()
    if actor.signed_in:
        if is_own(actor, row.person_id, row.person.guardian_id):
            found.add("member")
        if row.team_id and is_leader(row.team_id, actor):
            found.add("leader")
    if is_keeper(row.place, row.team.institution_id if row.team else None, actor):
        found.add("keeper")
    return frozenset(found)


def member_relations(row: TeamMember, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a membership."""
    found = set(team_relations(row.team, actor))
    if is_own(actor, row.volunteer.person_id, row.volunteer.guardian_id):
        found.add("member")
    return frozenset(found)
