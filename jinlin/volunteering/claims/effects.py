"""What each step of needs, resources, proposals and projects writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import until
from jinlin.organisations.public import Institution
from jinlin.volunteering.claims import rules, words
from jinlin.volunteering.claims.queries import proposal_relations, reserved, side_of
from jinlin.volunteering.models.claims import (
    ClaimEvaluation,
    ClaimMilestone,
    ClaimProject,
    ClaimPublication,
    Need,
    Proposal,
    ProposalVersion,
    Resource,
)

Given = dict[str, Any]
NO_MILESTONE = Reason(
    "no_milestone", Words("没有这个节点，或已经做到了", "No such milestone, or it is reached")
)
NOT_OFFERED = Reason("not_open", Words("这份资源现在不接受预约", "The resource is not offered now"))
NOT_LISTED = Reason("not_open", Words("这个需求已经对上了别的单位", "The need is met by another already"))


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _lead(need: Need, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row = Institution.objects.filter(pk=values["lead"], ended_on__isnull=True).first()
    if row is None:
        raise Faulty({"lead": Reason("wrong_reference", Words("没有这个单位", "No such institution"))})
    need.lead = row
    return _note(values, lead=row.name)


def _ended(need: Need, values: Given, by: Actor, at: dt.datetime) -> Taken:
    need.ended_at = at
    return _note(values)


NEED_EFFECTS: dict[str, Effect] = {"lead": _lead, "finish": _ended, "withdraw": _ended}


def check_terms(resource: Resource | None, values: Given, held: int) -> None:
    """Refused or faulty where the terms ask for more than is left, or for days outside what was offered."""
    if values["to_on"] < values["from_on"]:
        raise Faulty(
            {"to_on": Reason("wrong_period", Words("结束要在开始之后", "The end lies before the beginning"))}
        )
    if resource is None:
        return
    window = rules.fits_window(values["from_on"], values["to_on"], (resource.from_on, resource.to_on))
    if window:
        raise Faulty({"from_on": window})
    amount = rules.fits_amount(values["amount"], held, resource.amount)
    if amount:
        raise Faulty({"amount": amount})


def _counter(row: Proposal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """A new version by the answering side: now the other side must accept it."""
    check_terms(row.resource, values, reserved(row.resource) if row.resource else 0)
    row.version += 1
    for name in ("amount", "from_on", "to_on", "terms"):
        setattr(row, name, values[name])
    side = row.waits_for
    row.waits_for = words.OTHER[side]
    row.answer_by, row.chair_at, row.reminded = until("claims.answer", at), until("claims.chair", at), 0
    keep_version(row, side, by, at)
    return Taken(data={"version": row.version}, text=values["terms"])


def keep_version(row: Proposal, side: str, by: Actor, at: dt.datetime) -> None:
    """Keep the terms as they stand as a version of their own."""
    ProposalVersion.objects.create(
        proposal=row, number=row.version, side=side, amount=row.amount, from_on=row.from_on, to_on=row.to_on, terms=row.terms, made_at=at,
        made_by=by.account,
    )  # fmt: skip


def _accept(row: Proposal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The second acceptance makes the project. The resource's row is locked: what is promised never exceeds what was offered."""
    resource = (
        Resource.objects.select_for_update(of=("self",)).get(pk=row.resource_id) if row.resource_id else None
    )
    need = Need.objects.select_for_update(of=("self",)).get(pk=row.need_id) if row.need_id else None
    if resource is not None:
        if resource.state != "offered":
            raise Refused(NOT_OFFERED)
        short = rules.fits_amount(row.amount, reserved(resource), resource.amount)
        if short:
            raise Refused(short)
    if need is not None and need.state != "listed":
        raise Refused(NOT_LISTED)
    assert side_of(proposal_relations(row, by)) == row.waits_for
    ProposalVersion.objects.filter(proposal=row, number=row.version).update(
        accepted_at=at, accepted_by=by.account
    )
    row.answered_at, row.answer_by, row.chair_at = at, None, None
    project = ClaimProject(
        proposal=row, community=row.community, institution=row.institution, resource=resource, title=row.title[:60],
        kind=(resource or need).kind, amount=row.amount, unit=(resource or need).unit, from_on=row.from_on, to_on=row.to_on, agreed_at=at,  # type: ignore[union-attr]
    )  # fmt: skip
    project.save(force_insert=True)
    trail.record(
        project,
        "claim_project",
        "claim_project.agreed",
        by=by,
        at=at,
        data={"proposal": row.pk, "version": row.version},
        text=row.terms,
        seen="teller",
    )
    project.save(update_fields=["trail_seq", "trail_hash"])
    return _note(values, version=row.version, project=project.pk)


def _answered(row: Proposal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.answered_at, row.answer_by, row.chair_at = at, None, None
    return _note(values)


def _remind(row: Proposal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.reminded += 1
    return Taken(data={"time": row.reminded})


PROPOSAL_EFFECTS: dict[str, Effect] = {
    "accept": _accept, "counter": _counter, "decline": _answered, "withdraw": _answered, "expire": _answered, "remind": _remind,
}  # fmt: skip


def _schedule(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.next_on = values["next_on"]
    return _note(values, next_on=values["next_on"].isoformat())


def _milestone(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    ClaimMilestone.objects.create(project=row, title=values["title"], due_on=values["due_on"])
    return Taken(data={"due_on": values["due_on"].isoformat()}, text=values["title"])


def _reach(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    one = ClaimMilestone.objects.filter(project=row, pk=values["milestone"], done_on__isnull=True).first()
    if one is None:
        raise Faulty({"milestone": NO_MILESTONE})
    one.done_on = timezone.localdate(at)
    one.save(update_fields=["done_on"])
    return Taken(
        data={"milestone": one.pk},
        text=f"{one.title}。{values.get('note') or ''}",
        files=values.get("files") or [],
    )


def _deliver(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["on"] > timezone.localdate(at):
        raise Faulty({"on": Reason("too_early", Words("还没到那天", "That day has not come"))})
    if values["used"] > row.amount:
        raise Faulty(
            {
                "used": Reason(
                    "too_much",
                    Words(
                        f"约定的是 {row.amount}，多用的另外提议",
                        f"{row.amount} was agreed; propose the rest anew",
                    ),
                )
            }
        )
    row.used, row.delivered_on = values["used"], values["on"]
    row.people, row.minutes, row.fen = (
        values.get("people") or 0,
        values.get("minutes") or 0,
        values.get("worth") or 0,
    )
    row.evaluate_by = until("claims.evaluate", at)
    return _note(values, used=row.used, agreed=row.amount)


def _evaluate(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """What is said stands in its own row, not in the trail: the other side must not read it there."""
    from jinlin.volunteering.claims.queries import between

    side = side_of(between(by, row.community, row.institution_id))
    ClaimEvaluation.objects.create(
        project=row,
        side=side,
        pleased=values["pleased"],
        text=values.get("text") or "",
        at=at,
        by_account_id=by.account,
    )
    return Taken(data={"side": side})


def _publish(sort: str) -> Effect:
    def effect(row: ClaimProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
        ClaimPublication.objects.create(project=row, sort=sort, text=values["text"], at=at)
        return Taken(text=values["text"])

    return effect


PROJECT_EFFECTS: dict[str, Effect] = {
    "schedule": _schedule, "milestone": _milestone, "reach": _reach, "deliver": _deliver, "evaluate": _evaluate,
    "publish_decision": _publish("decision"), "publish_result": _publish("result"),
}  # fmt: skip
