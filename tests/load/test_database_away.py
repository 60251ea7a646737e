"""A database that dies or freezes: people hear "not now" soon, nothing acknowledged is lost, and all goes on by itself."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.databases import Cluster, cluster
from tests.load.serving import Site, site

pytestmark = [
    pytest.mark.load,
    pytest.mark.slow,
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="a drill with a database server; the embedded one dies with its process",
    ),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Site]]:
    """A site on a PostgreSQL of its own, which the drill may kill and freeze."""
    with (
        cluster(synchronous_commit="on") as server,
        site(tmp_path_factory.mktemp("away"), "away", server.url) as made,
    ):
        yield server, made


def _answer(site: Site, path: str = "/") -> tuple[int, float, Any]:
    began = time.monotonic()
    status, said = site.ask("GET", path, timeout=30)
    return status, time.monotonic() - began, said


def _told(site: Site, texts: list[str]) -> int:
    """How many such matters there are; a process that still takes the database for away is asked again."""
    began = time.monotonic()
    while (asked := site.ask("GET", "/api/v1/matters?page=1", by="worker", timeout=30))[0] != 200:
        assert asked[0] == 503 and time.monotonic() - began < 30, asked
        time.sleep(0.5)
    found = asked[1]
    return sum(any(text in row["title"] for text in texts) for row in found["items"])


def _pressed_until_told(site: Site, text: str, key: str) -> int:
    """Another process of the site may still take the server for away; who is told "not now" presses once more."""
    began = time.monotonic()
    while (status := site.tell(text, key=key)[0]) == 503:
        assert time.monotonic() - began < 30
        time.sleep(0.5)
    return status


def test_a_killed_database_is_said_at_once_and_comes_back_without_a_hand(
    served: tuple[Cluster, Site],
) -> None:
    server, made = served
    assert made.tell("之前的一件，楼道灯坏了")[0] == 201
    assert server.server is not None
    server.server.send_signal(signal.SIGKILL)
    server.server.wait()
    time.sleep(2)
    status, took, said = _answer(made, "/places/E0001")
    assert (status, took < 2) == (503, True)
    assert "系统正忙" in said and "重交一次不会重复登记" in said
    status, _ = made.tell("断开时的一件", key="the-same-key-0001")
    assert status == 503
    server.start()
    made.wait(30)
    assert _pressed_until_told(made, "断开时的一件", "the-same-key-0001") == 201
    assert _pressed_until_told(made, "断开时的一件", "the-same-key-0001") in (200, 201), (
        "the repeat gets the first's answer"
    )
    assert _told(made, ["之前的一件", "断开时的一件"]) == 2


def test_a_frozen_database_keeps_nobody_waiting_and_no_line_piles_up(served: tuple[Cluster, Site]) -> None:
    server, made = served
    made.wait(30)
    for _ in range(4):
        assert _answer(made, "/places/E0001")[0] == 200
    answers: list[tuple[int, float]] = []

    def ask() -> None:
        status, took, _ = _answer(made, "/places/E0001")
        answers.append((status, took))

    server.signal(signal.SIGSTOP)
    try:
        askers = [threading.Thread(target=ask) for _ in range(12)]
        for one in askers:
            one.start()
            time.sleep(0.2)
        for one in askers:
            one.join()
    finally:
        server.signal(signal.SIGCONT)
    assert {status for status, _ in answers} == {503}
    assert max(took for _, took in answers) <= 15, answers
    began = time.monotonic()
    while _answer(made, "/places/E0001")[0] != 200:
        assert time.monotonic() - began < 30
        time.sleep(0.5)
    assert _pressed_until_told(made, "之后的一件，电梯坏了", "the-same-key-0002") == 201
    assert _told(made, ["之后的一件"]) == 1
