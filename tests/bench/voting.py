"""The last ten minutes of a vote: thousands of phone ballots over HTTP, acknowledged when they are on disk, none lost or doubled."""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure
from tests.bench.ground import copy_of, served

BALLOTS, MINUTES, CLIENTS, LIMIT = 10_000, 10, 24, 2_000.0
SLICE = 60.0
"""Seconds of the last minutes that are driven at once; the rate is that of ten thousand in ten minutes, and a half more."""


def ballots(bench: Any) -> Iterator[Figure]:
    """Owners of a roll of 10,000 vote at one and a half times the rate of all in ten minutes, for a slice of it (all of
    it with ``JINLIN_BENCH_BALLOTS=10000``); now and then the same ballot is sent twice."""
    world = bench.small
    rate = 1.5 * BALLOTS / (60 * MINUTES)
    wanted = min(
        int(os.environ.get("JINLIN_BENCH_BALLOTS", "0")) or int(rate * min(SLICE, 12 * bench.seconds)),
        BALLOTS,
    )
    seconds = wanted / rate
    with copy_of(world) as own:
        made = own.inside("vote_made", BALLOTS)
        made["voters"] = made["voters"][:wanted]
        with served(own) as port:
            warm(port, made)
            found = drive(port, made, rate)
        kept = own.inside("vote_kept", made["decision"])
    whole = kept["ballots"] == wanted == kept["rows"] and kept["chain"]
    yield Figure(
        f"{wanted:,} phone ballots in {seconds:.0f} s over HTTP", world.vendor,
        f"p50 {found['p50']:.0f} p99 {found['p99']:.0f} ms, greatest {found['most']:.0f} ms; on the board {kept['ballots']:,} of {wanted:,}, of {found['repeats']} sent twice {found['alike']} got the same line",
        f"{BALLOTS:,} in {MINUTES} min is {BALLOTS / 60 / MINUTES:.1f}/s; driven {rate:.1f}/s", found["per_second"] / (BALLOTS / 60 / MINUTES),
        "p99 ≤ 2 s, none lost or doubled", found["p99"] <= LIMIT and whole and not found["others"] and found["alike"] == found["repeats"],
    )  # fmt: skip


def warm(port: int, made: dict[str, Any]) -> None:
    """Each working thread has answered once: the last minutes of a vote meet a site that has stood for weeks."""

    def look() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for token, _ in made["voters"][:10]:
            link.request(
                "GET", f"/api/v1/decisions/{made['decision']}", headers={"Authorization": f"Bearer {token}"}
            )
            link.getresponse().read()

    together([threading.Thread(target=look) for _ in range(8)])


def together(threads: list[threading.Thread]) -> None:
    """Run them all to their ends."""
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def moments(count: int, rate: float) -> list[float]:
    """When each phone sends, in seconds from the beginning: by chance, as people do, so that some come at once."""
    chance, at = random.Random(7), 0.0
    found = []
    for _ in range(count):
        at += chance.expovariate(rate)
        found.append(at)
    return found


def drive(port: int, made: dict[str, Any], rate: float) -> dict[str, Any]:
    """Each phone sends at its own moment; one in twenty sends the same ballot twice, as a phone does that lost its
    answer. A time runs from the moment at which the phone meant to send until its ballot is acknowledged."""
    began, times, others, repeats = time.monotonic() + 0.5, [], [], []
    queue = list(
        zip(range(len(made["voters"])), moments(len(made["voters"]), rate), made["voters"], strict=True)
    )
    queue.reverse()
    lock = threading.Lock()

    def phone() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not queue:
                    return
                nth, after, (token, row) = queue.pop()
            time.sleep(max(began + after - time.monotonic(), 0))
            answers = [send(link, token, made["decision"], row, nth)]
            taken = (time.monotonic() - began - after) * 1000
            if nth % 20 == 0:
                answers.append(send(link, token, made["decision"], row, nth))
            with lock:
                times.append(taken)
                others.extend(status for status, _ in answers if status != 200)
                if len(answers) == 2:
                    repeats.append(answers[0][1] == answers[1][1])

    together([threading.Thread(target=phone) for _ in range(CLIENTS)])
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered), "p99": ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)], "most": ordered[-1],
        "per_second": len(ordered) / (time.monotonic() - began), "others": others, "alike": sum(repeats), "repeats": len(repeats),
    }  # fmt: skip


def send(link: http.client.HTTPConnection, token: str, decision: int, row: int, nth: int) -> tuple[int, Any]:
    """One ballot; answers status and line of the board."""
    body = json.dumps({"row": row, "marks": {"m1": ("yes", "no", "abstain")[nth % 3]}})
    head = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"phone-{nth}",
    }
    link.request("POST", f"/api/v1/decisions/{decision}/ballots", body, head)
    answer = link.getresponse()
    read = json.loads(answer.read() or b"{}")
    return answer.status, read.get("line")
