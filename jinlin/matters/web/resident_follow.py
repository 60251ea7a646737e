"""Following one's own telling: the receipt, the thread, and the steps that are the teller's to take."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import open_to_all
from jinlin.base.address import client_address
from jinlin.base.engine import Faulty
from jinlin.base.models import StoredFile
from jinlin.base.procedure import Offer, Step
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import Allowance, spend
from jinlin.base.web.files import keep_files
from jinlin.base.words import Words
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Telling
from jinlin.matters.numbers import SHANGHAI, is_receipt, is_short, number_of, read_number, short_key
from jinlin.matters.web import resident_reading as reading
from jinlin.matters.web.resident_device import (
    follows_of,
    forget_receipts,
    recent_place,
    remember_receipt,
    resident_of,
)
from jinlin.matters.web.resident_home import place_context
from jinlin.matters.web.resident_reading import receipt_link
from jinlin.matters.web.resident_tell import too_often
from jinlin.matters.web.resident_thread import lines, reader_of

FINDS = Allowance("follow", 10, dt.timedelta(hours=1))
WORDS = Allowance("say", 30, dt.timedelta(hours=1))
LONGEST_CHAIN = 8

NOT_FOUND = Reason(
    "wrong_receipt",
    Words(
        "编号和查询码对不上，请照着回执再看一遍",
        "Number and code do not fit together; please compare them with your receipt",
    ),
)
NOT_ANSWERED = Reason(
    "not_yet", Words("等工作人员答复以后，由您来确认", "Opens once there is an answer for you to confirm")
)
SEEN_BY_ALL = Words("邻居能看到进度", "Neighbours can follow it")
SEEN_BY_FEW = Words("不公开", "Not public")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def follow_find(request: HttpRequest) -> HttpResponse:
    """Find one's telling by number and short code; wrong numbers and wrong codes get the same answer."""
    kept = follows_of(request)
    context: dict[str, Any] = {"own": reading.own_rows(request.actor, kept), "kept": bool(kept)}  # type: ignore[attr-defined]
    place = recent_place(request)
    context |= place_context(place) if place else {}
    if request.method != "POST":
        return render(request, "matters/public/follow_find.html", context)
    counted = spend(FINDS, client_address(request))
    if counted is None:
        return too_often(request, place)
    number, code = request.POST.get("number", "")[:40], request.POST.get("code", "")[:20]
    telling = _by_short(number, code)
    if telling is None:
        context |= {"fault": NOT_FOUND, "number": number, "code": code}
        return render(request, "matters/public/follow_find.html", context, status=422)
    counted.give_back()
    remember_receipt(request, telling.pk)
    return HttpResponseRedirect(receipt_link(telling))


@open_to_all
@require_POST
def follow_forget(request: HttpRequest) -> HttpResponse:
    """Take the receipts off this device."""
    forget_receipts(request)
    return HttpResponseRedirect(reverse("follow_find"))


@open_to_all
@require_safe
def follow(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The receipt's page: who has it and until when, the thread, and what the teller may do now."""
    telling = telling_of(number, key)
    if telling is None:
        raise Http404
    matter = telling.matter
    url = request.build_absolute_uri(receipt_link(telling))
    thread, rows = lines(_chain(telling), reader_of(telling)), offers(request, telling)
    asked = [one for one in rows if one.open and one.step.shown_early]
    context = _context(request, telling) | {
        "stand": reading.stand_of(matter), "new": "new" in request.GET, "link": url, "lines": thread,
        "others": matter.teller_count - 1, "steps_base": receipt_link(telling) + "/steps/", "asks": asked,
        "answer": next((one for one in reversed(thread) if one.thing == "matter.answer"), None),
        "rows": [one for one in rows if one not in asked], "file_key": f"?k={key}",
        "shown": SEEN_BY_ALL if reading.is_public(matter) else SEEN_BY_FEW,
    }  # fmt: skip
    if "slip" in request.GET:
        return _private(render(request, "matters/public/slip.html", context))
    return _private(render(request, "matters/public/follow.html", context))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def follow_step(request: HttpRequest, number: str, key: str, step: str) -> HttpResponse:
    """One step of the teller: its page with what it asks for, and taking it once."""
    telling = telling_of(number, key)
    if telling is None:
        raise Http404
    offer = next((one for one in _teller_offers(request, telling) if one.step.code == step), None)
    if offer is None:
        raise Http404
    if request.method == "POST":
        return _private(_take(request, telling, offer.step))
    return _private(_step_page(request, telling, offer.step, reasons=offer.reasons))


def _step_page(
    request: HttpRequest, telling: Telling, step: Step, *, status: int = 200, reasons: tuple[Reason, ...] = (),
    given: dict[str, Any] | None = None, faults: dict[str, Reason] | None = None,
    files: tuple[StoredFile, ...] = (), key: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of a step: what it asks for, what was typed already, and what is wrong with it."""
    asked = [one for one in step.fields if one.kind != "files"]
    context = _context(request, telling) | {
        "step": step, "reasons": reasons, "faults": faults or {}, "typed": given or {}, "fields": asked,
        "photos": len(asked) < len(step.fields), "files": files, "key": key or secrets.token_hex(16),
    }  # fmt: skip
    return render(request, "matters/public/step.html", context, status=status)


def _take(request: HttpRequest, telling: Telling, step: Step) -> HttpResponse:
    """Take the step; what stands against it comes back beside the form, with everything that was typed."""
    files, fault = keep_files(request)
    given: dict[str, Any] = {one.name: request.POST.get(one.name, "") for one in step.fields}
    key = request.POST.get("key", "")[:64]
    back = partial(_step_page, request, telling, step, given=given, files=tuple(files), key=key)
    if fault:
        return back(status=422, faults={"files": fault})
    if spend(WORDS, f"telling:{telling.pk}") is None:
        return too_often(request, telling.matter.place)

    def act() -> tuple[int, dict[str, Any]]:
        handed = given | {"files": [stored.pk for stored in files]}
        MATTERS.take(telling.matter_id, step.code, by=resident_of(request, (telling.pk,)), given=handed)
        return 303, {}

    try:
        once(scope=f"follow:{telling.pk}", key=key, content=[step.code, given], act=act)
    except Faulty as faulty:
        return back(status=422, faults=faulty.faults)
    except Refused as refusal:
        return back(status=409, reasons=refusal.reasons)
    return HttpResponseRedirect(receipt_link(telling) + f"?done={step.code}")


def _context(request: HttpRequest, telling: Telling) -> dict[str, Any]:
    done = MATTERS.procedure.step(request.GET.get("done", ""))
    return place_context(telling.matter.place) | {
        "telling": telling, "matter": telling.matter, "short": short_key(telling.pk), "done": done,
        "number": number_of(telling.first_matter_id, telling.first_matter.told_at), "back": receipt_link(telling),
    }  # fmt: skip


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


def telling_of(number: str, key: str) -> Telling | None:
    """The telling of a receipt, or None; the same work is done whether or not there is such a number."""
    return next((one for one in _told_under(number) if is_receipt(one.pk, key)), None)


def _by_short(number: str, code: str) -> Telling | None:
    return next((one for one in _told_under(number) if is_short(one.pk, code)), None)


def _told_under(number: str) -> list[Telling]:
    read = read_number(number)
    rows = Telling.objects.filter(first_matter_id=read[1] if read else 0).select_related(
        "matter__place",
        "matter__lead",
        "matter__category",
        "matter__owner__person",
        "first_matter",
        "person__account",
    )
    return [
        one
        for one in rows
        if read and read[0] in (_year(one.first_matter), one.told_at.astimezone(SHANGHAI).year)
    ]


def _year(matter: Matter) -> int:
    return matter.told_at.astimezone(SHANGHAI).year


def _teller_offers(request: HttpRequest, telling: Telling) -> list[Offer]:
    """Every step that belongs to tellers, as this one sees it now."""
    every = MATTERS.offers(telling.matter, resident_of(request, (telling.pk,)))
    return [one for one in every if "teller" in one.step.who]


def offers(request: HttpRequest, telling: Telling) -> list[Offer]:
    """The teller's steps to show: the open ones, and the main one that opens with the answer, closed until then."""
    mine = _teller_offers(request, telling)
    early = [
        Offer(one.step, (NOT_ANSWERED,))
        for one in mine
        if not one.open and one.step.main and one.step.shown_early and not telling.matter.closed_at
    ]
    return [one for one in mine if one.open] + early


def _chain(telling: Telling) -> list[Matter]:
    """The matters through which a telling came, from the first told to the one it belongs to now."""
    chain = [telling.first_matter]
    while chain[-1].pk != telling.matter_id and chain[-1].into_id and len(chain) < LONGEST_CHAIN:
        chain.append(Matter.objects.get(pk=chain[-1].into_id))
    return chain if chain[-1].pk == telling.matter_id else [telling.matter]
