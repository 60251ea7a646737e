"""A set-up or demo that was killed with -9 goes on where it stopped, and never takes another world for its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Ends itself at the very moment at which the library would mark a migration whose indexes come at its end.
KILLED = """
import os, signal
from django.db.migrations.recorder import MigrationRecorder
from jinlin.site.cli import django_ready
django_ready()
mark = MigrationRecorder.record_applied
def killed(recorder, app, name):
    if (app, name) == ("places", "0001_initial"):
        os.kill(os.getpid(), signal.SIGKILL)
    mark(recorder, app, name)
MigrationRecorder.record_applied = killed
from jinlin.site.whole import migrate
migrate()
"""
DEMO = "from jinlin.site.cli import main; main(['demo', '--scale', 'small'])"
WHOLE = "from jinlin.site.cli import django_ready; django_ready(); from jinlin.site.whole import migrate; migrate()"


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *words], env=clean | {"JINLIN_DATA": str(data), "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        cwd=ROOT, timeout=180, check=False,
    )  # fmt: skip


def rows(data: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "jinlin.sqlite3")) as file:
        return file.execute(question).fetchall()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose migrations were once killed between a migration and its mark, and then run to their end."""
    data = tmp_path_factory.mktemp("killed")
    assert run(data, "-c", KILLED).returncode == -signal.SIGKILL
    tables = rows(data, "SELECT name FROM sqlite_master WHERE name = 'places_place'")
    marked = rows(data, "SELECT name FROM django_migrations WHERE app = 'places'")
    assert tables == marked == [], "neither the tables nor their mark: both belong to one transaction"
    again = run(data, "-c", WHOLE)
    assert again.returncode == 0, again.stderr[-2000:]
    return data


def test_migrations_that_were_killed_between_tables_and_mark_go_on(migrated: Path) -> None:
    assert rows(migrated, "SELECT count(*) FROM places_place") == [(0,)]
    ready = run(
        migrated, "-c",
        "from django.conf import settings; from jinlin.site import readiness, settings as own\n"
        "print(readiness.on_disk(own.INSTALLED_APPS) <= readiness._seen(own.DATABASES['default']))",
    )  # fmt: skip
    assert ready.stdout == "True\n", ready.stderr


@pytest.mark.slow
def test_a_demo_killed_before_it_left_its_mark_is_known_again_and_a_changed_one_is_not(
    migrated: Path, tmp_path: Path
) -> None:
    data = tmp_path / "demo"
    shutil.copytree(migrated, data)
    # The world is written and its mark laid out beside its place; there it ends.
    killed = (
        KILLED.partition("from django.db")[0]
        + (
            "from pathlib import Path\nplace = Path.replace\n"
            "Path.replace = lambda one, to: os.kill(os.getpid(), 9) if one.name == 'demo.json.new' else place(one, to)\n"
        )
        + DEMO
    )
    assert run(data, "-c", killed).returncode == -signal.SIGKILL
    assert not (data / "demo.json").exists() and (data / "demo.json.new").stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    shutil.copytree(data, other)
    with closing(sqlite3.connect(other / "jinlin.sqlite3")) as file:
        file.execute("DELETE FROM matters_telling WHERE id = (SELECT max(id) FROM matters_telling)")
        file.commit()

    again, refused = run(data, "-c", DEMO), run(other, "-c", DEMO)

    assert again.returncode == 0 and "没有改动" in again.stdout, again.stderr
    assert json.loads((data / "demo.json").read_text())["password"] in again.stdout
    assert refused.returncode == 2 and "not_empty" in refused.stderr
    assert not (other / "demo.json").exists()
