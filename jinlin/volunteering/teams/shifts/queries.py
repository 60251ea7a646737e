"""Reads of shifts: who stands how to one, what lies ahead."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from jinlin.base import days
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import TAKEN, Shift, ShiftSwap, ShiftTurn
from jinlin.volunteering.models.teams import Team
from jinlin.volunteering.teams.queries import is_own, owned, team_relations


def shift_relations(shift: Shift, actor: Actor) -> frozenset[str]:
    """What an actor is to a shift: as to its team."""
    return team_relations(shift.team, actor)


def turn_relations(row: ShiftTurn, actor: Actor) -> frozenset[str]:
    """What an actor is to a turn: whoever has it (or a child's guardian), the leader, the keeper."""
    found = set(team_relations(row.shift.team, actor))
    if is_own(actor, row.volunteer.person_id, row.volunteer.guardian_id):
        found.add("member")
    return frozenset(found)


def swap_relations(row: ShiftSwap, actor: Actor) -> frozenset[str]:
    """What an actor is to a swap: the one who offers, the one who was asked, the team's leader."""
    found = set(team_relations(row.mine.shift.team, actor))
    if is_own(actor, row.giver.person_id, row.giver.guardian_id):
        found.add("member")
    if is_own(actor, row.to.person_id, row.to.guardian_id):
        found.add("asked")
    return frozenset(found)


def ahead(team: Team, now: dt.datetime) -> QuerySet[Shift]:
    """Published shifts of a team that are not over, with how many have them."""
    rows = Shift.objects.filter(team=team, state="published", ends_at__gt=now)
    return rows.annotate(taken=Count("turns", filter=Q(turns__state__in=TAKEN))).order_by("begins_at", "pk")


def own_turns(actor: Actor, now: dt.datetime) -> QuerySet[ShiftTurn]:
    """The actor's turns (and the children's) that lie ahead or run."""
    mine = owned(actor, "volunteer__person") | owned(actor, "volunteer__guardian")
    rows = ShiftTurn.objects.filter(
        mine, state__in=("offered", "accepted", "on_duty"),
        shift__ends_at__gt=now - dt.timedelta(hours=6),
    )  # fmt: skip
    return rows.select_related("shift__team__place", "volunteer__person").order_by("shift__begins_at", "pk")


def when_of(shift: Shift) -> Words:
    """A shift's time as people say it."""
    return days.span(shift.begins_at, shift.ends_at)
