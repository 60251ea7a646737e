"""Opening the sums when the worker is killed in the middle: nothing half-written, the next worker ends it, once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

BALLOTS = 500
WORLD = f"""
import datetime as dt, json
import django; django.setup()
from django.core.management import call_command
call_command('migrate', verbosity=0)
from tests.ballots.estate import END, opened
from jinlin.ballots import casting, jobs
from jinlin.ballots.models import Decision, RollRow
from jinlin.ballots.sealing.marks import seal_ballot
from tests.ballots.estate import OPEN
made = opened({BALLOTS}, by_proxy=False)
row = Decision.objects.get(pk=made.decision.pk)
for n, number in enumerate(RollRow.objects.filter(decision=row).order_by('row').values_list('row', flat=True)):
    sealed = seal_ballot(row.package_hash, number, {{'m1': ['yes', 'no', 'abstain']}}, {{'m1': ('yes', 'no')[n % 2]}})
    casting.put(row, number, 'phone', sealed, at=OPEN)
made.take('close', 'counter', on=END)
jobs.ask_sums(Decision.objects.get(pk=row.pk), by=made.act('counter'))
"""
DIES = """
import os, signal
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from jinlin.ballots import results
from jinlin.ballots.models import Unsealing
from jinlin.base.jobs import worker_name
DBTaskResult.objects.update(status='RUNNING', worker_ids=[worker_name()])
results.read_sums(Unsealing.objects.get().decision, lambda done, lines: os.kill(os.getpid(), signal.SIGKILL))
"""
COUNTS = """
import django; django.setup()
from jinlin.ballots import jobs, results
from jinlin.ballots.desk import DECISIONS
from jinlin.ballots.models import Decision, Unsealing
from jinlin.base.actor import Actor, Held
from jinlin.people.models import Account
from tests.ballots.test_decision_life import LATER
row = Decision.objects.get()
jobs.open_sums.func(Unsealing.objects.get().pk)
assert row.state == 'closed' and not row.result
place = row.place
by = Actor(account=Account.objects.get(username='counter').pk, name='计小明', seats=(
    Held(role='ballot_counter', tenure=1, place=place.pk, path=place.path, level=place.level),))
row = DECISIONS.take(row.pk, 'count', by=by, given={}, on=LATER)
assert results.verified(Decision.objects.get())['ok']
print(row.result['motions'][0]['options']['yes']['persons'], row.result['motions'][0]['options']['no']['persons'])
"""

pytestmark = [pytest.mark.load, pytest.mark.slow]


@pytest.fixture
def deployment(tmp_path):
    """A data folder of its own, for commands that run as processes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("JINLIN_")}
    return env | {"JINLIN_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "jinlin.site.settings"}


def run(env, program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=env,
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-3000:]
    return done


def one(env, question):
    with sqlite3.connect(f"file:{env['JINLIN_DATA']}/jinlin.sqlite3?mode=ro", uri=True) as database:
        return database.execute(question).fetchone()[0]


def test_a_worker_killed_while_it_reads_leaves_the_board_as_it_was_and_the_next_one_ends_it(deployment):
    run(deployment, WORLD)
    lines = one(deployment, "SELECT count(*) FROM ballots_boardline")
    assert run(deployment, DIES).returncode == -signal.SIGKILL
    assert (
        one(deployment, "SELECT count(*) FROM ballots_unsealing WHERE finished_at IS NULL AND sums = ''") == 1
    )
    assert one(deployment, "SELECT count(*) FROM ballots_boardline") == lines

    worker = subprocess.Popen(
        [str(Path(sys.executable).with_name("jinlin")), "work"],
        env=deployment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + 120
        finished = "SELECT count(*) FROM ballots_unsealing WHERE finished_at IS NOT NULL"
        while not one(deployment, finished) and time.monotonic() < ends:
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(60)
    assert one(deployment, "SELECT done FROM ballots_unsealing") > 0
    assert one(deployment, "SELECT count(*) FROM ballots_boardline") == lines, (
        "nothing before the counter's step"
    )
    yes, no = run(deployment, COUNTS).stdout.split()[-2:]
    assert int(yes) + int(no) == one(
        deployment, "SELECT count(*) FROM ballots_boardline WHERE kind = 'ballot'"
    )
