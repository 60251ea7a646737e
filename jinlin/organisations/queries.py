"""Reads of organisations: seats of a person, who is in charge of a place, who sits in an institution."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor, Held
from jinlin.organisations.models import Institution, Tenure
from jinlin.organisations.roles import duty_roles, roles
from jinlin.people.public import Account
from jinlin.places.public import Place


def today() -> dt.date:
    """The local date."""
    return timezone.localdate()


def current(on: dt.date) -> Q:
    """The condition on a tenure that its seat is really held on a day."""
    return (
        Q(from_on__lte=on)
        & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
        & (Q(to_on__isnull=True) | Q(to_on__gte=on))
        & (Q(seat__ended_on__isnull=True) | Q(seat__ended_on__gt=on))
    )


def seats_of(*, person: int, on: dt.date) -> tuple[Held, ...]:
    """The seats that a person holds on a day, in the order of duty."""
    rows = (
        Tenure.objects.filter(current(on), person_id=person)
        .order_by("seat__duty", "id")
        .values_list(
            "id", "seat__role", "seat__institution_id", "seat__institution__name",
            "seat__place_id", "seat__place__path", "seat__place__level", "seat__place__name",
            "seat__organisation__place_id", "seat__organisation__place__path",
            "seat__organisation__place__level", "seat__organisation__place__name",
        )
    )  # fmt: skip
    held = []
    for tenure, role, institution, firm, place, path, level, name, o_place, o_path, o_level, o_name in rows:
        known = roles().get(role)
        held.append(
            Held(
                role=role, tenure=tenure, place=place or o_place, path=path or o_path or "", level=level or o_level or "",
                institution=institution, title=known.words.zh if known else role, at=firm or name or o_name or "",
            )
        )  # fmt: skip
    return tuple(held)


def actor(account: Account, *, on: dt.date | None = None, channel: str = "page") -> Actor:
    """The account as an actor, with the seats that it holds today."""
    seats = (
        seats_of(person=account.person_id, on=on or today()) if account.person_id and account.is_staff else ()
    )
    return Actor(
        account=account.pk, name=account.get_full_name(), person=account.person_id, seats=seats, channel=channel,
        service=account.kind == "service",
    )  # fmt: skip


def in_charge(place: Place, *, on: dt.date) -> int | None:
    """The account that answers for what is told at a place: the nearest seat in the order of duty.

    A grid's worker comes before the community's, the nearer place before the farther. None only where no seat
    of any level above has a holder with an account.
    """
    order = {role: rank for rank, role in enumerate(duty_roles())}
    above = _above(place.path)
    rows = (
        Tenure.objects.filter(current(on), seat__role__in=order, person__account__is_active=True)
        .filter(Q(seat__place__path__in=above) | Q(seat__place_id=place.grid_id or -1))
        .annotate(account=F("person__account"), path=F("seat__place__path"), at=F("seat__place_id"))
        .values_list("account", "path", "at", "seat__role", "seat__duty", "id")
    )
    best = min(
        rows,
        key=lambda row: (0 if row[2] == place.grid_id else 1, -len(row[1]), order[row[3]], row[4], row[5]),
        default=None,
    )
    return best[0] if best else None


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def clerks_of(*, institutions: list[int], on: dt.date) -> list[int]:
    """Accounts of those who sit in the institutions now."""
    return list(
        Tenure.objects.filter(
            current(on), seat__institution_id__in=institutions, person__account__is_active=True
        )
        .values_list("person__account", flat=True)
        .distinct()
    )


def holders_over(*, path: str, relation: str, on: dt.date, grid: int | None = None) -> list[int]:
    """Accounts of those whose seat gives a relation to a matter at this place."""
    wanted = [role.code for role in roles().values() if relation in role.relations]
    return list(
        Tenure.objects.filter(current(on), seat__role__in=wanted, person__account__is_active=True)
        .filter(Q(seat__place__path__in=_above(path)) | Q(seat__place_id=grid or -1))
        .values_list("person__account", flat=True)
        .distinct()
    )


def people_in_charge(place: Place, *, on: dt.date) -> QuerySet[Tenure]:
    """Current tenures of seats at a place, its grid, and the places above it, nearest first."""
    return (
        Tenure.objects.filter(current(on))
        .filter(Q(seat__place__path__in=_above(place.path)) | Q(seat__place_id=place.grid_id or -1))
        .select_related("seat__place", "person")
        .order_by("-seat__place__path", "seat__duty", "id")
    )


def institutions_for(*, path: str, on: dt.date) -> QuerySet[Institution]:
    """Institutions that serve a place: theirs lies above it or is it."""
    return Institution.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), place__path__in=_above(path)
    ).order_by("kind", "name")
