"""Bringing places in from a file: what was read, added and changed, and every returned row with its reason."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.repeat import digest_of, once
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.imports import import_places
from jinlin.places.rules import IMPORTERS

RETURNED_SHOWN = 500
NO_FILE = Reason("no_file", Words("请选一个文件", "Choose a file"))


@staff(*sorted(IMPORTERS))
@require_http_methods(["GET", "HEAD", "POST"])
def places_import(request: HttpRequest) -> HttpResponse:
    """A divisions file, or a sheet of estates down to dwellings; the same file again changes nothing."""
    context: dict[str, Any] = {"key": secrets.token_urlsafe(16)}
    if request.method != "POST":
        return render(request, "places/import.html", context)
    uploaded = request.FILES.get("file")
    try:
        if uploaded is None:
            raise Refused(NO_FILE)
        report = _report(request, uploaded)
        returned = [(row, Words(row["zh"], row["en"])) for row in report["refused"]]
        context |= {"report": report, "returned": returned, "name": uploaded.name}
    except Refused as refusal:
        return render(request, "places/import.html", context | {"reasons": refusal.reasons}, status=422)
    return render(request, "places/import.html", context)


def _report(request: HttpRequest, uploaded: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places"
        with path.open("wb") as target:
            for chunk in uploaded.chunks():
                target.write(chunk)

        def act() -> tuple[int, dict[str, Any]]:
            made = import_places(path)
            return 200, {
                **made,
                "returned": len(made["refused"]),
                "refused": made["refused"][:RETURNED_SHOWN],
            }

        account = request.actor.account  # type: ignore[attr-defined]
        digest = digest_of(path.read_bytes().hex())
        _, report, _ = once(
            scope=f"places-import:{account}", key=request.POST.get("key", ""), content=digest, act=act
        )
    return report
