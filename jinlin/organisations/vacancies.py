"""Seats that nobody holds, since when and who has to fill them; terms that end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations import listing
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.queries import current
from jinlin.organisations.roles import roles
from jinlin.places.public import under

SOON = dt.timedelta(days=90)
FILLED_BY = {
    "community": Words("社区党组织书记", "the community's secretary"),
    "street": Words("街道", "the street"),
    "district": Words("区", "the district"),
}


@dataclass(frozen=True)
class Vacancy:
    """A seat that nobody holds: what and where, since when (None: never filled and not known), who fills it."""

    seat: Seat
    role: Words
    at: str
    since: dt.date | None
    days: int | None
    by: Words


def vacant(rows: QuerySet[Seat], on: dt.date) -> QuerySet[Seat]:
    """Those of the seats that nobody holds on a day, with ``since`` when."""
    held = Tenure.objects.filter(current(on), seat=OuterRef("pk"))
    ended = Tenure.objects.filter(seat=OuterRef("pk"), from_on__lte=on)
    last = ended.order_by().values("seat").annotate(last=Max(Coalesce("ended_on", "to_on"))).values("last")
    return rows.filter(~Exists(held)).annotate(since=Coalesce(Subquery(last), "made_on"))


def vacancies(rows: Iterable[Seat], on: dt.date) -> list[Vacancy]:
    """Seats of ``vacant`` as a page shows them."""
    found = []
    for seat in rows:
        known = roles().get(seat.role)
        since: dt.date | None = seat.since  # type: ignore[attr-defined]
        found.append(
            Vacancy(
                seat, known.words if known else Words(seat.role, seat.role),
                str(seat.institution or seat.organisation or seat.place or ""), since, (on - since).days if since else None,
                FILLED_BY.get(known.given_by if known else "", FILLED_BY["district"]),
            )
        )  # fmt: skip
    return found


def mine_to_fill(actor: Actor) -> tuple[Q, bool]:
    """The condition on seats that this actor's own seats fill first (not those left to a lower level), and whether any."""
    level = {
        "community_secretary": "community",
        "street_supervisor": "street",
        "district_supervisor": "district",
    }
    condition, any_ = Q(pk__in=[]), False
    for seat in actor.seats:
        kept = level.get(seat.role)
        if kept is None or not seat.path:
            continue
        wanted = [role.code for role in roles().values() if role.given_by == kept]
        places = under(seat.path, "place__path") | under(seat.path, "institution__place__path")
        condition |= Q(role__in=wanted) & places
        any_ = True
    return condition, any_


def to_fill(actor: Actor, on: dt.date) -> QuerySet[Seat]:
    """Vacant seats that wait for this actor."""
    condition, _ = mine_to_fill(actor)
    rows = Seat.objects.filter(condition, ended_on__isnull=True)
    return vacant(rows, on).select_related("place", "organisation", "institution").order_by("pk")


def ending(actor: Actor, on: dt.date, within: dt.timedelta = SOON) -> QuerySet[Tenure]:
    """Terms that end within ninety days in seats that this actor fills, and after which nobody is set down yet."""
    condition, _ = mine_to_fill(actor)
    seats = Seat.objects.filter(condition, ended_on__isnull=True).values("pk")
    later = Tenure.objects.filter(seat=OuterRef("seat"), from_on__gt=on)
    rows = Tenure.objects.filter(
        ~Exists(later), ended_on__isnull=True, to_on__gte=on, to_on__lte=on + within, seat__in=seats
    )
    related = ("seat__place", "seat__organisation", "seat__institution", "person")
    return rows.select_related(*related).order_by("to_on", "pk")


def all_vacant(actor: Actor, on: dt.date) -> QuerySet[Seat]:
    """Every vacant seat below the actor's places, the longest empty first."""
    rows = vacant(listing.seats(actor, on=on), on)
    return rows.select_related("place", "organisation", "institution").order_by("since", "pk")
