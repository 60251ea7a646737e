"""Organisations that change: another name, parent or place, parts taken out, two made one; each from a day on."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.rule import Reason, Refused
from jinlin.organisations import rules
from jinlin.organisations.commands.closing import one_at_a_time
from jinlin.organisations.commands.recording import keeper, record, refuse
from jinlin.organisations.commands.trees import branch_of, end_seats, found_organisation, named
from jinlin.organisations.models import Former, Organisation, Reach, Succession
from jinlin.organisations.queries import today
from jinlin.organisations.standings import since
from jinlin.places.public import Place


def rename(*, organisation: Organisation, name: str, by: Actor, on: dt.date | None = None) -> None:
    """Give an organisation another name from a day on (today); what it was called before stays for earlier days.

    Refused: ``not_yours``, ``not_living``, ``no_name``, ``wrong_dates``.
    """
    text = named(name)
    with transaction.atomic():
        row = _locked(organisation)
        refuse(keeper(by, row.place.path, "street"), rules.NOT_LIVING if row.ended_on else None)
        if row.name != text:
            before = row.name
            _keep(row, on or today())
            row.name = text
            row.save(update_fields=["name"])
            record(row, "organisation", "organisation.renamed", by, before=before, name=text, on=_iso(on))
            publish("organisation.renamed", organisation=row, by=by)
    organisation.name = text


def move(*, organisation: Organisation, parent: Organisation, on: dt.date, by: Actor) -> None:
    """Put an organisation under another parent from a day on; what stands below goes along.

    Refused: ``not_yours``, ``not_living``, ``no_change``, ``wrong_parent``, ``wrong_dates``.
    """
    with transaction.atomic():
        row = _locked(organisation)
        refuse(
            keeper(by, row.place.path, "street"),
            rules.NOT_LIVING if row.ended_on or parent.ended_on else None,
            rules.NOT_CHANGED if row.parent_id == parent.pk else None,
            _wrong_branch(row, row.place, parent),
        )
        before = row.parent.name if row.parent else ""
        _keep(row, on)
        row.parent = parent
        row.save(update_fields=["parent"])
        record(
            row, "organisation", "organisation.moved", by, before=before, name=parent.name, on=on.isoformat()
        )
        publish("organisation.moved", organisation=row, by=by)
    organisation.parent = parent


def resite(*, organisation: Organisation, place: Place, on: dt.date, by: Actor) -> None:
    """Let an organisation cover another place of its level's kind from a day on.

    Refused: ``not_yours`` (of the old or the new place), ``not_living``, ``no_change``, ``wrong_level``,
    ``wrong_parent``, ``not_twice``, ``not_covered`` (organisations below lie elsewhere), ``wrong_dates``.
    """
    try:
        with transaction.atomic():
            row = _locked(organisation)
            outside = [
                one for one in row.children.filter(ended_on__isnull=True).select_related("place")
                if not one.place.path.startswith(place.path)
            ]  # fmt: skip
            refuse(
                keeper(by, row.place.path, "street"),
                keeper(by, place.path, "street"),
                rules.NOT_LIVING if row.ended_on or place.valid_to else None,
                rules.NOT_CHANGED if row.place_id == place.pk else None,
                _wrong_branch(row, place, row.parent),
                rules.NOT_COVERED if outside else None,
            )
            before = row.place.name
            _keep(row, on)
            row.place = place
            row.save(update_fields=["place"])
            record(
                row,
                "organisation",
                "organisation.resited",
                by,
                before=before,
                name=place.name,
                on=on.isoformat(),
            )
            publish("organisation.resited", organisation=row, by=by)
    except IntegrityError:
        raise Refused(rules.NOT_TWICE) from None
    organisation.place = place


def split(*, organisation: Organisation, place: Place, name: str, on: dt.date, by: Actor) -> Organisation:
    """Take a part out of an organisation: a new one of its level at another place, under the same parent.

    Organisations below whose places lie in the new one's go along. Refused: what founding refuses, ``not_living``,
    ``wrong_dates``.
    """
    with transaction.atomic():
        row = _locked(organisation)
        refuse(
            keeper(by, row.place.path, "street"),
            rules.NOT_LIVING if row.ended_on else None,
            rules.wrong_change(on=on, from_on=row.founded_on, today=today()),
        )
        made = found_organisation(
            level=row.level, place=place, name=name, parent=row.parent, founded_on=on, by=by
        )
        Reach.objects.filter(organisation=row, place=place, until_on__isnull=True).update(until_on=on)
        Succession.objects.create(before=row, after=made, kind="split", on=on)
        below = row.children.filter(ended_on__isnull=True).select_related("place")
        for child in below:
            if child.place.path.startswith(place.path):
                move(organisation=child, parent=made, on=on, by=by)
        record(row, "organisation", "organisation.split", by, name=made.name, on=on.isoformat())
        publish("organisation.split", organisation=row, part=made, by=by, on=on)
    return made


def merge(*, organisation: Organisation, into: Organisation, on: dt.date, by: Actor) -> None:
    """Let an organisation go into another of its level, which from then on covers its place too.

    Organisations below go along; seats and their tenures end that day, and their open work is handed over. What the
    figures said of earlier days stays. ``organisation.merged`` is published for whoever belongs to it.

    Refused: ``not_yours`` (of either), ``not_living``, ``wrong_level``, ``no_change``, ``wrong_dates``, and what
    ending a tenure refuses.
    """
    with transaction.atomic():
        one_at_a_time()
        row, other = _locked(organisation), _locked(into)
        refuse(
            keeper(by, row.place.path, "street"),
            keeper(by, other.place.path, "street"),
            rules.NOT_LIVING if row.ended_on or other.ended_on else None,
            rules.NOT_CHANGED if row.pk == other.pk else None,
            rules.NOT_SAME_LEVEL if row.level_id != other.level_id else None,
            rules.wrong_change(on=on, from_on=max(since(row), other.founded_on), today=today()),
        )
        Reach.objects.get_or_create(
            organisation=other, place=row.place, until_on=None, defaults={"from_on": on}
        )
        for child in row.children.filter(ended_on__isnull=True).select_related("level", "place", "parent"):
            move(organisation=child, parent=other, on=on, by=by)
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        Reach.objects.filter(organisation=row, until_on__isnull=True).update(until_on=on)
        end_seats(row, on, by)
        Succession.objects.create(before=row, after=other, kind="merged", on=on)
        record(row, "organisation", "organisation.merged", by, name=other.name, on=on.isoformat())
        record(other, "organisation", "organisation.took_in", by, name=row.name, on=on.isoformat())
        publish("organisation.merged", organisation=row, into=other, by=by, on=on)
    organisation.ended_on = on


def _locked(organisation: Organisation) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",))
    return rows.select_related("place", "level", "parent").get(pk=organisation.pk)


def _keep(row: Organisation, on: dt.date) -> None:
    """Write down how it stood before ``on``. What stood for no whole day leaves nothing behind."""
    from_on = since(row)
    refuse(rules.wrong_change(on=on, from_on=from_on, today=today()))
    if on > from_on:
        Former.objects.create(
            organisation=row, name=row.name, parent=row.parent, place=row.place, from_on=from_on, until_on=on
        )


def _wrong_branch(row: Organisation, place: Place, parent: Organisation | None) -> Reason | None:
    return rules.wrong_branch(
        covers=row.level.covers, rank=row.level.rank, template=row.level.template_id, path=place.path,
        place_level=place.level, parent=branch_of(parent, place),
    )  # fmt: skip


def _iso(on: dt.date | None) -> str:
    return (on or today()).isoformat()
