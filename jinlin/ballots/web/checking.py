"""Checking without an account: a receipt by its six words, the archive of a published decision."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.ballots import boards, commands, results
from jinlin.ballots.desk import public_decisions, relations
from jinlin.ballots.words import CHANNELS
from jinlin.base.access import open_to_all
from jinlin.base.address import client_address
from jinlin.base.files import download_header
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import Allowance, spend
from jinlin.base.words import Words

TRIES = Allowance("receipt", 60, dt.timedelta(hours=1))
TOO_OFTEN = Reason(
    "too_many_tries", Words("查得太多，请过一会儿再查", "Too many tries; please try again a little later")
)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is a ballot with these six words on the board, and does it stand? Says neither whose it is nor what it says."""
    context: dict[str, object] = {"typed": request.POST.get("words", "")[:80]}
    status = 200
    if request.method == "POST":
        try:
            if spend(TRIES, client_address(request)) is None:
                raise Refused(TOO_OFTEN)
            line = commands.check_receipt(words=str(context["typed"]))
            standing = boards.standing_lines(line.decision).get(line.row or 0)
            context |= {
                "line": line, "decision": line.decision, "channel": CHANNELS[line.channel], "stands": standing is not None and standing.pk == line.pk,
            }  # fmt: skip
        except Refused as refusal:
            context["fault"], status = refusal.reason, 404
    return render(request, "ballots/check.html", context, status=status)


@open_to_all
@require_safe
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole decision as one ZIP with its verifier. Of a small roll only its monitors and counters get the exact sums."""
    row = public_decisions().filter(pk=pk).first()
    if row is None:
        raise Http404
    trusted = relations(row, request.actor) & {"monitor", "counter"}  # type: ignore[attr-defined]
    public = row.state == "decided" and row.publication != "witnessed"
    if not (public or (trusted and row.state in ("counted", "verified", "decided"))):
        raise Http404
    answer = HttpResponse(results.archive_of(row), content_type="application/zip")
    answer["Content-Disposition"] = download_header(f"decision-{row.pk}.zip")
    return answer
