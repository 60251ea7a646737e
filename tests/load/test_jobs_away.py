"""No job process runs for a while: people tell and work as ever; what they are to hear leaves afterwards, once, in order."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.databases import end_with_parent
from tests.gateway import Gateway, gateway
from tests.load.serving import JINLIN, ROOT, Site, site

pytestmark = [pytest.mark.load, pytest.mark.slow]
MATTERS = 6
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("accept", {}),
    ("answer", {"note": "修好了"}),
)


def _work(made: Site) -> subprocess.Popen[bytes]:
    with (made.data / "work.log").open("ab") as out:
        return subprocess.Popen(
            [JINLIN, "work"], env=made.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )  # fmt: skip


def _told_and_worked(made: Site) -> list[str]:
    """Residents tell, the worker takes steps; the words that the teller is to read, in order."""
    for number in range(MATTERS):
        status, body = made.tell(f"第 {number} 件，电梯坏了", key=f"away-{number}")
        assert status == 201
        for step, given in STEPS:
            status, said = made.ask(
                "POST",
                f"/api/v1/matters/{body['number']}/steps/{step}",
                given,
                by="worker",
                key=f"{number}-{step}-away",
            )
            assert status == 200, said
    found: list[str] = made.run("tests.load.waiting", "resident")
    return found


def _until_sent(sms: Gateway, phone: str, count: int) -> None:
    give_up = time.monotonic() + 60
    while len(sms.of(phone)) < count:
        assert time.monotonic() < give_up, sms.got
        time.sleep(0.2)


def test_what_was_told_while_no_jobs_ran_is_heard_of_afterwards_once_and_in_order(
    tmp_path: Path, worker_id: str
) -> None:
    phone = "13900000001"
    with (
        gateway(seconds=0.3) as sms,
        site(tmp_path, f"jobs_away_{worker_id}", "", "--no-jobs", JINLIN_SMS_URL=sms.address) as made,
    ):
        made.run("tests.load.waiting", "resident", phone)
        waits = _told_and_worked(made)
        assert len(waits) >= 2 * MATTERS and sms.got == []

        worker = _work(made)
        try:
            _until_sent(sms, phone, 3)
            worker.kill()
            worker.wait()
            worker = _work(made)
            made.run("tests.load.waiting", "--release")
            _until_sent(sms, phone, len(waits))
            time.sleep(5)
        finally:
            worker.terminate()
            worker.wait(timeout=20)
        found = made.run("tests.load.check")

    heard = sms.of(phone)
    assert list(dict.fromkeys(heard)) == waits, "each was sent, in the order in which it was written"
    assert len(heard) <= len(waits) + 1, "the killed process repeats at most the one it had in hand"
    assert found["trail"] == [] and found["tallies"] == []
