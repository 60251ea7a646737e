"""Reference pages that are made from declarations and compared in CI; nobody writes them by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from jinlin.site.docs import access, commands, parameters, procedures

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / "docs" / "reference"


def _openapi() -> str:
    from django.test import RequestFactory
    from django.urls import resolve

    address = "/api/v1/openapi.json"
    answer = resolve(address).func(RequestFactory().get(address))
    return json.dumps(json.loads(answer.content), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "access.md": access.access_table,
    "procedures.md": procedures.page,
    "steps.md": access.steps_table,
    "parameters.md": parameters.page,
    "commands.md": commands.page,
    "openapi.json": _openapi,
}


def write() -> list[str]:
    """Write every page; answers the names of those that changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    changed = stale()
    for name in changed:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return changed


def stale() -> list[str]:
    """Names of the pages that differ from what the declarations say now."""
    return [name for name, made in PAGES.items() if not _same(FOLDER / name, made())]


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
