"""``jinlin figures``: every declared figure of a node and a period, and whether it equals its recount."""

from __future__ import annotations

from typing import Any

import click

from jinlin.site.cli import django_ready, fail, say


@click.group("figures", invoke_without_command=True)
@click.option(
    "--node", default="", help="Code of a place or an organisation; the district where none is given."
)
@click.option(
    "--period",
    default="",
    help="2026, 2026-Q3, 2026-10 or 2026-01-05..2026-02-03; this year where none is given.",
)
@click.option("--id", "ids", multiple=True, help="A figure's id, such as L03; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def command(context: click.Context, node: str, period: str, ids: tuple[str, ...], as_json: bool) -> None:
    """Value, unit, base, definition and row count of every figure, as they stand now."""
    if context.invoked_subcommand is not None:
        return
    django_ready()
    from django.utils import timezone

    from jinlin.base.engine import Faulty
    from jinlin.insight.public import answer, read_asked

    try:
        asked = read_asked(node=node, period=period, ids=ids, today=timezone.localdate())
    except Faulty as faulty:
        fail(list(faulty.faults.values()), as_json=as_json)
    found = answer(asked, None, timezone.now())
    say(found, as_json=as_json, text="\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> list[str]:
    rows = [f"{found['node_name']} {found['period']}（截至 {found['as_of']}）"]
    for one in found["figures"]:
        base = f"（{one['part']} ÷ {one['base']}）" if one["base"] is not None else ""
        unit = "" if one["shown"].endswith("%") else f" {one['unit']}"
        rows.append(f"{one['id']:<24}{one['name']}：{one['shown']}{unit}{base}")
    return rows


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(as_json: bool) -> None:
    """Compare every kept count with a full recount and figures with their rows; status 1 where they differ."""
    django_ready()
    from django.utils import timezone

    from jinlin.insight.public import verify as differences

    wrong = differences(timezone.localdate())
    lines = ["  ".join(f"{name}={value}" for name, value in row.items()) for row in wrong]
    say(
        {"ok": not wrong, "differences": wrong},
        as_json=as_json,
        text="\n".join(lines) or "每个数都与重算完全一致",
    )
    raise SystemExit(1 if wrong else 0)
