"""``jinlin work``: background jobs and recurring duties (``jinlin serve`` starts it too)."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, say


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@click.option("--json", "as_json", is_flag=True)
def command(once: bool, as_json: bool) -> None:
    """Do the jobs of the queue and the duties of the clock until ended."""
    django_ready()
    from jinlin.base import jobs
    from jinlin.base.duties import run_due

    if once:
        done = run_due()
        say(
            {"duties": done},
            as_json=as_json,
            text="\n".join(f"{name}: {count}" for name, count in done.items()),
        )
        return
    jobs.work()
