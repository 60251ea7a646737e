"""The demo world, made and served by the commands an operator types, in processes of their own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import create_database, drop_database, end_with_parent

MAKE_SECONDS = 180
START_SECONDS = 60
JINLIN = Path(sys.executable).with_name("jinlin")


def _environment(data: Path, url: str) -> dict[str, str]:
    """The shell's environment without any setting of the platform, then this world's folder and database."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    clean["JINLIN_DATA"] = str(data)
    clean["JINLIN_SECOND_FACTOR"] = "0"
    if url:
        clean["JINLIN_DATABASE_URL"] = url
    return clean


def make_world(data: Path, url: str = "") -> None:
    """Make the small demo world in a folder, on SQLite or on the PostgreSQL database of ``url``."""
    made = subprocess.run(
        [JINLIN, "demo", "--scale", "small"], env=_environment(data, url), capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=MAKE_SECONDS,
    )  # fmt: skip
    assert made.returncode == 0, (
        f"jinlin demo ended with {made.returncode}:\n{made.stdout[-2000:]}\n{made.stderr[-4000:]}"
    )


@contextlib.contextmanager
def served(data: Path, url: str = "") -> Iterator[str]:
    """Serve the world of a folder on a free port, wait until it answers, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    log = data / "serve.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [JINLIN, "serve", "--host", "127.0.0.1", "--port", str(port)], env=_environment(data, url),
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )  # fmt: skip
    try:
        _wait(root, server, log)
        yield root
    finally:
        _stop(server)


def _wait(root: str, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if server.poll() is not None:
            break
        if _answers(f"{root}/healthz"):
            return
        time.sleep(0.1)
    raise AssertionError(
        f"jinlin serve does not answer at {root}/healthz:\n{log.read_text(errors='replace')[-4000:]}"
    )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then end whatever is left of its own process group."""
    if server.poll() is None:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=15)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def fresh_copy(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of the small demo world's data folder that nobody else uses; the world is made once for all processes."""
    data = tmp_path_factory.mktemp("world") / "data"
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        data.mkdir()
        return data
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    made = shared / "demo-world"
    with _one_at_a_time(shared / "demo-world.lock"):
        if not made.exists():
            # What a try before this one left half made is no world to go on with.
            shutil.rmtree(shared / "demo-world.new", ignore_errors=True)
            make_world(shared / "demo-world.new")
            (shared / "demo-world.new").rename(made)
    shutil.copytree(made, data)
    return data


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of the world that this test process serves."""
    return fresh_copy(tmp_path_factory, worker_id)


_URLS: dict[Path, str] = {}


def in_world(folder: Path, program: str, *given: str) -> None:
    """Run a few lines of Python within the world of a folder while it is served: how a test lets hours pass."""
    ready = "import sys, django\ndjango.setup()\n"
    environment = _environment(folder, _URLS.get(folder, "")) | {
        "DJANGO_SETTINGS_MODULE": "jinlin.site.settings"
    }
    ran = subprocess.run(
        [sys.executable, "-c", ready + program, *given], env=environment, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]


@contextlib.contextmanager
def own_world(folder: Path, name: str) -> Iterator[str]:
    """Serve the world of a folder; on PostgreSQL it is made in a database of that name, dropped afterwards."""
    url = os.environ.get("JINLIN_DATABASE_URL", "")
    if not url:
        with served(folder) as root:
            yield root
        return
    drop_database(url, name)
    own = _URLS[folder] = create_database(url, name)
    make_world(folder, own)
    with served(folder, own) as root:
        yield root
    drop_database(url, name)


@pytest.fixture(scope="session")
def world_server(world_folder: Path, worker_id: str) -> Iterator[str]:
    """The address of a served demo world that belongs to this test process alone."""
    with own_world(world_folder, f"world_{worker_id}") as root:
        yield root


@contextlib.contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
