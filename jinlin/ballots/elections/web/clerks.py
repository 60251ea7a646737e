"""At the station and at the count: giving a ballot to a voter, entering a count sheet blind to the other clerk."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinlin.ballots.elections import commands, counted
from jinlin.ballots.elections.desk import CLERKS, relations
from jinlin.ballots.elections.models import BallotGiven, Candidate, CountEntry, Election, Station, VoterProxy
from jinlin.ballots.elections.web.staff import found
from jinlin.ballots.elections.words import POSTS, words_for
from jinlin.ballots.web.device import device_of, digest_of, remember, session_of
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

MOST = 30


def _station(request: HttpRequest, pk: int, station: int) -> tuple[Election, Station]:
    row = found(request, pk)
    box = next((one for one in counted.stations_of(row) if one.pk == station), None)
    if box is None or "clerk" not in relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row, box


@staff(*sorted(CLERKS))
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int, station: int) -> HttpResponse:
    """The voters' desk of a station: find by number or name, give one ballot; who has one, and who lets another take it, shows."""
    row, box = _station(request, pk, station)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    q = (request.POST.get("q") or request.GET.get("q", "")).strip()[:40]
    context: dict[str, Any] = {
        "election": row,
        "station": box,
        "q": q,
        "key": secrets.token_urlsafe(12),
        "done": request.GET.get("done", ""),
    }
    status = 200
    if request.method == "POST":
        number, agent = request.POST.get("number", ""), request.POST.get("agent", "")
        try:
            if (
                not number.isdigit()
                or len(number) > 9
                or not (agent == "" or (agent.isdigit() and len(agent) < 10))
            ):
                raise Refused(Reason("no_voter", Words("名单上没有这一号", "No such number on the register")))

            def act() -> tuple[int, dict[str, Any]]:
                made = commands.give_ballot(
                    station=box.pk, number=int(number), agent=int(agent) if agent else None, by=actor
                )
                return 200, {"given": made.pk}

            once(
                scope=f"give:{actor.account}:{box.pk}",
                key=request.POST.get("key", ""),
                content=[number, agent],
                act=act,
            )
            return HttpResponseRedirect(f"{reverse('desk_station', args=[pk, station])}?done={number}")
        except Refused as refusal:
            context["reasons"], status = refusal.reasons, 409
    context["rows"] = _found_voters(row, q)
    context["given"] = BallotGiven.objects.filter(station=box).count()
    return render(request, "ballots/elections/desk/give.html", context, status=status)


def _found_voters(row: Election, q: str) -> list[dict[str, Any]]:
    if not q:
        return []
    rows = row.voters.filter(struck_at__isnull=True).order_by("number")
    rows = rows.filter(number=int(q)) if q.isdigit() and len(q) < 9 else rows.filter(name__contains=q)
    voters = list(rows[:MOST])
    given = {
        one.voter_id: one
        for one in BallotGiven.objects.filter(voter__in=voters, round=row.round).select_related("station")
    }
    agents = {
        one.voter_id: one.agent
        for one in VoterProxy.objects.filter(voter__in=voters, round=row.round).select_related("agent")
    }
    return [{"voter": one, "given": given.get(one.pk), "agent": agents.get(one.pk)} for one in voters]


@staff(*sorted(CLERKS))
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int, station: int) -> HttpResponse:
    """A count sheet of one box: valid ballots and the votes of each candidate. Neither clerk sees what the other wrote."""
    row, box = _station(request, pk, station)
    plan = counted.plan_of(row)
    people = [one for one in Candidate.objects.filter(election=row) if str(one.pk) in plan.posts]
    typed = {str(one.pk): request.POST.get(f"c{one.pk}", "") for one in people}
    context: dict[str, Any] = {
        "election": row, "station": box, "typed": request.POST, "recall": plan.recall,
        "posts": [
            {"words": words_for(POSTS, post), "seats": seats, "people": [(one, typed[str(one.pk)]) for one in people if one.post == post]}
            for post, seats in plan.seats.items()
        ],
        "entered": CountEntry.objects.filter(station=box).count(),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "ballots/elections/desk/count.html", context)
    device, fresh = device_of(request)
    try:
        numbers = _whole({"valid": request.POST.get("valid", ""), **typed})
        commands.enter_sheet(
            station=box.pk, valid=numbers.pop("valid"), votes=numbers, by=request.actor,  # type: ignore[attr-defined]
            session=session_of(request), device=digest_of(device), reason=request.POST.get("reason", "").strip()[:200],
        )  # fmt: skip
    except Refused as refusal:
        return render(
            request, "ballots/elections/desk/count.html", context | {"reasons": refusal.reasons}, status=409
        )
    answer = HttpResponseRedirect(f"{reverse('desk_election', args=[pk])}?entered={box.pk}")
    if fresh:
        remember(answer, request, device)
    return answer


def _whole(typed: dict[str, str]) -> dict[str, int]:
    bad = [name for name, text in typed.items() if not (text.strip().isdigit() and len(text.strip()) < 8)]
    if bad:
        raise Refused(
            Reason(
                "wrong_number",
                Words(
                    "每一格都要填整数，没有就填 0",
                    "Every field wants a whole number; write 0 where there is none",
                ),
            )
        )
    return {name: int(text) for name, text in typed.items()}
