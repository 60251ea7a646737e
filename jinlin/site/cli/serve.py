"""``jinlin serve``: the web server and the jobs in one command."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from pathlib import Path

import click

from jinlin.site.cli import django_ready, fail

JOBS_AFTER = 1.5
"""Seconds that the pages are ahead: a machine with one processor answers first and tidies up then."""
ENDING = 8.0
"""Seconds that a server which is ending may still hold the port."""
NOT_READY = {
    "code": "not_set_up",
    "zh": "数据库还没有准备好：先运行 jinlin demo（演示）或 jinlin setup（正式部署、升级）",
    "en": "the database is not ready: run jinlin demo (to try it) or jinlin setup (a deployment, an update) first",
}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--jobs/--no-jobs", default=True, help="Run the background jobs too.")
@click.option("--json", "as_json", is_flag=True)
def command(host: str, port: int, workers: int, jobs: bool, as_json: bool) -> None:
    """Serve the pages and the API, and run the jobs, until ended."""
    from jinlin.site import readiness
    from jinlin.site.supervision import Child, Supervisor

    if not readiness.stands():
        _ready(as_json)
    _can_listen(host, port, as_json)
    web = [sys.executable, "-m", "jinlin.site.web", "--host", host, "--port", str(port), "--workers", str(workers)]  # fmt: skip
    children = [Child("web", web)]
    if jobs:
        work = [str(Path(sys.argv[0]).resolve()), "work"]
        children.append(Child("jobs", work, next_start=time.monotonic() + JOBS_AFTER))
    raise SystemExit(Supervisor(children).run())


def _ready(as_json: bool) -> None:
    """Ask Django, and collect the files of the pages where there are none yet or those of other programs."""
    django_ready()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from jinlin.site.readiness import pages_stand

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fail([NOT_READY], as_json=as_json)
    connection.close()
    if not pages_stand(Path(settings.STATIC_ROOT)):
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=settings.STATIC_LEFT_OUT
        )


def _can_listen(host: str, port: int, as_json: bool) -> None:
    """Refuse a port that another program has, before anything is loaded.

    The web processes share their port among them, so a second server of ours could slip in beside a first and get
    half of the calls. One that is just ending is no hindrance: it is waited for. Of two that start in the same moment
    one gets the name of the port, which the kernel gives away once, and keeps it as long as it runs.
    """
    until = time.monotonic() + ENDING
    try:
        while not _named(port):
            if time.monotonic() >= until:
                raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
            time.sleep(0.1)
        _bind(host, port, shared=True)
        while not _alone(host, port) and time.monotonic() < until:
            time.sleep(0.1)
        _bind(host, port, shared=False)
    except OSError as error:
        told = {
            "code": "no_port",
            "zh": f"{host} 的端口 {port} 用不了，可能有别的程序在用；请用 --port 换一个",
            "en": f"cannot listen at {host} port {port} ({error.strerror}); choose another one with --port",
        }
        fail([told], as_json=as_json)


_names: dict[int, socket.socket] = {}


def _named(port: int) -> bool:
    """Take the name of a port for this process (a name of Linux that is no file and ends with its holder)."""
    if port in _names or sys.platform != "linux":
        return True
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0jinlin-serve-{port}")
    except OSError:
        name.close()
        return False
    _names[port] = name
    return True


def _alone(host: str, port: int) -> bool:
    try:
        _bind(host, port, shared=False)
    except OSError:
        return False
    return True


def _bind(host: str, port: int, *, shared: bool) -> None:
    """Take the port for a moment: beside others that share it, or alone."""
    family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, number) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        probe.bind(address)
