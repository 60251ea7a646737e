"""``jinlin trail``: check the chains of events, make the day's anchor."""

from __future__ import annotations

from dataclasses import asdict

import click

from jinlin.site.cli import django_ready, say


@click.group("trail")
def command() -> None:
    """The event trail."""


@command.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Check every chain, every head and every anchor; status 1 when anything was changed."""
    django_ready()
    from jinlin.base import trail

    found = trail.verify(trail.heads())
    faults = [asdict(fault) for fault in found["faults"]]
    answer = {"ok": not faults, "events": found["events"], "anchors": found["anchors"], "faults": faults}
    lines = [
        f"{found['events']} 条记录，{found['anchors']} 个锚点："
        + ("完好" if not faults else f"{len(faults)} 处有问题")
    ]
    lines += [f"  {f['subject']} {f['subject_id']} 第 {f['seq']} 条：{f['what']}" for f in faults]
    say(answer, as_json=as_json, text="\n".join(lines))
    raise SystemExit(1 if faults else 0)


@command.command("anchor")
@click.option("--json", "as_json", is_flag=True)
def anchor(as_json: bool) -> None:
    """Make today's anchor over all events so far (the nightly job does the same)."""
    django_ready()
    from django.utils import timezone

    from jinlin.base import trail

    made = trail.anchor(timezone.localdate())
    say(
        {"day": made.day, "digest": made.digest, "count": made.count},
        as_json=as_json,
        text=f"{made.day} {made.digest}",
    )
