"""Writes that begin something: an agreement drafted, a shared record entered, an alliance founded, a project proposed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.events import publish
from jinlin.base.models import Threaded
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.models import (
    Agreement,
    Alliance,
    Institution,
    JointProject,
    Membership,
    Occasion,
    Organisation,
)
from jinlin.organisations.partners import alliances, occasions
from jinlin.organisations.partners.agreements import add_version
from jinlin.organisations.partners.deadlines import confirm_by
from jinlin.organisations.partners.numbering import next_number
from jinlin.organisations.partners.procedure_alliances import OCCASION
from jinlin.organisations.partners.sides import (
    accounts_of,
    relations_between,
    side_or_refuse,
    standing,
    tell_accounts,
)
from jinlin.places.public import Place, paths_above

Given = dict[str, Any]
WRONG_PLACE = Reason("wrong_place", Words("请选一个社区", "Choose a community"))
NOT_HERE = Reason(
    "wrong_institution", Words("这家单位不服务这个社区", "The institution does not serve this community")
)
NOT_YOURS = Reason(
    "not_yours", Words("由联盟所在社区、街道的工作人员办", "Workers where the alliance stands do this")
)


def _record(row: Threaded, kind: str, thing: str, by: Actor, at: dt.datetime, **data: Any) -> None:
    trail.record(row, kind, thing, by=by, at=at, data=data, seen="staff")
    row.save(update_fields=["trail_seq", "trail_hash"])
    publish(thing, subject=row, by=by)


def serves(institution: Institution, place: Place) -> bool:
    """Whether an institution serves a place: its own lies at or above it, or the other way round."""
    own = institution.place.path
    return own in paths_above(place.path) or own.startswith(place.path)


def _party(institution: int, place: Place) -> Institution:
    found = standing(institution)
    if not serves(found, place):
        raise Faulty({"institution": NOT_HERE})
    return found


def draft_agreement(
    *, community: Place, institution: int, values: Given, by: Actor, at: dt.datetime | None = None
) -> Agreement:
    """Draft an agreement from clauses; each side still has to accept it.

    ``values``: dates and, by clause, how much (``procedure.TERMS``). Refused: ``not_yours``, ``wrong_place``,
    ``wrong_institution``, ``not_standing``; ``Faulty`` for dates and clauses.
    """
    if community.level != "community":
        raise Refused(WRONG_PLACE)
    at = at or timezone.now()
    with transaction.atomic():
        party = _party(institution, community)
        side = side_or_refuse(by, community, party.pk)
        row = Agreement(
            number=next_number(Agreement, timezone.localdate(at).year), community=community, institution=party, holder=party,
            from_on=values["from_on"], to_on=values["to_on"],
        )  # fmt: skip
        if values["to_on"] > values["from_on"]:
            row.save()
        add_version(row, values, side, at, 1)
        _record(row, "agreement", "agreement.drafted", by, at, side=side)
        words = Words(f"{row}：起草了近邻党建协议，请看稿", f"{row}: a neighbour agreement has been drafted")
        told = accounts_of(["community", "institution"], community, party.pk)
        tell_accounts(told, by, subject="agreement", pk=row.pk, words=words, link=f"/agreements/{row.number}")
    return row


def enter_occasion(
    *,
    community: Place,
    institution: int,
    values: Given,
    by: Actor,
    also: tuple[Place, ...] = (),
    at: dt.datetime | None = None,
) -> Occasion:
    """Enter something that both sides did together; the other side confirms it before it counts.

    ``also``: other communities that took part, so that one visit counts for each pairing and once in totals.
    Refused: ``not_yours``; ``Faulty`` for a day to come or an amount that is missing.
    """
    at = at or timezone.now()
    with transaction.atomic():
        party = _party(institution, community)
        side = side_or_refuse(by, community, party.pk)
        row = Occasion(
            number=next_number(Occasion, timezone.localdate(at).year), community=community, institution=party, side=side,
            entered_by=by.account, entered_at=at, confirm_by=confirm_by(at),
        )  # fmt: skip
        occasions.write_facts(row, values, today=timezone.localdate(at))
        row.save()
        row.also.set([place for place in also if place.pk != community.pk])
        _record(row, "occasion", "occasion.entered", by, at, side=side)
        confirm = OCCASION.step("confirm")
        assert confirm is not None
        words = Words(
            f"{party.name}「{row.title}」等您这一方确认", f"{party.name} “{row.title}” waits for your side"
        )
        told = accounts_of([occasions.OTHER[side]], community, party.pk)
        tell_accounts(told, by, subject="occasion", pk=row.pk, words=words, link=occasions.page(row))
    return row


def found_alliance(
    *,
    name: str,
    kind: str,
    place: Place,
    founded_on: dt.date,
    by: Actor,
    branch: Organisation | None = None,
    at: dt.datetime | None = None,
) -> Alliance:
    """Found an alliance at a place. Refused with ``not_yours`` to those who do not work there or supervise it."""
    if not alliances.keeps(by, place.path):
        raise Refused(NOT_YOURS)
    at = at or timezone.now()
    with transaction.atomic():
        row = Alliance.objects.create(
            code=next_number(Alliance, founded_on.year), name=name, kind=kind, place=place, branch=branch, founded_on=founded_on,
        )  # fmt: skip
        _record(row, "alliance", "alliance.founded", by, at, sort=kind)
    return row


def propose_project(
    *, community: Place, name: str, lead: int, from_on: dt.date, to_on: dt.date, by: Actor,
    alliance: Alliance | None = None, at: dt.datetime | None = None,
) -> JointProject:  # fmt: skip
    """Propose a joint project of a community; the lead institution still has to take it on.

    Refused: ``not_yours``, ``wrong_dates``, ``wrong_institution`` (in an alliance the lead is a member).
    """
    at = at or timezone.now()
    with transaction.atomic():
        party = _party(lead, community)
        if not relations_between(by, community, party.pk) & {"community", "institution"}:
            raise Refused(NOT_YOURS)
        if to_on <= from_on:
            reason = Reason("wrong_dates", Words("截止日期要在开始日期之后", "The end must come later"))
            raise Faulty({"to_on": reason})
        if alliance is not None and not _is_member(alliance, party):
            raise Faulty({"lead": alliances.NO_MEMBER})
        row = JointProject.objects.create(
            number=next_number(JointProject, timezone.localdate(at).year), name=name, community=community, alliance=alliance,
            lead=party, from_on=from_on, to_on=to_on,
        )  # fmt: skip
        _record(row, "joint_project", "project.proposed", by, at)
        words = Words(
            f"请看联合项目「{name}」，由您单位牵头",
            f"Joint project “{name}”: your institution is asked to lead",
        )
        told = accounts_of(["institution"], community, party.pk)
        tell_accounts(
            told, by, subject="joint_project", pk=row.pk, words=words, link=f"/joint-projects/{row.number}"
        )
    return row


def _is_member(alliance: Alliance, party: Institution) -> bool:
    return Membership.objects.filter(
        alliance=alliance, institution=party, from_on__isnull=False, to_on__isnull=True
    ).exists()
