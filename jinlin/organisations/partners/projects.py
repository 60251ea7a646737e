"""The desk of joint projects: milestones with owners and dates, reached by evidence alone; progress is computed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.models import Evidence, JointProject, Membership, Milestone
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.evidence import Proof, offered, proof_of
from jinlin.organisations.partners.obligations import UNKNOWN, row_of
from jinlin.organisations.partners.procedure_alliances import PROJECT
from jinlin.organisations.partners.sides import accounts_of, relations_between, standing, tell_accounts

Given = dict[str, Any]
USED = Reason(
    "not_twice",
    Words("这条记录已经是这个项目的凭证", "This record serves the project already"),
)
REACHED = Reason("not_twice", Words("这个节点已经有凭证", "The milestone has its evidence already"))
NO_MILESTONE = Reason("no_milestone", Words("没有这个节点", "There is no such milestone"))
OUTSIDE = Reason(
    "wrong_period",
    Words("这条记录不在项目期内，或还没有发生", "The record lies outside the project's time"),
)
STRANGERS = Reason(
    "wrong_parties",
    Words(
        "这条记录不是项目里的单位和这个社区的",
        "The record is not of this community and the project's institutions",
    ),
)


def institutions_of(project: JointProject) -> set[int]:
    """The lead, the owners of milestones, and the members of the alliance."""
    found = {project.lead_id}
    found |= set(project.milestones.exclude(owner=None).values_list("owner", flat=True))
    if project.alliance_id:
        members = Membership.objects.filter(
            alliance=project.alliance_id, from_on__isnull=False, to_on__isnull=True
        )
        found |= set(members.values_list("institution", flat=True))
    return found


def relations(project: JointProject, actor: Actor) -> frozenset[str]:
    """Who works for the community, whose institution leads, whose has a part, who supervises."""
    held = set(relations_between(actor, project.community, project.lead_id))
    found = held & {"community", "supervisor"}
    if "institution" in held:
        found.add("lead")
    if actor.institutions and institutions_of(project) & actor.institutions:
        found.add("member")
    return frozenset(found)


def facts(project: JointProject, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.ProjectFacts:
    """How many milestones there are, and how many have their evidence."""
    done = list(project.milestones.values_list("done_on", flat=True))
    return rules.ProjectFacts(milestones=len(done), reached=sum(one is not None for one in done))


def _note(values: Given, **data: Any) -> Taken:
    return Taken(text=values.get("note") or "", data=data, seen="staff")


def _milestone(project: JointProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if not project.from_on <= values["due_on"] <= project.to_on:
        zh = f"请写 {project.from_on:%Y-%m-%d} 到 {project.to_on:%Y-%m-%d} 之间的日子"
        raise Faulty({"due_on": Reason("wrong_dates", Words(zh, "A day within the project's time"))})
    owner = standing(values["owner"]) if values.get("owner") else None
    Milestone.objects.create(project=project, title=values["title"], owner=owner, due_on=values["due_on"])
    return Taken(text=f"{values['due_on']:%Y-%m-%d} {values['title']}", seen="staff")


def offers(project: JointProject) -> list[Proof]:
    """Records of the community with the project's institutions in its time, not used in it yet."""
    used = set(Evidence.objects.filter(milestone__project=project).values_list("kind", "object_id"))
    found: dict[tuple[str, int], Proof] = {}
    for institution in sorted(institutions_of(project)):
        for proof in offered(institution, project.community_id, project.from_on, project.to_on):
            found[proof.kind, proof.pk] = proof
    return [proof for key, proof in found.items() if key not in used]


def _reach(project: JointProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row = Milestone.objects.filter(project=project, pk=values["milestone"]).first()
    if row is None:
        raise Faulty({"milestone": NO_MILESTONE})
    if row.done_on is not None:
        raise Faulty({"milestone": REACHED})
    proof = proof_of(values["evidence"])
    if proof is None:
        raise Faulty({"evidence": UNKNOWN})
    ours = sorted(institutions_of(project) & proof.institutions)
    if not ours or project.community_id not in proof.communities:
        raise Faulty({"evidence": STRANGERS})
    if not project.from_on <= proof.on <= min(project.to_on, timezone.localdate(at)):
        raise Faulty({"evidence": OUTSIDE})
    if Evidence.objects.filter(milestone__project=project, kind=proof.kind, object_id=proof.pk).exists():
        raise Faulty({"evidence": USED})
    row_of(proof, institution=ours[0], community=project.community_id, at=at, milestone=row).save()
    row.done_on = proof.on
    row.save(update_fields=["done_on"])
    return Taken(text=f"{row.title}：{proof.on:%Y-%m-%d} {proof.title}", seen="staff")


def _finish(project: JointProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    project.done_on = timezone.localdate(at)
    return _note(values)


def _plain(project: JointProject, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _note(values)


def page(project: JointProject, actor: Actor | None = None) -> str:
    """The address of a joint project."""
    return f"/joint-projects/{project.number}"


def tell(project: JointProject, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """A word to those named."""
    accounts: set[int] = set()
    if "community" in step.tells:
        accounts |= accounts_of(["community"], project.community, project.lead_id)
    institutions = institutions_of(project) if "member" in step.tells else {project.lead_id}
    if set(step.tells) & {"lead", "member"}:
        for one in institutions:
            accounts |= accounts_of(["institution"], project.community, one)
    zh, en = f"{project.name}：{by.title} {step.past.zh}", f"{project.name}: {by.title} {step.past.en}"
    tell_accounts(
        accounts, by, subject="joint_project", pk=project.pk, words=Words(zh, en), link=page(project)
    )


PROJECTS = Desk(
    procedure=PROJECT, model=JointProject, relations=relations, facts=facts, tell=tell,
    effects={"take_on": _plain, "milestone": _milestone, "reach": _reach, "finish": _finish, "stop": _plain},
)  # fmt: skip
