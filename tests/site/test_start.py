"""A start: quick because nothing is loaded twice or in vain, and refused in one line where something is lacking."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from jinlin.site import readiness

ROOT = Path(__file__).resolve().parent.parent.parent
JINLIN = Path(sys.executable).with_name("jinlin")
ONLY_WHERE_USED = {
    "apprise", "chinese_calendar", "docx", "docxtpl", "httpx", "icalendar", "jsonschema", "numpy",
    "opencc", "openpyxl", "polib", "pypinyin", "python_calamine", "scipy", "shapely", "sklearn", "typst", "xlsxwriter",
}  # fmt: skip
"""Libraries of single pages and papers: tens of megabytes and whole seconds that most processes never need."""


def environment(data: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    return clean | {"JINLIN_DATA": str(data), "PYTHONPATH": str(ROOT)} | more


def told_by(data: Path, program: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(data), capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def serve(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A start that is refused, with what it said; one that is not would be ended by the limit of time."""
    return subprocess.run(
        [JINLIN, "serve", *arguments], env=environment(data, **more), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )  # fmt: skip


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A folder as a finished migration leaves it for whoever only looks: its marks, and files for the pages."""
    with closing(sqlite3.connect(tmp_path / "jinlin.sqlite3")) as file:
        file.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)"
        )
        rows = sorted(readiness.on_disk(settings.INSTALLED_APPS))
        file.executemany(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-01-01')", rows
        )
        file.commit()
    for folder in (ROOT / "jinlin").glob("*/static"):
        shutil.copytree(folder, tmp_path / "static", dirs_exist_ok=True)
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    return tmp_path


def test_the_names_on_disk_are_those_that_django_finds_by_loading_everything() -> None:
    assert readiness.on_disk(settings.INSTALLED_APPS) == set(MigrationLoader(None).disk_migrations)


def test_whether_it_stands_is_known_without_loading_django(migrated: Path) -> None:
    program = (
        "import json, sys\nfrom jinlin.site.cli import serve\nfrom jinlin.site import readiness, supervision\n"
        "print(json.dumps([readiness.stands(), [name for name in sys.modules if name.split('.')[0] == 'django']]))"
    )
    assert told_by(migrated, program) == [True, []]


@pytest.mark.parametrize("fault", ["other", "missing"])
def test_after_an_update_that_changed_only_a_file_of_the_pages_they_are_collected_anew(
    migrated: Path, fault: str
) -> None:
    style = migrated / "static" / "jinlin" / "jinlin.css"
    assert readiness.pages_stand(migrated / "static")
    style.write_text("/* of the version before */") if fault == "other" else style.unlink()
    assert not readiness.pages_stand(migrated / "static")


def test_one_migration_that_the_database_has_not_seen_refuses_the_start_in_one_line(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated / "jinlin.sqlite3")) as file:
        gone = file.execute("DELETE FROM django_migrations WHERE app = 'insight' RETURNING name").fetchall()
        file.commit()

    refused = serve(migrated)

    assert gone and refused.returncode == 2 and refused.stdout == ""
    assert (
        refused.stderr.count("\n") == 1
        and "jinlin setup" in refused.stderr
        and "还没有准备好" in refused.stderr
    )


def test_an_empty_folder_and_a_wrong_setting_are_named_before_anything_starts(tmp_path: Path) -> None:
    empty, wrong = serve(tmp_path), serve(tmp_path, JINLIN_HTTPS="perhaps")

    assert empty.returncode == wrong.returncode == 2
    assert "还没有准备好" in empty.stderr and empty.stderr.count("\n") == 1
    assert wrong.stderr == "jinlin: JINLIN_HTTPS='perhaps': write 1 or 0\n"


@contextmanager
def listening(*, shared: bool) -> Iterator[socket.socket]:
    """A program that has a port: alone, or as our web processes share one among them."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other


@pytest.mark.parametrize("shared", [False, True], ids=["another program", "a server of ours"])
def test_a_port_that_another_has_is_refused_in_one_line(migrated: Path, shared: bool) -> None:
    with listening(shared=shared) as other:
        port = str(other.getsockname()[1])
        refused = serve(migrated, "--port", port)

    assert refused.returncode == 2 and refused.stderr.count("\n") == 1
    assert f"端口 {port} 用不了" in refused.stderr and "--port" in refused.stderr


def test_a_server_that_is_just_ending_is_waited_for(migrated: Path) -> None:
    with listening(shared=True) as ending:
        port = str(ending.getsockname()[1])
        with subprocess.Popen(
            [JINLIN, "serve", "--port", port, "--no-jobs"], env=environment(migrated), cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as begun:  # fmt: skip
            time.sleep(2)
            still = begun.poll()
            ending.close()
            said = begun.stderr.readline() if begun.stderr else ""
            begun.terminate()

    assert still is None and f"http://127.0.0.1:{port}" in said


def test_of_two_that_start_at_one_port_in_the_same_moment_one_is_refused(migrated: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    two = [
        subprocess.Popen(
            [JINLIN, "serve", "--port", port, "--no-jobs"], env=environment(migrated), cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        until = time.monotonic() + 40
        while all(one.poll() is None for one in two) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        assert sorted(one.poll() is None for one in two) == [False, True]
        refused = next(one for one in two if one.poll() is not None)
        assert refused.returncode == 2 and f"端口 {port} 用不了" in (
            refused.stderr.read() if refused.stderr else ""
        )
    finally:
        for one in two:
            one.terminate()
            one.communicate()


def test_what_the_web_processes_are_forked_from_has_no_connection_no_further_thread_and_no_library_of_single_pages(
    migrated: Path,
) -> None:
    program = (
        "import json, sys, threading\nfrom jinlin.site.web import load\nload()\nfrom django.db import connections\n"
        "print(json.dumps([threading.active_count(), [one.alias for one in connections.all() if one.connection], list(sys.modules)]))"
    )

    threads, connected, loaded = told_by(migrated, program)

    assert (threads, connected) == (1, [])
    assert "jinlin.matters.web.urls" in loaded
    assert not ONLY_WHERE_USED & set(loaded)
    assert {"jinlin.site.faults", "encodings.unicode_escape"} <= set(loaded), (
        "what says 'not now' stands ready"
    )
