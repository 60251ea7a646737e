"""Lists handed in by page: read and recorded by the job process, which goes on where it was interrupted."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.members import importing
from jinlin.organisations.members.importing import Counts
from jinlin.organisations.models import MemberBatch
from jinlin.organisations.queries import actor
from jinlin.people.public import Account
from jinlin.places.public import Place

log = logging.getLogger("jinlin.imports")
ENDINGS = (".xlsx", ".xls", ".csv", ".ods", ".tsv")
NO_ROOM = Reason("no_room", Words("现在存不下文件，请过一会儿再传", "The file can't be kept just now"))


def keep(chunks: Iterable[bytes], name: str) -> Path | Reason:
    """Write a file down under a random name, readable by this deployment alone."""
    ending = Path(name).suffix.lower()
    path = (
        importing.imports_folder() / f"members-{secrets.token_hex(12)}{ending if ending in ENDINGS else ''}"
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                out.write(chunk)
    except OSError:
        path.unlink(missing_ok=True)
        return NO_ROOM
    return path


def take(*, name: str, stored: Path, place: Place, by: Actor) -> MemberBatch:
    """A file was handed in: its batch and the job that reads it stand or fall together."""
    with transaction.atomic():
        batch = MemberBatch.objects.create(by_id=by.account, name=name[:200], path=stored.name, place=place)
        read_list.enqueue(batch.pk)
    return batch


def start(*, batch: MemberBatch, mapping: dict[str, Any]) -> bool:
    """Import with this matching; answers whether it was this call that started it."""
    with transaction.atomic():
        mine = MemberBatch.objects.filter(pk=batch.pk, state__in=("preview", "failed")).update(
            state="running", mapping=mapping, fault=""
        )
        if mine:
            import_list.enqueue(batch.pk)
    return bool(mine)


def path_of(batch: MemberBatch) -> Path:
    """Where the file lies until it is recorded."""
    return importing.imports_folder() / batch.path


def _look(batch: MemberBatch) -> Path:
    return path_of(batch).with_name(f"{batch.path}.look.json")


def look_of(batch: MemberBatch) -> dict[str, Any]:
    """The first rows as they were read; empty once they were forgotten."""
    place = _look(batch)
    return dict(json.loads(place.read_text(encoding="utf-8"))) if batch.path and place.exists() else {}


def _by(batch: MemberBatch) -> Actor:
    return actor(Account.objects.get(pk=batch.by_id))


@task(queue_name="imports")
def read_list(pk: int, told: dict[str, Any] | None = None) -> None:
    """Read the file, match its columns, keep the first rows to be looked at."""
    batch = MemberBatch.objects.select_related("place").get(pk=pk)
    if batch.state != "reading":
        return
    try:
        found = importing.preview(
            path_of(batch), name=batch.name, by=_by(batch), place=batch.place, told=told
        )
    except Refused as refused:
        _fail(batch, refused)
        return
    target = _look(batch)
    target.touch(mode=0o600)
    target.write_text(json.dumps(found, ensure_ascii=False, default=str), encoding="utf-8")
    MemberBatch.objects.filter(pk=pk, state="reading").update(
        state="preview", headers=found["headings"], mapping=found["mapping"], rows=found["rows"]
    )


def look_again(*, batch: MemberBatch, mapping: dict[str, Any]) -> None:
    """Look at the first rows once more, with another matching."""
    with transaction.atomic():
        if MemberBatch.objects.filter(pk=batch.pk, state="preview").update(state="reading"):
            read_list.enqueue(batch.pk, mapping)


@task(queue_name="imports")
def import_list(pk: int) -> None:
    """Record the rows; after an interruption those recorded already are known and added no second time."""
    batch = MemberBatch.objects.select_related("place").get(pk=pk)
    if batch.state != "running":
        return

    def progress(counts: Counts, rows: int) -> None:
        MemberBatch.objects.filter(pk=pk).update(counts=counts.to_data(), rows=max(rows, counts.read))

    try:
        answer = importing.import_file(
            path_of(batch),
            place=batch.place,
            by=_by(batch),
            name=batch.name,
            told=batch.mapping,
            progress=progress,
        )
    except Refused as refused:
        _fail(batch, refused)
        return
    except Exception:
        log.exception("list %s was interrupted", pk)
        MemberBatch.objects.filter(pk=pk).update(
            state="failed", fault="导入中断，请点“继续”；已导入的不会重复"
        )
        return
    counts = {name: answer[name] for name in Counts().to_data()} | {"notes": answer["notes"]}
    returned = Path(answer["returned"]).name if answer["returned"] else ""
    MemberBatch.objects.filter(pk=pk).update(
        state="done", counts=counts, returned_path=returned, done_at=timezone.now()
    )
    _forget(batch)


def _fail(batch: MemberBatch, refused: Refused) -> None:
    words = "；".join(reason.words.zh for reason in refused.reasons)
    MemberBatch.objects.filter(pk=batch.pk).update(state="failed", fault=words[:300])


def _forget(batch: MemberBatch) -> None:
    """What the file holds about people stays only in the report-ins."""
    if batch.path:
        path_of(batch).unlink(missing_ok=True)
        _look(batch).unlink(missing_ok=True)


def forget_files(before: dt.datetime, now: dt.datetime) -> int:
    """Neither a list nor its returned rows lie here longer than said (``base.keeping``)."""
    gone = 0
    for batch in MemberBatch.objects.filter(made_at__lt=before).exclude(path="", returned_path=""):
        _forget(batch)
        if batch.returned_path:
            (importing.imports_folder() / batch.returned_path).unlink(missing_ok=True)
        MemberBatch.objects.filter(pk=batch.pk).update(path="", returned_path="")
        gone += 1
    return gone
