"""Telling and taking steps over HTTP, by clients that keep their connection; the clients run on the same cores."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.bench.reading import summary

ESTATES = 552


class Line:
    """One kept connection that speaks just enough HTTP, so that the clients cost as little as may be."""

    def __init__(self, port: int, token: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"

    def post(self, path: str, body: Any, key: str = "") -> tuple[int, bytes]:
        """Send one request and read the whole answer."""
        content = json.dumps(body, ensure_ascii=False).encode()
        named = f"Idempotency-Key: {key}\r\n" if key else ""
        self.line.sendall(
            f"POST {path} HTTP/1.1\r\n{self.head}{named}Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = self.line.recv(65536)
            if not piece:
                raise ConnectionError("the server hung up")
            answer += piece
        head, _, rest = answer.partition(b"\r\n\r\n")
        length = next(
            int(row[15:]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")
        )
        while len(rest) < length:
            rest += self.line.recv(65536)
        return int(head[9:12]), rest

    def close(self) -> None:
        """Hang up."""
        self.line.close()


@dataclass
class Round:
    """What the clients of one round saw."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)


def _telling(number: int, turn: int) -> dict[str, str]:
    text = f"{number} 号楼第 {turn} 次反映：3 号楼电梯厅的灯不亮，晚上看不清，老人出行不便，请物业尽快来修"
    return {"text": text, "place": f"E{(turn * 37 + number * 101) % ESTATES:05}", "spot": "3 号楼一层"}


def tell(port: int, token: str, seconds: float, clients: int) -> dict[str, Any]:
    """So many clients tell one thing after another: how many a second, p50 and p95 in ms, statuses."""
    seen, lock = Round(), threading.Lock()
    until = time.monotonic() + seconds

    def client(number: int) -> None:
        line, own, turn = Line(port, token), Round(), 0
        while time.monotonic() < until:
            turn += 1
            body, key = _telling(number, turn), uuid.uuid4().hex
            began = time.perf_counter()
            status, answer = line.post("/api/v1/matters", body, key)
            own.times.append(time.perf_counter() - began)
            own.statuses[status] += 1
            if status == 201 and len(own.numbers) < 400:
                own.numbers.append(json.loads(answer)["number"])
        line.close()
        with lock:
            seen.times += own.times
            seen.statuses += own.statuses
            seen.numbers += own.numbers

    began = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - began
    return {
        **summary(seen.times),
        "per_second": seen.statuses[201] / spent,
        "statuses": dict(seen.statuses),
        "numbers": seen.numbers,
    }


def steps(port: int, teller: str, worker: str, other: str, count: int) -> dict[str, Any]:
    """One client accepts and follows up so many matters; then pairs of workers accept the same matter at once.

    The first third warms the server up: each of its threads has a connection of its own, and plans of its own.
    """
    told, lines = Line(port, teller), [Line(port, worker), Line(port, other)]
    numbers = []
    for turn in range(count):
        _, answer = told.post("/api/v1/matters", {**_telling(0, turn), "place": "E00000"}, uuid.uuid4().hex)
        numbers.append(json.loads(answer)["number"])
    times = []
    for turn, number in enumerate(numbers[: 2 * count // 3]):
        for step, body in (
            ("accept", {}),
            ("follow", {"note": "去看过，约好明天修"}),
            ("answer", {"note": "灯已经换好，请看一看"}),
        ):
            began = time.perf_counter()
            status, answer = lines[0].post(f"/api/v1/matters/{number}/steps/{step}", body)
            if turn >= count // 3:
                times.append(time.perf_counter() - began)
            assert status == 200, answer
    pairs = Counter(_both(lines, number) for number in numbers[2 * count // 3 :])
    for line in (told, *lines):
        line.close()
    return {**summary(times), "pairs": {" ".join(map(str, pair)): count for pair, count in pairs.items()}}


def _both(lines: list[Line], number: str) -> tuple[int, ...]:
    gate, found = threading.Barrier(2), [0, 0]

    def take(which: int) -> None:
        gate.wait()
        found[which] = lines[which].post(f"/api/v1/matters/{number}/steps/accept", {})[0]

    threads = [threading.Thread(target=take, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tuple(sorted(found))
