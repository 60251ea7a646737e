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
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.bench.figures import Figure
from tests.bench.ground import copy_of, processor, served

BALLOTS, MINUTES, CLIENTS, LIMIT = 10_000, 10, 48, 2_000.0
SLICE = 60.0
"""Seconds of the last minutes that are driven, where not all of them are."""


def ballots(bench: Any) -> Iterator[Figure]:
    """Owners of a roll of 10,000 vote at the rate of all in ten minutes, for a slice of it (all of it with
    ``JINLIN_BENCH_BALLOTS=10000``). Every second phone goes through the pages (the decision, the ballot, looking
    it over, confirming, the receipt), the others send by the API; now and then the same ballot is sent twice."""
    world = bench.small
    rate = BALLOTS / (60 * MINUTES)
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
            before = processor(port)
            found = drive(port, made, rate)
            each = (processor(port) - before) * 1000 / wanted
        kept = own.inside("vote_kept", made["decision"])
    whole = kept["ballots"] == wanted == kept["rows"] and kept["chain"]
    yield Figure(
        f"{wanted:,} phone ballots in {seconds:.0f} s over HTTP", world.vendor,
        f"p50 {found['p50']:.0f} p99 {found['p99']:.0f} ms, greatest {found['most']:.0f} ms, processor {each:.0f} ms a ballot; on the board {kept['ballots']:,} of {wanted:,}, of {found['repeats']} sent twice {found['alike']} got the same line, other answers: {len(found['others'])} {sorted(set(map(str, found['others'])))[:4]}",
        f"{BALLOTS:,} in {MINUTES} min is {BALLOTS / 60 / MINUTES:.1f}/s; driven {rate:.1f}/s", found["per_second"] / (BALLOTS / 60 / MINUTES),
        "p99 ≤ 2 s, none lost or doubled", found["p99"] <= LIMIT and whole and not found["others"] and found["alike"] == found["repeats"],
    )  # fmt: skip


def warm(port: int, made: dict[str, Any]) -> None:
    """Each working thread has answered once: the last minutes of a vote meet a site that has stood for weeks."""

    def look() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for token, *_ in made["voters"][:10]:
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
                nth, after, (token, session, row) = queue.pop()
            time.sleep(max(began + after - time.monotonic(), 0))
            late = time.monotonic() - began - after
            voter = (
                Pages(link, session, made["decision"], row, nth)
                if nth % 2
                else Program(link, token, made["decision"], row, nth)
            )
            voter.look()
            sent = time.monotonic()
            answers = [voter.send()]
            taken = (time.monotonic() - sent + late) * 1000
            if nth % 20 in (0, 1):
                answers.append(voter.send())
            voter.leave()
            with lock:
                times.append(taken)
                others.extend(told for told in (*voter.others, *(one for one in answers if not one)))
                if len(answers) == 2:
                    repeats.append(bool(answers[0]) and answers[0] == answers[1])

    together([threading.Thread(target=phone) for _ in range(CLIENTS)])
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered), "p99": ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)], "most": ordered[-1],
        "per_second": len(ordered) / (time.monotonic() - began), "others": others, "alike": sum(repeats), "repeats": len(repeats),
    }  # fmt: skip


@dataclass
class Program:
    """A phone's own program: one call of the API. ``others`` are answers that should not have come."""

    link: http.client.HTTPConnection
    secret: str
    decision: int
    row: int
    nth: int
    others: list[int] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What this voter wants."""
        return ("yes", "no", "abstain")[self.nth % 3]

    def ask(self, wanted: int, method: str, way: str, body: str = "", **head: str) -> tuple[bytes, str]:
        """One request; answers the body and where it sends the browser."""
        self.link.request(method, way, body or None, head)
        answer = self.link.getresponse()
        read = answer.read()
        if answer.status != wanted:
            self.others.append(answer.status)
        return read, answer.headers.get("Location", "")

    def look(self) -> None:
        """A program knows what is asked."""

    def send(self) -> str:
        """The ballot; answers its line of the board, nothing where there is none."""
        head = {
            "Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", "Idempotency-Key": f"phone-{self.nth}",
        }  # fmt: skip
        body = json.dumps({"row": self.row, "marks": {"m1": self.mark}})
        read, _ = self.ask(200, "POST", f"/api/v1/decisions/{self.decision}/ballots", body, **head)
        return str(json.loads(read or b"{}").get("line", ""))

    def leave(self) -> None:
        """The answer was the receipt."""


class Pages(Program):
    """The same by the pages: what a browser asks for, one after the other."""

    token = "b" * 32

    def page(self, wanted: int, way: str, **typed: str) -> tuple[bytes, str]:
        """One page; a form where something is typed."""
        cookie = f"jinlin={self.secret}; jinlin-csrf={self.token}"
        if not typed:
            return self.ask(wanted, "GET", way, Cookie=cookie)
        body = urlencode(typed | {"csrfmiddlewaretoken": self.token, "key": f"phone-{self.nth}"})
        return self.ask(
            wanted, "POST", way, body, Cookie=cookie, **{"Content-Type": "application/x-www-form-urlencoded"}
        )

    @property
    def form(self) -> str:
        """Where the ballot is."""
        return f"/decisions/{self.decision}/vote/{self.row}"

    def look(self) -> None:
        """The decision, the ballot, and looking it over."""
        self.page(200, f"/decisions/{self.decision}")
        self.page(200, self.form)
        self.page(200, self.form, m1=self.mark)

    def send(self) -> str:
        """Confirm; the answer leads to the receipt."""
        _, self.receipt = self.page(302, self.form, m1=self.mark, confirm="1")
        return self.receipt

    def leave(self) -> None:
        """The receipt."""
        self.page(200, self.receipt or self.form)
