"""Writes of claims both ways: a need or resource listed, a proposal made by either side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import until
from jinlin.organisations.public import Institution, clerks_of, holders_over
from jinlin.places.public import Place
from jinlin.volunteering.claims.effects import check_terms, keep_version
from jinlin.volunteering.claims.queries import community_of, place_relations, reserved
from jinlin.volunteering.claims.words import OTHER
from jinlin.volunteering.models.claims import Need, Proposal, Resource

NOT_COMMUNITY = Reason("not_yours", Words("由社区工作人员来列", "The community's workers list it"))
NOT_INSTITUTION = Reason("not_yours", Words("由单位的经办人来列", "The institution's clerk lists it"))
NOTHING = Reason("no_subject", Words("请从一个需求或一份资源提起", "Begin from a need or a resource"))
NOT_OPEN = Reason("not_open", Words("这一项现在不接受认领", "It is not open for claims now"))
TWICE = Reason("not_twice", Words("您和对方已经有一个提议在谈", "A proposal between you is open already"))


def list_need(*, place: Place, by: Actor, at: dt.datetime | None = None, **facts: Any) -> Need:
    """A need, or what people say, enters the community's list."""
    at = at or timezone.now()
    if "community" not in place_relations(by, place):
        raise Refused(NOT_COMMUNITY)
    with transaction.atomic():
        row = Need(place=place, entered_at=at, **facts)
        row.save(force_insert=True)
        trail.record(
            row, "need", "need.entered", by=by, at=at, seen="public" if row.sort == "need" else "staff"
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def list_resource(
    *, institution: Institution, place: Place, by: Actor, at: dt.datetime | None = None, **facts: Any
) -> Resource:
    """An institution's clerk (or the community's worker for it) lists what it can give at a place."""
    at = at or timezone.now()
    if institution.pk not in by.institutions and "community" not in place_relations(by, place):
        raise Refused(NOT_INSTITUTION)
    with transaction.atomic():
        row = Resource(institution=institution, place=place, entered_at=at, **facts)
        row.save(force_insert=True)
        trail.record(
            row, "resource", "resource.entered", by=by, at=at, data={"institution": institution.code}
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def sides(
    *, need: Need | None, resource: Resource | None, by: Actor, community: Place | None = None
) -> tuple[str, Place, Institution]:
    """Who proposes to whom: the side of the actor, the community, the institution. Refused where they stand on neither."""
    if need is None and resource is None:
        raise Refused(NOTHING)
    own = (
        Institution.objects.filter(pk__in=by.institutions, ended_on__isnull=True).order_by("pk").first()
        if by.institutions
        else None
    )
    if own is not None and need is not None and (resource is None or resource.institution_id == own.pk):
        return "institution", community_of(need.place), own
    home = community_of(need.place) if need is not None else community
    if resource is not None and home is not None and "community" in place_relations(by, home):
        return "community", home, resource.institution
    raise Refused(NOT_OPEN)


def propose(
    *, by: Actor, values: dict[str, Any], need: Need | None = None, resource: Resource | None = None, community: Place | None = None,
    at: dt.datetime | None = None,
) -> Proposal:  # fmt: skip
    """One side proposes: amount, days and terms. Its own proposing is its acceptance of the first version.

    Refused: ``not_open`` (need matched, resource paused, or neither side), ``not_twice`` where one is open between them.
    """
    at = at or timezone.now()
    side, home, institution = sides(need=need, resource=resource, by=by, community=community)
    if (need is not None and (need.state != "listed" or need.sort != "need")) or (
        resource is not None and resource.state != "offered"
    ):
        raise Refused(NOT_OPEN)
    check_terms(resource, values, reserved(resource) if resource else 0)
    row = Proposal(
        community=home, institution=institution, need=need, resource=resource, from_side=side, waits_for=OTHER[side], amount=values["amount"],
        from_on=values["from_on"], to_on=values["to_on"], terms=values["terms"], proposed_at=at, answer_by=until("claims.answer", at),
        chair_at=until("claims.chair", at),
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(TWICE) from None
        keep_version(row, side, by, at)
        event = trail.record(
            row,
            "proposal",
            "proposal.proposed",
            by=by,
            at=at,
            data={"side": side},
            text=row.terms,
            seen="teller",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
        _tell_other(row, by)
        publish("proposal.proposed", subject=row, event=event, by=by)
    return row


def _tell_other(row: Proposal, by: Actor) -> None:
    on = timezone.localdate()
    answering = (
        holders_over(path=row.community.path, relation="community", on=on)
        if row.waits_for == "community"
        else clerks_of(institutions=[row.institution_id], on=on)
    )
    said = Words(
        f"“{row.title}”有一个认领提议，7 天内答复", f"“{row.title}”: a proposal, to be answered in seven days"
    )
    send(
        Letter("proposal", row.pk, said, f"/claims/proposals/{row.pk}", account=one)
        for one in sorted(set(answering) - {by.account})
    )
