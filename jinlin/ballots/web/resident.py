"""Decisions as residents see them: what is asked, am I on the roll, voting, the receipt."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.ballots import boards, casting, commands
from jinlin.ballots.desk import public_decisions
from jinlin.ballots.models import BoardLine, Decision, Objection, RollRow
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.web import shown
from jinlin.ballots.words import AREA_SOURCES, CHANNELS, OPTION_WORDS, OPTIONS, words_in
from jinlin.base.access import open_to_all, signed_in
from jinlin.base.actor import Actor
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines as lines_of
from jinlin.base.subjects import subjects

PAGE = 20


def _public(request: HttpRequest, pk: int) -> Decision:
    row = public_decisions().filter(pk=pk).first()
    if row is None:
        raise Http404
    request.place = row.place  # type: ignore[attr-defined]
    return row


@open_to_all
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision from its published roll on, newest first."""
    page = Paginator(public_decisions().order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    rows = [(row, DECISION.state(row.state)) for row in page]
    return render(request, "ballots/decisions.html", {"page": page, "rows": rows})


@open_to_all
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision in public: motions with what they need, rules, participation, the board, and the result once it is published."""
    row = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "decision": row, "state": DECISION.state(row.state), "motions": shown.motions(row), "rules": shown.rule_words(row),
        "turnout": shown.turnout(row), "board": shown.board(row), "result": shown.outcome(row), "stations": shown.stations(row),
        "lines": lines_of(subjects["decision"], row, Actor(account=0, name="")), "mine": bool(casting.rows_of(row, actor)),
        "archive": row.state == "decided" and row.publication != "witnessed", "signed_in": actor.signed_in,
    }  # fmt: skip
    return render(request, "ballots/decision.html", context)


@signed_in
@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Am I on the roll, with which units and areas; my ballots on the board; objecting while the roll is published."""
    row = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows, now = [], timezone.now()
    for one in casting.rows_of(row, actor):
        ballots = [
            (line, CHANNELS[line.channel], boards.receipt_words(line)) for line in boards.ballot_lines(row, one.row)
        ] if row.frozen_at else []  # fmt: skip
        units = [(unit, words_in(AREA_SOURCES, unit.source)) for unit in one.units.all()]
        rows.append(
            {
                "row": one,
                "units": units,
                "ballots": ballots,
                "why": casting.why_not_cast(row, one, actor, now),
            }
        )
    context = {
        "decision": row, "state": DECISION.state(row.state), "rows": rows, "objects": row.state == "listed",
        "objections": Objection.objects.filter(decision=row, person=actor.person).order_by("pk") if actor.person else [],
    }  # fmt: skip
    return render(request, "ballots/mine.html", context)


@signed_in
@require_POST
def object_to_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """An objection to the roll, as an owner writes it."""
    row = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = casting.rows_of(row, actor)
    try:
        commands.object_to_roll(
            decision=row, row=rows[0] if rows else None, words=request.POST.get("words", ""), by=actor
        )
    except Refused as refusal:
        return render(
            request, "ballots/refused.html", {"decision": row, "reasons": refusal.reasons}, status=409
        )
    return HttpResponseRedirect(f"{reverse('decision_mine', args=[pk])}?done=object")


def _own_row(row: Decision, actor: Actor, number: int) -> RollRow:
    found = next((one for one in casting.rows_of(row, actor) if one.row == number), None)
    if found is None:
        raise Http404
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The ballot on the phone: mark, look it over, confirm. Nothing is cast before the second page is confirmed.

    A phone that confirms again because it lost the answer gets the receipt of its ballot.
    """
    decided = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine_here = _own_row(decided, actor, row)
    confirms = bool(request.method == "POST" and request.POST.get("confirm") and not request.POST.get("back"))
    if not confirms and (reason := casting.why_not_cast(decided, mine_here, actor, timezone.now())):
        return render(request, "ballots/refused.html", {"decision": decided, "reasons": [reason]}, status=409)
    marks = {motion: request.POST.get(motion, "") for motion in boards.options_of(decided)}
    context: dict[str, Any] = {
        "decision": decided, "row": mine_here, "motions": shown.motions(decided), "marks": marks,
        "options": [(code, OPTION_WORDS[code]) for code in OPTIONS], "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "again": BoardLine.objects.filter(decision=decided, row=row, kind="ballot").exists(),
    }  # fmt: skip
    if request.method != "POST" or request.POST.get("back"):
        return render(request, "ballots/vote.html", context)
    try:
        chosen = casting.check_marks(decided, marks)
        if not confirms:
            said = [
                (one["item"], OPTION_WORDS[chosen[one["item"].code]], chosen[one["item"].code])
                for one in context["motions"]
            ]
            return render(request, "ballots/review.html", context | {"said": said})
        line = casting.cast(decision=pk, row=row, marks=chosen, by=actor, key=context["key"])
    except Refused as refusal:
        return _not_cast(request, context, mine_here, refusal)
    return HttpResponseRedirect(reverse("decision_receipt", args=[pk, line.pk]))


def _not_cast(request: HttpRequest, context: dict[str, Any], row: RollRow, refusal: Refused) -> HttpResponse:
    """A ballot that was refused: back to the marks, or the plain reason where this row votes no more."""
    decided = context["decision"]
    if casting.why_not_cast(decided, row, request.actor, timezone.now()):  # type: ignore[attr-defined]
        told = {"decision": decided, "reasons": refusal.reasons}
        return render(request, "ballots/refused.html", told, status=409)
    return render(request, "ballots/vote.html", context | {"reasons": refusal.reasons}, status=409)


def _own_line(decided: Decision, actor: Actor, line: int) -> BoardLine:
    found = get_object_or_404(BoardLine, pk=line, decision=decided, kind="ballot")
    _own_row(decided, actor, found.row or 0)
    return found


@signed_in
@require_safe
def receipt(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """The receipt: number on the board, six words, the board's head; what was chosen stands nowhere on it."""
    decided = _public(request, pk)
    found = _own_line(decided, request.actor, line)  # type: ignore[attr-defined]
    context = {
        "decision": decided,
        "line": found,
        "words": boards.receipt_words(found),
        "board": shown.board(decided),
    }
    return render(request, "ballots/receipt.html", context)


@signed_in
@require_POST
def opening(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """What my ballot says and the numbers that open it, on request alone; the look is recorded."""
    decided = _public(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _own_line(decided, actor, line)
    try:
        opened = casting.own_opening(found, by=actor, at=timezone.now())
    except Refused as refusal:
        return render(
            request, "ballots/refused.html", {"decision": decided, "reasons": refusal.reasons}, status=409
        )
    titles = {item.code: item.title for item in decided.items.all()}
    said = [(titles[motion], OPTION_WORDS[str(one["mark"])], one["r"]) for motion, one in opened.items()]
    return render(request, "ballots/opening.html", {"decision": decided, "line": found, "said": said})
