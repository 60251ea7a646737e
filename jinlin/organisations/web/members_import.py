"""Lists of members by page: hand in, look at the matching, run with progress, see what came of it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.members import importing, lists
from jinlin.organisations.models import MemberBatch
from jinlin.organisations.web.members import KEEPERS, keeper
from jinlin.places.public import Place

NO_FILE = Reason("no_file", Words("请选一个表格文件", "Choose a file"))
STATES = {
    "reading": (Words("读取中", "Reading"), "calm", "…"),
    "preview": (Words("请核对", "Please check"), "soon", "?"),
    "running": (Words("导入中", "Importing"), "calm", "●"),
    "done": (Words("已完成", "Done"), "good", "✓"),
    "failed": (Words("未完成", "Not finished"), "late", "!"),
}
GOING_ON = ("reading", "running")


def _places(actor: Actor) -> list[int]:
    return [seat.place for seat in actor.seats if seat.place and seat.role in KEEPERS]


def _row(batch: MemberBatch) -> dict[str, Any]:
    words, tone, sign = STATES[batch.state]
    done = batch.counts.get("read", 0)
    return {
        "batch": batch,
        "words": words,
        "tone": tone,
        "sign": sign,
        "done": done,
        "is_counting": batch.state == "running" and batch.rows > 0,
    }


def _batch(request: HttpRequest, pk: int) -> MemberBatch:
    rows = MemberBatch.objects.filter(place__in=_places(request.actor)).select_related("place", "by__person")  # type: ignore[attr-defined]
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@keeper
@require_http_methods(["GET", "HEAD", "POST"])
def members_import(request: HttpRequest) -> HttpResponse:
    """The lists handed in so far, and a form for the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    faults: dict[str, Reason] = {}
    if request.method == "POST":
        uploaded = request.FILES.get("file")
        stored = lists.keep(uploaded.chunks(), uploaded.name or "") if uploaded is not None else NO_FILE
        if isinstance(stored, Reason):
            faults["file"] = stored
        else:
            assert uploaded is not None
            place = Place.objects.get(pk=_places(actor)[0])
            batch = lists.take(name=uploaded.name or "", stored=stored, place=place, by=actor)
            return HttpResponseRedirect(reverse("members_batch", args=[batch.pk]))
    rows = MemberBatch.objects.filter(place__in=_places(actor)).select_related("place").order_by("-pk")[:20]
    context = {"rows": [_row(one) for one in rows], "faults": faults, "columns": importing.COLUMNS}
    return render(request, "organisations/members/imports.html", context, status=422 if faults else 200)


@keeper
@require_safe
def members_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: being read, to be looked at, being recorded, done."""
    batch = _batch(request, pk)
    look = lists.look_of(batch) if batch.state == "preview" else {}
    context = _row(batch) | {
        "look": look, "choices": importing.shown_columns(batch.mapping, batch.headers), "names": [one.words for one in importing.COLUMNS],
        "is_going_on": batch.state in GOING_ON, "is_failed": batch.state == "failed", "is_done": batch.state == "done",
        "may_go_on": batch.state == "failed" and bool(batch.headers), "counts": _counts(batch),
    }  # fmt: skip
    return render(request, "organisations/members/import.html", context)


_COUNTED = (
    ("read", Words("读取", "Read")), ("recorded", Words("登记", "Recorded")), ("changed", Words("补充", "Changed")),
    ("known", Words("已有", "Known")), ("refused", Words("退回", "Returned")),
)  # fmt: skip


def _counts(batch: MemberBatch) -> list[tuple[Words, int]]:
    return [(words, batch.counts.get(name, 0)) for name, words in _COUNTED]


@keeper
@require_safe
def members_batch_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a list stands, asked for every second while something is going on; then the page opens anew."""
    batch = _batch(request, pk)
    answer = render(request, "organisations/members/_import_state.html", _row(batch))
    if batch.state not in GOING_ON:
        answer["HX-Refresh"] = "true"
    return answer


@keeper
@require_POST
def members_batch_go(request: HttpRequest, pk: int) -> HttpResponse:
    """The matching as a person changed it: look again, or import with it; or go on after an interruption."""
    batch = _batch(request, pk)
    if "again" in request.POST:
        lists.start(batch=batch, mapping=batch.mapping)
    else:
        mapping = importing.told_by(request.POST.items(), batch.headers)
        if "start" in request.POST:
            lists.start(batch=batch, mapping=mapping)
        else:
            lists.look_again(batch=batch, mapping=mapping)
    return HttpResponseRedirect(reverse("members_batch", args=[pk]))


@keeper
@require_safe
def members_batch_returned(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, each with its cell and reason, as a workbook to correct and hand in again."""
    batch = _batch(request, pk)
    path = importing.imports_folder() / batch.returned_path
    if not batch.returned_path or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = download_header(f"退回-{batch.name.rsplit('.', 1)[0]}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
