"""A long run at an ordinary pace: whether the processes grow (trust: memory ≤ 5 % after the first hour of eight).

It stands apart from the other items because it takes as long as it is told to: ``JINLIN_BENCH_SOAK`` in minutes.
"""

from __future__ import annotations

import json
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bench import telling
from tests.bench.figures import Figure
from tests.bench.ground import World, copy_of, family, served

CLIENTS, PAUSE = 4, 0.25
SAMPLES = 48
MEGABYTE = 1024 * 1024
Sample = dict[int, tuple[str, int, int]]
PAGES = ("/", "/tell/", "/places/E00000", "/places/E00000/figures", "/publicity/")


def sample(port: int) -> Sample:
    """Of each process that serves at a port: what it is, its resident bytes and its open files and lines."""
    found: Sample = {}
    for pid in family(port):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
            kind = (
                "web"
                if "jinlin.site.web" in command
                else "jobs"
                if command.rstrip().endswith("work")
                else "other"
            )
            found[pid] = (kind, resident, len(os.listdir(f"/proc/{pid}/fd")))
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return found


def _client(port: int, world: World, number: int, until: float, seen: Counter[int]) -> None:
    own = telling.Line(port, world.tokens["resident"])
    turn = 0
    while time.monotonic() < until:
        turn += 1
        body = {**telling._telling(number, turn), "place": "E00000"}
        key = uuid.uuid4().hex
        try:
            status, answer = own.post("/api/v1/matters", body, key)
        except OSError:
            # A line that was kept and not used for a while is closed; a phone opens another and sends the same again.
            own = telling.Line(port, world.tokens["resident"])
            status, answer = own.post("/api/v1/matters", body, key)
        seen[status] += 1
        told = json.loads(answer)["number"] if status == 201 else ""
        for path in (f"/api/v1/matters/{told}", "/api/v1/matters?q=电梯"):
            seen[_get(port, path, world.tokens["worker-0"])] += 1
        if told:
            worker = telling.Line(port, world.tokens["worker-0"])
            seen[worker.post(f"/api/v1/matters/{told}/steps/accept", {}, uuid.uuid4().hex)[0]] += 1
            worker.close()
        seen[_get(port, PAGES[turn % len(PAGES)], "")] += 1
        time.sleep(PAUSE)
    own.close()


def _get(port: int, path: str, token: str) -> int:
    address = f"http://127.0.0.1:{port}{urllib.request.quote(path, safe='/?=&')}"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def soak(world: World, minutes: float) -> Iterator[Figure]:
    """Eight parts: the first lets caches and threads fill, the last is compared with the end of the first."""
    seen: Counter[int] = Counter()
    taken: list[Sample] = []
    with copy_of(world) as own, served(own) as port:
        until = time.monotonic() + 60 * minutes
        clients = [
            threading.Thread(target=_client, args=(port, own, number, until, seen))
            for number in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        for _ in range(SAMPLES):
            time.sleep(60 * minutes / SAMPLES)
            taken.append(sample(port))
        for client in clients:
            client.join()
    said = ", ".join(f"{count} × {status}" for status, count in sorted(seen.items()))
    yield Figure(
        f"{minutes:g} minutes at an ordinary pace: answers", world.vendor, said, target="no 5xx",
        met=all(status < 500 for status in seen),
    )  # fmt: skip
    yield from _grown(world, taken)


def _grown(world: World, taken: list[Sample]) -> Iterator[Figure]:
    early, late = taken[SAMPLES // 8 - 1], taken[-1]
    for kind in ("web", "jobs"):
        both = [(early[pid], late[pid]) for pid in early if early[pid][0] == kind and pid in late]
        if not both:
            yield Figure(
                f"{kind}: processes that lived through it", world.vendor, "none", target="all", met=False
            )
            continue
        first, last = max(both, key=lambda pair: pair[1][1] / pair[0][1])
        yield Figure(
            f"{kind}: memory at the end of the last eighth", world.vendor, f"{last[1] / MEGABYTE:.0f} MB",
            f"{first[1] / MEGABYTE:.0f} MB after the first", last[1] / first[1], "≤ 1.05", last[1] <= first[1] * 1.05,
        )  # fmt: skip
        first, last = max(both, key=lambda pair: pair[1][2] - pair[0][2])
        yield Figure(
            f"{kind}: open files and connections", world.vendor, str(last[2]), f"{first[2]} after the first eighth",
            target="no growth", met=last[2] <= first[2],
        )  # fmt: skip
