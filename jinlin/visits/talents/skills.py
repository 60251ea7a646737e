"""The tree of skills as data: ``parameters/skills.toml`` loaded into the database, again without change; finding by any of its names."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from jinlin.visits.models import Skill
from jinlin.visits.talents.rules import fits

SOURCE = Path(__file__).resolve().parent.parent.parent.parent / "parameters" / "skills.toml"


def load_skills() -> int:
    """Write what the file declares; answers how many skills there are. Those no longer declared stay as they are."""
    count = 0
    with transaction.atomic():
        for number, (code, group) in enumerate(tomllib.loads(SOURCE.read_text(encoding="utf-8")).items(), 1):
            parent, _ = Skill.objects.update_or_create(
                code=code, defaults={"zh": group["zh"], "en": group["en"], "sort": number * 100}
            )
            for place, one in enumerate(group["skills"], 1):
                facts = {
                    "parent": parent, "zh": one["zh"], "en": one["en"], "also": ",".join(one.get("also", [])), "licence": one.get("licence", False),
                    "sort": number * 100 + place,
                }  # fmt: skip
                Skill.objects.update_or_create(code=f"{code}.{one['code']}", defaults=facts)
                count += 1
    return count


def all_skills() -> list[Skill]:
    """Every skill with its group, in order."""
    return list(Skill.objects.filter(parent__isnull=False).select_related("parent").order_by("sort", "pk"))


def found_by(words: str) -> list[int]:
    """Ids of the skills that somebody means by these words: name, group, other names, either way round."""
    return [
        one.pk
        for one in all_skills()
        if fits(words, (one.zh, one.en.lower(), one.parent.zh if one.parent else "", *one.also.split(",")))
    ]
