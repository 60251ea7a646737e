"""An import that is killed in the middle and run again: every row exactly once, nothing half-recorded."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 12_000
JINLIN = [str(Path(sys.executable).with_name("jinlin"))]
WORLD = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "call_command('migrate', verbosity=0)\n"
    "from tests.cast import build\n"
    "build()\n"
)

pytestmark = [pytest.mark.load, pytest.mark.slow]


@pytest.fixture
def deployment(tmp_path):
    """A data folder of its own with the cast in it, for commands that run as processes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("JINLIN_")}
    env |= {"JINLIN_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "jinlin.site.settings"}
    subprocess.run(
        [sys.executable, "-c", WORLD], env=env, check=True, cwd=Path(__file__).parent.parent.parent
    )
    return env


def written(path):
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["编号", "反映人", "标题", "内容", "时间"])
        for n in range(ROWS):
            again = (
                n % 50 == 49
            )  # every fiftieth row is the one before it, told once more by the same resident
            what = n - 1 if again else n
            out.writerow(
                [
                    n,
                    f"居民{what}",
                    f"第{what}件",
                    f"第{what}件：楼道灯不亮，晚上看不清路",
                    f"2026-08-{n % 28 + 1:02} 09:00",
                ]
            )
    return path


def committed(env):
    with sqlite3.connect(f"file:{env['JINLIN_DATA']}/jinlin.sqlite3?mode=ro", uri=True) as database:
        matters = database.execute("SELECT count(*) FROM matters_matter").fetchone()[0]
        tellings = database.execute(
            "SELECT count(*), count(DISTINCT source_id) FROM matters_telling"
        ).fetchone()
        read = database.execute("SELECT coalesce(sum(read), 0) FROM matters_batch").fetchone()[0]
        found = database.execute(
            "SELECT count(*) FROM matters_search WHERE matters_search MATCH 'x697cz9053'"
        ).fetchone()[0]
    return matters, *tellings, read, found


def test_killed_in_the_middle_and_run_again_each_row_is_there_exactly_once(deployment, tmp_path):
    table = written(tmp_path / "table.csv")
    order = [*JINLIN, "import", "matters", str(table), "--json"]
    for least in (ROWS // 6, ROWS // 2):
        running = subprocess.Popen(
            order, env=deployment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + 240
        while running.poll() is None and committed(deployment)[1] < least and time.monotonic() < ends:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
        matters, tellings, numbers, read, found = committed(deployment)
        assert least <= tellings == numbers == found < ROWS, "killed while it was at work"
        assert matters == tellings - tellings // 50
        assert read >= tellings

    last = subprocess.run(order, env=deployment, check=True, capture_output=True)
    answer = json.loads(last.stdout)
    assert answer["known"] == tellings and answer["read"] == ROWS
    assert answer["recorded"] + answer["merged"] == ROWS - tellings
    assert committed(deployment)[:3] == (ROWS - ROWS // 50, ROWS, ROWS)

    again = json.loads(subprocess.run(order, env=deployment, check=True, capture_output=True).stdout)
    assert (again["recorded"], again["merged"], again["known"]) == (0, 0, ROWS)
    subprocess.run([*JINLIN, "trail", "verify"], env=deployment, check=True, capture_output=True)
