"""Processes are killed with -9 while people tell: what was acknowledged is there, once, and nobody sees a 500."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.load.serving import Site, site

pytestmark = [pytest.mark.load, pytest.mark.slow]
LONG = bool(os.environ.get("JINLIN_TEST_LONG"))
SECONDS = 180 if LONG else 20
CLIENTS = 6


@dataclass
class Ledger:
    """What the clients were told: numbers by text, how often each status came, how often a line broke."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def _client(made: Site, ledger: Ledger, name: int, over: threading.Event) -> None:
    """Tell one thing after another; repeat each under its key until it is acknowledged."""
    turn = 0
    while not over.is_set():
        turn += 1
        text = f"客户 {name} 的第 {turn} 件：3 号楼电梯坏了"
        while True:
            try:
                status, body = made.tell(
                    text, by=("resident", "worker")[name % 2], key=f"ledger-{name}-{turn}"
                )
            except (OSError, http.client.HTTPException):
                with ledger.lock:
                    ledger.broken += 1
                time.sleep(0.05)
                continue
            with ledger.lock:
                ledger.statuses[status] += 1
                if status == 201:
                    ledger.acknowledged[text] = body["number"]
            if status != 503:
                break
            time.sleep(0.2)


def _kill_again_and_again(made: Site, until: float) -> Counter[str]:
    """Every second or so a process dies without a word: a web process, the jobs, the one over the web processes."""
    chance, killed = random.Random(7), Counter[str]()
    kinds = itertools.cycle(["web", "jobs", "web", "web", "front"])
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.8, 1.6))
        running = made.processes()
        kind = next(kinds)
        victims = [pid for pid, one in running.items() if one == kind]
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed[kind] += 1
    return killed


def test_no_acknowledged_matter_is_lost_or_doubled_while_processes_are_killed(tmp_path: Path) -> None:
    with site(tmp_path, "killed") as made:
        ledger, over = Ledger(), threading.Event()
        clients = [
            threading.Thread(target=_client, args=(made, ledger, name, over)) for name in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        killed = _kill_again_and_again(made, time.monotonic() + SECONDS)
        made.wait()
        over.set()
        for client in clients:
            client.join()
        found = made.run("tests.load.check")
        sample = list(ledger.acknowledged)[:: max(1, len(ledger.acknowledged) // 20)]
        again = {text: _again(made, text) for text in sample}

    assert killed["web"] >= 3 and killed["jobs"] >= 1, killed
    assert set(ledger.statuses) <= {201, 503}, (ledger.statuses, ledger.broken)
    assert len(ledger.acknowledged) >= CLIENTS
    assert {text: found["texts"].get(text) for text in ledger.acknowledged} == dict.fromkeys(
        ledger.acknowledged, 1
    )
    assert {text: found["numbers"][text] for text in ledger.acknowledged} == ledger.acknowledged
    assert set(found["texts"].values()) == {1}
    assert again == {text: ledger.acknowledged[text] for text in sample}
    assert found["trail"] == [] and found["tallies"] == [] and found["untold"] == [] and found["empty"] == []
    assert found["found"] == found["matters"]


def _again(made: Site, text: str) -> str:
    """The number under which the same thing is acknowledged when it is sent once more."""
    name, turn = (int(part) for part in text.removeprefix("客户 ").split(" 件")[0].split(" 的第 "))
    status, body = made.tell(text, by=("resident", "worker")[name % 2], key=f"ledger-{name}-{turn}")
    assert status == 201
    return str(body["number"])


def test_every_job_has_its_effect_once_while_the_worker_is_killed(tmp_path: Path) -> None:
    jobs = 150 if LONG else 16
    with site(tmp_path, "jobs") as made:
        made.run("tests.load.queue", "fill", str(jobs))
        give_up, kills = time.monotonic() + 180 + jobs, 0
        while (states := made.run("tests.load.queue", "count")) != {"SUCCESSFUL": jobs}:
            assert time.monotonic() < give_up, states
            assert not states.get("FAILED"), states
            worker = [pid for pid, kind in made.processes().items() if kind == "jobs"]
            if worker and kills < (30 if LONG else 4):
                kills += 1
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker[0], signal.SIGKILL)
            time.sleep(1)
        found = made.run("tests.load.check")

    assert kills >= 3
    assert found["jobs"] == {str(number): 1 for number in range(jobs)}
