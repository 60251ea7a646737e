"""The desks of needs, resources, proposals and projects: relations, facts, who is told, how each is found and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import clerks_of, holders_over
from jinlin.volunteering.claims import effects, rules
from jinlin.volunteering.claims.procedure import NEED, PROJECT, PROPOSAL, RESOURCE
from jinlin.volunteering.claims.queries import (
    between,
    may_evaluate,
    place_relations,
    proposal_relations,
    reserved,
    side_of,
)
from jinlin.volunteering.models.claims import ClaimProject, Need, Proposal, Resource

WHOLE = ("public", "teller", "staff")
SIDES = frozenset({"community", "institution", "supervisor"})


def _accounts(side: str, path: str, institution: int) -> set[int]:
    on = timezone.localdate()
    if side == "community":
        return set(holders_over(path=path, relation="community", on=on))
    return set(clerks_of(institutions=[institution], on=on)) if side == "institution" else set()


def _no_word(row: Any, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """Nobody is told of it by a notice."""


def _day(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


NEEDS = Desk(
    procedure=NEED, model=Need, relations=lambda row, actor: place_relations(actor, row.place), facts=lambda row, actor, held, on: None,
    effects=effects.NEED_EFFECTS, tell=_no_word, related=("place",),
)  # fmt: skip


def resource_relations(row: Resource, actor: Actor) -> frozenset[str]:
    """The institution's clerks, and those who work where it is offered."""
    return between(actor, row.place, row.institution_id)


RESOURCES = Desk(
    procedure=RESOURCE, model=Resource, relations=resource_relations, facts=lambda row, actor, held, on: rules.ResourceFacts(_running(row)),
    effects={}, tell=_no_word, related=("place", "institution"),
)  # fmt: skip


def _running(row: Resource) -> int:
    return row.projects.filter(state__in=("agreed", "scheduled", "delivering")).count()


def proposal_facts(row: Proposal, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.ProposalFacts:
    """Whether its days are over."""
    return rules.ProposalFacts(is_over=row.to_on < timezone.localdate(on))


def _tell_proposal(row: Proposal, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    # After a counter the sides have changed places: whoever must answer now is to be told.
    told = row.waits_for if step.code in ("counter", "remind") else None
    sides = {told} if told else {"community", "institution"} if step.tells else set()
    said = Words(f"“{row.title}”：{step.past.zh}", f"“{row.title}”: {step.past.en}")
    accounts = {
        one for side in sides if side for one in _accounts(side, row.community.path, row.institution_id)
    } - {by.account}
    send(
        Letter("proposal", row.pk, said, reverse("claim_proposal", args=[row.pk]), account=one)
        for one in sorted(accounts)
    )


def _after_proposal(row: Proposal, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    if step.code == "accept" and row.need_id:
        NEEDS.take(row.need_id, "match", by=THE_CLOCK, on=event.at)


PROPOSALS = Desk(
    procedure=PROPOSAL, model=Proposal, relations=proposal_relations, facts=proposal_facts, effects=effects.PROPOSAL_EFFECTS,
    tell=_tell_proposal, after=_after_proposal, related=("community", "institution"),
)  # fmt: skip


def project_relations(row: ClaimProject, actor: Actor) -> frozenset[str]:
    """The two sides and those above."""
    return between(actor, row.community, row.institution_id)


def project_facts(
    row: ClaimProject, actor: Actor, held: frozenset[str], on: dt.datetime
) -> rules.ProjectFacts:
    """What was given, published and reached."""
    given = set(row.evaluations.values_list("side", flat=True))
    published = set(row.publications.values_list("sort", flat=True))
    return rules.ProjectFacts(
        gave_own=side_of(held) in given, gave_both=len(given) == 2, may_evaluate=may_evaluate(row, on), has_decision="decision" in published,
        has_result="result" in published, open_milestones=row.milestones.filter(done_on__isnull=True).count(),
    )  # fmt: skip


def _tell_project(row: ClaimProject, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    said = Words(f"“{row.title}”：{step.past.zh}", f"“{row.title}”: {step.past.en}")
    accounts = {
        one for side in step.tells for one in _accounts(side, row.community.path, row.institution_id)
    } - {by.account}
    send(
        Letter("claim_project", row.pk, said, reverse("claim_project", args=[row.pk]), account=one)
        for one in sorted(accounts)
    )
    if step.code == "evaluate" and row.evaluations.count() == 2:
        PROJECTS.take(row.pk, "complete", by=THE_CLOCK, on=event.at)


def _after_project(row: ClaimProject, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(row, "claim_project", event, list(values.get("files") or []))
    need = row.proposal.need
    if need is not None and step.code == "terminate" and need.state == "matched":
        NEEDS.take(need.pk, "unmatch", by=THE_CLOCK, on=event.at)
    if need is not None and step.code == "deliver" and need.state == "matched":
        NEEDS.take(need.pk, "finish", by=THE_CLOCK, on=event.at)


PROJECTS = Desk(
    procedure=PROJECT, model=ClaimProject, relations=project_relations, facts=project_facts, effects=effects.PROJECT_EFFECTS,
    tell=_tell_project, after=_after_project, related=("community", "institution"),
)  # fmt: skip

NEED_SUBJECT = Subject(
    desk=NEEDS, plural="needs", find=lambda ref, actor: _need(ref, actor), ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: reverse("claim_need", args=[row.pk]), seen=lambda row, actor: WHOLE if place_relations(actor, row.place) else ("public",),
    shown=lambda row, actor: {
        "sort": row.sort, "kind": row.kind, "place": row.place.code, "text": row.text, "people": row.people, "amount": row.amount, "unit": row.unit,
        "from_on": _day(row.from_on), "to_on": _day(row.to_on), "lead": row.lead.code if row.lead else None,
    },
    other={"need.entered": Words("列进了清单", "listed it")},
)  # fmt: skip


def _need(ref: str, actor: Actor) -> Need:
    row = Need.objects.select_related("place", "lead").get(pk=int(ref))
    if row.sort == "opinion" and not place_relations(actor, row.place):
        raise Need.DoesNotExist
    return row


RESOURCE_SUBJECT = Subject(
    desk=RESOURCES, plural="resources", find=lambda ref, actor: Resource.objects.select_related("place", "institution").get(pk=int(ref)),
    ref=lambda row: str(row.pk), title=lambda row: row.title, page=lambda row, actor: reverse("claim_resource", args=[row.pk]),
    seen=lambda row, actor: WHOLE if resource_relations(row, actor) else ("public",),
    shown=lambda row, actor: {
        "institution": row.institution.code, "place": row.place.code, "kind": row.kind, "text": row.text, "amount": row.amount, "unit": row.unit,
        "reserved": reserved(row), "windows": row.windows, "conditions": row.conditions, "from_on": _day(row.from_on), "to_on": _day(row.to_on),
    },
    other={"resource.entered": Words("列进了清单", "listed it")},
)  # fmt: skip


def _proposal(ref: str, actor: Actor) -> Proposal:
    row = Proposal.objects.select_related("community", "institution", "need", "resource").get(pk=int(ref))
    if not proposal_relations(row, actor) & SIDES:
        raise Proposal.DoesNotExist
    return row


PROPOSAL_SUBJECT = Subject(
    desk=PROPOSALS, plural="proposals", find=_proposal, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: reverse("claim_proposal", args=[row.pk]), seen=lambda row, actor: WHOLE,
    shown=lambda row, actor: {
        "community": row.community.code, "institution": row.institution.code, "need": row.need_id, "resource": row.resource_id, "version": row.version,
        "waits_for": row.waits_for, "amount": row.amount, "from_on": _day(row.from_on), "to_on": _day(row.to_on), "terms": row.terms,
        "answer_by": stamp(row.answer_by),
    },
    other={"proposal.proposed": Words("提出认领", "proposed it")},
)  # fmt: skip

PROJECT_SUBJECT = Subject(
    desk=PROJECTS, plural="claim-projects", find=lambda ref, actor: ClaimProject.objects.select_related("community", "institution", "proposal").get(pk=int(ref)),
    ref=lambda row: str(row.pk), title=lambda row: row.title, page=lambda row, actor: reverse("claim_project", args=[row.pk]),
    seen=lambda row, actor: WHOLE if project_relations(row, actor) & SIDES else ("public",),
    shown=lambda row, actor: {
        "community": row.community.code, "institution": row.institution.code, "amount": row.amount, "unit": row.unit, "used": row.used,
        "from_on": _day(row.from_on), "to_on": _day(row.to_on), "next_on": _day(row.next_on), "delivered_on": _day(row.delivered_on),
        "publications": [{"sort": one.sort, "text": one.text, "at": stamp(one.at)} for one in row.publications.all()],
    },
    other={"claim_project.agreed": Words("双方谈成了", "both sides agreed")},
)  # fmt: skip
