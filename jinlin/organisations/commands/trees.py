"""Organisations founded and ended; institutions entered and changed."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_text
from jinlin.base.rule import Refused
from jinlin.organisations import rules
from jinlin.organisations.commands.closing import close, one_at_a_time
from jinlin.organisations.commands.recording import keeper, record, refuse
from jinlin.organisations.models import Gap, Institution, Level, Organisation, PastName, Tenure
from jinlin.organisations.queries import today
from jinlin.places.public import Place

NAME_LIMIT = 120


def named(name: str) -> str:
    """A name as it is kept. Refused with ``no_name``."""
    text = " ".join(clean_text(name).split())
    if not text or len(text) > NAME_LIMIT:
        raise Refused(rules.NO_NAME)
    return text


def found_organisation(
    *, level: Level, place: Place, name: str, parent: Organisation | None, founded_on: dt.date, by: Actor
) -> Organisation:  # fmt: skip
    """Found an organisation of a level at a place, under one of the level above.

    Refused: ``not_yours``, ``wrong_level`` (the place is not of the kind that the level covers), ``no_parent``,
    ``wrong_parent``, ``not_living`` (the parent ended), ``wrong_dates``, ``no_name``, ``not_twice``.
    """
    text = named(name)
    refuse(
        keeper(by, place.path, "street"),
        rules.wrong_branch(
            covers=level.covers, rank=level.rank, template=level.template_id, path=place.path, place_level=place.level,
            parent=branch_of(parent, place),
        ),
        rules.NOT_LIVING if (parent and parent.ended_on) or level.ended_on else None,
        rules.wrong_founding(on=founded_on, today=today()),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                level=level,
                code=_free_code(level, place),
                name=text,
                parent=parent,
                place=place,
                founded_on=founded_on,
            )
            Gap.objects.filter(level=level, place=place, until_on__isnull=True).update(until_on=founded_on)
            record(made, "organisation", "organisation.founded", by, name=text, on=founded_on.isoformat())
            publish("organisation.founded", organisation=made, by=by)
    except IntegrityError:
        raise Refused(rules.NOT_TWICE) from None
    return made


def branch_of(parent: Organisation | None, place: Place) -> tuple[int, int, str] | None:
    """Template, rank and reach of a parent, as far as it concerns a place below.

    A grid reaches over its community, for what it covers has that path; a parent that covers further places reaches
    over these too.
    """
    if parent is None:
        return None
    own = parent.place
    path = own.parent.path if own.level == "grid" and own.parent else own.path
    if not place.path.startswith(path):
        further = parent.reaches.filter(until_on__isnull=True).values_list("place__path", flat=True)
        path = next((one for one in further if place.path.startswith(one)), path)
    return parent.level.template_id, parent.level.rank, path


def _free_code(level: Level, place: Place) -> str:
    """A code that reads like level and place; a further one at the same place is numbered."""
    wanted = f"{level.code}-{place.code}"[:54]
    taken = set(Organisation.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    free = wanted
    number = 1
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def end_organisation(*, organisation: Organisation, on: dt.date, by: Actor) -> None:
    """End an organisation that has none below it; its seats and their tenures end the same day.

    Refused: ``not_yours``, ``not_living``, ``not_empty``, ``wrong_dates``, and what ending a tenure refuses.
    """
    with transaction.atomic():
        one_at_a_time()
        row = (
            Organisation.objects.select_for_update(of=("self",))
            .select_related("place")
            .get(pk=organisation.pk)
        )
        refuse(
            keeper(by, row.place.path, "street"),
            rules.NOT_LIVING if row.ended_on else None,
            rules.NOT_EMPTY if row.children.filter(ended_on__isnull=True).exists() else None,
            rules.wrong_closing(founded_on=row.founded_on, on=on, today=today()),
        )
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        row.reaches.filter(until_on__isnull=True).update(until_on=on)
        row.sharings.filter(until_on__isnull=True).update(until_on=on)
        end_seats(row, on, by)
        record(row, "organisation", "organisation.ended", by, on=on.isoformat())
        publish("organisation.ended", organisation=row, by=by)
    organisation.ended_on = on


def end_seats(organisation: Organisation, on: dt.date, by: Actor) -> None:
    """End the seats of an organisation and whoever holds them; what is theirs to do is handed over."""
    seats = list(organisation.seats.filter(ended_on__isnull=True))
    organisation.seats.filter(ended_on__isnull=True).update(ended_on=on)
    for tenure in Tenure.objects.filter(seat__in=seats, handed_over_at__isnull=True):
        if tenure.until is None or tenure.until > on:
            tenure.ended_on = max(on, tenure.from_on)
            tenure.save(update_fields=["ended_on"])
            close(tenure=tenure.pk, by=by)


def make_institution(*, name: str, kind: str, place: Place, phone: str = "", by: Actor) -> Institution:
    """Enter a department, partner, firm or other body that serves a place. Refused: ``not_yours``, ``wrong_kind``, ``no_name``."""
    text = named(name)
    known = {code for code, _ in Institution.KINDS}
    refuse(keeper(by, place.path, "street"), None if kind in known else rules.WRONG_KIND)
    with transaction.atomic():
        made = Institution.objects.create(
            code="", name=text, kind=kind, place=place, phone=clean_text(phone)[:40]
        )
        made.code = f"{kind}-{made.pk}"
        made.save(update_fields=["code"])
        record(made, "institution", "institution.made", by, name=text)
        publish("institution.made", institution=made, by=by)
    return made


def change_institution(
    *, institution: Institution, name: str, phone: str, by: Actor, on: dt.date | None = None
) -> None:
    """Change an institution's name and office telephone; the name from a day on (today where none is given).

    What it was called before is kept with its last day. Refused: ``not_yours``, ``no_name``, ``wrong_dates`` (a day to come).
    """
    text, on = named(name), on or today()
    refuse(keeper(by, institution.place.path, "street"))
    with transaction.atomic():
        row = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
        refuse(rules.NOT_YET if on > today() else None)
        before, row.name, row.phone = row.name, text, clean_text(phone)[:40]
        if before != text:
            PastName.objects.create(institution=row, name=before, until_on=on - dt.timedelta(days=1))
        row.save(update_fields=["name", "phone"])
        record(row, "institution", "institution.changed", by, before=before, name=text, phone=row.phone)
        publish("institution.changed", institution=row, by=by)
    institution.name, institution.phone = row.name, row.phone
