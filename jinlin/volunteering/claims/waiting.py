"""What waits because of claims: proposals to answer, the chair's list, projects to evaluate, orders to accept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.volunteering.claims.queries import works_at
from jinlin.volunteering.models.claims import ClaimProject, Proposal
from jinlin.volunteering.models.services import ServiceOrder


def proposals(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Proposals that the actor's side answers; one query."""
    if not actor.staff:
        return []
    mine = Q(waits_for="community") & works_at(actor, "community__path") | Q(
        waits_for="institution", institution__in=actor.institutions
    )
    rows = (
        Proposal.objects.filter(mine, state="proposed")
        .select_related("institution", "need", "resource")
        .order_by("answer_by", "pk")[:limit]
    )
    what = Words("等您这一方答复", "your side answers")
    return [
        worklist.Item(
            one.title, reverse("claim_proposal", args=[one.pk]), what, one.answer_by, one.institution.name
        )
        for one in rows
    ]


def projects(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Delivered projects that the actor's side has not evaluated; one query."""
    if not actor.staff:
        return []
    ours = works_at(actor, "community__path") & ~Q(evaluations__side="community")
    theirs = Q(institution__in=actor.institutions) & ~Q(evaluations__side="institution")
    rows = (
        ClaimProject.objects.filter(ours | theirs, state="delivered", evaluate_by__gt=now)
        .order_by("evaluate_by", "pk")
        .distinct()[:limit]
    )
    return [
        worklist.Item(
            one.title,
            reverse("claim_project", args=[one.pk]),
            Words("办完了，等您评价", "delivered: evaluate it"),
            one.evaluate_by,
        )
        for one in rows
    ]


def orders(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Orders that the actor serves: to accept, to do; one query."""
    mine = Q(item__institution__in=actor.institutions) | Q(
        item__institution=None, item__account=actor.account
    )
    rows = (
        ServiceOrder.objects.filter(mine, state__in=("ordered", "accepted"))
        .select_related("item", "window")
        .order_by("window__begins_at", "pk")[:limit]
    )
    accept, serve = (
        Words("有人点单，请接", "ordered: accept it"),
        Words("约好了，记得去", "agreed: go and serve"),
    )
    return [
        worklist.Item(
            one.item.title,
            reverse("service_order", args=[one.pk]),
            accept if one.state == "ordered" else serve,
            one.answer_by or one.window.begins_at,
        )
        for one in rows
    ]


def register() -> None:
    """Register the sources."""
    worklist.register("proposals", Words("双向认领等答复", "Proposals to answer"), proposals, order=57)
    worklist.register("claim_projects", Words("认领项目等评价", "Projects to evaluate"), projects, order=58)
    worklist.register("service_orders", Words("服务点单", "Ordered services"), orders, order=59)
