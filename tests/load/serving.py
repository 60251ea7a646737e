"""A world of its own, served by ``jinlin serve`` in processes that a test may kill."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.databases import create_database, drop_database, end_with_parent

JINLIN = Path(sys.executable).with_name("jinlin")
ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60


@dataclass
class Site:
    """One served world: where it answers, the tokens of its people, its processes."""

    data: Path
    url: str
    port: int
    tokens: dict[str, str] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The shell's environment without any setting of the platform, then this world's own."""
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))
        }
        clean |= {"JINLIN_DATA": str(self.data), "PYTHONPATH": str(ROOT), **self.settings}
        return clean | ({"JINLIN_DATABASE_URL": self.url} if self.url else {})

    def run(self, module: str, *arguments: str) -> Any:
        """What a module prints, run in this world by a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=180,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *more: str) -> None:
        """Serve with two web processes and the jobs, and wait until it answers."""
        with (self.data / "serve.log").open("ab") as out:
            self.server = subprocess.Popen(
                [JINLIN, "serve", "--port", str(self.port), "--workers", "2", *more], env=self.environment, cwd=ROOT,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, preexec_fn=end_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.wait()

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Until the site answers that its database is there."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/healthz", timeout=2)[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"no answer at port {self.port}:\n{self.log()[-4000:]}")

    def stop(self) -> None:
        """End the server as an operator does."""
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            try:
                self.server.wait(timeout=25)
            except subprocess.TimeoutExpired:
                for pid in self.processes():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.server.kill()
                self.server.wait()

    def log(self) -> str:
        """What the server said."""
        return (self.data / "serve.log").read_text(errors="replace")

    def processes(self) -> dict[int, str]:
        """Every process below the server by id: ``web`` (a web process), ``front`` (the one over them), ``jobs``."""
        assert self.server is not None
        below, rows = {self.server.pid}, _process_table()
        while len(below) < len(
            below := below | {pid for pid, (parent, _) in rows.items() if parent in below}
        ):
            pass
        found = {}
        for pid in below - {self.server.pid}:
            parent, command = rows.get(pid, (0, ""))
            if command.endswith("jinlin work "):
                found[pid] = "jobs"
            elif "jinlin.site.web" in command:
                found[pid] = "front" if parent == self.server.pid else "web"
        return found

    def ask(
        self, method: str, path: str, body: Any = None, *, by: str = "", key: str = "", timeout: float = 30
    ) -> tuple[int, Any]:
        """One request on a connection of its own; the answer's status and its JSON (or text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Content-Type": "application/json"}
        if by:
            headers["Authorization"] = f"Bearer {self.tokens[by]}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    def tell(
        self, text: str, *, by: str = "resident", place: str = "E0001", key: str = ""
    ) -> tuple[int, Any]:
        """A resident tells something at an estate."""
        return self.ask(
            "POST", "/api/v1/matters", {"text": text, "place": place}, by=by, key=key or secrets.token_hex(8)
        )


def _process_table() -> dict[int, tuple[int, str]]:
    rows = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                rows[int(folder.name)] = (
                    parent,
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(),
                )
    return rows


@contextlib.contextmanager
def site(folder: Path, name: str, server: str = "", *options: str, **settings: str) -> Iterator[Site]:
    """A fresh world in a folder, served until the block ends; on PostgreSQL (the run's, or ``server``) in a database of its own.

    ``options`` go to ``jinlin serve``, ``settings`` into its environment.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = server or os.environ.get("JINLIN_DATABASE_URL", "")
    if server:
        drop_database(server, name)
    made = Site(folder, create_database(server, name) if server else "", port, settings=settings)
    try:
        made.tokens = made.run("tests.load.make")
        made.start(*options)
        yield made
    finally:
        made.stop()
        if server:
            drop_database(server, name)
