"""Templates of trees and their levels, brought from ``parameters/organisations.toml`` into the database."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base.calendar_data import parameters_folder
from jinlin.organisations.models import Level, Template


def load_templates(source: Path | None = None) -> dict[str, int]:
    """Bring the templates of the file into the database; run again it changes nothing.

    Levels that left the file are removed where no organisation stands on them; a template of the deployment's own
    is left alone, and so is one that somebody changed on a page, unless another file than the shipped one is named.
    Answers counts: ``read``, ``added``, ``changed``, ``unchanged``.
    """
    path = source or parameters_folder() / "organisations.toml"
    tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    counts = {"read": len(tables), "added": 0, "changed": 0, "unchanged": 0}
    with transaction.atomic():
        for code, table in tables.items():
            counts[_bring(code, table, is_shipped=source is None)] += 1
    return counts


def _bring(code: str, table: Mapping[str, Any], *, is_shipped: bool) -> str:
    names = {"zh": table["zh"], "en": table["en"], "source": table.get("source", "")}
    template, is_new = Template.objects.get_or_create(code=code, defaults=names)
    if template.kept_here and is_shipped:
        return "unchanged"
    changed = [name for name, value in names.items() if getattr(template, name) != value]
    for name in changed:
        setattr(template, name, names[name])
    if changed:
        template.save(update_fields=changed)
    moved = _bring_levels(template, table["levels"])
    return "added" if is_new else "changed" if changed or moved else "unchanged"


def _bring_levels(template: Template, levels: list[Mapping[str, str]]) -> bool:
    wanted = {level["code"]: (rank, level) for rank, level in enumerate(levels, 1)}
    kept = {level.code: level for level in template.levels.filter(ended_on__isnull=True)}
    if {code: _facts(rank, level) for code, (rank, level) in wanted.items()} == {
        code: (level.rank, level.zh, level.en, level.covers) for code, level in kept.items()
    }:
        return False
    # Ranks are unique within a template: what moves is first set aside, so that no two meet on the way.
    for level in kept.values():
        if level.code not in wanted and not level.organisations.exists():
            level.delete()
        elif level.code not in wanted and not level.organisations.filter(ended_on__isnull=True).exists():
            Level.objects.filter(pk=level.pk).update(ended_on=timezone.localdate())
        else:
            Level.objects.filter(pk=level.pk).update(rank=1000 + level.pk)
    for code, (rank, level) in wanted.items():
        values = {
            "rank": rank,
            "zh": level["zh"],
            "en": level["en"],
            "covers": level["covers"],
            "ended_on": None,
        }
        Level.objects.update_or_create(template=template, code=code, defaults=values)
    return True


def _facts(rank: int, level: Mapping[str, str]) -> tuple[int, str, str, str]:
    return rank, level["zh"], level["en"], level["covers"]


def as_toml(templates: Iterable[Template]) -> str:
    """Templates as a file that ``load_templates`` reads: what a district changed can be taken elsewhere."""
    parts = []
    for template in templates:
        lines = [f"[{template.code}]", *_lines(template), f"source = {_quoted(template.source)}"]
        for level in template.levels.filter(ended_on__isnull=True).order_by("rank"):
            lines += ["", f"[[{template.code}.levels]]", f"code = {_quoted(level.code)}", *_lines(level)]
            lines.append(f"covers = {_quoted(level.covers)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _lines(one: Template | Level) -> list[str]:
    return [f"zh = {_quoted(one.zh)}", f"en = {_quoted(one.en)}"]


def _quoted(text: str) -> str:
    # A basic string of TOML is written like one of JSON.
    return json.dumps(text, ensure_ascii=False)
