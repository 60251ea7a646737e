"""Papers of elections on A4: register, candidates, proxies, count sheet, result with minutes; the filing of an owners' committee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.ballots.elections import desk, owners_desk
from jinlin.ballots.elections.counted import stations_of
from jinlin.ballots.elections.minutes import minutes_digest, minutes_lines
from jinlin.ballots.elections.models import Committee, Election, VoterProxy
from jinlin.ballots.elections.web import shown
from jinlin.ballots.elections.web.staff import found, found_committee
from jinlin.ballots.elections.words import PAPERS
from jinlin.base.access import staff
from jinlin.base.spoken import words_of
from jinlin.base.words import Words


def _register(row: Election) -> dict[str, Any]:
    return {"voters": row.voters.filter(struck_at__isnull=True).order_by("number")}


def _candidates(row: Election) -> dict[str, Any]:
    return {"posts": shown.posts_of(row)}


def _proxies(row: Election) -> dict[str, Any]:
    rows = (
        VoterProxy.objects.filter(voter__election=row, round=row.round)
        .select_related("voter", "agent")
        .order_by("agent__number", "pk")
    )
    return {"proxies": rows}


def _count(row: Election) -> dict[str, Any]:
    return {"posts": shown.posts_of(row), "stations": stations_of(row)}


def _result(row: Election) -> dict[str, Any]:
    if not row.results:
        raise Http404
    return {
        "minutes": minutes_lines(row),
        "spoken": words_of(minutes_digest(row)),
        "signatures": row.signatures.order_by("pk"),
    }


KINDS: dict[str, tuple[Words, Callable[[Election], dict[str, Any]]]] = {
    "register": (Words("选民名单公告", "Register of voters"), _register), "candidates": (Words("候选人公告", "Notice of the candidates"), _candidates),
    "proxies": (Words("委托投票名单", "List of proxies"), _proxies), "count": (Words("计票单", "Count sheet"), _count),
    "result": (Words("选举结果和记录", "Result and minutes"), _result),
}  # fmt: skip


@staff(*desk.STAFF)
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One paper of an election as it hangs on the board or lies on the count's table."""
    row = found(request, pk)
    if kind not in KINDS:
        raise Http404
    title, make = KINDS[kind]
    context = {
        "election": row,
        "title": title,
        "kind": kind,
        "today": timezone.localdate(),
        "facts": shown.facts_of(row),
        "unverified": shown.unverified_woman(row),
    }
    return render(request, f"ballots/elections/papers/{kind}.html", context | make(row))


OWNERS_KINDS = {
    "candidates": Words("候选人公告", "Notice of the candidates"), "filing": Words("业主委员会备案表", "Filing of an owners' committee"),
    "result": Words("选举结果公告", "Result of the election"),
}  # fmt: skip


@staff(*owners_desk.STAFF)
@require_safe
def committee_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One paper of an owners' committee: candidates, result, or the filing with its four papers."""
    row = found_committee(request, pk)
    if kind not in OWNERS_KINDS or (kind != "candidates" and not row.elected_on):
        raise Http404
    context = {
        "committee": row, "title": OWNERS_KINDS[kind], "people": shown.people_of(row), "today": timezone.localdate(),
        "papers": [(one.words, one.code in row.papers) for one in PAPERS], "decision": shown.public_decision(row), "rows": _weights(row),
    }  # fmt: skip
    return render(request, f"ballots/elections/papers/owners_{kind}.html", context)


def _weights(row: Committee) -> dict[str, dict[str, Any]]:
    """By motion: persons and area for each candidate, where the decision publishes exact numbers."""
    if row.decision is None or row.decision.state != "decided" or row.decision.publication == "witnessed":
        return {}
    return {one["id"]: one["options"]["yes"] for one in row.decision.result["motions"]}
