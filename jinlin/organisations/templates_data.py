"""Templates of trees and their levels, brought from ``parameters/organisations.toml`` into the database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from jinlin.base.calendar_data import parameters_folder
from jinlin.organisations.models import Level, Template


def load_templates(source: Path | None = None) -> dict[str, int]:
    """Bring the templates of the file into the database; run again it changes nothing.

    Levels that left the file are removed where no organisation stands on them; a template of the deployment's own
    is left alone. Answers counts: ``read``, ``added``, ``changed``, ``unchanged``.
    """
    path = source or parameters_folder() / "organisations.toml"
    tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    counts = {"read": len(tables), "added": 0, "changed": 0, "unchanged": 0}
    with transaction.atomic():
        for code, table in tables.items():
            counts[_bring(code, table)] += 1
    return counts


def _bring(code: str, table: Mapping[str, Any]) -> str:
    names = {"zh": table["zh"], "en": table["en"], "source": table.get("source", "")}
    template, is_new = Template.objects.get_or_create(code=code, defaults=names)
    changed = [name for name, value in names.items() if getattr(template, name) != value]
    for name in changed:
        setattr(template, name, names[name])
    if changed:
        template.save(update_fields=changed)
    moved = _bring_levels(template, table["levels"])
    return "added" if is_new else "changed" if changed or moved else "unchanged"


def _bring_levels(template: Template, levels: list[Mapping[str, str]]) -> bool:
    wanted = {level["code"]: (rank, level) for rank, level in enumerate(levels, 1)}
    kept = {level.code: level for level in template.levels.all()}
    if {code: _facts(rank, level) for code, (rank, level) in wanted.items()} == {
        code: (level.rank, level.zh, level.en, level.covers) for code, level in kept.items()
    }:
        return False
    # Ranks are unique within a template: what moves is first set aside, so that no two meet on the way.
    for level in kept.values():
        if level.code not in wanted and not level.organisations.exists():
            level.delete()
        else:
            Level.objects.filter(pk=level.pk).update(rank=1000 + level.pk)
    for code, (rank, level) in wanted.items():
        values = {"rank": rank, "zh": level["zh"], "en": level["en"], "covers": level["covers"]}
        Level.objects.update_or_create(template=template, code=code, defaults=values)
    return True


def _facts(rank: int, level: Mapping[str, str]) -> tuple[int, str, str, str]:
    return rank, level["zh"], level["en"], level["covers"]
