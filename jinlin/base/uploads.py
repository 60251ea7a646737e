"""Files taken in from outside: on disk first, then in the table; what belongs to nobody is swept away after a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from jinlin.base.actor import Actor
from jinlin.base.duties import duty
from jinlin.base.events import publish
from jinlin.base.files import LARGEST, Kind, safe_name, sniff, storage_name, take_photo
from jinlin.base.files.kinds import too_large
from jinlin.base.models import StoredFile
from jinlin.base.rule import Reason
from jinlin.base.words import Words

log = logging.getLogger("jinlin.uploads")

FOLDER = "taken"
UNCLAIMED = dt.timedelta(days=1)
REQUEST_LIMIT = 64 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{32}(-small)?\.[a-z0-9]{1,5}")
_TICKET = "upload_ticket"

NO_ROOM = Reason(
    "no_room",
    Words(
        "现在存不下文件；文字可以照常提交，文件请过一会儿再传",
        "Files cannot be kept just now; send the words, and the file a little later",
    ),
)


class BoundedUpload(FileUploadHandler):
    """Stops reading a request whose body is larger than 64 MiB, said or unsaid, before anything is kept of it.

    Stands first among ``FILE_UPLOAD_HANDLERS``. The request is answered with 400.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        """Refuse by the declared length."""
        if content_length > REQUEST_LIMIT:
            raise RequestDataTooBig(f"{content_length} bytes; at most {REQUEST_LIMIT}")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Refuse by what has come in so far, over all files of the request."""
        self.taken += len(raw_data)
        if self.taken > REQUEST_LIMIT:
            raise RequestDataTooBig(f"more than {REQUEST_LIMIT} bytes")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""


@dataclass(frozen=True, slots=True)
class _Content:
    kind: Kind
    data: bytes
    thumb: bytes
    width: int
    height: int


def ticket_of(request: HttpRequest) -> str:
    """The secret of this browser's session under which its uploads wait for the form that claims them."""
    ticket: str = request.session.get(_TICKET, "")
    if not ticket:
        ticket = request.session[_TICKET] = secrets.token_hex(16)
    return ticket


def store_upload(
    uploaded: UploadedFile, *, by: Actor, seen: str = "staff", ticket: str = ""
) -> StoredFile | Reason:
    """Keep one uploaded file: a photo drawn anew, anything else of a known kind as it came.

    The bytes are on disk (synced) before the row is written. ``ticket`` binds it to the browser that sent it until
    a form claims it. ``by_id`` is kept for workers only; a teller's photo is nobody's proof. Refused: the reasons
    of ``sniff`` and ``take_photo``, ``too_large``, ``no_room`` (disk full or not writable). Source: F7, F17–F19.
    """
    if (uploaded.size or 0) > LARGEST:
        return too_large(uploaded.size or 0, LARGEST)
    name = uploaded.name or ""
    content = _content(uploaded.read(), name)
    if isinstance(content, Reason):
        return content
    path = f"{FOLDER}/{storage_name(content.kind)}"
    thumb = f"{path.rsplit('.', 1)[0]}-small.jpg" if content.thumb else ""
    try:
        _write(path, content.data)
        if thumb:
            _write(thumb, content.thumb)
    except OSError:
        log.exception("a file could not be kept")
        _remove(path, thumb)
        return NO_ROOM
    stored = StoredFile.objects.create(
        name=safe_name(name, "photo" if thumb else "file")[:200], kind=content.kind.mime, size=len(content.data),
        digest=hashlib.sha256(content.data).hexdigest(), path=path, thumb=thumb, width=content.width,
        height=content.height, by_id=by.account if by.staff else 0, seen=seen, ticket=ticket,
    )  # fmt: skip
    publish("file.kept", stored=stored)
    return stored


def _content(data: bytes, name: str) -> _Content | Reason:
    kind = sniff(data, name)
    if isinstance(kind, Reason):
        return kind
    if kind.family != "photo":
        return _Content(kind, data, b"", 0, 0)
    photo = take_photo(data, name)
    if isinstance(photo, Reason):
        return photo
    return _Content(photo.kind, photo.data, photo.thumb, photo.width, photo.height)


def unclaimed(ids: Iterable[int], *, ticket: str) -> list[StoredFile]:
    """Of these uploads, the ones that wait under this ticket; anybody else's ids are left out, in silence."""
    wanted = list(ids)
    if not wanted or not ticket:
        return []
    return list(StoredFile.objects.filter(pk__in=wanted, subject="", ticket=ticket).order_by("pk"))


def location(stored: StoredFile, *, thumb: bool = False) -> Path:
    """Where the bytes lie. Raises ``FileNotFoundError`` for a path that leads out of the folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    found = (root / (stored.thumb if thumb and stored.thumb else stored.path)).resolve()
    if not found.is_relative_to(root):
        raise FileNotFoundError(stored.path)
    return found


def _write(name: str, data: bytes) -> None:
    """Write a new file so that it is on disk when this returns, its folder's entry too."""
    place = Path(settings.MEDIA_ROOT) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(*names: str) -> None:
    for name in names:
        if name:
            with suppress(OSError):
                (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


@duty("sweep uploads", every=dt.timedelta(hours=6))
def sweep(now: dt.datetime) -> int:
    """Remove what belongs to nobody for a day: uploads that no form claimed, bytes that no row knows.

    A row that was claimed keeps standing even where its bytes are missing; that is logged, never tidied away.
    """
    gone = 0
    for stored in list(StoredFile.objects.filter(subject="", at__lt=now - UNCLAIMED)[:2000]):
        if StoredFile.objects.filter(pk=stored.pk, subject="").delete()[0]:
            _remove(stored.path, stored.thumb)
            gone += 1
    root = Path(settings.MEDIA_ROOT) / FOLDER
    folders = sorted(entry for entry in root.iterdir() if entry.is_dir()) if root.is_dir() else []
    return gone + sum(_sweep_folder(folder, now) for folder in folders)


def _sweep_folder(folder: Path, now: dt.datetime) -> int:
    prefix = f"{FOLDER}/{folder.name}/"
    known: set[str] = set()
    for path, thumb in StoredFile.objects.filter(path__startswith=prefix).values_list("path", "thumb"):
        known |= {path, thumb} - {""}
        if not (folder / path.removeprefix(prefix)).exists():
            log.error("stored file %s has no bytes", path)
    gone = 0
    for entry in folder.iterdir():
        old = now - dt.datetime.fromtimestamp(entry.stat().st_mtime, dt.UTC) > UNCLAIMED
        if old and _NAME.fullmatch(entry.name) and prefix + entry.name not in known:
            entry.unlink(missing_ok=True)
            gone += 1
    return gone
