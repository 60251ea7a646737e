"""``jinlin points prove``: does the ledger of points add up?"""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, say


@click.group("points")
def command() -> None:
    """The ledger of points."""


@command.command("prove")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def prove(as_json: bool) -> None:
    """Prove every transaction, balance and reversal; status 1 where something does not add up."""
    django_ready()
    from jinlin.volunteering.public import prove_points

    found = prove_points()
    lines = [f"{row['what']} {row['id']}: {row['kept']} ≠ {row['counted']}" for row in found["faults"]]
    told = f"账是平的（{found['transactions']} 笔，{found['entries']} 条分录）"
    say(found, as_json=as_json, text="\n".join(lines) or told)
    raise SystemExit(0 if found["ok"] else 1)
