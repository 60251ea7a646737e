"""``jinlin due``: until when, by which clock, and why."""

from __future__ import annotations

import click

from jinlin.base.clock import due_json
from jinlin.site.cli import fail, say


@click.command("due")
@click.option(
    "--start", required=True, help="Date or instant in ISO form; without a zone it is Shanghai's time."
)
@click.option(
    "--clock", required=True, help='Such as "5 wd", "2 wh", "24 h", "30 d", "1 month", "15 d before".'
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(start: str, clock: str, as_json: bool) -> None:
    """Until when something is due that starts then and runs by this clock."""
    answer = due_json(start, clock)
    if answer.get("faults"):
        fail(answer["faults"], as_json=as_json)
    provisional = "（临时：该年假日还没有公布）" if answer["provisional"] else ""
    say(answer, as_json=as_json, text=f"{answer['due_at']}{provisional}\n{answer['explanation']}")
