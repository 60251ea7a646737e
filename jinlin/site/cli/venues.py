"""``jinlin venues``: the draw of a stage round done again by anybody."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jinlin.site.cli import django_ready, fail, say


@click.group("venues")
def command() -> None:
    """Venues: the stage's draw."""


@command.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seed", default="", help="Another public number, to see how the tickets would fall.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def replay(file: Path, seed: str, as_json: bool) -> None:
    """Do the draw of a round again from its file (/stage/CODE.json). Asks no database. Status 1 where it differs."""
    django_ready()
    from jinlin.venues.public import replayed

    try:
        answer: Any = replayed(json.loads(file.read_text(encoding="utf-8")), seed)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        fail([f"{file}: {error}"], as_json=as_json)
        return
    lines = [
        f"{one['on']}  {one['number']:>4} / {one['tickets']:<4}  {one['name'] or '—'}"
        for one in answer["drawn"]
    ]
    verdict = "与公布的一样 · the same" if answer["same"] else "与公布的不一样 · NOT the same"
    say(answer, as_json=as_json, text="\n".join([*lines, verdict]))
    if not answer["same"] and not seed:
        sys.exit(1)
