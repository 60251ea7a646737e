"""Venues from a spreadsheet by page: hand in, see what each row would become, then bring in what is sound."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.whole import headings_of
from jinlin.base.words import Words
from jinlin.venues.importing import COLUMNS, import_file
from jinlin.venues.web.desk_forms import ENTERING

SHOWN = 200
ENDINGS = (".xlsx", ".xls", ".csv", ".ods", ".tsv")
SESSION = "venue_files"
NO_FILE = Reason("no_file", Words("请选一个表格文件", "Choose a file"))
GONE = Reason("no_file", Words("文件已不在，请重新交一次", "The file is gone; hand it in again"))
NO_ROOM = Reason("no_room", Words("现在存不下文件，请过一会儿再传", "The file can't be kept just now"))
_TOKEN = re.compile(r"venues-[0-9a-f]{24}(\.[a-z]{3,4})?")


def _folder() -> Path:
    folder = Path(settings.ENV.data) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _stored(request: HttpRequest) -> Path:
    """The file handed in before the look, by its random name; only its own session goes on with it."""
    token = request.POST.get("token", "")
    path = _folder() / token
    if not _TOKEN.fullmatch(token) or token not in request.session.get(SESSION, []) or not path.is_file():
        raise Refused(GONE)
    return path


def _taken(request: HttpRequest) -> Path:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise Refused(NO_FILE)
    ending = Path(uploaded.name or "").suffix.lower()
    path = _folder() / f"venues-{secrets.token_hex(12)}{ending if ending in ENDINGS else ''}"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in uploaded.chunks():
                out.write(chunk)
    except OSError:
        path.unlink(missing_ok=True)
        raise Refused(NO_ROOM) from None
    request.session[SESSION] = [*request.session.get(SESSION, []), path.name][-5:]
    return path


@staff(*ENTERING)
@require_http_methods(["GET", "HEAD", "POST"])
def venues_import(request: HttpRequest) -> HttpResponse:
    """A sheet of any layout: what would be entered, what is known, what is returned and why; nothing is written before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "endings": ",".join(ENDINGS),
    }
    if request.method != "POST":
        return render(request, "venues/import.html", context)
    try:
        path = _stored(request) if request.POST.get("token") else _taken(request)
        told = _told(request)
        is_sent = request.POST.get("act") == "send"
        headings, matched = headings_of(path, COLUMNS, told)
        context |= {
            "token": path.name,
            "columns": [(one, matched.get(one.name, ""), headings) for one in COLUMNS],
        }
        report = (
            _send(path, told, actor, context["key"])
            if is_sent
            else import_file(path, told=told, dry_run=True, by=actor)
        )
    except Refused as refusal:
        return render(request, "venues/import.html", context | {"reasons": refusal.reasons}, status=422)
    returned = [
        (row["row"], [Words(why["zh"], why["en"]) for why in row["why"]]) for row in report["rows"][:SHOWN]
    ]
    context |= {
        "report": report,
        "done": is_sent,
        "returned": returned,
        "download": Path(report["returned"]).name,
    }
    return render(request, "venues/import.html", context)


def _told(request: HttpRequest) -> dict[str, Any] | None:
    """The matching as a person chose it in the form; None where the headings decide."""
    chosen = {one.name: request.POST.get(f"column-{one.name}", "") for one in COLUMNS}
    return (
        {"columns": {name: heading for name, heading in chosen.items() if heading}}
        if any(chosen.values())
        else None
    )


def _send(path: Path, told: dict[str, Any] | None, actor: Actor, key: str) -> dict[str, Any]:
    returned = path.with_name(f"{path.stem}-returned.xlsx")

    def act() -> tuple[int, dict[str, Any]]:
        made = import_file(path, told=told, by=actor, returned_to=returned)
        return 200, made | {"rows": made["rows"][:SHOWN]}

    _, report, _ = once(scope=f"venues-import:{actor.account}", key=key, content=[path.name, told], act=act)
    return report


@staff(*ENTERING)
@require_safe
def venues_returned(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows that were not taken, with their reasons, as a workbook to correct and hand in again."""
    mine = {f"{Path(one).stem}-returned.xlsx" for one in request.session.get(SESSION, [])}
    path = _folder() / name
    if name not in mine or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = download_header("退回-场所.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
