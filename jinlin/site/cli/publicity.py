"""``jinlin publicity``: check the archive of notices, keep the day's head."""

from __future__ import annotations

from dataclasses import asdict

import click

from jinlin.site.cli import django_ready, say


@click.group("publicity")
def command() -> None:
    """The archive of public notices."""


@command.command("verify")
@click.option(
    "--seen", default="", help="six words or a hash from a printed notice: were they ever the archive's head?"
)
@click.option("--json", "as_json", is_flag=True)
def verify(seen: str, as_json: bool) -> None:
    """Check the chain, every day's head, every notice and answer; status 1 when anything was changed, removed or cut off."""
    django_ready()
    from jinlin.publicity.public import verify_archive

    found = verify_archive(seen)
    faults = [asdict(fault) for fault in found["faults"]]
    lines = [
        f"公示存档 {found['entries']} 条，{found['heads']} 天留底："
        + ("完好" if not faults else f"{len(faults)} 处有问题")
    ]
    lines += [f"  {fault['where']} {fault['number']}：{fault['what']}" for fault in faults]
    answer = {"ok": not faults, "entries": found["entries"], "heads": found["heads"], "faults": faults}
    say(answer, as_json=as_json, text="\n".join(lines))
    raise SystemExit(1 if faults else 0)


@command.command("head")
@click.option("--json", "as_json", is_flag=True)
def head(as_json: bool) -> None:
    """Keep today's head (the hourly job does the same) and print it in words."""
    django_ready()
    from django.utils import timezone

    from jinlin.publicity.public import keep_head, spoken

    made = keep_head(timezone.localdate())
    answer = {"day": made.day, "seq": made.seq, "hash": made.hash, "words": spoken(made.hash)}
    say(answer, as_json=as_json, text=f"{made.day} 第 {made.seq} 条 {spoken(made.hash)}")
