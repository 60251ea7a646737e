"""Processes that run out of open files or of memory: nobody is told what is not so, and all goes on by itself."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.serving import Site, site
from tests.load.test_kills import Ledger, _client

pytestmark = [pytest.mark.load, pytest.mark.slow]
SPARE_FILES = 40
LINES = 250


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """A served world that these tests may starve; the shell that started it allows few open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, soft), hard))
    try:
        with site(tmp_path_factory.mktemp("exhausted"), f"exhausted_{worker_id}") as made:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            yield made
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _pids(made: Site, kind: str) -> set[int]:
    return {pid for pid, one in made.processes().items() if one == kind}


@contextlib.contextmanager
def _telling(made: Site, names: range) -> Iterator[Ledger]:
    """People who tell one thing after another, each until it is acknowledged."""
    ledger, over = Ledger(), threading.Event()
    clients = [threading.Thread(target=_client, args=(made, ledger, name, over)) for name in names]
    for client in clients:
        client.start()
    try:
        yield ledger
    finally:
        over.set()
        for client in clients:
            client.join()


def _is_whole(made: Site, ledger: Ledger, may_be: set[int]) -> None:
    found = made.run("tests.load.check")
    assert set(ledger.statuses) <= may_be, (ledger.statuses, ledger.broken)
    assert {text: found["texts"].get(text) for text in ledger.acknowledged} == dict.fromkeys(
        ledger.acknowledged, 1
    )
    assert set(found["texts"].values()) == {1}
    assert found["trail"] == [] and found["tallies"] == [] and found["untold"] == [] and found["empty"] == []


def test_the_processes_may_open_as_many_files_as_the_machine_allows_up_to_65536(served: Site) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limits = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE)[0] for pid in served.processes()}
    assert len(limits) >= 4
    assert set(limits.values()) == {65_536 if hard == resource.RLIM_INFINITY else min(65_536, hard)}


def test_a_process_that_runs_out_of_memory_is_started_again_and_nothing_acknowledged_is_lost(
    served: Site,
) -> None:
    web = _pids(served, "web")
    victim = min(web)
    with _telling(served, range(20, 26)) as ledger:
        time.sleep(1)
        pages = int(Path(f"/proc/{victim}/statm").read_text().split()[0])
        resource.prlimit(victim, resource.RLIMIT_AS, (pages * 4096, resource.RLIM_INFINITY))
        began = time.monotonic()
        while victim in _pids(served, "web") or len(_pids(served, "web")) < 2:
            assert time.monotonic() - began < 60, served.log()[-2000:]
            _crowd(served)
        served.wait(30)
        before = len(ledger.acknowledged)
        while len(ledger.acknowledged) < before + 12:
            assert time.monotonic() - began < 120, (ledger.statuses, ledger.broken)
            time.sleep(0.2)
    # A request for which there was no room may fail; it is then not acknowledged.
    _is_whole(served, ledger, {201, 500, 503})


def _crowd(made: Site) -> None:
    """More people at one moment than there are threads: each further thread asks for room."""
    lines = []
    with contextlib.suppress(OSError):
        for _ in range(80):
            lines.append(socket.create_connection(("127.0.0.1", made.port), timeout=2))
            lines[-1].sendall(b"GET /places/E0001 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    time.sleep(0.5)
    for line in lines:
        line.close()


def test_when_the_open_files_run_out_nothing_is_half_told_and_it_goes_on_once_lines_are_closed(
    served: Site,
) -> None:
    assert served.tell("之前的一件，电梯坏了")[0] == 201
    web = _pids(served, "web")
    limits = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in web}
    for pid, (_, hard) in limits.items():
        spare = len(os.listdir(f"/proc/{pid}/fd")) + SPARE_FILES
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (spare, hard))
    lines = []
    with _telling(served, range(10, 14)) as ledger:
        for _ in range(LINES):
            lines.append(socket.create_connection(("127.0.0.1", served.port), timeout=5))
            lines[-1].sendall(b"GET /healthz HTTP/1.1\r\n")
        time.sleep(3)
        assert max(len(os.listdir(f"/proc/{pid}/fd")) for pid in web) >= SPARE_FILES, "the limit was reached"
        for line in lines:
            line.close()
        began, before = time.monotonic(), len(ledger.acknowledged)
        while len(ledger.acknowledged) < before + 8:
            assert time.monotonic() - began < 40, (ledger.statuses, ledger.broken)
            time.sleep(0.2)
    for pid, limit in limits.items():
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)
    # What says "not now" is loaded beforehand; a library may still want to open a file of its own for it.
    _is_whole(served, ledger, {201, 500, 503})
