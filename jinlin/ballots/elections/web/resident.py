"""Elections as residents see them: what is on, who stands, am I on the register, the result; officers sign from here."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.ballots.elections import commands
from jinlin.ballots.elections.desk import SUBJECT, public_elections, relations
from jinlin.ballots.elections.models import Election, Voter, VoterObjection
from jinlin.ballots.elections.owners_desk import SUBJECT as COMMITTEE_SUBJECT
from jinlin.ballots.elections.owners_desk import public_committees
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.ballots.elections.web import shown
from jinlin.base.access import open_to_all, signed_in
from jinlin.base.actor import Actor
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines as lines_of
from jinlin.base.web.steps import offers_for, step_page

PAGE = 20
NOBODY = Actor(account=0, name="")


def _public(request: HttpRequest, pk: int) -> Election:
    row = public_elections().filter(pk=pk).first()
    if row is None:
        raise Http404
    request.place = row.place  # type: ignore[attr-defined]
    return row


@open_to_all
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    """Elections of residents' committees and of owners' committees, newest first."""
    rows: list[dict[str, Any]] = [
        {
            "row": one,
            "url": reverse("election", args=[one.pk]),
            "state": ELECTION.state(one.state),
            "kind": ELECTION.words,
            "at": one.made_at,
        }
        for one in public_elections().order_by("-pk")[:200]
    ]
    rows += [
        {
            "row": one,
            "url": reverse("committee", args=[one.pk]),
            "state": COMMITTEE.state(one.state),
            "kind": COMMITTEE.words,
            "at": one.made_at,
        }
        for one in public_committees().order_by("-pk")[:200]
    ]
    rows.sort(key=lambda one: one["at"], reverse=True)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "ballots/elections/list.html", {"page": page, "rows": page.object_list})


@open_to_all
@require_safe
def election(request: HttpRequest, pk: int) -> HttpResponse:
    """One election in public: where it stands, who stands, where to vote, each announced round, the term."""
    row = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    officer = "officer" in relations(row, actor)
    context = {
        "election": row, "state": ELECTION.state(row.state), "way": shown.election_way(row), "facts": shown.facts_of(row),
        "posts": shown.posts_of(row) if row.candidates_at else [], "results": shown.results_of(row), "committee": shown.committee_of(row),
        "officers": row.officers.filter(left_at__isnull=True).exclude(duty="substitute"),
        "stations": row.stations.filter(round=row.round), "proxies": shown.proxies_of(row),
        "voters": row.voters.filter(struck_at__isnull=True).count(), "unverified": shown.unverified_woman(row),
        "lines": lines_of(SUBJECT, row, NOBODY), "offers": offers_for(SUBJECT, row, actor) if officer else [],
        "step_base": f"/elections/{pk}/steps/", "done": ELECTION.step(request.GET.get("done", "")),
    }  # fmt: skip
    return render(request, "ballots/elections/election.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step taken by a member of the election committee from the public page."""
    row = _public(request, pk)
    if "officer" not in relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return step_page(request, SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
@require_safe
def on_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Am I on the register, under which number; objecting within the five days; my objections with their answers."""
    row = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = (
        Voter.objects.filter(election=row, person=actor.person).order_by("pk")
        if actor.person
        else Voter.objects.none()
    )
    context = {
        "election": row, "state": ELECTION.state(row.state), "mine": list(mine), "objects": row.state == "listed",
        "objections": VoterObjection.objects.filter(election=row, person=actor.person).order_by("pk") if actor.person else [],
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "ballots/elections/on_list.html", context)


@signed_in
@require_POST
def object_to_list(request: HttpRequest, pk: int) -> HttpResponse:
    """An objection to the register, as a resident writes it."""
    row = _public(request, pk)
    try:
        commands.object_to_list(election=row.pk, words=request.POST.get("words", ""), by=request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        context = {
            "election": row,
            "state": ELECTION.state(row.state),
            "mine": [],
            "objections": [],
            "reasons": refusal.reasons,
        }
        return render(request, "ballots/elections/on_list.html", context, status=409)
    return HttpResponseRedirect(f"{reverse('election_list', args=[pk])}?done=object")


@open_to_all
@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """One election of an owners' committee in public: candidates, the decision, who was elected, the filing, the term."""
    row = public_committees().select_related("decision").filter(pk=pk).first()
    if row is None:
        raise Http404
    request.place = row.place  # type: ignore[attr-defined]
    context = {
        "committee": row, "state": COMMITTEE.state(row.state), "way": shown.committee_way(row), "people": shown.people_of(row),
        "group": row.group.filter(left_at__isnull=True), "decision": shown.public_decision(row),
        "lines": lines_of(COMMITTEE_SUBJECT, row, NOBODY),
    }  # fmt: skip
    return render(request, "ballots/elections/committee.html", context)
