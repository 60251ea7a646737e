"""A new version brings its tables up while people tell: nobody gets a fault, and no table is shut for long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.load.serving import ROOT, Site, site

pytestmark = [pytest.mark.load, pytest.mark.slow]
# The last steps of apps whose tables a telling leaves alone, and where each stood before them.
BEFORE = ("base=0003", "venues=0002", "volunteering=0010", "ballots=0005")
ROWS = 20_000
SLOWEST = 5.0
"""A write waits for a migration that has the table or the file; on a busy machine several times what it takes on a calm one."""


def _migrate(made: Site) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate"],
        env=made.environment | {"DJANGO_SETTINGS_MODULE": "jinlin.site.settings"}, cwd=ROOT, capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_people_tell_on_while_the_tables_are_brought_up(tmp_path: Path, worker_id: str) -> None:
    with site(tmp_path, f"migrating_{worker_id}") as made:
        assert made.run("tests.load.stored", str(ROWS), *BEFORE) == ROWS
        said, slow, over = Counter[int](), [0.0], threading.Event()

        def tell(name: int) -> None:
            turn = 0
            while not over.is_set():
                turn += 1
                began = time.monotonic()
                status, _ = made.tell(f"升级时 {name} 说的第 {turn} 件，电梯坏了")
                said[status] += 1
                slow[0] = max(slow[0], time.monotonic() - began)
                said[made.ask("GET", "/places/E0001")[0]] += 1
                time.sleep(0.05)

        people = [threading.Thread(target=tell, args=(name,)) for name in range(3)]
        for one in people:
            one.start()
        try:
            output = _migrate(made)
            time.sleep(1)
        finally:
            over.set()
            for one in people:
                one.join()
        found = made.run("tests.load.check")
        kept = made.run("tests.load.stored", "0")

    assert output.count("... OK") >= len(BEFORE)
    assert set(said) == {200, 201}, said
    assert slow[0] <= SLOWEST
    assert kept == ROWS
    assert set(found["texts"].values()) == {1} and len(found["texts"]) == said[201]
    assert found["trail"] == [] and found["tallies"] == []
