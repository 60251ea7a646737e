"""Files handed in by page: read and imported by the job process, which goes on where it was interrupted."""

from __future__ import annotations

import datetime as dt
import json
import logging
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Row
from jinlin.base.spreadsheets.cells import Cell, from_spool
from jinlin.matters.imports import columns, files
from jinlin.matters.imports.run import imports_folder
from jinlin.matters.imports.source import open_book
from jinlin.matters.models import Batch
from jinlin.organisations.public import actor
from jinlin.people.public import Account
from jinlin.places.public import Place

log = logging.getLogger("jinlin.imports")

PREVIEW_ROWS = 200
KEPT = dt.timedelta(days=30)


def take(*, name: str, stored: Path, place: Place, by: Actor) -> Batch:
    """A file was handed in: its batch and the job that reads it stand or fall together."""
    with transaction.atomic():
        batch = Batch.objects.create(
            by_id=by.account,
            name=name[:200],
            digest=files.digest_of(stored),
            path=stored.name,
            place=place,
            state="reading",
        )
        read_file.enqueue(batch.pk)
    return batch


def start(*, batch: Batch, mapping: dict[str, Any]) -> bool:
    """Import with this matching; answers whether it was this call that started it."""
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, state__in=("preview", "failed")).update(
            state="running", mapping=mapping, fault=""
        )
        if mine:
            import_rows.enqueue(batch.pk)
    return bool(mine)


def path_of(batch: Batch) -> Path:
    """Where the uploaded file lies."""
    return imports_folder() / batch.path


def preview_of(batch: Batch) -> dict[str, Any]:
    """The headings and first rows as they were read; empty once they were forgotten."""
    place = _preview(batch)
    if not batch.path or not place.exists():
        return {"headings": [], "left": 0, "rows": []}
    kept = json.loads(place.read_text(encoding="utf-8"))
    kept["rows"] = [
        Row(number, tuple(from_spool(cell) if isinstance(cell, dict) else cell for cell in cells))
        for number, cells in kept["rows"]
    ]
    return dict(kept)


def _preview(batch: Batch) -> Path:
    return imports_folder() / f"{batch.path}.preview.json"


def _plain(cell: Cell) -> Any:
    """A cell as JSON, in the form that ``from_spool`` reads."""
    for kind, key in ((dt.datetime, "m"), (dt.date, "d"), (dt.time, "t")):
        if isinstance(cell, kind):
            return {key: cell.isoformat()}
    return cell


@task(queue_name="imports")
def read_file(pk: int) -> None:
    """Read the file, match its columns, keep the first rows to be looked at."""
    batch = Batch.objects.get(pk=pk)
    if batch.state != "reading":
        return
    try:
        with open_book(path_of(batch), batch.name) as book:
            headings = book.table.headings
            mapping = columns.mapping_for(headings)
            rows = [
                [row.number, [_plain(cell) for cell in row.cells]]
                for row in islice(book.table.rows(), PREVIEW_ROWS)
            ]
            kept = {"headings": headings, "left": book.table.layout.left, "rows": rows}
            target = _preview(batch)
            target.touch(mode=0o600)
            target.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            count = max(book.table.sheet.rows - book.table.layout.first, 0)
    except Refused as refused:
        _fail(batch, refused)
        return
    Batch.objects.filter(pk=pk, state="reading").update(
        state="preview", headers=list(headings), mapping=mapping.to_data(), rows=count
    )


@task(queue_name="imports")
def import_rows(pk: int) -> None:
    """Record the rows; after an interruption only those that are not recorded yet."""
    batch = Batch.objects.get(pk=pk)
    if batch.state != "running":
        return
    account = Account.objects.filter(pk=batch.by_id).first()
    try:
        files.go_on(batch, path_of(batch), by=actor(account) if account else THE_CLOCK)
    except Refused as refused:
        _fail(batch, refused)
    except Exception:
        log.exception("import %s was interrupted", pk)
        Batch.objects.filter(pk=pk).update(state="failed", fault="导入中断，请点“继续”；已导入的不会重复")
    else:
        _forget(batch)


def _fail(batch: Batch, refused: Refused) -> None:
    words = "；".join(reason.words.zh for reason in refused.reasons)
    Batch.objects.filter(pk=batch.pk).update(state="failed", fault=words[:300])


def _forget(batch: Batch) -> None:
    """The file was imported: what it holds about people stays only in the matters."""
    if batch.path:
        path_of(batch).unlink(missing_ok=True)
        _preview(batch).unlink(missing_ok=True)


@duty("forget imported files", every=dt.timedelta(hours=6))
def forget_files(now: dt.datetime) -> int:
    """After thirty days neither the file nor its returned rows lie here any more."""
    old = now - KEPT
    gone = 0
    for batch in Batch.objects.filter(made_at__lt=old).exclude(path="", returned_path=""):
        _forget(batch)
        if batch.returned_path:
            Path(batch.returned_path).unlink(missing_ok=True)
        Batch.objects.filter(pk=batch.pk).update(path="", returned_path="")
        gone += 1
    edge = timezone.localtime(old).timestamp()
    for left in imports_folder().iterdir():
        if left.is_file() and left.stat().st_mtime < edge:
            left.unlink(missing_ok=True)
    return gone
