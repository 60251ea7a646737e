"""Import by page: hand in, look at the matching, run, see what came of it. Each step may be left and come back to."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Mapping, private_among
from jinlin.base.spreadsheets.cells import text_of
from jinlin.base.words import Words
from jinlin.matters.imports import columns, jobs
from jinlin.matters.imports.preparing import Checker, Task
from jinlin.matters.imports.run import imports_folder, task_for
from jinlin.matters.models import Batch
from jinlin.matters.web import intake_places as places
from jinlin.matters.web.intake_places import IMPORTERS
from jinlin.places.public import Place

SHOWN = 5
FAULTS = 20
NO_FILE = Reason("no_file", Words("请选一个表格文件", "Choose a file"))
NO_ROOM = Reason("no_room", Words("现在存不下文件，请过一会儿再传", "The file can't be kept just now"))
STATES = {
    "reading": (Words("读取中", "Reading"), "calm", "…"),
    "preview": (Words("请核对", "Please check"), "soon", "?"),
    "running": (Words("导入中", "Importing"), "calm", "●"),
    "done": (Words("已完成", "Done"), "good", "✓"),
    "failed": (Words("未完成", "Not finished"), "late", "!"),
}


@staff(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def matters_import(request: HttpRequest) -> HttpResponse:
    """The files handed in so far, and a form for the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    faults: dict[str, Reason] = {}
    typed = {"place": request.POST.get("place", "") or places.own_place(actor, IMPORTERS)}
    if request.method == "POST":
        uploaded = request.FILES.get("file")
        found = places.find(actor, typed["place"], IMPORTERS)
        stored = NO_FILE if uploaded is None else NO_ROOM
        if isinstance(found, Reason):
            faults["place"] = found
        if uploaded is None:
            faults["file"] = NO_FILE
        elif not faults:
            stored = _keep(uploaded)
            if isinstance(stored, Reason):
                faults["file"] = stored
            else:
                place = Place.objects.get(pk=found)
                batch = jobs.take(name=uploaded.name or "", stored=stored, place=place, by=actor)
                return HttpResponseRedirect(reverse("import_batch", args=[batch.pk]))
    context = {
        "rows": [_row(batch) for batch in _seen(actor)[:20]], "typed": typed, "faults": faults,
        "places": places.to_choose(actor, IMPORTERS), "columns": columns.COLUMNS,
    }  # fmt: skip
    return render(request, "matters/intake/imports.html", context, status=422 if faults else 200)


def _keep(uploaded: UploadedFile) -> Path | Reason:
    """Write the file down under a random name, readable by this deployment alone."""
    path = imports_folder() / f"{secrets.token_hex(16)}{_ending(uploaded.name or '')}"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            for chunk in uploaded.chunks():
                out.write(chunk)
    except OSError:
        path.unlink(missing_ok=True)
        return NO_ROOM
    return path


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if ending in (".xlsx", ".xls", ".csv", ".ods", ".tsv", ".gz") else ""


def _seen(actor: Actor) -> Any:
    """The batches of places within the actor's reach, newest first."""
    return Batch.objects.filter(place__in=Place.objects.filter(places.reach(actor, IMPORTERS))).select_related(
        "place", "by__person"
    ).order_by("-pk")  # fmt: skip


def _row(batch: Batch) -> dict[str, Any]:
    words, tone, sign = STATES[batch.state]
    return {"batch": batch, "words": words, "tone": tone, "sign": sign}


def _batch(request: HttpRequest, pk: int) -> Batch:
    found: Batch | None = _seen(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@staff(*IMPORTERS)
@require_safe
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: being read, to be looked at, being imported, done."""
    batch = _batch(request, pk)
    return _page(request, batch, batch.mapping, {})


@staff(*IMPORTERS)
@require_safe
def import_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a file stands, asked for every second while something is going on; then the page opens anew."""
    batch = _batch(request, pk)
    answer = render(request, "matters/intake/_state.html", _row(batch) | _progress(batch))
    if batch.state not in ("reading", "running"):
        answer["HX-Refresh"] = "true"
    return answer


@staff(*IMPORTERS)
@require_POST
def import_match(request: HttpRequest, pk: int) -> HttpResponse:
    """The matching as a person changed it: look again, or import with it."""
    batch = _batch(request, pk)
    kept = jobs.preview_of(batch)
    data = {
        column.name: {"heading": kept["headings"][index], "column": index + 1}
        for column in columns.COLUMNS
        if (index := _index(request.POST.get(column.name, ""), len(kept["headings"]))) is not None
    }
    mapping = {"columns": data}
    if "start" not in request.POST:
        return _page(request, batch, mapping, {})
    reasons = _reasons(kept["headings"], mapping)
    if reasons:
        return _page(request, batch, mapping, {"": reasons[0]}, 422)
    if jobs.start(batch=batch, mapping=mapping):
        columns.remember(kept["headings"], columns.mapping_for(kept["headings"], mapping))
    return HttpResponseRedirect(reverse("import_batch", args=[batch.pk]))


@staff(*IMPORTERS)
@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a file whose import was interrupted."""
    batch = _batch(request, pk)
    if batch.headers:
        jobs.start(batch=batch, mapping=batch.mapping)
    return HttpResponseRedirect(reverse("import_batch", args=[batch.pk]))


@staff(*IMPORTERS)
@require_safe
def import_returned(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, each with its cell and reason, as a workbook to correct and hand in again."""
    batch = _batch(request, pk)
    path = Path(batch.returned_path) if batch.returned_path else None
    if path is None or path.parent != Path(settings.ENV.data) / "imports" or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = download_header(f"退回-{Path(batch.name).stem}.xlsx")
    return answer


def _index(text: str, count: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) < count else None


def _reasons(headings: list[str], mapping: dict[str, Any]) -> list[Reason]:
    try:
        return columns.reasons(columns.mapping_for(headings, mapping))
    except Refused as refused:
        return list(refused.reasons)


def _progress(batch: Batch) -> dict[str, Any]:
    return {"rows_known": batch.rows > 0 and batch.state == "running"}


def _page(
    request: HttpRequest, batch: Batch, mapping: dict[str, Any], faults: dict[str, Reason], status: int = 200
) -> HttpResponse:
    context = (
        _row(batch)
        | _progress(batch)
        | {"faults": faults, "failed": batch.state == "failed" and bool(batch.headers)}
    )
    if batch.state == "preview":
        context |= _look(batch, mapping)
    elif batch.state == "done":
        context["has_returned"] = bool(batch.returned_path) and Path(batch.returned_path).is_file()
    return render(request, "matters/intake/import.html", context, status=status)


def _look(batch: Batch, mapping: dict[str, Any]) -> dict[str, Any]:
    """The matching, the first rows as they would be taken, and what is wrong with the first two hundred."""
    kept = jobs.preview_of(batch)
    headings = kept["headings"]
    try:
        matched = columns.mapping_for(headings, mapping)
    except Refused:
        matched = Mapping({})
    own, private = columns.match(headings), set(private_among(headings))
    choices = [
        {
            **row, "options": [(str(index), heading) for index, heading in enumerate(headings) if heading and heading not in private],
            "index": "" if row["index"] is None else str(row["index"]),
            "maybe": "、".join(headings[one.index] for one in own.unsure.get(row["name"], ())) if row["index"] is None else "",
        }
        for row in columns.shown(matched, headings)
    ]  # fmt: skip
    task: Task = task_for(
        headings, kept["left"], matched, Place.objects.get(pk=batch.place_id), timezone.now()
    )
    checked = Checker(task).check(kept["rows"])
    names = list(matched.chosen)
    return {
        "choices": choices, "looked_at": len(kept["rows"]), "returned": checked.returned[:FAULTS], "returned_count": len(checked.returned),
        "names": [columns.words_of(name) for name in names],
        "first": [[text_of(row.cells[matched.chosen[name].index])[:120] for name in names] for row in kept["rows"][:SHOWN]],
        "reasons": columns.reasons(matched), "left_out": columns.left_out(headings),
    }  # fmt: skip
