"""What partners register at start: subjects, what fields point at, evidence, what waits for somebody, panels, duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jinlin.base import references, subjects, worklist
from jinlin.base.actor import Actor
from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.base.worklist import Item
from jinlin.organisations.models import (
    Agreement,
    JointProject,
    Membership,
    Milestone,
    Obligation,
    Occasion,
)
from jinlin.organisations.partners import obligations, occasions, projects
from jinlin.organisations.partners.clauses import amount_words
from jinlin.organisations.partners.deadlines import end_of
from jinlin.organisations.partners.evidence import Proof, page_of, register_evidence, token_of
from jinlin.organisations.partners.obligations import title_of
from jinlin.organisations.partners.procedure import STANDING
from jinlin.organisations.partners.sides import reach, working_paths
from jinlin.organisations.partners.subjects import SUBJECTS
from jinlin.places.public import under


def _named(proof: Proof, measure: str = "times") -> str:
    return f"{proof.on:%Y-%m-%d} {proof.title}（{amount_words(proof.amount(measure), measure)}）"


def _evidence(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    if isinstance(subject, Obligation):
        return [(proof.token, _named(proof, subject.measure)) for proof in obligations.offers(subject)]
    if isinstance(subject, JointProject):
        return [(proof.token, _named(proof)) for proof in projects.offers(subject)]
    return []


def _linked(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    return obligations.linked(subject) if isinstance(subject, Obligation) else []


def _milestones(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = Milestone.objects.filter(project=subject, done_on__isnull=True)
    return [(one.pk, f"{one.due_on:%Y-%m-%d} {one.title}") for one in rows]


def _milestone_id(code: str) -> int | None:
    return int(code) if code.isdigit() and len(code) < 18 else None


def _own(actor: Actor, *, community: str, institution: str) -> Q:
    """What is the actor's own to do: their institution's and their community's, not what they supervise."""
    condition = Q(**{f"{institution}__in": actor.institutions})
    for path in working_paths(actor)[0]:
        condition |= under(path, community)
    return condition


def waiting_duties(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Duties whose period is over or ends within a week and that have no evidence yet."""
    soon = timezone.localdate(now) + dt.timedelta(days=7)
    mine = _own(actor, community="agreement__community__path", institution="agreement__holder")
    rows = Obligation.objects.filter(mine, state="due", to_on__lte=soon, agreement__state__in=STANDING)
    rows = rows.exclude(agreement__state="suspended").select_related(
        "agreement__community", "agreement__holder"
    )
    return [
        Item(str(row.agreement), obligations.page(row), title_of(row), due_at=end_of(row.due_on))
        for row in rows.order_by("due_on", "pk")[:limit]
    ]


def waiting_records(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Shared records that the actor's side is to confirm, or that were questioned."""
    by_institution = Q(institution__in=actor.institutions)
    by_community = Q(pk__in=[])
    for path in working_paths(actor)[0]:
        by_community |= under(path, "community__path")
    to_confirm = Q(state="entered") & (
        by_institution & Q(side="community") | by_community & Q(side="institution")
    )
    questioned = Q(state="questioned") & (
        by_institution & Q(side="institution") | by_community & Q(side="community")
    )
    rows = Occasion.objects.filter(to_confirm | questioned).select_related("institution")
    confirm, look = Words("等您确认", "for you to confirm"), Words("对方有疑问", "questioned")
    return [
        Item(f"{row.institution.name}：{row.title}", occasions.page(row), look if row.state == "questioned" else confirm, due_at=row.confirm_by)
        for row in rows.order_by("confirm_by", "pk")[:limit]
    ]  # fmt: skip


def waiting_agreements(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Agreements and changes that wait for acceptance, and those that end soon without a renewal."""
    mine = _own(actor, community="community__path", institution="holder")
    rows = Agreement.objects.filter(mine).select_related("community", "holder")
    soon = timezone.localdate(now) + dt.timedelta(days=60)
    ending = Q(state="in_force", to_on__lte=soon, renewal__isnull=True)
    open_states = Q(state__in=("draft", "half", "amending", "half_amended"))
    accept, renew = (
        Words("等双方确认", "waits for both sides"),
        Words("快到期，可以续签", "ends soon; may be renewed"),
    )
    found = []
    for row in rows.filter(ending | open_states).order_by("to_on", "pk")[:limit]:
        is_ending = row.state == "in_force"
        found.append(
            Item(
                str(row),
                f"/agreements/{row.number}",
                renew if is_ending else accept,
                due_at=end_of(row.to_on) if is_ending else None,
            )
        )
    return found


def waiting_invitations(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Invitations into alliances, and projects that the actor's institution is asked to lead."""
    if not actor.institutions:
        return []
    rows = Membership.objects.filter(
        institution__in=actor.institutions, from_on__isnull=True, to_on__isnull=True
    )
    asked = JointProject.objects.filter(lead__in=actor.institutions, state="proposed").order_by("pk")[:limit]
    join, lead = (
        Words("请您单位加入联盟", "invites your institution"),
        Words("请您单位牵头", "asks your institution to lead"),
    )
    found = [
        Item(one.alliance.name, f"/alliances/{one.alliance.code}", join)
        for one in rows.select_related("alliance").order_by("pk")[:limit]
    ]
    return found + [Item(one.name, f"/joint-projects/{one.number}", lead) for one in asked]


def register() -> None:
    """Register everything once."""
    from jinlin.organisations import figures_partners
    from jinlin.organisations.partners import jobs, panels  # noqa: F401

    figures_partners.register()

    for subject in SUBJECTS:
        subjects.register(subject)
    references.register("evidence", find=token_of, options=_evidence)
    references.register("linked_evidence", find=token_of, options=_linked)
    references.register("milestone", find=_milestone_id, options=_milestones)
    register_evidence(
        "occasion", words=Words("双方确认的共建记录", "Records confirmed by both"), find=occasions.find, offers=occasions.offers,
        page=occasions.page_of,
    )  # fmt: skip
    worklist.register("duties", Words("共建义务", "Duties of agreements"), waiting_duties, order=60)
    worklist.register("shared_records", Words("共建记录", "Shared records"), waiting_records, order=61)
    worklist.register("agreements", Words("近邻党建协议", "Agreements"), waiting_agreements, order=62)
    worklist.register(
        "invitations", Words("联盟与联合项目", "Alliances and projects"), waiting_invitations, order=63
    )
    fill("place.page", panels.place_partners, order=70, later=Words("共建单位", "Partners here"))


__all__ = ["page_of", "reach", "register"]
