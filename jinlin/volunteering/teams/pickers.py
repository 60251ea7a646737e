"""What fields of steps may point at here: members of a team, teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.volunteering.models.shifts import Shift
from jinlin.volunteering.models.teams import Team, TeamMember
from jinlin.volunteering.teams import words
from jinlin.volunteering.teams.desk import shown_name
from jinlin.volunteering.teams.queries import is_leader, team_choices


def _members(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    team = subject.team_id if isinstance(subject, Shift) else subject.pk
    leads = is_leader(team, actor)
    rows = (
        TeamMember.objects.filter(team=team, state="active")
        .select_related("volunteer__person")
        .order_by("pk")
    )
    return [
        (one.pk, f"{shown_name(one.volunteer, team=leads)} · {words.label(words.ROLES, one.role)} · {one.pk}")
        for one in rows[: references.MOST]
    ]


def _teams(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    place = getattr(subject, "place", None)
    return team_choices(actor, place) if place is not None else []


def team_id(code: str) -> int | None:
    """The id of the team with that code, or None."""
    return Team.objects.filter(code=code).values_list("pk", flat=True).first()


def member_id(code: str) -> int | None:
    """The id of a membership as the API names it, or None."""
    return (
        TeamMember.objects.filter(pk=int(code)).values_list("pk", flat=True).first()
        if code.isdecimal()
        else None
    )


def register() -> None:
    """Register the kinds."""
    references.register("team_member", find=member_id, options=_members)
    references.register("volunteer_team", find=team_id, options=_teams)
