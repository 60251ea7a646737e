"""The tests' PostgreSQL serves its run and is gone afterwards, even when the run is killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.databases import create_database, drop_database, postgres

_SAY_ADDRESS = "import os; print(os.environ['JINLIN_DATABASE_URL'], flush=True)"
GONE_SECONDS = 20


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _is_gone(url: str) -> bool:
    give_up = time.monotonic() + GONE_SECONDS
    while _answers(url):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.1)
    return True


def _folder(url: str) -> Path:
    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW data_directory").fetchone()
    assert found is not None
    return Path(found[0]).parent


@pytest.fixture(scope="module")
def server() -> object:
    with postgres() as url:
        yield url


def test_databases_are_made_and_dropped_on_a_server_of_its_own(server: str) -> None:
    made = create_database(server, "house")
    with psycopg.connect(made) as connection:
        found = connection.execute("SELECT current_database()").fetchone()
    assert found == ("house",)
    drop_database(server, "house")
    assert not _answers(made)


def test_the_status_of_the_command_is_the_status_of_the_run() -> None:
    run = [
        sys.executable,
        "-m",
        "tests.databases",
        "--",
        sys.executable,
        "-c",
        _SAY_ADDRESS + "; raise SystemExit(7)",
    ]
    ended = subprocess.run(run, capture_output=True, text=True)
    assert ended.returncode == 7
    assert ended.stdout.startswith("postgresql://")
    assert not _answers(ended.stdout.strip())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_from_outside_leaves_no_server(number: signal.Signals) -> None:
    wait = _SAY_ADDRESS + "; import time; time.sleep(60)"
    run = [sys.executable, "-m", "tests.databases", "--", sys.executable, "-c", wait]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stdout is not None
        url = running.stdout.readline().strip()
        try:
            folder = _folder(url)
            os.kill(running.pid, number)
            running.wait(timeout=GONE_SECONDS)
            assert _is_gone(url)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
