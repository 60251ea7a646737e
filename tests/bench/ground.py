"""The ground of the measurements: folders kept for the next run, a PostgreSQL that writes to disk, processes of their own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
JINLIN = Path(sys.executable).with_name("jinlin")
# As an office would set it on a small machine: what is acknowledged is on disk.
POSTGRES = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}


@dataclass
class World:
    """One database with its folder, its size, the tokens of its people."""

    vendor: str
    data: Path
    url: str
    matters: int
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The shell's environment without any setting of the platform, then this world's own."""
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))
        }
        clean |= {"JINLIN_DATA": str(self.data), "PYTHONPATH": str(ROOT), "JINLIN_SECOND_FACTOR": "0"}
        return clean | ({"JINLIN_DATABASE_URL": self.url} if self.url else {})

    def inside(self, act: str, *arguments: object) -> Any:
        """What an act of ``tests.bench.inside`` answers, run in this world by a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.inside", act, *(str(one) for one in arguments)], env=self.environment, cwd=ROOT,
            stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"bench: {act} ended with {done.returncode}")
        return json.loads(done.stdout.splitlines()[-1])


def cache() -> Path:
    """Where worlds wait for the next run; named by what they depend on, so that an old one is never taken for new."""
    known = hashlib.sha256()
    for path in sorted(
        [
            *ROOT.glob("jinlin/*/migrations/*.py"),
            *Path(__file__).parent.glob("*.py"),
            ROOT / "jinlin/base/bigrams.py",
        ]
    ):
        if (
            path.name in ("land.py", "matters.py", "texts.py", "bigrams.py")
            or path.parent.name == "migrations"
        ):
            known.update(path.read_bytes())
    root = Path(
        os.environ.get("JINLIN_BENCH_CACHE") or Path(tempfile.gettempdir()) / f"jinlin-bench-{os.geteuid()}"
    )
    folder = root / known.hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def make(world: World) -> World:
    """Fill a world, or find it as an earlier run left it."""
    marker = world.data / f"made-{world.vendor}-{world.matters}.json"
    if not marker.exists():
        began = time.monotonic()
        print(f"bench: makes {world.matters:,} matters on {world.vendor} …", file=sys.stderr, flush=True)
        tokens = world.inside("make", world.matters)
        marker.write_text(json.dumps(tokens))
        print(f"bench: made in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    world.tokens = json.loads(marker.read_text())
    return world


def sqlite(matters: int) -> World:
    """A world on the embedded database."""
    data = cache() / f"sqlite-{matters}"
    data.mkdir(exist_ok=True)
    if not (data / f"made-sqlite-{matters}.json").exists():
        shutil.rmtree(data)
        data.mkdir()
    return make(World("sqlite", data, "", matters))


@contextlib.contextmanager
def copy_of(world: World) -> Iterator[World]:
    """The same world to write in, thrown away afterwards; the kept one stays as it is."""
    if world.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="jinlin-bench-", dir=cache()) as folder:
            data = Path(folder) / "data"
            shutil.copytree(world.data, data)
            # Otherwise the first writes measured would wait for the copy's own gigabytes to reach the disk.
            os.sync()
            yield World("sqlite", data, "", world.matters, world.tokens)
        return
    parts = urlsplit(world.url)
    server, name = urlunsplit(parts._replace(path="/postgres")), parts.path.lstrip("/")
    databases.drop_database(server, "bench_copy")
    with databases.psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE bench_copy TEMPLATE "{name}" STRATEGY file_copy')
        # Otherwise the first writes measured would wait for the copy's own gigabytes to reach the disk.
        connection.execute("CHECKPOINT")
    os.sync()
    try:
        yield World(
            "postgresql",
            world.data,
            urlunsplit(parts._replace(path="/bench_copy")),
            world.matters,
            world.tokens,
        )
    finally:
        databases.drop_database(server, "bench_copy")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL with its data in the cache, started for this run and stopped after it."""
    owner, folder = databases._someone_else(), cache() / "postgresql"
    folder.mkdir(exist_ok=True)
    if owner:
        for path in (cache().parent, cache(), folder):
            path.chmod(0o755)
        os.chown(folder, owner["user"], owner["group"])
    program = databases._reachable(folder, databases.binaries(), owner)
    secret = folder / "password"
    if not (folder / "data" / "PG_VERSION").exists():
        secret.write_text(os.urandom(18).hex())
        if owner:
            os.chown(secret, owner["user"], owner["group"])
        subprocess.run(
            [program / "initdb", "-D", folder / "data", "-U", "jinlin", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256",
             f"--pwfile={secret}"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner,
        )  # fmt: skip
    server = databases.Cluster(folder, program, owner, secret.read_text(), databases._SETTINGS | POSTGRES)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def on_postgres(url: str, matters: int) -> World:
    """A world on that server, in a database of its own."""
    name, data = f"bench_{matters}", cache() / f"postgresql-{matters}"
    data.mkdir(exist_ok=True)
    world = World("postgresql", data, urlunsplit(urlsplit(url)._replace(path=f"/{name}")), matters)
    if not (data / f"made-postgresql-{matters}.json").exists():
        databases.drop_database(url, name)
        databases.create_database(url, name)
    return make(world)


@contextlib.contextmanager
def served(world: World, workers: int = 2, *, jobs: bool = True) -> Iterator[int]:
    """The world served by ``jinlin serve`` at a port; ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (world.data / "serve.log").open("wb") as out:
        server = subprocess.Popen(
            [JINLIN, "serve", "--port", str(port), "--workers", str(workers), "--jobs" if jobs else "--no-jobs"],
            env=world.environment, cwd=ROOT, stdout=out, stderr=out, preexec_fn=databases.end_with_parent(signal.SIGTERM),
        )  # fmt: skip
    try:
        wait(port, server, world.data / "serve.log")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait(port: int, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    """Until the site answers."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and server.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise SystemExit(f"bench: jinlin serve does not answer:\n{log.read_text(errors='replace')[-3000:]}")


def settled(port: int, seconds: float = 180) -> None:
    """Until what a start makes up for is done: an hour's hot spots, a week's lesson, in worlds that nobody ran before."""
    give_up, before = time.monotonic() + seconds, processor(port)
    while time.monotonic() < give_up:
        time.sleep(3)
        now = processor(port)
        if now - before < 0.3:
            return
        before = now


def family(port: int) -> set[int]:
    """The processes serving at a port, with all that they began."""
    return _found(port)[0]


def processor(port: int) -> float:
    """Seconds of processor that the processes serving at a port have used so far, with all that they began."""
    found, used = _found(port)
    return sum(used[pid] for pid in found) / os.sysconf("SC_CLK_TCK")


def _found(port: int) -> tuple[set[int], dict[int, int]]:
    parents, used, found = {}, {}, set()
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            pid = int(folder.name)
            rest = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[pid], used[pid] = int(rest[1]), int(rest[11]) + int(rest[12])
            if f"--port\0{port}\0".encode() in (folder / "cmdline").read_bytes():
                found.add(pid)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return found, used
