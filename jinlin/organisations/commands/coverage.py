"""What an organisation covers beyond its own place, who shares it, and why a place has none yet."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_text
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.commands.recording import keeper, record, refuse
from jinlin.organisations.models import (
    Gap,
    Institution,
    Level,
    Organisation,
    Reach,
    Sharing,
    Village,
)
from jinlin.organisations.queries import today
from jinlin.places.public import Place

NOT_NEAR = Reason(
    "wrong_place",
    Words("只能覆盖同一社区里的地点", "It can cover only places of its own community"),
)
NOT_THERE = Reason("not_covered", Words("它现在不管这里", "It does not cover this now"))
WRONG_REASON = Reason("wrong_reason", Words("没有这种原因", "There is no such reason"))
NOT_ESTATE = Reason("wrong_place", Words("只登记在小区", "Villages are entered at estates"))
NO_VILLAGE = Reason("no_name", Words("请写村名", "Name the village"))


def cover(*, organisation: Organisation, place: Place, from_on: dt.date, by: Actor) -> None:
    """Let an organisation cover a further place of its community: a second estate, a building of its zone.

    Refused: ``not_yours``, ``not_living``, ``not_twice``, ``wrong_place``, ``wrong_dates``.
    """
    community = organisation.place.path
    if organisation.place.level not in ("district", "street", "community"):
        parent = organisation.place.parent
        community = parent.path if parent is not None else community
    refuse(
        keeper(by, organisation.place.path, "street"),
        rules.NOT_LIVING if organisation.ended_on or place.valid_to else None,
        rules.OWN_PLACE if place.pk == organisation.place_id else None,
        None if place.path.startswith(community) else NOT_NEAR,
        rules.wrong_change(on=from_on, from_on=organisation.founded_on, today=today()),
    )
    try:
        with transaction.atomic():
            Reach.objects.create(organisation=organisation, place=place, from_on=from_on)
            record(
                organisation,
                "organisation",
                "organisation.covers",
                by,
                name=place.name,
                on=from_on.isoformat(),
            )
            publish("organisation.covers", organisation=organisation, place=place, by=by)
    except IntegrityError:
        raise Refused(rules.OWN_PLACE) from None


def uncover(*, organisation: Organisation, place: Place, on: dt.date, by: Actor) -> None:
    """Let an organisation no longer cover a further place. Refused: ``not_yours``, ``not_covered``, ``wrong_dates``."""
    with transaction.atomic():
        found = Reach.objects.select_for_update().filter(
            organisation=organisation, place=place, until_on__isnull=True
        )
        row = found.first()
        refuse(keeper(by, organisation.place.path, "street"), None if row else NOT_THERE)
        assert row is not None
        refuse(rules.wrong_change(on=on, from_on=row.from_on, today=today()))
        row.until_on = on
        row.save(update_fields=["until_on"])
        record(
            organisation, "organisation", "organisation.left_place", by, name=place.name, on=on.isoformat()
        )


def share(*, organisation: Organisation, institution: Institution, from_on: dt.date, by: Actor) -> None:
    """Let an institution share an organisation with others (several enterprises, one functional branch).

    Refused: ``not_yours``, ``not_living``, ``not_twice``, ``too_many``, ``wrong_dates``.
    """
    most = shipped_parameters().integer("branch.most_sharing", on=from_on)
    try:
        with transaction.atomic():
            row = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
            refuse(
                keeper(by, organisation.place.path, "street"),
                rules.NOT_LIVING if row.ended_on or institution.ended_on else None,
                rules.too_many_sharing(count=row.sharings.filter(until_on__isnull=True).count(), most=most),
                rules.wrong_change(on=from_on, from_on=row.founded_on, today=today()),
            )
            Sharing.objects.create(organisation=row, institution=institution, from_on=from_on)
            record(
                row, "organisation", "organisation.shared", by, name=institution.name, on=from_on.isoformat()
            )
    except IntegrityError:
        raise Refused(rules.OWN_PLACE) from None


def unshare(*, organisation: Organisation, institution: Institution, on: dt.date, by: Actor) -> None:
    """Let an institution leave an organisation that it shared. Refused: ``not_yours``, ``not_covered``, ``wrong_dates``."""
    with transaction.atomic():
        row = organisation.sharings.filter(institution=institution, until_on__isnull=True).first()
        refuse(keeper(by, organisation.place.path, "street"), None if row else NOT_THERE)
        assert row is not None
        refuse(rules.wrong_change(on=on, from_on=row.from_on, today=today()))
        row.until_on = on
        row.save(update_fields=["until_on"])
        record(
            organisation, "organisation", "organisation.left", by, name=institution.name, on=on.isoformat()
        )


def say_why(
    *, level: Level, place: Place, reason: str, by: Actor, note: str = "", full_members: int | None = None
) -> Gap:  # fmt: skip
    """Say why no organisation of a level stands at a place, from today on; what was said before ends.

    Kept by the community and those above. Refused: ``not_yours``, ``wrong_reason``, ``wrong_level``, ``not_missing``
    (there is one), ``no_full_members`` and ``not_few`` (too few members is said of fewer than three).
    """
    on = today()
    known = {code for code, _ in Gap.REASONS}
    here = Organisation.objects.filter(level=level, ended_on__isnull=True)
    stands = here.filter(place=place).exists() or here.filter(
        reaches__place=place, reaches__until_on__isnull=True
    )
    least = shipped_parameters().integer("branch.least_members", on=on)
    refuse(
        keeper(by, place.path, "community"),
        None if reason in known else WRONG_REASON,
        rules.WRONG_LEVEL if place.level != level.covers else None,
        rules.COVERED_ALREADY if stands else None,
        rules.wrong_gap(reason=reason, full_members=full_members, least=least),
    )
    with transaction.atomic():
        Gap.objects.filter(level=level, place=place, until_on__isnull=True).update(until_on=on)
        return Gap.objects.create(
            level=level,
            place=place,
            reason=reason,
            note=clean_text(note)[:200],
            from_on=on,
            by_title=by.title[:80],
        )


def enter_village(
    *, estate: Place, name: str, households: int, since_on: dt.date, by: Actor,
    organisation: Organisation | None = None,
) -> Village:  # fmt: skip
    """Enter a village whose households live in an estate; the same name again changes its number.

    Refused: ``not_yours``, ``wrong_place``, ``no_name``.
    """
    text = " ".join(clean_text(name).split())[:80]
    refuse(
        keeper(by, estate.path, "community"),
        None if estate.level == "estate" else NOT_ESTATE,
        None if text else NO_VILLAGE,
    )
    made, _ = Village.objects.update_or_create(
        estate=estate,
        name=text,
        defaults={"households": households, "since_on": since_on, "organisation": organisation},
    )
    return made
