"""What leaders and keepers see of a team: who wants to join, who is in it, shifts ahead, service to confirm in one sweep."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import signed_in
from jinlin.base.given import Choice, Field
from jinlin.base.repeat import once
from jinlin.base.subjects import lines
from jinlin.base.web.steps import offers_for, step_page
from jinlin.base.words import Words
from jinlin.volunteering.models.teams import ServiceHours, Team, TeamMember
from jinlin.volunteering.teams import commands, words
from jinlin.volunteering.teams.desk import TEAM_SUBJECT, WHOLE, shown_name
from jinlin.volunteering.teams.procedure import HOURS, TEAM, TEAM_MEMBER, HoursFacts
from jinlin.volunteering.teams.queries import is_leader, number, own_among, team_relations
from jinlin.volunteering.teams.shifts import commands as shift_commands
from jinlin.volunteering.teams.shifts.queries import ahead, when_of
from jinlin.volunteering.teams.standing import insured
from jinlin.volunteering.teams.web.forms import Form, answer
from jinlin.volunteering.teams.web.public import team_of

SHIFTS_SHOWN, CLAIMED_SHOWN, ROSTER_SHOWN = 12, 60, 300
_CONFIRM = HOURS.step("confirm")


def led(code: str, request: HttpRequest) -> Team:
    """The team, for those who lead or keep it; 404 for everybody else."""
    return _led(code, request)[0]


def _led(code: str, request: HttpRequest) -> tuple[Team, frozenset[str]]:
    row = team_of(code)
    held = team_relations(row, request.actor)  # type: ignore[attr-defined]
    if not held & {"leader", "keeper"}:
        raise Http404
    return row, held


@signed_in
@require_safe
def team_lead(request: HttpRequest, code: str) -> HttpResponse:
    """The leader's page: what waits first, then shifts, then everybody in the team."""
    (row, held), actor = _led(code, request), request.actor  # type: ignore[attr-defined]
    leads = "leader" in held
    members = (
        TeamMember.objects.filter(Q(state="applied") | Q(state="active"), team=row)
        .annotate(is_insured=Exists(insured(timezone.localdate()).filter(volunteer=OuterRef("volunteer"))))
        .select_related("volunteer__person")
        .order_by("role", "pk")
    )
    known = [
        (one, shown_name(one.volunteer, team=leads), TEAM_MEMBER.state(one.state), _about(one))
        for one in members[:ROSTER_SHOWN]
    ]
    claimed = list(
        ServiceHours.objects.filter(team=row, state="claimed")
        .select_related("person__volunteer")
        .order_by("due_at", "pk")[:CLAIMED_SHOWN]
    )
    own = own_among(actor, [one.person_id for one in claimed])
    now = timezone.now()
    context = {
        "team": row, "state": TEAM.state(row.state), "field": words.label(words.FIELDS, row.field), "joining": [one for one in known if one[2].code == "applied"],
        "roster": [(*one, words.label(words.ROLES, one[0].role), one[0].is_insured) for one in known if one[2].code == "active"], "keeps": "keeper" in held and actor.staff,
        "shifts": [(one, when_of(one), max(0, one.need_min - one.taken)) for one in ahead(row, now)[:SHIFTS_SHOWN]],
        "claimed": [_claim(one, actor, held, own, now) for one in claimed], "key": secrets.token_urlsafe(16),
        "offers": offers_for(TEAM_SUBJECT, row, actor, held), "base": f"/teams/{row.code}/steps/", "lines": lines(TEAM_SUBJECT, row, actor, WHOLE),
        "done": request.GET.get("done", ""), "swept": request.GET.get("swept", ""), "left": request.GET.get("left", ""), "active": row.state == "active",
    }  # fmt: skip
    return render(request, "teams/lead.html", context)


def _about(row: TeamMember) -> list[Words]:
    return words.labels(words.SKILLS, row.volunteer.skills)


def _claim(
    row: ServiceHours, actor: Any, held: frozenset[str], own: frozenset[int], now: Any
) -> dict[str, Any]:
    assert _CONFIRM is not None
    leads = "leader" in held
    facts = HoursFacts(
        confirmer=actor.account, confirmer_person=row.person_id if row.person_id in own else actor.person, recorder=row.recorded_by_id, person=row.person_id,
        sampled=row.sampled, is_keeper="keeper" in held,
    )  # fmt: skip
    why = HOURS.why_not(_CONFIRM, row.state, held, facts)
    volunteer = getattr(row.person, "volunteer", None)
    return {
        "row": row, "name": shown_name(volunteer, team=leads) if volunteer else "—", "minutes": words.clock_words(row.minutes), "grade": words.label(words.GRADES, row.grade),
        "planned": words.clock_words(row.planned) if row.planned and row.planned != row.minutes else None, "why": why, "late": row.due_at < now,
    }  # fmt: skip


@signed_in
@require_POST
def team_sweep(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm every ticked record in one go; each stands for itself, those refused are left with the reason."""
    row, actor = led(code, request), request.actor  # type: ignore[attr-defined]
    ticked = sorted({int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) < 18})
    mine = list(
        ServiceHours.objects.filter(team=row, state="claimed", pk__in=ticked)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)
    )

    def act() -> tuple[int, dict[str, Any]]:
        swept = commands.sweep(rows=mine, step="confirm", by=actor)
        return 200, {"done": swept.done, "left": len(swept.refused)}

    _, done, _ = once(
        scope=f"sweep:{actor.account}:{row.pk}", key=request.POST.get("key", ""), content=ticked, act=act
    )
    return HttpResponseRedirect(
        f"{reverse('team_lead', args=[row.code])}?swept={done['done']}&left={done['left']}"
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Appoint the leader, name the police post, open, rest, wake, end."""
    led(code, request)
    return step_page(request, TEAM_SUBJECT, code, step, template="base/step_public.html")


SHIFT = (
    Field("post", "text", Words("做什么（如校门口站岗）", "What"), limit=60),
    Field("spot", "text", Words("在哪里", "Where"), required=False, limit=80),
    Field("begins_at", "datetime", Words("从", "From")),
    Field("ends_at", "datetime", Words("到", "Until")),
    Field(
        "breaks",
        "integer",
        Words("中间休息多少分钟（不算服务）", "Minutes of breaks"),
        required=False,
        limit=300,
    ),
    Field("need_min", "integer", Words("最少几个人", "At least"), least=1, limit=60),
    Field("need_max", "integer", Words("最多几个人", "At most"), least=1, limit=60),
    Field("skills", "choices", Words("要会什么", "Skills needed"), required=False, choices=words.SKILLS),
    Field("hazard", "choice", Words("安全", "Safety"), choices=words.HAZARDS),
    Field(
        "told",
        "text",
        Words("要提前告诉大家的（危险、怎么防护、带什么）", "What people are told beforehand"),
        required=False,
        limit=200,
    ),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def shift_new(request: HttpRequest, code: str) -> HttpResponse:
    """Publish a shift."""
    row, actor = led(code, request), request.actor  # type: ignore[attr-defined]

    def write(values: dict[str, Any]) -> str:
        plan = shift_commands.Plan(
            values["post"], values["begins_at"], values["ends_at"], values["need_min"], values["need_max"], values["spot"] or "", values["breaks"] or 0,
            values["skills"] or [], values["hazard"], values["told"] or "",
        )  # fmt: skip
        made = shift_commands.plan_shift(team=row, plan=plan, by=actor)
        return f"{reverse('shift', args=[made.pk])}?done=planned"

    form = Form(
        code="shift-new", title=Words(f"{row.name}：排一班", f"{row.name}: a shift"), button=Words("发布", "Publish"), fields=SHIFT, write=write,
        back=reverse("team_lead", args=[row.code]), back_words=Words(row.name, row.name), known={"hazard": "none", "need_min": 1, "need_max": 2},
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team_group(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a group after the event: marked as such, bounded, a sample of it is asked about by the community."""
    row, actor = led(code, request), request.actor  # type: ignore[attr-defined]
    on, leads = timezone.localdate(), is_leader(row.pk, actor)
    members = (
        TeamMember.objects.filter(team=row, state="active").select_related("volunteer__person").order_by("pk")
    )
    choices = tuple(
        Choice(
            str(one.pk),
            Words(f"{(name := shown_name(one.volunteer, team=leads))} · {one.pk}", f"{name} · {one.pk}"),
        )
        for one in members[:ROSTER_SHOWN]
    )
    if not choices:
        raise Http404
    most, minutes, share = (
        number(f"service.{name}", on) for name in ("group_people", "group_minutes", "sample_percent")
    )

    def write(values: dict[str, Any]) -> str:
        served = commands.Served(
            0,
            values["begins_at"],
            values["ends_at"],
            values["minutes"],
            values["what"],
            row.place_id,
            row.pk,
            values["kind"],
        )
        made, swept = commands.add_group(
            team=row, members=[int(one) for one in values["members"]], served=served, by=actor
        )
        return (
            f"{reverse('team_lead', args=[row.code])}?done=group&swept={len(made)}&left={len(swept.refused)}"
        )

    form = Form(
        code="team-group", title=Words(f"{row.name}：事后成批补记", f"{row.name}: enter a group afterwards"), button=Words("记下", "Record"), fields=_group_fields(choices, minutes), write=write,
        back=reverse("team_lead", args=[row.code]), back_words=Words(row.name, row.name), known={"kind": "volunteer"},
        lead=Words(f"最多 {most} 人、每人 {minutes} 分钟（本平台建议值，未核实）；凭据记为 D 级，抽 {share}% 由社区问本人；要另一位负责人确认。",
                   f"At most {most} people, {minutes} minutes each (proposed, unverified); grade D, {share}% are asked about; another person confirms."),
    )  # fmt: skip
    return answer(request, form)


def _group_fields(choices: tuple[Choice, ...], minutes: int) -> tuple[Field, ...]:
    return (
        Field("what", "text", Words("做了什么", "What was done"), limit=120),
        Field("begins_at", "datetime", Words("从", "From")),
        Field("ends_at", "datetime", Words("到", "Until")),
        Field("minutes", "integer", Words("每人实际服务多少分钟", "Minutes really served, each"), least=1, limit=minutes),
        Field("kind", "choice", Words("算什么", "As what"), choices=words.KINDS),
        Field("members", "choices", Words("哪些人", "Who"), choices=choices),
    )  # fmt: skip


CHANGE = (
    Field("name", "text", Words("队名", "Name"), limit=60),
    Field("about", "text", Words("做什么", "What it does"), required=False, limit=300),
    Field("meets", "text", Words("什么时候在哪里集合", "When and where it meets"), required=False, limit=80),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the name, what it does, when it meets."""
    row, actor = led(code, request), request.actor  # type: ignore[attr-defined]

    def write(values: dict[str, Any]) -> str:
        commands.change_team(
            team=row, by=actor, name=values["name"], about=values["about"] or "", meets=values["meets"] or ""
        )
        return f"{reverse('team_lead', args=[row.code])}?done=changed"

    form = Form(
        code="team-change", title=Words(f"改{row.name}的资料", f"Change {row.name}"), button=Words("保存", "Save"), fields=CHANGE, write=write,
        back=reverse("team_lead", args=[row.code]), back_words=Words(row.name, row.name), known={one.name: getattr(row, one.name) for one in CHANGE},
    )  # fmt: skip
    return answer(request, form)
