"""Lists of persons to be released by a second worker, and one's own to be taken."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jinlin.base import worklist
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Page, write_xlsx
from jinlin.base.words import Words
from jinlin.base.worklist import Item
from jinlin.people.commands.releases import (
    decide_release,
    kinds,
    own_releases,
    take_release,
    waiting_for,
)
from jinlin.people.models import Release

SHOWN = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff()
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what oneself asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    mine = [
        (row, kinds[row.kind].called(row.ref), row.until_at is not None and row.until_at > now)
        for row in own_releases(actor)[:SHOWN]
    ]
    waits = [(row, kinds[row.kind].called(row.ref), kinds[row.kind].words) for row in waiting_for(actor)]
    return render(request, "people/releases.html", {"mine": mine, "waits": waits})


def _row(request: HttpRequest, pk: int) -> Release:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = Release.objects.filter(pk=pk).first()
    if row is None or (row.by_id != actor.account and not kinds[row.kind].may_release(actor, row.ref)):
        raise Http404
    return row


@staff()
@require_POST
def release_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a list go, or not."""
    row = _row(request, pk)
    try:
        decide_release(release=row.pk, released=request.POST.get("act") == "release", by=request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.reason.words))
    return redirect("releases")


@staff()
@require_POST
@never_cache
def release_take(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of a released list; on a computer, within a day."""
    row = _row(request, pk)
    try:
        made = take_release(release=row.pk, by=request.actor, browser=request.headers.get("User-Agent", ""))  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.reason.words))
        return redirect("releases")
    out = io.BytesIO()
    write_xlsx(out, Page(name="名单", headings=made.headings, rows=made.rows, note=made.note))
    reply = HttpResponse(out.getvalue(), content_type=XLSX)
    reply["Content-Disposition"] = download_header(made.name)
    reply["Cache-Control"] = "private, no-store"
    return reply


def _waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    return [
        Item(kinds[row.kind].called(row.ref), reverse("releases"), Words("名单，等您放行", "a list to release"), row.made_at + dt.timedelta(days=2), row.by_title)
        for row in (waiting_for(actor) if actor.staff else [])[:limit]
    ]  # fmt: skip


def register() -> None:
    """Put what waits onto the worklist; called once at start."""
    worklist.register("releases", Words("导出名单，等您放行", "Lists to release"), _waiting, order=90)
