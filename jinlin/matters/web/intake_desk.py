"""The service desk: a worker records what somebody tells at the counter, by telephone, at the door, for a firm."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base import trail
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters import commands, words
from jinlin.matters.models import Category, Matter, Telling
from jinlin.matters.numbers import number_of, receipt_key, short_key
from jinlin.matters.web import intake_places as places
from jinlin.matters.web.intake_places import DESK, IMPORTERS

CHANNELS = tuple(
    choice for choice in words.CHANNELS if choice.code in ("desk", "hotline", "visit", "enterprise")
)
TYPED = ("text", "place", "spot", "category", "urgent", "name", "phone", "channel")
SLIPS = 40
NO_CHANNEL = Reason("no_channel", Words("请选是怎么来的", "Choose how it came"))


@staff(*DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_tell(request: HttpRequest) -> HttpResponse:
    """Record one matter on somebody's behalf; the slip for the teller follows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        typed = dict.fromkeys(TYPED, "") | {
            "place": request.GET.get("place") or places.likely_place(actor), "channel": request.GET.get("channel", "desk"),
        }  # fmt: skip
        return _page(request, typed, {}, secrets.token_hex(16))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    key = request.POST.get("key", "")[:64] or secrets.token_hex(16)
    values, faults = check(actor, typed)
    if typed["channel"] not in {choice.code for choice in CHANNELS}:
        faults["channel"] = NO_CHANNEL
    typed["private"] = request.POST.get("private", "")
    values["private"] = bool(typed["private"])
    if faults:
        return _page(request, typed, faults, key, 422)

    def act() -> tuple[int, dict[str, Any]]:
        receipt = commands.tell(values=values, channel=typed["channel"], by=actor, on_behalf=True)
        return 303, {"tellings": [receipt.telling]}

    try:
        _, answer, _ = once(scope=f"desk:{actor.account}", key=key, content=typed, act=act)
    except Refused as refused:
        return _page(request, typed, {"": refused.reason}, secrets.token_hex(16), 409)
    return HttpResponseRedirect(slips_address(answer["tellings"]))


def check(actor: Actor, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, Reason]]:
    """What was typed, checked by the rules of every telling, with the place found within the worker's reach."""
    found = places.find(actor, typed.get("place", ""))
    raw = {**typed, "place": None if isinstance(found, Reason) else found}
    values, faults = commands.check_telling(raw)
    if isinstance(found, Reason):
        faults["place"] = found
    return values, faults


def categories() -> list[Category]:
    """The kinds that a worker may choose."""
    return list(Category.objects.filter(ended_on__isnull=True).order_by("sort", "code"))


def _page(
    request: HttpRequest, typed: dict[str, str], faults: dict[str, Reason], key: str, status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "typed": typed, "faults": faults, "key": key, "channels": CHANNELS, "places": places.to_choose(actor),
        "categories": categories(), "urgencies": words.URGENCIES, "may_import": any(seat.role in IMPORTERS for seat in actor.seats),
    }  # fmt: skip
    return render(request, "matters/intake/desk.html", context, status=status)


def slips_address(tellings: list[int]) -> str:
    """The page with the slips of these tellings."""
    return reverse("slips") + "?" + "&".join(f"t={pk}" for pk in tellings)


@staff(*DESK)
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Slips of paper for tellings that this worker took: number, code, who has it, until when."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = [int(text) for text in request.GET.getlist("t")[:SLIPS] if text.isdecimal() and len(text) < 18]
    rows = Telling.objects.filter(pk__in=asked, taken_by_id=actor.account).select_related(
        "matter__place", "matter__owner__person", "first_matter"
    )
    made = [
        {
            "telling": row, "number": number_of(row.first_matter_id, row.told_at), "short": short_key(row.pk),
            "link": request.build_absolute_uri(
                reverse("follow", args=[number_of(row.first_matter_id, row.told_at), receipt_key(row.pk)])
            ),
        }
        for row in rows.order_by("pk")
    ]  # fmt: skip
    if not made:
        raise Http404
    return render(request, "matters/intake/slips.html", {"slips": made, "me": actor.name})


def note_source(
    receipts: list[commands.Receipt], thing: str, texts: list[str], *, by: Actor, **data: Any
) -> None:
    """A line for the workers in each thread that says where and when it was heard; none where the text is empty."""
    noted = {receipt.matter: text for receipt, text in zip(receipts, texts, strict=True) if text}
    for row in Matter.objects.select_for_update(of=("self",)).filter(pk__in=noted):
        trail.record(row, "matter", thing, by=by, data=data, text=noted[row.pk], seen="staff")
        Matter.objects.filter(pk=row.pk).update(trail_seq=row.trail_seq, trail_hash=row.trail_hash)


def record_many(
    rows: list[dict[str, Any]], *, channel: str, by: Actor, at: Any = None
) -> list[commands.Receipt]:
    """Several tellings in one transaction: all or none."""
    with transaction.atomic():
        return [
            commands.tell(values=values, channel=channel, by=by, on_behalf=True, at=at) for values in rows
        ]
