"""``jinlin tallies verify``: do the kept counts equal a full recount?"""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, say


@click.group("tallies")
def command() -> None:
    """The counts that rates and dashboards read."""


@command.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Compare every kept count with a full recount; status 1 where they differ."""
    django_ready()
    from jinlin.matters.public import differences

    wrong = differences()
    lines = [
        f"{row['place']} {row['month']} {row['measure']}: {row['kept']} ≠ {row['counted']}" for row in wrong
    ]
    say(
        {"ok": not wrong, "differences": wrong},
        as_json=as_json,
        text="\n".join(lines) or "计数与重算完全一致",
    )
    raise SystemExit(1 if wrong else 0)
