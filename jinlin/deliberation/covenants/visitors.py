"""Remarks without an account: a form that anybody may fill in, so often from one address, and a receipt that leads back to it."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.actor import Actor
from jinlin.base.address import client_address
from jinlin.base.engine import Faulty
from jinlin.base.references import options_for
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.tries import Allowance, spend
from jinlin.deliberation.covenants.desk import COVENANTS, VISITING
from jinlin.deliberation.covenants.models import ClauseRemark, Covenant
from jinlin.deliberation.covenants.procedure import COVENANT, TAKEN
from jinlin.deliberation.words import words_of

SAYING = Allowance("remark on a covenant", 12, dt.timedelta(hours=1))
VISITOR = Actor(account=0, name="居民", channel=VISITING)


def say(request: HttpRequest, row: Covenant) -> HttpResponse:
    """The form of a visitor, and taking it: the same step as everybody's, once for its key; 429 where it comes too often."""
    step = COVENANT.step("remark")
    assert step is not None
    fields = tuple(one for one in step.fields if one.name != "name")
    posted = request.POST
    typed: dict[str, Any] = {one.name: posted.get(one.name, "") for one in fields}
    if request.method != "POST":
        typed["clause"] = request.GET.get("clause", "")
    offer = next(one for one in COVENANTS.offers(row, VISITOR) if one.step is step)
    context: dict[str, Any] = {
        "covenant": row, "fields": fields, "typed": typed, "options": options_for(fields, row, VISITOR), "reasons": offer.reasons,
        "key": posted.get("key") or secrets.token_urlsafe(16), "sign_in": f"{reverse('account_login')}?next={request.path}",
    }  # fmt: skip
    page = "deliberation/covenants/say.html"
    if request.method != "POST" or not offer.open:
        return render(request, page, context, status=200 if offer.open else 409)
    if spend(SAYING, client_address(request)) is None:
        return render(request, page, context | {"too_often": True}, status=429)

    def act() -> tuple[int, dict[str, Any]]:
        taken = COVENANTS.take(row.pk, "remark", by=VISITOR, given=typed)
        made = ClauseRemark.objects.filter(round__covenant=taken, key__isnull=False).order_by("-pk").first()
        assert made is not None
        return 303, {"to": reverse("covenant_said", args=[row.pk, made.pk, made.key])}

    try:
        _, answer, _ = once(scope=f"say:covenant:{row.pk}", key=context["key"][:80], content=typed, act=act)
    except Faulty as faulty:
        return render(request, page, context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, page, context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(answer["to"] + "?new=1")


@open_to_all
@require_safe
def covenant_said(request: HttpRequest, ref: str, remark: int, key: str) -> HttpResponse:
    """One's own remark by its receipt: the words, and the answer once it is there."""
    found = ClauseRemark.objects.select_related("round__covenant__place", "clause").filter(pk=remark).first()
    known = found is not None and str(found.round.covenant_id) == ref and found.key is not None
    if not known or not hmac.compare_digest(str(found.key).encode(), key.encode()):  # type: ignore[union-attr]
        raise Http404
    context = {
        "covenant": found.round.covenant, "remark": found, "words": words_of(TAKEN, found.taken), "new": "new" in request.GET,
        "state": COVENANT.state(found.round.covenant.state),
    }  # fmt: skip
    return render(request, "deliberation/covenants/said.html", context)
