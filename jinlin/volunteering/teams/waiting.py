"""What waits for those who keep or lead teams: people who want to join, service to confirm before its ten working days are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.people.public import mask_name
from jinlin.volunteering.models.teams import ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams.queries import kept_teams, seen_teams
from jinlin.volunteering.teams.standing import without_insurance


def teams_waiting(condition: Q, limit: int) -> list[Team]:
    """Teams with people who want to join or service to confirm, the nearest deadline first; one query."""
    claimed = ServiceHours.objects.filter(team=OuterRef("pk"), state="claimed").order_by("due_at")
    rows = Team.objects.filter(condition).annotate(
        joining=_count(TeamMember.objects.filter(team=OuterRef("pk"), state="applied")),
        claimed=_count(claimed.order_by()),
        disputed=_count(ServiceHours.objects.filter(team=OuterRef("pk"), state="disputed")),
        due_at=Subquery(claimed.values("due_at")[:1]),
    )
    return list(
        rows.filter(Q(joining__gt=0) | Q(claimed__gt=0) | Q(disputed__gt=0)).order_by("due_at", "pk")[:limit]
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("team").annotate(number=Count("pk")).values("number")), 0)


def items_of(teams: Iterable[Team]) -> list[worklist.Item]:
    """Each team as one item of a list of what to do."""
    found = []
    for one in teams:
        parts = [
            (one.joining, f"{one.joining} 人想入队", f"{one.joining} want to join"),  # type: ignore[attr-defined]
            (one.claimed, f"{one.claimed} 条服务等确认", f"{one.claimed} records to confirm"),  # type: ignore[attr-defined]
            (one.disputed, f"{one.disputed} 条有异议", f"{one.disputed} disputed"),  # type: ignore[attr-defined]
        ]
        words = Words(
            "，".join(zh for count, zh, _ in parts if count), ", ".join(en for count, _, en in parts if count)
        )
        found.append(worklist.Item(one.name, reverse("team_lead", args=[one.code]), words, one.due_at))  # type: ignore[attr-defined]
    return found


def teams(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """For those who keep teams: the teams of their places."""
    return items_of(teams_waiting(kept_teams(actor), limit)) if actor.staff else []


def standing_behind(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Dangerous shifts with somebody who is not insured, and national numbers to check; two queries."""
    if not actor.staff:
        return []
    found = [
        worklist.Item(one.post, reverse("shift", args=[one.pk]), Words("有危险的班次，有人那天没有保险", "A dangerous shift: somebody is not insured"), one.begins_at, one.team.name)
        for one in without_insurance(actor, now)[:limit]
    ]  # fmt: skip
    members = TeamMember.objects.filter(state="active", team__in=Team.objects.filter(seen_teams(actor)))
    told = (
        Volunteer.objects.filter(pk__in=members.values("volunteer"))
        .exclude(national_said="")
        .exclude(national_said_by=actor.account)
    )
    found += [
        worklist.Item(
            mask_name(one.person.name),
            reverse("volunteer_desk", args=[one.pk]),
            Words("全国志愿服务编号等您核对", "A national number to check"),
        )
        for one in told.select_related("person").order_by("pk")[:limit]
    ]
    return found[:limit]


def register() -> None:
    """Register the sources."""
    worklist.register(
        "volunteers",
        Words("志愿者的保险和编号", "Volunteers: insurance and numbers"),
        standing_behind,
        order=64,
    )
    worklist.register("teams", Words("志愿队伍等您处理", "Volunteer teams"), teams, order=65)
