"""Work that takes much memory is done in a process of its own, from the process that runs for weeks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from jinlin.base.apart import done_apart
from tests.base import apart_work
from tests.world import in_world

LONG = "from jinlin.base.apart import done_apart, runs_long; from tests.base import apart_work; runs_long(); "


def started(words: str) -> subprocess.Popen[str]:
    """A process that runs long, and what it is told to do."""
    return subprocess.Popen([sys.executable, "-c", LONG + words], stderr=subprocess.PIPE, text=True)


def is_there(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be buried."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_process_that_ends_soon_does_the_work_itself(tmp_path: Path) -> None:
    done_apart(apart_work.note, str(tmp_path / "said"), "近邻")
    assert json.loads((tmp_path / "said").read_text("utf-8"))["pid"] == os.getpid()


def test_a_process_that_runs_long_has_it_done_by_another_that_stands_behind_and_knows_the_tables(
    tmp_path: Path,
) -> None:
    said = tmp_path / "said"
    parent = started(f"done_apart(apart_work.note, {str(said)!r}, '近邻'); import os; print(os.getpid())")
    _, told = parent.communicate(timeout=60)
    assert parent.returncode == 0, told
    found = json.loads(said.read_text("utf-8"))
    assert found["pid"] not in (parent.pid, os.getpid())
    assert (found["behind"], found["words"], found["table"]) == (
        min(19, os.nice(0) + 10),
        "近邻",
        "matters_matter",
    )


def test_work_that_ends_badly_is_a_fault_of_whoever_asked_for_it() -> None:
    parent = started("done_apart(apart_work.fall)")
    _, told = parent.communicate(timeout=60)
    assert parent.returncode == 1
    assert "on purpose" in told and "tests.base.apart_work:fall ended with 1" in told


def test_the_work_ends_when_the_process_that_asked_for_it_is_killed(tmp_path: Path) -> None:
    said = tmp_path / "pid"
    parent = started(f"done_apart(apart_work.stay, {str(said)!r})")
    give_up = time.monotonic() + 60
    while not (said.exists() and said.read_text()) and time.monotonic() < give_up:
        time.sleep(0.05)
    child = int(said.read_text())
    assert is_there(child)
    parent.kill()
    parent.communicate()
    while is_there(child) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not is_there(child)


APART = """
from jinlin.base.apart import runs_long
from jinlin.matters.hot import look_everywhere
from jinlin.matters.suggestions import learn_categories, models_folder
runs_long()
learn_categories.call()
look_everywhere.call()
assert not {"numpy", "scipy"} & set(sys.modules), "the long process holds what only a lesson needs"
assert list(models_folder().iterdir()) and list((models_folder().parent / "hot").iterdir())
"""


def test_the_lesson_and_the_look_at_hot_spots_leave_nothing_in_the_process_of_the_jobs(
    world_server: str, world_folder: Path
) -> None:
    in_world(world_folder, APART)
