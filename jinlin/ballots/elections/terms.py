"""From a result to seats: who was elected gets the seat of the post for the term; whoever held it before leaves it then."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import Actor
from jinlin.organisations.public import Seat, Tenure, end_tenure, give_seat, make_seat
from jinlin.people.public import Person, initials
from jinlin.places.public import Place


def term_end(begins: dt.date, years: int) -> dt.date:
    """The last day of a term of whole years: the day before the same date, years later."""
    try:
        same_day = begins.replace(year=begins.year + years)
    except ValueError:  # 29 February
        same_day = dt.date(begins.year + years, 3, 1)
    return same_day - dt.timedelta(days=1)


def person_of(name: str, known: Person | None) -> Person:
    """The person who takes a seat; one not on the register before is entered by name."""
    return known or Person.objects.create(name=name, pinyin=initials(name)[:24])


def vacate(*, place: Place, roles: tuple[str, ...], on: dt.date, by: Actor) -> None:
    """End every tenure of these roles at the place that would last beyond ``on``: the former committee leaves office."""
    for tenure in Tenure.objects.filter(
        seat__place=place, seat__role__in=roles, from_on__lt=on
    ).select_related("seat"):
        if tenure.until is None or tenure.until > on:
            end_tenure(tenure=tenure, on=on, by=by)


def install(*, place: Place, role: str, person: Person, begins: dt.date, ends: dt.date, by: Actor) -> Tenure:
    """Give a free seat of the role at the place (a new one where none is free) for the term. Refused as ``give_seat`` refuses."""
    free = None
    for seat in (
        Seat.objects.filter(place=place, role=role, ended_on__isnull=True)
        .prefetch_related("tenures")
        .order_by("pk")
    ):
        if all(one.until is not None and one.until <= begins for one in seat.tenures.all()):
            free = seat
            break
    seat = free or make_seat(role=role, place=place, by=by)
    return give_seat(seat=seat, person=person, from_on=begins, to_on=ends, how="elected", by=by)
