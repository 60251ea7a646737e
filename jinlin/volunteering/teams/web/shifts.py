"""Shifts as members and leaders open them: one shift, a turn in it, a swap, the screen at the door."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base import doorcode
from jinlin.base.access import signed_in
from jinlin.base.given import Choice, Field
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import TAKEN, Shift, ShiftTurn
from jinlin.volunteering.models.teams import TeamMember
from jinlin.volunteering.teams import rules, words
from jinlin.volunteering.teams.desk import shown_name
from jinlin.volunteering.teams.queries import family, own_among, team_relations
from jinlin.volunteering.teams.shifts import commands
from jinlin.volunteering.teams.shifts.desk import SHIFT_SUBJECT, SWAP_SUBJECT, TURN_SUBJECT
from jinlin.volunteering.teams.shifts.guard import turn_of
from jinlin.volunteering.teams.shifts.procedure import SHIFT, SWAP, TURN
from jinlin.volunteering.teams.shifts.queries import turn_relations, when_of
from jinlin.volunteering.teams.standing import insured_among
from jinlin.volunteering.teams.web.forms import Form, answer
from jinlin.volunteering.teams.web.public import shares

DOOR = "on_duty"
MATES = 60


def shift_of(pk: int, request: HttpRequest) -> Shift:
    """A shift of a team to which the actor belongs; 404 otherwise."""
    row = get_object_or_404(Shift.objects.select_related("team__place"), pk=pk)
    if not shares(row.team, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


def _page(
    request: HttpRequest, row: Shift, reasons: tuple[Reason, ...] = (), status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    now, held = timezone.now(), team_relations(row.team, actor)
    turns = list(
        ShiftTurn.objects.filter(shift=row).select_related("volunteer__person").order_by("state", "pk")
    )
    folk = list(family(actor))
    mine_ids = own_among(
        actor,
        [
            part
            for one in [*(turn.volunteer for turn in turns), *folk]
            for part in (one.person_id, one.guardian_id)
        ],
    )
    ours = [
        one for one in turns if one.volunteer.person_id in mine_ids or one.volunteer.guardian_id in mine_ids
    ]
    kept = {one.volunteer_id for one in ours if one.state not in ("declined", "withdrawn")}
    members = TeamMember.objects.filter(team=row.team, state="active", volunteer__in=folk).select_related(
        "volunteer__person"
    )
    may = [
        (one.volunteer, one.volunteer.person_id not in mine_ids, rules.why_not_turn(turn_of(row, one.volunteer, now)))
        for one in members if one.volunteer_id not in kept
    ]  # fmt: skip
    leads = "leader" in held
    day = timezone.localdate(row.begins_at)
    bare = (
        {one.volunteer_id for one in turns} - insured_among([one.volunteer_id for one in turns], day)
        if row.hazard == "danger" and held
        else set()
    )
    context = {
        "shift": row, "when": when_of(row), "state": SHIFT.state(row.state), "hazard": words.label(words.HAZARDS, row.hazard), "risky": row.hazard != "none",
        "needed": words.labels(words.SKILLS, row.skills), "taken": sum(one.state in TAKEN for one in turns), "ours": [(one, TURN.state(one.state)) for one in ours],
        "may": may, "key": secrets.token_urlsafe(16), "reasons": reasons, "leads": bool(held),
        "roster": [(one, shown_name(one.volunteer, team=leads), TURN.state(one.state), words.label(words.KINDS, one.kind), one.volunteer_id in bare) for one in turns] if held else [],
        "offers": offers_for(SHIFT_SUBJECT, row, actor, held) if held else [], "base": f"/shifts/{row.pk}/steps/", "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "teams/shift.html", context, status=status)


@signed_in
@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: what, when, how many; whether I may have it and why not; for the leader who comes."""
    return _page(request, shift_of(pk, request))


@signed_in
@require_POST
def shift_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a turn for oneself, or for a child."""
    row, actor = shift_of(pk, request), request.actor  # type: ignore[attr-defined]
    volunteer = get_object_or_404(
        family(actor),
        pk=request.POST.get("volunteer", "0") if request.POST.get("volunteer", "").isdecimal() else 0,
    )

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"turn": commands.take_turn(shift=row, volunteer=volunteer, by=actor).pk}

    try:
        _, done, _ = once(
            scope=f"shift-take:{actor.account}",
            key=request.POST.get("key", ""),
            content=[row.pk, volunteer.pk],
            act=act,
        )
    except Refused as refusal:
        return _page(request, row, refusal.reasons, 409)
    return HttpResponseRedirect(f"{reverse('turn', args=[done['turn']])}?done=taken")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def shift_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Ask somebody, close out, cancel."""
    return step_page(
        request, SHIFT_SUBJECT, str(pk), step, template="base/step_public.html", known={"kind": "volunteer"}
    )


@signed_in
@require_safe
def shift_door(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on a screen at the door: it changes every half minute, and the page with it."""
    row = found(SHIFT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    if row.state != SHIFT.start:
        raise Http404
    turns = ShiftTurn.objects.filter(shift=row, state__in=TAKEN)
    context = {
        "shift": row, "when": when_of(row), "code": doorcode.code("shift", row.pk, timezone.now()), "there": turns.filter(in_at__isnull=False).count(), "due": turns.count(),
        "address": request.build_absolute_uri(reverse("my_service")),
    }  # fmt: skip
    shown = render(
        request, "teams/_door.html" if request.headers.get("HX-Request") else "teams/door.html", context
    )
    shown["Cache-Control"] = "no-store"
    return shown


@signed_in
@require_safe
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """One's turn: when and where, signing in and out, giving it back, swapping."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(TURN_SUBJECT, str(pk), actor)
    held = turn_relations(row, actor)
    context = {
        "turn": row, "shift": row.shift, "when": when_of(row.shift), "state": TURN.state(row.state), "offers": offers_for(TURN_SUBJECT, row, actor, held),
        "lines": lines(TURN_SUBJECT, row, actor), "base": f"/turns/{row.pk}/steps/", "done": request.GET.get("done", ""), "own": "member" in held,
        "may_swap": "member" in held and row.state == "accepted" and row.shift.begins_at > timezone.now(), "kind": words.label(words.KINDS, row.kind),
        "who": shown_name(row.volunteer, team=True) if "member" not in held else "", "counts": row.kind == "volunteer",
    }  # fmt: skip
    return render(request, "teams/turn.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def turn_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, decline, sign in and out, note, excuse."""
    known = {"code": request.GET.get("code", "")}
    return step_page(request, TURN_SUBJECT, str(pk), step, template="base/step_public.html", known=known)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def swap_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody of the team: to take this turn, or to swap it with one of theirs."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = found(TURN_SUBJECT, str(pk), actor)
    if "member" not in turn_relations(mine, actor):
        raise Http404
    now = timezone.now()
    mates = (
        TeamMember.objects.filter(team=mine.shift.team_id, state="active")
        .exclude(volunteer=mine.volunteer_id)
        .select_related("volunteer__person")
    )
    theirs = ShiftTurn.objects.filter(shift__team=mine.shift.team_id, state="accepted", shift__begins_at__gt=now).exclude(
        volunteer=mine.volunteer_id
    ).exclude(shift=mine.shift_id).select_related("shift", "volunteer__person").order_by("shift__begins_at")  # fmt: skip
    people = {one.pk: one.volunteer for one in mates[:MATES]}
    turns = {one.pk: one for one in theirs[:MATES]}
    choices = [
        Choice(
            f"m{pk}",
            Words(f"请 {shown_name(one, team=True)} 替我来", f"Ask {shown_name(one, team=True)} to come"),
        )
        for pk, one in people.items()
    ]
    choices += [
        Choice(f"t{pk}", Words(f"和 {shown_name(one.volunteer, team=True)} 换：{one.shift.post} {when_of(one.shift).zh}", f"Swap: {when_of(one.shift).en}"))
        for pk, one in turns.items()
    ]  # fmt: skip
    if not choices:
        return render(request, "teams/swap_none.html", {"turn": mine, "when": when_of(mine.shift)})
    fields = (Field("whom", "choice", Words("找谁", "Whom"), choices=tuple(choices)),)

    def write(values: dict[str, Any]) -> str:
        kind, number = values["whom"][0], int(values["whom"][1:])
        other = turns[number] if kind == "t" else None
        made = commands.ask_swap(
            mine=mine, to=other.volunteer if other else people[number], theirs=other, by=actor
        )
        return f"{reverse('swap', args=[made.pk])}?done=asked"

    form = Form(
        code="swap", title=Words("找人换班", "Find a swap"), button=Words("问一问", "Ask"), fields=fields, write=write, back=reverse("turn", args=[mine.pk]),
        back_words=Words(f"{mine.shift.post} {when_of(mine.shift).zh}", f"{mine.shift.post} {when_of(mine.shift).en}"),
        lead=Words("对方同意后两边一起换；不同意，两边都不变。", "Both change together once the other agrees; otherwise nothing changes."),
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_safe
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """One swap: what is offered against what, and the answer."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(SWAP_SUBJECT, str(pk), actor)
    context = {
        "swap": row, "state": SWAP.state(row.state), "mine": when_of(row.mine.shift), "theirs": when_of(row.theirs.shift) if row.theirs else "",
        "offers": offers_for(SWAP_SUBJECT, row, actor), "base": f"/swaps/{row.pk}/steps/", "lines": lines(SWAP_SUBJECT, row, actor),
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "teams/swap.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def swap_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Agree, refuse, take back."""
    return step_page(request, SWAP_SUBJECT, str(pk), step, template="base/step_public.html")
