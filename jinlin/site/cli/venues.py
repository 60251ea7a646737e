"""``jinlin venues``: the draw of a stage round done again by anybody."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from jinlin.site.cli import fail, say


@click.group("venues")
def command() -> None:
    """Venues: the stage's draw."""


@command.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seed", default="", help="Another public number, to see how the tickets would fall.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def replay(file: Path, seed: str, as_json: bool) -> None:
    """Do the draw of a round again from its file (/stage/CODE.json). Needs no database. Status 1 where it differs."""
    from jinlin.venues.stage.rules import draw, from_data, list_digest

    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        code, known, groups, evenings, weights = from_data(data)
    except (OSError, ValueError) as error:
        fail([f"{file}: {error}"], as_json=as_json)
        return
    digest = list_digest(groups, evenings, weights)
    found = draw(code, seed or known, groups, evenings, weights)
    published = [(str(one["on"]), int(one["number"]), str(one["group"])) for one in data.get("drawn", [])]
    same = digest == data.get("digest") and published == [(one.on, one.number, one.group) for one in found]
    names = {one.code: one.name for one in groups}
    answer = {
        "code": code, "seed": seed or known, "digest": digest, "same": same,
        "drawn": [{"on": one.on, "tickets": sum(count for _, count in one.tickets), "number": one.number, "group": one.group} for one in found],
    }  # fmt: skip
    lines = [f"{one.on}  {one.number:>4}  {names.get(one.group, '—')}" for one in found]
    say(
        answer,
        as_json=as_json,
        text="\n".join([*lines, "与公布的一样 · the same" if same else "与公布的不一样 · NOT the same"]),
    )
    if not same and not seed:
        sys.exit(1)
