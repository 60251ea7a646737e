"""The worker of the queue lives through a database that is busy or away, and writers of one process take turns."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django_tasks_db.utils import exclusive_transaction

from jinlin.base import jobs


class Stumbling:
    """A worker whose database is away at first."""

    def __init__(self) -> None:
        self.running, self.rounds = True, 0

    def run(self) -> None:
        self.rounds += 1
        if self.rounds < 3:
            raise OperationalError("database is locked")
        self.running = False


@pytest.mark.django_db
def test_a_busy_database_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PAUSE", 0.01)
    worker = Stumbling()

    jobs._run(worker)  # type: ignore[arg-type]

    assert worker.rounds == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the one writer of the embedded database")
def test_who_asks_the_queue_gets_its_turn_between_a_thousand_small_writes() -> None:
    ended, waits = threading.Event(), []

    def write_on_and_on() -> None:
        while not ended.is_set():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE base_dutymark SET fault = ''")
                time.sleep(0.002)
        connection.close()

    other = threading.Thread(target=write_on_and_on)
    other.start()
    try:
        for _round in range(10):
            begun = time.monotonic()
            with exclusive_transaction():
                waits.append(time.monotonic() - begun)
    finally:
        ended.set()
        other.join()

    assert len(waits) == 10 and max(waits) < 5
