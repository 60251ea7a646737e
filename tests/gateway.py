"""A gateway of short messages on this machine: it keeps what it was given, and refuses while it is told to."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass
class Gateway:
    """What left by short message, in the order in which it came in: number and words."""

    port: int = 0
    got: list[tuple[str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        """The setting by which the platform reaches it."""
        return f"json://127.0.0.1:{self.port}/{{phone}}"

    def of(self, phone: str) -> list[str]:
        """What one number was sent, in order."""
        return [words for number, words in list(self.got) if number == phone]


@contextlib.contextmanager
def gateway(seconds: float = 0) -> Iterator[Gateway]:
    """A gateway that listens until the block ends, and takes so long for each message."""
    made = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            number = unquote(self.path).strip("/")
            taken = number not in made.refused
            time.sleep(seconds)
            if taken:
                made.got.append((number, body["message"]))
            self.send_response(200 if taken else 503)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Nothing on the screen of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
