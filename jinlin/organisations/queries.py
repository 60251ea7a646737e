"""Reads of organisations: seats of a person, who is in charge of a place, who sits in an institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor, Held
from jinlin.base.planned import planned
from jinlin.organisations.models import Institution, Tenure
from jinlin.organisations.roles import duty_roles, roles
from jinlin.people.public import Account, Person, account_for_token
from jinlin.places.public import Place, Standing, standing

# Every telling and every step asks these; written out, they cost a tenth of what building them anew did.
# The four days of ``_HELD`` say what ``current`` says.
_HELD = """t.from_on <= %s AND (t.ended_on IS NULL OR t.ended_on > %s) AND (t.to_on IS NULL OR t.to_on >= %s)
    AND (s.ended_on IS NULL OR s.ended_on > %s)"""
_SEATS = f"""
    SELECT t.id, s.role, s.institution_id, i.name, s.place_id, p.path, p.level, p.name, o.place_id, q.path, q.level, q.name,
        n.name
    FROM organisations_tenure t JOIN organisations_seat s ON s.id = t.seat_id
    JOIN people_person n ON n.id = t.person_id
    LEFT JOIN organisations_institution i ON i.id = s.institution_id
    LEFT JOIN places_place p ON p.id = s.place_id
    LEFT JOIN organisations_organisation o ON o.id = s.organisation_id
    LEFT JOIN places_place q ON q.id = o.place_id
    WHERE t.person_id = %s AND {_HELD} ORDER BY s.duty, t.id
"""  # noqa: S608 - fixed names
_CHARGE = f"""
    SELECT a.id, a.username, n.name
    FROM organisations_seat s JOIN organisations_tenure t ON t.seat_id = s.id
    JOIN people_account a ON a.person_id = t.person_id JOIN people_person n ON n.id = t.person_id
    WHERE {_HELD} AND a.is_active = %s AND s.role IN ({{roles}}) AND s.place_id IN ({{places}})
    ORDER BY CASE s.place_id {{near}} END, CASE s.role {{ranks}} END, s.duty, t.id LIMIT 1
"""  # noqa: S608 - fixed names
# A row that was handed over while it was waited for drops out of the answer; then the next in order is looked for.
HANDOVERS_AT_ONCE = 4


def _days(on: dt.date) -> list[object]:
    return [connection.ops.adapt_datefield_value(on)] * 4


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


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
    return _seats(person, on)[0]


def _seats(person: int, on: dt.date) -> tuple[tuple[Held, ...], str | None]:
    """The seats, and the person's name where there is a seat."""
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, [person, *_days(on)])
        rows = cursor.fetchall()
    held = []
    for (
        tenure,
        role,
        institution,
        firm,
        place,
        path,
        level,
        name,
        o_place,
        o_path,
        o_level,
        o_name,
        _,
    ) in rows:
        known = roles().get(role)
        held.append(
            Held(
                role=role, tenure=tenure, place=place or o_place, path=path or o_path or "", level=level or o_level or "",
                institution=institution, title=known.words.zh if known else role, at=firm or name or o_name or "",
            )
        )  # fmt: skip
    return tuple(held), rows[0][-1] if rows else None


def actor(account: Account, *, on: dt.date | None = None, channel: str = "page", desk: bool = False) -> Actor:
    """The account as an actor, with the seats that it holds today.

    A resident's account has its person's seats only while it has the desk open (``desk``), and then their name in full
    as every holder of a seat has; otherwise it is a resident's and nothing more.
    """
    seats: tuple[Held, ...] = ()
    name: str | None = None
    if account.person_id and (account.is_staff or desk):
        seats, name = _seats(account.person_id, on or today())
        if name is not None and "person" not in account._state.fields_cache:
            account.person = Person.from_db(connection.alias, ["id", "name"], [account.person_id, name])
    return Actor(
        account=account.pk, name=name or account.get_full_name(), person=account.person_id, seats=seats, channel=channel,
        service=account.kind == "service", username=account.username,
    )  # fmt: skip


def holder(token: str) -> Actor | None:
    """The actor behind a bearer token of the API, or None.

    A resident's token that was made at the desk carries the seats of that moment: once they are others, it is a resident's.
    """
    with planned():
        account = account_for_token(token, "api")
        if account is None:
            return None
        if account.token_seats and not account.is_staff:
            found = actor(account, channel="api", desk=True)
            if found.held == account.token_seats:
                return found
        return actor(account, channel="api")


@dataclass(frozen=True)
class Charge:
    """Who answers for a place: the account, its sign-in name, and the name that others see."""

    account: int
    username: str
    name: str


def charge(place: Place, *, on: dt.date, stands: Standing | None = None) -> Charge | None:
    """Who answers for what is told at a place: the nearest seat in the order of duty.

    A grid's worker comes before the community's, the nearer place before the farther. None only where no seat
    of any level above has a holder with an account. Within a transaction the answer holds until its end: who wants
    to hand the seat over meanwhile waits. ``stands`` saves a read where it is known already.
    """
    order, near = duty_roles(), (stands or standing(place)).outward
    sql = _charge_sql(len(order), len(near), connection.vendor)
    given = [*_days(on), True, *order, *near, *near, *order]
    for _ in range(HANDOVERS_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchone()
        if found is not None:
            return Charge(found[0], found[1], found[2] or found[1])
    return None


@lru_cache(maxsize=64)
def _charge_sql(roles: int, places: int, vendor: str) -> str:
    near, ranks = (" ".join(f"WHEN %s THEN {rank}" for rank in range(many)) for many in (places, roles))
    sql = _CHARGE.format(roles=_marks(range(roles)), places=_marks(range(places)), near=near, ranks=ranks)
    return sql + " FOR SHARE OF t" if vendor == "postgresql" else sql


def in_charge(place: Place, *, on: dt.date) -> int | None:
    """The account of ``charge``."""
    found = charge(place, on=on)
    return found.account if found else None


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
