"""Writes of publicity: drafting a notice, and publishing one for a procedure of a higher floor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Faulty
from jinlin.base.events import publish
from jinlin.base.given import clean_given
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.places.public import Place, living
from jinlin.publicity import periods, rules
from jinlin.publicity.desk import PUBLICATIONS, works_here
from jinlin.publicity.effects import follow, put_up
from jinlin.publicity.kinds import Kind, book, kind_of
from jinlin.publicity.models import Publication
from jinlin.publicity.procedure import DRAFT_FIELDS


def draft(*, raw: dict[str, Any], by: Actor, at: dt.datetime | None = None) -> Publication:
    """A new draft from ``DRAFT_FIELDS``. Refused: ``not_yours``, a wrong correction; ``Faulty`` for what was given."""
    at = at or timezone.now()
    values, faults = clean_given(DRAFT_FIELDS, raw)
    if faults:
        raise Faulty(faults)
    kind, place = kind_of(values["kind"]), living(values["place"])
    if place is None or place.level not in kind.levels:
        raise Faulty(
            {
                "place": Reason(
                    "wrong_place", Words("这类公示不在这一级张贴", "This kind does not hang at that level")
                )
            }
        )
    reason = rules.may_draft(
        roles=by.roles_over(place.path),
        publishers=kind.publishers,
        works_here=works_here(by, place.path, place.grid_id),
    )
    if reason:
        raise Refused(reason)
    corrects, result_of = _old(values["corrects"], place, kind), _decision(values["result_of"], place)
    row = Publication(
        kind=kind.code, place=place, publisher=values["publisher"], title=values["title"], body=values["body"],
        channel=values["channel"] or "", covers=values["covers"] or "", event_on=values["event_on"], decided_on=values["decided_on"],
        drafted_at=at, drafted_by_id=by.account or None, owner_id=by.account or None, corrects=corrects, result_of=result_of,
        lead=Institution.objects.filter(pk=values["lead"] or 0).first(),
    )  # fmt: skip
    if corrects is not None:
        row.subject, row.subject_id, row.link, row.result_of = (
            corrects.subject,
            corrects.subject_id,
            corrects.link,
            corrects.result_of,
        )
    with transaction.atomic():
        row.save()
        trail.record(
            row, "publication", "publication.drafted", by=by, at=at, data={"kind": kind.code}, seen="staff"
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def _old(pk: int | None, place: Place, kind: Kind) -> Publication | None:
    if not pk:
        return None
    old = Publication.objects.filter(pk=pk, place=place).first()
    if old is None:
        raise Faulty(
            {"corrects": Reason("wrong_reference", Words("这里没有这份公告", "No such notice here"))}
        )
    reason = rules.is_named_correction(same_kind=old.kind == kind.code, hangs=old.published_at is not None)
    if reason:
        raise Refused(reason)
    return old


def _decision(pk: int | None, place: Place) -> Publication | None:
    if not pk:
        return None
    found = Publication.objects.filter(pk=pk, place=place, result_due_at__isnull=False).first()
    if found is None:
        raise Faulty(
            {"result_of": Reason("wrong_reference", Words("这里没有这项决议", "No such decision here"))}
        )
    return found


def publish_notice(
    *, kind: str, place: Place, title: str, body: str, publisher: str, by: Actor = THE_CLOCK, channel: str = "",
    event_on: dt.date | None = None, decided_on: dt.date | None = None, until_on: dt.date | None = None,
    result_by: dt.date | None = None, subject: tuple[str, int] | None = None, link: str = "", owner: int | None = None,
    lead: Institution | None = None, corrects: Publication | None = None, result_of: Publication | None = None,
    covers: str = "", at: dt.datetime | None = None,
) -> Publication:  # fmt: skip
    """Publish at once what another app's own procedure has checked already; that procedure says who may.

    ``kind`` is a code of parameters/notices.toml. ``subject`` ties the notice to the publishing subject (kind, id) and
    ``link`` leads back to its page. Refused: ``no_channel``, ``no_event``, ``too_late`` (an event too close, by the
    kind's clause), ``no_decision``; ``Faulty`` where ``until_on`` is shorter than the law. Call it inside the
    transaction of your own step. Publishes the event ``publication.publish``.
    """
    at = at or timezone.now()
    row = Publication(
        kind=kind_of(kind).code, place=place, publisher=publisher, title=title[:160], body=body, channel=channel[:300], covers=covers, event_on=event_on,
        decided_on=decided_on, drafted_at=at, drafted_by_id=by.account or None, owner_id=owner or by.account or None, lead=lead,
        corrects=corrects, result_of=result_of, state="published", link=link[:200],
    )  # fmt: skip
    if subject:
        row.subject, row.subject_id = subject
    facts = PUBLICATIONS.facts(row, THE_CLOCK, frozenset(), at)
    reasons = [found for rule in (rules.is_complete, rules.is_in_time) if (found := rule(facts)) is not None]
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        row.state = "drafted"
        row.save(force_insert=True)
        row.state = "published"
        data = put_up(row, at, until_on=until_on, result_by=result_by)
        event = trail.record(row, "publication", "publication.published", by=by, at=at, data=data)
        row.save()
        follow(row, at)
        publish("publication.publish", subject=row, event=event, by=by)
    return row


def charge_result(
    *,
    notice: Publication,
    lead: Institution | None,
    result_by: dt.date,
    by: Actor,
    at: dt.datetime | None = None,
) -> None:
    """Say who carries a published decision out and by when its result is published. Kinds without a result are left alone."""
    at = at or timezone.now()
    if kind_of(notice.kind).result is None:
        return
    with transaction.atomic():
        row = Publication.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        row.lead, row.result_due_at = lead, periods.end_of(result_by)
        data = {"lead": lead.name if lead else "", "result_by": result_by.isoformat()}
        trail.record(row, "publication", "publication.charged", by=by, at=at, data=data)
        row.save()


def withdraw_notice(
    *, notice: Publication, why: str, by: Actor, at: dt.datetime | None = None
) -> Publication:
    """Withdraw what another app published, with the public reason; the text stays. Refused where it hangs no more."""
    at = at or timezone.now()
    if notice.state not in ("published", "objected", "served"):
        raise Refused(Reason("wrong_state", Words("公告已经不在公示了", "The notice does not hang any more")))
    with transaction.atomic():
        row = Publication.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        step = PUBLICATIONS.procedure.step("withdraw")
        assert step is not None
        taken = PUBLICATIONS.effects["withdraw"](row, {"why": why}, by, at)
        event = PUBLICATIONS.write(row, step, by=by, at=at, taken=taken)
        publish("publication.withdraw", subject=row, event=event, by=by)
    return row


def kinds_for(actor: Actor, place: Place) -> list[Kind]:
    """The kinds that an actor may draft at a place."""
    held, works = actor.roles_over(place.path), works_here(actor, place.path, place.grid_id)
    return [
        one for one in book().kinds.values() if place.level in one.levels and (works or held & one.publishers)
    ]
