"""A virus scanner: nobody is handed a file that it has not passed, and nothing is lost while it is away."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jinlin.base import scanning, uploads
from jinlin.base.actor import ANYBODY
from jinlin.base.models import Event, StoredFile
from jinlin.matters.models import Matter, Telling
from jinlin.matters.numbers import receipt_key
from jinlin.site.cli import main
from jinlin.site.env import BadSettings, read_env
from tests.base.test_uploads import photo
from tests.cast import World, build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STUB = """
import pathlib, sys
content = pathlib.Path(sys.argv[1]).read_bytes()
if b"\\x00broken" in content or b"cannot say" in content:
    sys.exit(2)
sys.exit(1 if b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in content else 0)
"""


@pytest.fixture
def scanner(tmp_path: Path, settings) -> str:
    """The platform with a scanner that knows one thing."""
    (tmp_path / "scanner.py").write_text(STUB)
    command = f"{sys.executable} {tmp_path / 'scanner.py'}"
    settings.ENV = replace(settings.ENV, scanner=command)
    return command


@pytest.fixture
def world(db) -> World:
    return build()


def taken(text: str, ticket: str = "t") -> StoredFile:
    """A table handed in as a file."""
    stored = uploads.store_upload(
        SimpleUploadedFile("名单.csv", text.encode()), by=ANYBODY, seen="teller", ticket=ticket
    )
    assert isinstance(stored, StoredFile)
    return stored


def said(client: Client, stored: StoredFile, door: str = "file") -> tuple[int, str]:
    path = f"/files/{stored.pk}" + ("/thumb" if door == "small" else "")
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


def uploader(ticket: str = "t") -> Client:
    client = Client()
    session = client.session
    session["upload_ticket"] = ticket
    session.save()
    client.cookies["jinlin"] = session.session_key
    return client


def test_without_a_scanner_a_file_is_handed_out_at_once():
    assert said(uploader(), taken("a,b\n1,2\n")) == (200, "a,b\n1,2\n")


def test_a_file_is_handed_to_nobody_before_it_was_looked_through_and_to_those_who_may_afterwards(scanner):
    stored = taken("a,b\n1,2\n")
    status, words = said(uploader(), stored)
    assert status == 423 and "正在做病毒检查" in words and "1,2" not in words
    assert said(uploader("other"), stored)[0] == 404, "to a stranger there is no such file"

    assert scanning.look_at_waiting(timezone.now()) == 1

    assert said(uploader(), stored) == (200, "a,b\n1,2\n")
    assert said(uploader("other"), stored)[0] == 404
    assert scanning.look_at_waiting(timezone.now()) == 0, "it is looked through once"


def test_a_condemned_file_is_closed_for_its_uploader_too_and_stays_so_without_a_scanner(scanner, settings):
    stored = taken(f"a,b\n{EICAR},2\n")
    scanning.look_at.call(stored.pk)
    status, words = said(uploader(), stored)
    assert status == 423 and "没有通过病毒检查" in words and "EICAR" not in words

    settings.ENV = replace(settings.ENV, scanner="")
    assert said(uploader(), stored)[0] == 423


def test_a_photos_small_picture_is_held_back_with_it(scanner):
    stored = uploads.store_upload(photo(), by=ANYBODY, ticket="t")
    assert isinstance(stored, StoredFile)
    answer = uploader().get(f"/files/{stored.pk}/thumb")
    assert answer["Content-Type"].startswith("image/svg+xml") and "正在检查" in answer.content.decode()
    scanning.look_at_waiting(timezone.now())
    answer = uploader().get(f"/files/{stored.pk}/thumb")
    assert answer["Content-Type"] == "image/jpeg" and b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def test_the_job_is_in_the_database_as_soon_as_the_row_is(scanner, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        stored = taken("a,b\n1,2\n")
    job = DBTaskResult.objects.get(task_path="jinlin.base.scanning.look_at")
    assert job.args_kwargs["args"] == [stored.pk] and job.status == "READY"


def test_what_the_scanner_cannot_judge_is_held_and_shown_to_it_again_later(scanner):
    stored, now = taken("a,b\ncannot say,2\n"), timezone.now()
    assert scanning.look_at_waiting(now) == 1
    status, words = said(uploader(), stored)
    assert status == 423 and "病毒检查现在做不了" in words
    assert scanning.look_at_waiting(now) == 0
    assert scanning.look_at_waiting(now + dt.timedelta(minutes=20)) == 1


def test_a_scanner_that_cannot_be_started_leaves_files_waiting_and_looks_at_them_when_it_is_back(
    scanner, settings
):
    stored = taken("a,b\n1,2\n")
    settings.ENV = replace(settings.ENV, scanner="/nowhere/scanner")
    assert scanning.look_at_waiting(timezone.now()) == 0
    stored.refresh_from_db()
    assert stored.scan is None and said(uploader(), stored)[0] == 423
    settings.ENV = replace(settings.ENV, scanner=scanner)
    assert scanning.look_at_waiting(timezone.now()) == 1
    assert said(uploader(), stored)[0] == 200


def test_a_condemned_upload_does_not_go_with_the_form_and_the_uploader_hears_it(scanner, world):
    client = Client()
    told = client.post("/photos/", {"photo": photo()}).json()
    StoredFile.objects.filter(pk=told["id"]).update(scan=scanning.FOUND)
    page = client.post(
        "/tell/", {"text": "楼道灯坏了", "place": "E0001", "files": [told["id"]], "act": "look"}
    )
    assert "没有通过病毒检查" in page.content.decode()
    assert not StoredFile.objects.exclude(subject="").exists()


def test_teller_and_worker_read_in_the_thread_why_a_file_does_not_open(scanner, world):
    told = world.tell()
    matter = Matter.objects.get(pk=told.matter)
    stored = taken(f"a,b\n{EICAR},2\n")
    event = Event.objects.filter(subject="matter", subject_id=matter.pk).order_by("seq").first()
    assert event is not None
    StoredFile.objects.filter(pk=stored.pk).update(
        subject="matter", subject_id=matter.pk, ticket=str(event.pk)
    )
    scanning.look_at_waiting(timezone.now())
    telling = Telling.objects.get(matter=matter)
    resident = Client().get(f"/follow/{told.number}/{receipt_key(telling.pk)}").content.decode()
    worker = sign_in(Client(), world.accounts["worker"]).get(f"/matters/{told.number}").content.decode()
    for page in (resident, worker):
        assert "没有通过病毒检查" in page and f"/files/{stored.pk}" not in page


@contextlib.contextmanager
def daemon(answer: Callable[[bytes], bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """A daemon on this machine that speaks as ClamAV's does and keeps what it was shown."""
    shown: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(20)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = door.accept()
                    with line, line.makefile("rb") as read:
                        assert read.read(10) == b"zINSTREAM\0"
                        content = b""
                        while size := struct.unpack("!I", read.read(4))[0]:
                            content += read.read(size)
                        shown.append(content)
                        line.sendall(answer(content) + b"\0")

        listener = threading.Thread(target=serve, daemon=True)
        listener.start()
        yield f"clamd:127.0.0.1:{door.getsockname()[1]}", shown


def test_the_daemon_of_clamav_is_asked_in_its_own_words(settings):
    def answer(content: bytes) -> bytes:
        if b"EICAR" in content:
            return b"stream: Eicar-Test-Signature FOUND"
        return b"INSTREAM size limit exceeded. ERROR" if len(content) > 200_000 else b"stream: OK"

    with daemon(answer) as (address, shown):
        settings.ENV = replace(settings.ENV, scanner=address)
        clean, bad, long = taken("a,b\n1,2\n"), taken(f"a,b\n{EICAR},2\n"), taken("a,b\n" + "1,2\n" * 60_000)
        assert scanning.look_at_waiting(timezone.now()) == 3
    verdicts = dict(StoredFile.objects.values_list("pk", "scan"))
    assert verdicts == {clean.pk: "clean", bad.pk: "found", long.pk: "unsure"}
    assert sorted(map(len, shown)) == sorted(one.size for one in (clean, bad, long))


def test_a_daemon_that_is_away_leaves_the_file_waiting(settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.ENV = replace(settings.ENV, scanner=f"clamd:127.0.0.1:{door.getsockname()[1]}")
    stored = taken("a,b\n1,2\n")
    assert scanning.look_at_waiting(timezone.now()) == 0
    stored.refresh_from_db()
    assert stored.scan is None


def test_bytes_that_are_kept_in_a_table_are_looked_through_before_they_are_taken(scanner, settings):
    assert scanning.why_refused(b"fine") is None
    assert scanning.why_refused(EICAR.encode()) is scanning.NOT_CLEAN
    settings.ENV = replace(settings.ENV, scanner="/nowhere/scanner")
    assert scanning.why_refused(b"fine") is scanning.NOT_JUDGED


@pytest.mark.parametrize("value", ["clamd:", "clamd:host", "clamd:host:port", "/nowhere/scanner", "'half"])
def test_a_scanner_that_cannot_be_asked_ends_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("JINLIN_SCANNER", value)
    with pytest.raises(BadSettings) as refused:
        read_env()
    assert len(refused.value.faults) == 1 and "JINLIN_SCANNER" in refused.value.faults[0]


def test_the_operator_lists_what_is_closed_and_shows_it_to_the_scanner_again(scanner, tmp_path):
    clean, bad = taken("a,b\n1,2\n"), taken(f"a,b\n{EICAR},2\n")
    first = CliRunner().invoke(main, ["files", "check", "--json"])
    assert (first.exit_code, json.loads(first.stdout)) == (1, {"clean": 1, "found": 1, "unsure": 0})
    listed = json.loads(CliRunner().invoke(main, ["files", "held", "--json"]).stdout)
    assert [row["id"] for row in listed["held"]] == [bad.pk] and listed["waiting"] == 0

    (tmp_path / "scanner.py").write_text("")
    again = CliRunner().invoke(main, ["files", "check", str(bad.pk), "--json"])

    assert (again.exit_code, json.loads(again.stdout)["clean"]) == (0, 1)
    assert [said(uploader(), one)[0] for one in (clean, bad)] == [200, 200]
