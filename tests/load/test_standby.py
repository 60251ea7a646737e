"""The database fails over to its standby: what was acknowledged is there, and people tell again without a hand at the site."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.databases import Cluster, cluster
from tests.load.serving import site
from tests.load.test_kills import Ledger, _client

pytestmark = [
    pytest.mark.load,
    pytest.mark.slow,
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="a drill with two database servers; the embedded one has no standby",
    ),
]


@contextlib.contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """A second server that follows the first; what the first commits it has, too, before anybody is told so."""
    folder = primary.folder / "standby"
    folder.mkdir()
    if "user" in primary.owner:
        os.chown(folder, primary.owner["user"], primary.owner["group"])  # type: ignore[arg-type]
    subprocess.run(
        [primary.program / "pg_basebackup", "-D", folder / "data", "-R", "--checkpoint=fast", "-d", primary.url],
        check=True, capture_output=True, cwd=folder, **primary.owner,
    )  # fmt: skip
    made = Cluster(folder, primary.program, primary.owner, primary.password, primary.settings)
    made.start()
    try:
        with psycopg.connect(primary.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
            until = time.monotonic() + 20
            while connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall() != [("sync",)]:
                assert time.monotonic() < until, "the standby follows"
                time.sleep(0.1)
        yield made
    finally:
        made.stop()


def test_nothing_acknowledged_is_lost_when_the_first_database_dies_and_the_standby_takes_over(
    tmp_path: Path,
) -> None:
    with cluster(synchronous_commit="on") as primary, standby_of(primary) as standby:
        both = (
            f"postgresql://jinlin:{primary.password}@/postgres?host=127.0.0.1,127.0.0.1"
            f"&port={primary.port},{standby.port}&target_session_attrs=read-write"
        )
        with site(tmp_path, "standby", both) as made:
            ledger, over = Ledger(), threading.Event()
            clients = [threading.Thread(target=_client, args=(made, ledger, name, over)) for name in range(4)]
            for client in clients:
                client.start()
            try:
                time.sleep(3)
                assert primary.server is not None
                primary.server.send_signal(signal.SIGKILL)
                primary.server.wait()
                before, began = len(ledger.acknowledged), time.monotonic()
                with psycopg.connect(standby.url, autocommit=True) as connection:
                    connection.execute("SELECT pg_promote()")
                while len(ledger.acknowledged) < before + 12:
                    assert time.monotonic() - began < 60, (ledger.statuses, ledger.broken)
                    time.sleep(0.2)
            finally:
                over.set()
                for client in clients:
                    client.join()
            found = made.run("tests.load.check")

    assert before >= 4
    assert set(ledger.statuses) <= {201, 503}, (ledger.statuses, ledger.broken)
    assert {text: found["texts"].get(text) for text in ledger.acknowledged} == dict.fromkeys(
        ledger.acknowledged, 1
    )
    assert set(found["texts"].values()) == {1}
    assert found["trail"] == [] and found["tallies"] == [] and found["untold"] == []
