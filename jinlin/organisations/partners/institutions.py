"""Contacts of an institution with their time, its former names, and what happens when it goes over into another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.commands.recording import keeper, record, refuse
from jinlin.organisations.counts import institution_counts
from jinlin.organisations.models import (
    Agreement,
    Contact,
    Institution,
    JointProject,
    Membership,
    Merger,
    Milestone,
    Occasion,
)
from jinlin.organisations.partners.periods import DAY

NOT_YOURS = Reason(
    "not_yours",
    Words("由单位自己的经办人或街道来改", "The institution's own clerks or the street change this"),
)
NOT_ITSELF = Reason("not_itself", Words("不能并入自己", "An institution can't go over into itself"))
NOT_OPEN = Reason("not_standing", Words("其中一家已经撤销", "One of the two has been closed"))
NOT_SETTLED = Reason(
    "not_settled",
    Words("它手上还有没办完的事，请先转给新单位", "It still has open matters; hand them over first"),
)
WRONG_DATE = Reason("wrong_dates", Words("日期不对", "The dates are wrong"))
"""How long the name of a contact is kept after their time."""


def may_keep(institution: Institution, by: Actor) -> bool:
    """Whether an actor keeps the contacts: a clerk of the institution, or who keeps institutions there."""
    return institution.pk in by.institutions or keeper(by, institution.place.path, "street") is None


def add_contact(
    *, institution: Institution, name: str, duty: str, phone: str, from_on: dt.date, by: Actor
) -> Contact:
    """Name who speaks for an institution from a day on. Refused: ``not_yours``."""
    refuse(None if may_keep(institution, by) else NOT_YOURS)
    with transaction.atomic():
        row = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
        made = Contact.objects.create(institution=row, name=name, duty=duty, phone=phone, from_on=from_on)
        record(row, "institution", "institution.contact", by, contact=made.pk, on=from_on.isoformat())
    return made


def end_contact(*, contact: Contact, to_on: dt.date, by: Actor) -> None:
    """Say until which day a contact spoke for the institution. Refused: ``not_yours``, ``wrong_dates``."""
    with transaction.atomic():
        row = Institution.objects.select_for_update(of=("self",)).get(pk=contact.institution_id)
        refuse(None if may_keep(row, by) else NOT_YOURS, WRONG_DATE if to_on < contact.from_on else None)
        contact.to_on = to_on
        contact.save(update_fields=["to_on"])
        record(row, "institution", "institution.contact_ended", by, contact=contact.pk, on=to_on.isoformat())


def contacts(institution: Institution, *, on: dt.date) -> QuerySet[Contact]:
    """Those who speak for an institution on a day."""
    return institution.contacts.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on).order_by(
        "from_on", "pk"
    )


def forget_contacts(before: dt.date) -> int:
    """Contacts whose time ended before a day are taken out; the trail keeps only that there was one."""
    gone, _ = Contact.objects.filter(to_on__lt=before).delete()
    return gone


def name_on(institution: Institution, on: dt.date) -> str:
    """What an institution was called on a day."""
    past = institution.past_names.filter(until_on__gte=on).order_by("until_on").first()
    return past.name if past else institution.name


def merge(*, gone: Institution, into: Institution, on: dt.date, by: Actor) -> Merger:
    """An institution goes over into another from a day on: open agreements, memberships, projects, seats go with it.

    What was signed and recorded before keeps the old name; what is due from now on is the new one's. Refused:
    ``not_yours``, ``not_itself``, ``not_standing``, ``wrong_dates`` (a day to come), ``not_settled`` (open matters).
    """
    at = timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        pair = sorted({gone.pk, into.pk})
        rows = {
            row.pk: row
            for row in Institution.objects.select_for_update(of=("self",))
            .select_related("place")
            .filter(pk__in=pair)
            .order_by("pk")
        }
        old, new = rows[gone.pk], rows[into.pk]
        refuse(
            keeper(by, old.place.path, "street"),
            NOT_ITSELF if old.pk == new.pk else None,
            NOT_OPEN if old.ended_on or new.ended_on else None,
            WRONG_DATE if on > today else None,
            NOT_SETTLED if any(n.get(old.pk) for _, n in institution_counts([old.pk])) else None,
        )
        _move(old, new, by=by, at=at, on=on)
        old.ended_on = on
        old.save(update_fields=["ended_on"])
        made = Merger.objects.create(gone=old, into=new, on=on)
        record(old, "institution", "institution.merged", by, into=new.name, on=on.isoformat())
        record(new, "institution", "institution.took_over", by, name=old.name, on=on.isoformat())
        publish("institution.merged", gone=old, into=new, on=on, by=by)
    return made


def _move(old: Institution, new: Institution, *, by: Actor, at: dt.datetime, on: dt.date) -> None:
    live = (
        Agreement.objects.select_for_update(of=("self",))
        .filter(holder=old)
        .exclude(state__in=("expired", "renewed", "ended", "dropped"))
    )
    for agreement in live:
        agreement.holder = new
        trail.record(
            agreement,
            "agreement",
            "agreement.moved",
            by=by,
            at=at,
            data={"from": old.name, "to": new.name},
            seen="staff",
        )
        agreement.save(update_fields=["holder", "trail_seq", "trail_hash"])
    _move_memberships(old, new, on=on)
    JointProject.objects.filter(lead=old, state__in=("proposed", "working")).update(lead=new)
    Milestone.objects.filter(owner=old, done_on__isnull=True).update(owner=new)
    Occasion.objects.filter(institution=old, state__in=("entered", "questioned")).update(institution=new)
    old.seats.filter(ended_on__isnull=True).update(institution=new)


def _move_memberships(old: Institution, new: Institution, *, on: dt.date) -> None:
    for row in Membership.objects.filter(institution=old, to_on__isnull=True):
        has = Membership.objects.filter(alliance=row.alliance_id, institution=new, to_on__isnull=True)
        if not has.exists():
            Membership.objects.create(
                alliance_id=row.alliance_id,
                institution=new,
                invited_on=on,
                from_on=on if row.from_on else None,
            )
        row.to_on = max(on - DAY, row.from_on or on)
        row.save(update_fields=["to_on"])
    for turn in old.turns.filter(to_on__gte=on):
        if turn.from_on >= on:
            turn.institution = new
            turn.save(update_fields=["institution"])


__all__ = [
    "Refused",
    "add_contact",
    "contacts",
    "end_contact",
    "forget_contacts",
    "may_keep",
    "merge",
    "name_on",
]
