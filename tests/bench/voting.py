"""The last ten minutes of a vote: thousands of phone ballots over HTTP, acknowledged when they are on disk, none lost or doubled."""

from __future__ import annotations

import http.client
import json
import os
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
    """Phones vote at one and a half times the rate of 10,000 in ten minutes, for a slice of it (all of it with
    ``JINLIN_BENCH_BALLOTS=10000``); now and then the same ballot is sent twice."""
    world = bench.small
    rate = 1.5 * BALLOTS / (60 * MINUTES)
    wanted = int(os.environ.get("JINLIN_BENCH_BALLOTS", "0")) or int(rate * min(SLICE, 12 * bench.seconds))
    seconds = wanted / rate
    with copy_of(world) as own:
        made = own.inside("vote_made", wanted)
        with served(own) as port:
            found = drive(port, made, rate)
        kept = own.inside("vote_kept", made["decision"])
    whole = kept["ballots"] == wanted == kept["rows"] and kept["chain"]
    yield Figure(
        f"{wanted:,} phone ballots in {seconds:.0f} s over HTTP", world.vendor,
        f"p50 {found['p50']:.0f} p99 {found['p99']:.0f} ms, greatest {found['most']:.0f} ms; on the board {kept['ballots']:,} of {wanted:,}, repeats {found['repeats']}",
        f"{BALLOTS:,} in {MINUTES} min is {BALLOTS / 60 / MINUTES:.1f}/s; driven {rate:.1f}/s", found["per_second"] / (BALLOTS / 60 / MINUTES),
        "p99 ≤ 2 s, none lost or doubled", found["p99"] <= LIMIT and whole and not found["others"],
    )  # fmt: skip


def drive(port: int, made: dict[str, Any], rate: float) -> dict[str, Any]:
    """Each phone sends at its own moment of an even stream; one in twenty sends the same ballot twice, as a phone does that lost its answer."""
    began, times, others, repeats = time.monotonic() + 0.5, [], [], []
    queue = list(enumerate(made["voters"]))
    lock = threading.Lock()

    def phone() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not queue:
                    return
                nth, (token, row) = queue.pop(0)
            wait = began + nth / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            due = max(began + nth / rate, time.monotonic() - 60)
            answers = [
                send(link, token, made["decision"], row, nth) for _ in range(2 if nth % 20 == 0 else 1)
            ]
            with lock:
                times.append((time.monotonic() - due) * 1000 / len(answers))
                others.extend(status for status, _ in answers if status != 200)
                if len(answers) == 2:
                    repeats.append(answers[0][1] == answers[1][1])

    threads = [threading.Thread(target=phone) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered), "p99": ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)], "most": ordered[-1],
        "per_second": len(ordered) / (time.monotonic() - began), "others": others, "repeats": f"{sum(repeats)} of {len(repeats)} alike",
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
