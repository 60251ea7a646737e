"""Bodies that are too big, too many, too slow or without an end: refused soon, with memory bounded, others served."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.serving import Site

pytestmark = [pytest.mark.load, pytest.mark.slow]
MEGABYTE = 1024 * 1024
# A web process at rest has about 110 MB; what a hostile body may add to both together stays below this.
ADDED_LIMIT = 120 * MEGABYTE
REFUSED = {400, 403, 404, 408, 411, 413, 415, 422, 429}


def _memory(site: Site) -> int:
    pages = 0
    for pid, kind in site.processes().items():
        if kind == "web":
            with contextlib.suppress(OSError):
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


@pytest.fixture
def bounded(calm_site: Site) -> Iterator[Site]:
    """The site, asked afterwards whether it kept its memory and still answers."""
    assert calm_site.tell("之前的一件，电梯坏了")[0] == 201
    before = _memory(calm_site)
    yield calm_site
    assert calm_site.tell("之后的一件，电梯坏了")[0] == 201
    assert _memory(calm_site) - before < ADDED_LIMIT


def _raw(site: Site, path: str, headers: dict[str, str], chunks: Iterator[bytes], *, most: float = 20) -> int:
    """Send a head and then chunks until the server answers or hangs up; the status, or 0 where it hung up."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{site.port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    give_up = time.monotonic() + most
    with socket.create_connection(("127.0.0.1", site.port), timeout=2) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b""
        while time.monotonic() < give_up and b"\r\n" not in answer:
            chunk = next(chunks, b"")
            try:
                if chunk:
                    line.sendall(chunk)
                line.settimeout(0.001 if chunk else 0.5)
                piece = line.recv(65536)
                answer += piece
                if not piece:
                    return 0
            except TimeoutError:
                continue
            except OSError:
                return 0
            finally:
                line.settimeout(2)
    assert answer, f"no answer in {most} s"
    return int(answer.split(b" ", 2)[1])


def _sent(chunk: bytes, size: int) -> Iterator[bytes]:
    for _ in range(size // len(chunk)):
        yield chunk


API = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
PATHS = ("/api/v1/matters", "/photos/", "/tell/", "/open311/v2/requests.json")


@pytest.mark.parametrize("path", PATHS)
def test_a_claimed_length_of_two_gigabytes_is_refused(bounded: Site, path: str) -> None:
    kind = API if path.startswith("/api") else FORM
    token = {"Authorization": f"Bearer {bounded.tokens['resident']}"}

    status = _raw(
        bounded,
        path,
        {**kind, **token, "Content-Length": str(2 * 1024 * MEGABYTE)},
        _sent(b"x" * 65536, 64 * MEGABYTE),
    )

    assert status in REFUSED or status == 0


@pytest.mark.parametrize("path", PATHS)
def test_a_body_without_an_end_is_refused(bounded: Site, path: str) -> None:
    kind = API if path.startswith("/api") else FORM
    token = {"Authorization": f"Bearer {bounded.tokens['resident']}"}
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"

    status = _raw(
        bounded, path, {**kind, **token, "Transfer-Encoding": "chunked"}, _sent(chunk, 256 * MEGABYTE)
    )

    assert status in REFUSED or status == 0


@pytest.mark.parametrize("path", ["/photos/", "/tell/"])
def test_ten_thousand_parts_are_refused(bounded: Site, path: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="text"; filename="a.jpg"\r\n\r\nx\r\n'
    body = part * 10_000 + b"--b--\r\n"

    status = _raw(bounded, path, {**FORM, "Content-Length": str(len(body))}, iter([body]))

    assert status in REFUSED or status == 0


def test_deeply_nested_and_very_long_json_is_refused(bounded: Site) -> None:
    token = {"Authorization": f"Bearer {bounded.tokens['resident']}"}
    for body in (
        b"[" * 200_000,
        b'{"text": "' + b"x" * 3 * MEGABYTE + b'"}',
        b'{"text": 1' + b"0" * 100_000 + b"}",
    ):
        status = _raw(
            bounded, "/api/v1/matters", {**API, **token, "Content-Length": str(len(body))}, iter([body])
        )
        assert status in REFUSED


def test_slow_clients_do_not_keep_others_from_being_served(bounded: Site) -> None:
    body = json.dumps({"text": "慢慢说", "place": "E0001"}).encode()
    head = (
        f"POST /api/v1/matters HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bounded.tokens['resident']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body) + 1000}\r\n\r\n"
    )
    slow = [socket.create_connection(("127.0.0.1", bounded.port)) for _ in range(40)]
    try:
        for number, line in enumerate(slow):
            line.sendall(head.encode() + body[:10] if number % 2 else head[:40].encode())
        time.sleep(1)
        with contextlib.suppress(OSError, http.client.HTTPException):
            assert bounded.ask("GET", "/healthz", timeout=10)[0] == 200
            assert bounded.tell("别人的一件，电梯坏了")[0] == 201
            return
        raise AssertionError("while forty clients were slow nobody else was answered")
    finally:
        for line in slow:
            line.close()
