"""Reception days and tea-room talks: a place, a day, its hosts, and the points that were heard."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters import words
from jinlin.matters.web import intake_places as places
from jinlin.matters.web import intake_points as points
from jinlin.matters.web.intake_desk import note_source, record_many, slips_address
from jinlin.matters.web.intake_places import DESK

CHANNELS = tuple(choice for choice in words.CHANNELS if choice.code in ("reception", "talk"))
BACK = dt.timedelta(days=60)
NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,3}[)）.、．:：]|[一二三四五六七八九十]{1,3}、|[-•·*])\s*")
NO_DAY = Reason("no_on", Words("请写是哪一天", "Say on which day"))
WRONG_DAY = Reason("wrong_on", Words("日期应在最近 60 天内", "The day lies within the last 60 days"))
NO_HOSTS = Reason("no_hosts", Words("请写由谁接待", "Say who received"))
TYPED = ("channel", "place", "on", "hosts", "pasted")


@staff(*DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def reception_list(request: HttpRequest) -> HttpResponse:
    """Paste or type the points, look at them, record them all at once; each teller gets a slip."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        typed = {
            "channel": "reception",
            "place": places.likely_place(actor),
            "on": timezone.localdate().isoformat(),
            "hosts": actor.name,
            "pasted": "",
        }
        return _page(request, [], typed, {})
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    on, faults = _common(typed)
    if "cut" in request.POST:
        rows = cut(typed["pasted"])
        if not rows:
            faults["pasted"] = points.NOTHING_FOUND
        return _page(request, rows, typed, faults, 422 if faults else 200)
    rows = points.posted(request)
    values, wrong = points.checked(rows, actor, typed["place"])
    faults |= wrong
    if faults or on is None:
        return _page(request, rows, typed, faults, 422)
    common = {name: typed[name] for name in ("channel", "place", "on", "hosts")}
    try:
        _, answer, _ = once(
            scope=f"list:{actor.account}", key=request.POST.get("key", "")[:64], content=points.content(rows, **common),
            act=lambda: (303, {"tellings": _record(values, typed, on, actor)}),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, rows, typed, {"": refused.reason}, 409)
    return HttpResponseRedirect(slips_address(answer["tellings"]))


def cut(pasted: str) -> list[points.Point]:
    """One point a line: the text, or columns parted by tabs or | as teller, text, place."""
    rows = []
    for line in pasted[:60_000].splitlines():
        parts = [part.strip() for part in re.split(r"\t|[|｜]", line)]
        if not any(parts):
            continue
        name, text, place = "", parts[0], ""
        if len(parts) >= 2:
            name, text = parts[0], parts[1]
            place = parts[2] if len(parts) >= 3 else ""
        text = NUMBERED.sub("", text)
        if text:
            rows.append(points.Point(len(rows), NUMBERED.sub("", name)[:60], "", text, place, picked=True))
    return rows[: points.MOST]


def _common(typed: dict[str, str]) -> tuple[dt.date | None, dict[str, Reason]]:
    faults: dict[str, Reason] = {}
    if typed["channel"] not in {choice.code for choice in CHANNELS}:
        typed["channel"] = CHANNELS[0].code
    if not typed["hosts"]:
        faults["hosts"] = NO_HOSTS
    try:
        on = dt.date.fromisoformat(typed["on"])
    except ValueError:
        return None, {**faults, "on": NO_DAY}
    today = timezone.localdate()
    if not today - BACK <= on <= today:
        faults["on"] = WRONG_DAY
    return on, faults


def _record(values: list[dict[str, Any]], typed: dict[str, str], on: dt.date, actor: Actor) -> list[int]:
    """Record all points, each with the line that says where, when and by whom it was heard."""
    now = timezone.now()
    noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    receipts = record_many(
        values, channel=typed["channel"], by=actor, at=min(now, noon) if on < timezone.localdate(now) else now
    )
    words_of = next(choice.words for choice in CHANNELS if choice.code == typed["channel"])
    text = f"{words_of.zh} {on.isoformat()}，{typed['hosts'][:200]}"
    note_source(receipts, "matter.heard", [text] * len(receipts), by=actor, on=on.isoformat())
    return [receipt.telling for receipt in receipts]


def _page(
    request: HttpRequest,
    rows: list[points.Point],
    typed: dict[str, str],
    faults: dict[str, Reason],
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "rows": rows, "typed": typed, "faults": faults, "key": secrets.token_hex(16), "channels": CHANNELS,
        "places": places.to_choose(actor),
    }  # fmt: skip
    return render(request, "matters/intake/list.html", context, status=status)
