"""Organisations from a spreadsheet by page: hand in, see what each row would become, then bring in what is sound."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.whole import headings_of
from jinlin.base.words import Words
from jinlin.organisations.importing import COLUMNS, import_file
from jinlin.organisations.members.importing import imports_folder
from jinlin.organisations.members.lists import ENDINGS, keep
from jinlin.organisations.web.doors import street_keeper

RETURNED_SHOWN = 200
NO_FILE = Reason("no_file", Words("请选一个表格文件", "Choose a file"))
GONE = Reason("no_file", Words("文件已不在，请重新交一次", "The file is gone; hand it in again"))
_TOKEN = re.compile(r"members-[0-9a-f]{24}(\.[a-z]{3,4})?")


def _stored(request: HttpRequest) -> Path:
    """The file handed in before the look, by its random name; only its own account may go on with it."""
    token = request.POST.get("token", "")
    if not _TOKEN.fullmatch(token) or token not in request.session.get("organisation_files", []):
        raise Refused(GONE)
    path = imports_folder() / token
    if not path.is_file():
        raise Refused(GONE)
    return path


def _taken(request: HttpRequest) -> Path:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise Refused(NO_FILE)
    kept = keep(uploaded.chunks(), uploaded.name or "")
    if isinstance(kept, Reason):
        raise Refused(kept)
    mine = [*request.session.get("organisation_files", []), kept.name]
    request.session["organisation_files"] = mine[-5:]
    return kept


@street_keeper
@require_http_methods(["GET", "HEAD", "POST"])
def organisations_import(request: HttpRequest) -> HttpResponse:
    """A sheet of any layout: what would be founded, what is known, what is returned and why; nothing is written before."""
    context: dict[str, Any] = {
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "endings": ",".join(ENDINGS),
    }
    if request.method != "POST":
        return render(request, "organisations/import.html", context)
    try:
        path = _stored(request) if request.POST.get("token") else _taken(request)
        told = _told(request)
        is_sent = request.POST.get("act") == "send"
        context |= {"token": path.name, "columns": _columns(path, told)}
        report = (
            _send(request, path, told)
            if is_sent
            else import_file(path, told=told, dry_run=True, by=request.actor)
        )  # type: ignore[attr-defined]
        context |= {
            "report": report,
            "done": is_sent,
            "returned": _returned(report),
            "download": Path(report["returned"]).name,
        }
    except Refused as refusal:
        return render(
            request, "organisations/import.html", context | {"reasons": refusal.reasons}, status=422
        )
    return render(request, "organisations/import.html", context)


def _told(request: HttpRequest) -> dict[str, Any] | None:
    """The matching as a person chose it in the form; None where the headings decide."""
    chosen = {one.name: request.POST.get(f"column-{one.name}", "") for one in COLUMNS}
    if not any(chosen.values()):
        return None
    return {"columns": {name: heading for name, heading in chosen.items() if heading}}


def _columns(path: Path, told: dict[str, Any] | None) -> list[tuple[Any, str, list[str]]]:
    headings, matched = headings_of(path, COLUMNS, told)
    return [(one, matched.get(one.name, ""), headings) for one in COLUMNS]


def _send(request: HttpRequest, path: Path, told: dict[str, Any] | None) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    returned = path.with_name(f"{path.stem}-returned.xlsx")

    def act() -> tuple[int, dict[str, Any]]:
        made = import_file(path, told=told, by=actor, returned_to=returned)
        return 200, made | {"rows": made["rows"][:RETURNED_SHOWN]}

    _, report, _ = once(
        scope=f"organisations-import:{actor.account}", key=request.POST.get("key", ""), content=[path.name, told], act=act
    )  # fmt: skip
    path.unlink(missing_ok=True)
    return report


def _returned(report: dict[str, Any]) -> list[tuple[int, list[Words]]]:
    return [
        (row["row"], [Words(why["zh"], why["en"]) for why in row["why"]]) for row in report["rows"][:RETURNED_SHOWN]
    ]  # fmt: skip


@street_keeper
@require_safe
def organisations_returned(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows that were not taken, with their reasons, as a workbook to correct and hand in again."""
    mine = {f"{Path(one).stem}-returned.xlsx" for one in request.session.get("organisation_files", [])}
    path = imports_folder() / name
    if name not in mine or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = download_header("退回-组织.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
