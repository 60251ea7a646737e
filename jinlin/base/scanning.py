"""Files looked through by the operator's virus scanner before anybody is handed them.

Off unless ``JINLIN_SCANNER`` names one: ``clamd:`` with the socket of a running ClamAV, or a command that is given the
file's path and ends with 0 (clean) or 1 (something was found), as ``clamscan`` does. What stands in the row is the
verdict; while there is none, the file is handed to nobody, so a scanner that is away holds files back and loses none.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import shlex
import socket
import struct
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from jinlin.base.duties import duty
from jinlin.base.events import subscribe
from jinlin.base.models import StoredFile
from jinlin.base.rule import Reason
from jinlin.base.uploads import location
from jinlin.base.words import Words

log = logging.getLogger("jinlin.scanning")

CLEAN, FOUND, UNSURE = "clean", "found", "unsure"
AGAIN = dt.timedelta(minutes=10)
"""When a file that the scanner could not judge is shown to it again."""
PIECE = 64 * 1024
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 120.0
RUN_SECONDS = 20.0
"""So long one run goes on: what is left waits for the next, and other duties are not held up."""

NOT_LOOKED = Reason(
    "not_checked",
    Words(
        "文件正在做病毒检查，一般几秒钟就好；检查完才能打开，请过一会儿再看。",
        "The file is being checked for viruses, mostly a matter of seconds; it opens afterwards.",
    ),
)
NOT_JUDGED = Reason(
    "not_checkable",
    Words(
        "病毒检查现在做不了，文件先收着，谁都打不开；平台会自己再查，不用重新上传。",
        "The virus check is out just now; the file is kept and opens for nobody. It is checked again by itself.",
    ),
)
NOT_CLEAN = Reason(
    "not_clean",
    Words(
        "这个文件没有通过病毒检查，谁都打不开；需要的话，请换一个没有病毒的文件再传。",
        "This file did not pass the virus check and opens for nobody; if it is needed, please send a clean one.",
    ),
)


class ScannerAway(Exception):
    """The scanner can't be reached or started; nothing was learned about the file."""


def is_on() -> bool:
    """Whether the operator named a scanner."""
    return bool(settings.ENV.scanner)


def why_held(stored: StoredFile) -> Reason | None:
    """Why a file is handed to nobody just now. What was condemned once stays so, also where the scanner is off later."""
    if stored.scan == FOUND:
        return NOT_CLEAN
    if not is_on() or stored.scan == CLEAN:
        return None
    return NOT_JUDGED if stored.scan == UNSURE else NOT_LOOKED


def why_refused(content: bytes) -> Reason | None:
    """Why these bytes are not taken in at all: for what is kept in a table of its own and handed out from there."""
    if not is_on():
        return None
    try:
        with tempfile.NamedTemporaryFile() as part:
            part.write(content)
            part.flush()
            verdict = judged(part.name, io.BytesIO(content))
    except ScannerAway as away:
        log.warning("the virus scanner is away: %s", away)
        verdict = UNSURE
    return {CLEAN: None, FOUND: NOT_CLEAN}.get(verdict, NOT_JUDGED)


def ask_for(stored: StoredFile) -> None:
    """Let the jobs look at a file that was just kept, as soon as its row stands."""
    if is_on():
        transaction.on_commit(lambda: look_at.enqueue(stored.pk))


subscribe("file.kept", ask_for)


@task(queue_name="default")
def look_at(pk: int) -> None:
    """Look through one file that was taken in."""
    stored = StoredFile.objects.filter(pk=pk, scan__isnull=True).first()
    if stored is not None and is_on():
        with suppress(ScannerAway):
            look(stored)


@duty("check files for viruses", every=dt.timedelta(minutes=1))
def look_at_waiting(now: dt.datetime) -> int:
    """Look through what no job looked through: files from before the scanner, or while it was away."""
    if not is_on():
        return 0
    rows, until = waiting(now), time.monotonic() + RUN_SECONDS
    done = 0
    for stored in rows:
        if time.monotonic() > until:
            break
        try:
            look(stored)
        except ScannerAway as away:
            log.warning("the virus scanner is away: %s", away)
            break
        done += 1
    return done


def waiting(now: dt.datetime) -> list[StoredFile]:
    """The next files without a verdict, those that were never looked at first."""
    rows = StoredFile.objects.filter(Q(scan__isnull=True) | Q(scan=UNSURE, scan_at__lt=now - AGAIN))
    return list(rows.order_by(F("scan_at").asc(nulls_first=True), "pk")[:500])


def look(stored: StoredFile) -> str:
    """Look through one file and write the verdict; ``ScannerAway`` leaves it as it was."""
    try:
        with location(stored).open("rb") as content:
            verdict = judged(str(location(stored)), content)
    except OSError:
        log.exception("stored file %s can't be read", stored.pk)
        verdict = UNSURE
    if verdict != CLEAN:
        log.warning("stored file %s: the virus scanner says %s", stored.pk, verdict)
    StoredFile.objects.filter(pk=stored.pk).update(scan=verdict, scan_at=timezone.now())
    return verdict


def judged(path: str, content: IO[bytes]) -> str:
    """What the scanner says of these bytes, which lie under this path too."""
    scanner = str(settings.ENV.scanner)
    if scanner.startswith("clamd:"):
        return _by_clamd(scanner.removeprefix("clamd:"), content)
    try:
        done = subprocess.run(
            [*shlex.split(scanner), path], stdin=subprocess.DEVNULL, capture_output=True, timeout=ANSWER_SECONDS, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return UNSURE
    except OSError as error:
        raise ScannerAway(str(error)) from None
    return {0: CLEAN, 1: FOUND}.get(done.returncode, UNSURE)


def _by_clamd(where: str, content: IO[bytes]) -> str:
    """Stream the bytes to ClamAV's daemon: it need not read our folder, nor stand on this machine."""
    try:
        line = _connected(where)
    except OSError as error:
        raise ScannerAway(f"{where}: {error}") from None
    with line:
        try:
            # A file over the daemon's own limit is cut off while it is sent; its answer says so.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                while piece := content.read(PIECE):
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := line.recv(4096)):
                answer += more
        except OSError:
            return UNSURE
    said = answer.rstrip(b"\0\n ").decode(errors="replace")
    return CLEAN if said.endswith(" OK") else FOUND if said.endswith(" FOUND") else UNSURE


def _connected(where: str) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
    else:
        host, _, port = where.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line
