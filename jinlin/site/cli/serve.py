"""``jinlin serve``: the web server and the jobs in one command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jinlin.site.cli import django_ready, fail


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--jobs/--no-jobs", default=True, help="Run the background jobs too.")
@click.option("--json", "as_json", is_flag=True)
def command(host: str, port: int, workers: int, jobs: bool, as_json: bool) -> None:
    """Serve the pages and the API, and run the jobs, until ended."""
    django_ready()
    _ready(as_json)
    from jinlin.site.supervision import Child, Supervisor

    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "jinlin.site.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "64",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "5",
        "--blocking-threads-idle-timeout", "600", "--backlog", "2048", "--http", "1",
        "--http1-header-read-timeout", "15000", "--log-level", "warning",
    ]  # fmt: skip
    children = [Child("web", granian)]
    if jobs:
        children.append(Child("jobs", [str(Path(sys.argv[0]).resolve()), "work"]))
    click.echo(f"jinlin: http://{host}:{port}", err=True)
    raise SystemExit(Supervisor(children).run())


def _ready(as_json: bool) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fail(
            ["数据库还没有准备好：先运行 jinlin demo（演示）或 jinlin setup（正式部署、升级）"],
            as_json=as_json,
        )
    connection.close()
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=settings.STATIC_LEFT_OUT
        )
