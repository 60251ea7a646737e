"""What fields of this room may point at: the open milestones of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.volunteering.models.claims import ClaimMilestone


def _milestones(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = ClaimMilestone.objects.filter(project=subject, done_on__isnull=True)
    return [(one.pk, f"{one.due_on:%Y-%m-%d} {one.title}") for one in rows]


def register() -> None:
    """Register the kind."""
    references.register("claim_milestone", options=_milestones)
