"""Seats made and taken away, given to a person for a term, and ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.commands.closing import close, one_at_a_time
from jinlin.organisations.commands.recording import keeper, record, refuse
from jinlin.organisations.models import Institution, Organisation, Seat, Tenure
from jinlin.organisations.queries import today
from jinlin.organisations.roles import Role, roles
from jinlin.people.public import Person
from jinlin.places.public import Place

HOW = {code for code, _ in Tenure._meta.get_field("how").choices}


def make_seat(
    *, role: str, by: Actor, place: Place | None = None, organisation: Organisation | None = None,
    institution: Institution | None = None,
) -> Seat:  # fmt: skip
    """Set up a seat of a role at a place, in an organisation (whose place it takes) or in an institution.

    Refused: ``wrong_role``, ``wrong_place``, ``wrong_institution``, ``not_living``, ``not_yours``.
    """
    known = _role(role)
    if organisation is not None and place is None:
        place = organisation.place
    where = institution.place if institution is not None else place
    if where is None:
        raise Refused(rules.WRONG_PLACE)
    ended = organisation is not None and organisation.ended_on is not None
    refuse(
        keeper(by, where.path, known.given_by),
        rules.wrong_standing(
            levels=known.levels,
            scope=known.scope,
            place_level=where.level,
            in_institution=institution is not None,
        ),
        rules.NOT_LIVING if ended or where.valid_to else None,
    )
    with transaction.atomic():
        made = Seat.objects.create(
            role=role, place=None if institution else place, organisation=organisation, institution=institution,
            duty=known.duty or 100, made_on=today(),
        )  # fmt: skip
        record(made, "seat", "seat.made", by, role=role)
        publish("seat.made", seat=made, by=by)
    return made


def _role(code: str) -> Role:
    known = roles().get(code)
    if known is None:
        raise Refused(rules.WRONG_ROLE)
    return known


def _locked(seat: int) -> Seat:
    rows = Seat.objects.select_for_update(of=("self",))
    return rows.select_related("place", "organisation__place", "institution__place").get(pk=seat)


def may_change(seat: Seat, by: Actor) -> Reason | None:
    """Whether an actor's seats let them give and end this one. A seat of an unknown role is kept by the district."""
    known = roles().get(seat.role)
    return keeper(by, seat.where.path, known.given_by if known else "district")


def give_seat(
    *, seat: Seat, person: Person, from_on: dt.date, by: Actor, to_on: dt.date | None = None, how: str = "appointed",
    sent_by: Institution | None = None,
) -> Tenure:  # fmt: skip
    """Give a seat to a person from a day on, until ``to_on`` (the last day) where it has a term.

    ``how`` is appointed, elected or sent (from outside, by ``sent_by``). One holder at a time: two at once, and the second is
    refused. Refused: ``not_yours``, ``not_oneself``, ``not_standing``, ``no_person``, ``wrong_dates``,
    ``wrong_how``, ``not_free``.
    """
    with transaction.atomic():
        row = _locked(seat.pk)
        refuse(
            may_change(row, by),
            rules.NOT_ONESELF if by.person == person.pk else None,
            rules.NOT_STANDING if row.ended_on else None,
            rules.NO_PERSON if person.erased_at else None,
            rules.wrong_term(from_on=from_on, to_on=to_on),
            None if how in HOW else Reason("wrong_how", Words("没有这种产生方式", "There is no such way")),
        )
        tenures = [one for one in row.tenures.all() if one.until is None or one.until > one.from_on]
        refuse(
            rules.is_taken(from_on=from_on, to_on=to_on, taken=[(one.from_on, one.until) for one in tenures])
        )
        _set_ends(tenures)
        later = any(one.from_on > from_on for one in tenures)
        made = Tenure.objects.create(
            seat=row, person=person, from_on=from_on, to_on=to_on, how=how, sent_by=sent_by if how == "sent" else None,
            ended_on=to_on + dt.timedelta(days=1) if later and to_on else None,
        )  # fmt: skip
        until = to_on.isoformat() if to_on else ""
        record(row, "seat", "seat.given", by, person=person.pk, on=from_on.isoformat(), until=until, how=how)
        publish("tenure.given", tenure=made, by=by, at=timezone.now())
    return made


def _set_ends(tenures: list[Tenure]) -> None:
    """Where a term has its last day, the next holder's row may stand beside it: its end is set down."""
    for one in tenures:
        if one.ended_on is None and one.until is not None:
            one.ended_on = one.until
            one.save(update_fields=["ended_on"])


def end_tenure(
    *, tenure: Tenure, on: dt.date, by: Actor, successor: Person | None = None, to_on: dt.date | None = None,
    how: str = "appointed",
) -> Tenure | None:  # fmt: skip
    """End a tenure: from ``on`` it is no longer held. Answers the successor's tenure where one is named.

    From today or earlier: rights, sessions and tokens end at once and open work goes on to the successor or to
    whoever is in charge. A later day does so when it comes. Refused: ``not_yours``, ``not_oneself``,
    ``not_held``, ``wrong_dates``, what ``give_seat`` refuses, and what those refuse who take the work over.
    """
    with transaction.atomic():
        one_at_a_time()
        seat = _locked(tenure.seat_id)
        row = Tenure.objects.select_for_update(of=("self",)).get(pk=tenure.pk)
        over = row.handed_over_at is not None or (row.until is not None and row.until <= today())
        refuse(
            may_change(seat, by),
            rules.NOT_ONESELF if by.person == row.person_id else None,
            rules.NOT_HELD if over else None,
            rules.wrong_end(from_on=row.from_on, to_on=row.to_on, on=on),
            rules.NOT_FREE if seat.tenures.filter(from_on__gt=row.from_on, from_on__lt=on).exists() else None,
        )
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        record(seat, "seat", "seat.vacated", by, person=row.person_id, on=on.isoformat())
        made = None
        if successor is not None:
            made = give_seat(seat=seat, person=successor, from_on=on, to_on=to_on, how=how, by=by)
        if on <= today():
            close(tenure=row.pk, by=by)
    tenure.ended_on = on
    return made


def end_seat(*, seat: Seat, on: dt.date, by: Actor) -> None:
    """Take a seat away that nobody holds from ``on``. Refused: ``not_yours``, ``not_standing``, ``not_free``."""
    with transaction.atomic():
        row = _locked(seat.pk)
        held = any(one.until is None or one.until > on for one in row.tenures.all())
        refuse(
            may_change(row, by),
            rules.NOT_STANDING if row.ended_on else None,
            rules.NOT_FREE if held else None,
        )
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        record(row, "seat", "seat.ended", by, on=on.isoformat())
        publish("seat.ended", seat=row, by=by)
    seat.ended_on = on
