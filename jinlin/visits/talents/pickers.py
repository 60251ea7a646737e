"""What fields of this room may point at: skills of the tree, and the unchecked skills of one talent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.visits.models import Skill
from jinlin.visits.talents.skills import all_skills


def skill_choices() -> list[tuple[Any, str]]:
    """Every skill with its group, in the reader's language."""
    return [
        (one.pk, f"{Words(one.parent.zh, one.parent.en)} · {Words(one.zh, one.en)}")
        for one in all_skills()
        if one.parent
    ]


def skill_id(code: str) -> int | None:
    """The id of the skill with that code, or None."""
    return Skill.objects.filter(code=code, parent__isnull=False).values_list("pk", flat=True).first()


def _held(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    return [
        (one.pk, str(Words(one.skill.zh, one.skill.en)))
        for one in subject.skills.filter(verified_at__isnull=True).select_related("skill")
    ]


def register() -> None:
    """Register the kinds."""
    references.register("skill", find=skill_id, options=lambda subject, actor: skill_choices())
    references.register("talent_skill", options=_held)
