"""A pasted piece of a chat group: cut into who said what, the worker picks; the rest is not kept anywhere."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.matters.imports.chat import cut
from jinlin.matters.web import intake_places as places
from jinlin.matters.web import intake_points as points
from jinlin.matters.web.intake_desk import note_source, record_many, slips_address
from jinlin.matters.web.intake_places import DESK


@staff(*DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def chat_relay(request: HttpRequest) -> HttpResponse:
    """Paste, look, pick, record. The pasted text lives in the page alone until something of it is picked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = request.POST.get("place", "") or places.likely_place(actor)
    if request.method != "POST":
        return _page(request, [], place, {})
    if "cut" in request.POST:
        rows = [
            points.Point(number, one.name, one.time, one.text)
            for number, one in enumerate(cut(request.POST.get("pasted", "")))
        ]
        faults = {} if rows else {"pasted": points.NOTHING_FOUND}
        return _page(request, rows, place, faults, 200 if rows else 422)
    rows = points.posted(request)
    values, faults = points.checked(rows, actor, place)
    if faults:
        return _page(request, rows, place, faults, 422)

    def act() -> tuple[int, dict[str, Any]]:
        receipts = record_many(values, channel="chat", by=actor)
        note_source(receipts, "matter.relayed", [point.time for point in rows if point.picked], by=actor)
        return 303, {"tellings": [receipt.telling for receipt in receipts]}

    try:
        _, answer, _ = once(
            scope=f"chat:{actor.account}",
            key=request.POST.get("key", "")[:64],
            content=points.content(rows, place=place),
            act=act,
        )
    except Refused as refused:
        return _page(request, rows, place, {"": refused.reason}, 409)
    return HttpResponseRedirect(slips_address(answer["tellings"]))


def _page(
    request: HttpRequest, rows: list[points.Point], place: str, faults: dict[str, Reason], status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "rows": rows, "typed": {"place": place, "pasted": ""}, "faults": faults, "key": secrets.token_hex(16),
        "places": places.to_choose(actor),
    }  # fmt: skip
    answer = render(request, "matters/intake/chat.html", context, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer
