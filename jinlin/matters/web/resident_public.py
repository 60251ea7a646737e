"""The public page of a matter, and joining it: the same problem told by a neighbour is one matter with more voices."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinlin.base.access import open_to_all
from jinlin.base.address import client_address
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import spend
from jinlin.base.words import Words
from jinlin.matters import commands
from jinlin.matters.models import Matter
from jinlin.matters.numbers import SHANGHAI, number_of, read_number
from jinlin.matters.procedure import MATTER
from jinlin.matters.web import resident_reading as reading
from jinlin.matters.web.resident_device import follows_of, remember_receipt, resident_of
from jinlin.matters.web.resident_home import place_context
from jinlin.matters.web.resident_tell import TELLINGS, too_often
from jinlin.matters.web.resident_thread import Reader, lines

JOINED = Words("我家也有同样的问题", "We have the same problem")
DONE = Reason(
    "wrong_state",
    Words(
        "这件事已经办完。如果又出现了，请再说一声，会重新接办",
        "This matter is done. If it came back, tell it anew",
    ),
)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def public_matter(request: HttpRequest, number: str) -> HttpResponse:
    """A public matter as anybody may read it; of a private one nobody learns even that it exists."""
    matter = _public(number)
    if matter is None:
        raise Http404
    if request.method == "POST":
        return _join(request, matter)
    return _page(request, matter, {"key": secrets.token_hex(16)})


def _public(number: str) -> Matter | None:
    read = read_number(number)
    rows = reading.public_matters().select_related("place", "lead", "category", "owner__person")
    matter = rows.filter(pk=read[1] if read else 0).first()
    if matter is None or read is None or matter.told_at.astimezone(SHANGHAI).year != read[0]:
        return None
    return matter


def may_join(matter: Matter) -> Reason | None:
    """A matter that is done takes no further voices."""
    return DONE if MATTER.state(matter.state).final else None


def _page(request: HttpRequest, matter: Matter, more: dict[str, Any], status: int = 200) -> HttpResponse:
    mine = reading.receipts_for(matter, request.actor, follows_of(request))  # type: ignore[attr-defined]
    context = place_context(matter.place) | {
        "matter": matter, "number": number_of(matter.pk, matter.told_at), "stand": reading.stand_of(matter),
        "lines": lines([matter], Reader()), "not_join": may_join(matter), "kind": reading.kind_of(matter), "mine": mine, "faults": {}, "given": {},
    }  # fmt: skip
    return render(request, "matters/public/matter.html", context | more, status=status)


def _join(request: HttpRequest, matter: Matter) -> HttpResponse:
    """One more voice: checked like every telling, recorded once, answered with a receipt of its own."""
    posted = request.POST
    given = {name: posted.get(name, "") for name in ("text", "spot", "name", "phone")}
    key = posted.get("key", "")[:64]
    values, faults = commands.check_telling(
        given | {"text": given["text"].strip() or JOINED.zh, "place": matter.place_id}
    )
    closed = may_join(matter)
    if faults or closed:
        more = {"faults": faults | ({"": closed} if closed else {}), "given": given, "key": key}
        return _page(request, matter, more, 409 if closed else 422)
    by = resident_of(request)
    counted = None
    if not by.signed_in:
        counted = spend(TELLINGS, client_address(request))
        if counted is None:
            return too_often(request, matter.place)

    def act() -> tuple[int, dict[str, Any]]:
        receipt = commands.join(matter=matter.pk, values=values, channel="page", by=by, on_behalf=False)
        return 303, {"number": receipt.number, "key": receipt.key, "telling": receipt.telling}

    try:
        _, answer, repeated = once(scope=f"join:{matter.pk}", key=key, content=given, act=act)
    except Refused as refusal:
        more = {"faults": {"": refusal.reason}, "given": given, "key": secrets.token_hex(16)}
        return _page(request, matter, more, 409)
    if repeated and counted:
        counted.give_back()
    remember_receipt(request, answer["telling"])
    return HttpResponseRedirect(reverse("follow", args=[answer["number"], answer["key"]]) + "?new=1")
