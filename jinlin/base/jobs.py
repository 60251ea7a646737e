"""The ground floor's own duties: notices out, the day's anchor, tidying; and the worker process that does jobs."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection
from django.db.utils import OperationalError
from django.utils import timezone

from jinlin.base import apart, keeping, outbox, trail
from jinlin.base.duties import duty, run_due
from jinlin.base.models import Repeat

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

log = logging.getLogger("jinlin.jobs")
REPEATS_KEPT = dt.timedelta(days=14)
RESULTS_KEPT = dt.timedelta(days=7)
STUCK_AFTER = dt.timedelta(minutes=5)
PAUSE = 1.0
"""Seconds before the queue is asked again after the database was busy or away."""


@duty("send notices", every=dt.timedelta(seconds=2))
def send_notices(now: dt.datetime) -> int:
    """Send what waits in the outbox, by each person's choice and outside the quiet hours."""
    return outbox.send_waiting(now)


@duty("anchor the trail", every=dt.timedelta(hours=1))
def anchor_trail(now: dt.datetime) -> int:
    """Make the day's anchor over all events, once a day."""
    trail.anchor(timezone.localdate(now))
    return 1


@duty("tidy up", every=dt.timedelta(hours=6))
def tidy_up(now: dt.datetime) -> int:
    """Forget keys of repeated writes after two weeks, and old results of jobs."""
    from django_tasks_db.models import DBTaskResult

    gone, _ = Repeat.objects.filter(at__lt=now - REPEATS_KEPT).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_KEPT).delete()
    return gone


@duty("keep no longer than said", every=dt.timedelta(hours=6))
def keep_no_longer(now: dt.datetime) -> int:
    """Delete or blank what has reached the end of its time, by the periods that the public page shows."""
    return sum(keeping.sweep(now).values())


@duty("look at the data", every=dt.timedelta(hours=12))
def look_at_the_data(now: dt.datetime) -> int:
    """Let SQLite look at samples of its indexes, so that it chooses well among them; PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
    return 1


def worker_name() -> str:
    """This process's name among the job workers: host and process id, so that the dead are known."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def take_up_orphans(now: dt.datetime) -> int:
    """Jobs whose worker died are put back into the queue: at once for this host, after five minutes for others."""
    from django_tasks_db.models import DBTaskResult

    host = socket.gethostname()[:40]
    back = 0
    for job in DBTaskResult.objects.filter(status="RUNNING"):
        name = (job.worker_ids or [""])[-1]
        owner, _, pid = name.rpartition(":")
        dead = owner == host and not _alive(pid)
        old = (
            owner != host and job.last_attempted_at is not None and job.last_attempted_at < now - STUCK_AFTER
        )
        if dead or old:
            back += DBTaskResult.objects.filter(pk=job.pk, status="RUNNING").update(status="READY")
    return back


def _alive(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()


def _duties_until(ended: threading.Event) -> None:
    while not ended.wait(1.0):
        close_old_connections()
        try:
            take_up_orphans(timezone.now())
            run_due()
        except OperationalError:
            time.sleep(2)


def work() -> None:
    """Do jobs from the queue and recurring duties until ended by a signal."""
    from django_tasks_db.management.commands.db_worker import Worker

    apart.runs_long()
    take_up_orphans(timezone.now())
    ended = threading.Event()
    clock = threading.Thread(target=_duties_until, args=(ended,), daemon=True)
    clock.start()
    worker = Worker(
        queue_names=["*"], interval=0.5, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=worker_name(), excluded_queue_names=[],
    )  # fmt: skip
    worker.configure_signals()
    try:
        _run(worker)
    finally:
        ended.set()


def _run(worker: Worker) -> None:
    """Let the worker take jobs until a signal ends it; a database that is busy or away for a while does not."""
    while worker.running:
        try:
            worker.run()
        except OperationalError as error:
            log.warning("the queue of jobs waits for the database: %s", error)
            close_old_connections()
            time.sleep(PAUSE)
