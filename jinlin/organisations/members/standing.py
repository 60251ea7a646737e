"""Who stands how to a report-in: the member, the branch's own seats, the employer's clerk. Rights come from seats alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.organisations.members import rules
from jinlin.organisations.models import Organisation, ReportIn, Tenure
from jinlin.organisations.queries import clerks_of, current, today
from jinlin.people.public import Account, Person
from jinlin.places.public import under


def own_persons(person: int | None) -> list[int]:
    """The person behind an account, and entries made for the same human being from a list, before the account was.

    Same are those without an account who have the proven telephone number and the same name (or an account that
    gave none): two who share a telephone stay two.
    """
    if person is None:
        return []
    own = Person.objects.filter(pk=person).only("id", "name", "phone_key").first()
    if own is None or not own.phone_key:
        return [person]
    listed = Person.objects.filter(phone_key=own.phone_key, account__isnull=True, erased_at__isnull=True)
    if own.name:
        listed = listed.filter(name=own.name)
    return [person, *listed.exclude(pk=person).values_list("pk", flat=True)[:5]]


def secretary_of(organisation: Organisation) -> int | None:
    """The person who holds the branch's own secretary seat today, or None where it is vacant."""
    roles = rules.BRANCH_ROLES.get(organisation.place.level, ())[:1]
    held = Tenure.objects.filter(current(today()), seat__role__in=roles, seat__place=organisation.place_id)
    return held.order_by("pk").values_list("person", flat=True).first()


def stands_in(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """``secretary`` or ``committee`` where the actor sits in the branch itself, else nothing."""
    ranks = rules.BRANCH_ROLES.get(organisation.place.level, ())
    held = {seat.role for seat in actor.seats if seat.place == organisation.place_id and seat.role in ranks}
    if not held:
        return frozenset()
    return frozenset({"secretary"}) if ranks[0] in held else frozenset({"committee"})


def is_superior(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor is secretary of the community above the branch."""
    return any(
        seat.role in rules.SUPERIOR_ROLES and seat.covers(organisation.place.path) and seat.place != organisation.place_id
        for seat in actor.seats
    )  # fmt: skip


def keeps(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """How the actor keeps the branch's list: as its own seat, or for it where it has no secretary."""
    found = stands_in(actor, organisation)
    if not found and is_superior(actor, organisation) and secretary_of(organisation) is None:
        return frozenset({"secretary"})
    return found


def relations(row: ReportIn, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a report-in."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = set(stands_in(actor, row.organisation))
    if not found and is_superior(actor, row.organisation):
        secretary = secretary_of(row.organisation)
        if secretary is None or secretary == row.person_id:
            found.add("secretary")
    if is_own(row, actor):
        found.add("member")
    return frozenset(found)


def is_own(row: ReportIn, actor: Actor) -> bool:
    """Whether it is the actor's own report-in; an institution's is its clerks'."""
    if row.kind == "unit":
        return row.employer_id in employers(actor)
    if actor.person is None or row.person_id is None:
        return False
    return row.person_id == actor.person or row.person_id in own_persons(actor.person)


def employers(actor: Actor) -> frozenset[int]:
    """The institutions whose party contact the actor is; a property firm's clerk is none."""
    return frozenset(
        seat.institution for seat in actor.seats if seat.institution and seat.role in rules.EMPLOYER_ROLES
    )


def branches() -> QuerySet[Organisation]:
    """The branches that take report-ins: those of Party trees at estates and communities that stand today."""
    rows = Organisation.objects.filter(ended_on__isnull=True, place__level__in=list(rules.BRANCH_ROLES))
    return rows.exclude(level__template__code__in=rules.OTHER_TREES)


def kept(actor: Actor) -> QuerySet[Organisation]:
    """The branches whose lists the actor may be shown: those in which they sit, and those above which they sit."""
    own, above = Q(pk__in=[]), Q(pk__in=[])
    for seat in actor.seats:
        if seat.place and seat.role in rules.BRANCH_ROLES.get(seat.level, ()):
            own |= Q(place=seat.place)
        if seat.role in rules.SUPERIOR_ROLES and seat.path:
            above |= under(seat.path, "place__path")
    return branches().filter(own | above)


def accounts_of(row: ReportIn, relation: str, on: dt.date) -> list[int]:
    """The accounts that get a word for a relation."""
    if relation == "member":
        if row.kind == "unit":
            return clerks_of(institutions=[row.employer_id], on=on) if row.employer_id else []
        return _accounts([row.person_id] if row.person_id else [])
    ranks = rules.BRANCH_ROLES.get(row.organisation.place.level, ())
    wanted = ranks[:1] if relation == "secretary" else ranks[1:]
    found = _sitting(wanted, Q(seat__place=row.organisation.place_id), on)
    if found or relation != "secretary":
        return found
    above = row.organisation.place.path.split("/")[:-1]
    paths = ["/".join(above[: n + 1]) + "/" for n in range(len(above))]
    return _sitting(rules.SUPERIOR_ROLES, Q(seat__place__path__in=paths), on)


def accounts_of_branch(organisation: Organisation, on: dt.date) -> list[int]:
    """Accounts of everybody who sits in the branch, and of the community's secretary above it."""
    ranks = rules.BRANCH_ROLES.get(organisation.place.level, ())
    above = organisation.place.path.split("/")[:-1]
    paths = ["/".join(above[: n + 1]) + "/" for n in range(len(above))]
    own = _sitting(ranks, Q(seat__place=organisation.place_id), on)
    return sorted({*own, *_sitting(rules.SUPERIOR_ROLES, Q(seat__place__path__in=paths), on)})


def _sitting(roles: Iterable[str], where: Q, on: dt.date) -> list[int]:
    rows = Tenure.objects.filter(
        current(on), where, seat__role__in=list(roles), person__account__is_active=True
    )
    return list(rows.values_list("person__account", flat=True).distinct())


def _accounts(people: list[int]) -> list[int]:
    """Accounts of persons, also where the entry came from a list before the account was made."""
    found = list(Account.objects.filter(person__in=people, is_active=True).values_list("pk", flat=True))
    if found:
        return found
    rows = Person.objects.filter(pk__in=people).exclude(phone_key="").values_list("phone_key", "name")
    same = Q(pk__in=[])
    for key, name in rows:
        same |= Q(person__phone_key=key, person__name__in=["", name])
    return list(
        Account.objects.filter(same, is_active=True, kind="resident").values_list("pk", flat=True)[:3]
    )
