"""What residents see: what neighbours can do, by building and without names; suggesting, being one, asking one."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.engine import Faulty
from jinlin.base.given import Choice, Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.visits.models import Skill, Talent, TalentRequest
from jinlin.visits.talents import commands, words
from jinlin.visits.talents.desk import REQUEST_SUBJECT, TALENT_SUBJECT
from jinlin.visits.talents.procedure import REQUEST, TALENT
from jinlin.visits.talents.queries import (
    having,
    mosaic,
    shown,
    talent_relations,
    tile_place,
    with_skills,
    works_there,
)
from jinlin.visits.talents.rules import week_is_full
from jinlin.visits.talents.skills import found_by

SHOWN = 120


@open_to_all
@require_safe
def talents(request: HttpRequest) -> HttpResponse:
    """「邻居会什么」: the mosaic by building, and those who may be asked; found by skill, by any of its names, and by place."""
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("q", "place")}
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    now = timezone.now()
    on = timezone.localdate(now)
    rows = shown(on)
    rows = rows.filter(under(place.path, "place__path")) if place else rows
    rows = having(rows, found_by(given["q"]), on) if given["q"] else rows
    listed = list(with_skills(rows, now).order_by("place__path", "pk")[:SHOWN])
    cards = [
        (one, one.state == "resting" or week_is_full(helped=one.week, most=one.most_week)) for one in listed
    ]
    context = {
        "tiles": mosaic(listed),
        "cards": cards if given["q"] or place else [],
        "given": given,
        "place": place,
        "many": len(listed),
    }
    return render(request, "talents/mosaic.html", context)


@signed_in
@require_safe
def talent(request: HttpRequest, pk: int) -> HttpResponse:
    """One talent: for the person, for those who look after the place, and before their word for whoever suggested them."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Talent = found(TALENT_SUBJECT, str(pk), actor)
    held = talent_relations(row, actor)
    context = {
        "talent": row, "state": TALENT.state(row.state), "offers": offers_for(TALENT_SUBJECT, row, actor), "lines": lines(TALENT_SUBJECT, row, actor),
        "base": f"/talents/{row.pk}/steps/", "done": request.GET.get("done", ""), "is_mine": "self" in held, "works": "community" in held,
        "skills": row.skills.select_related("skill"), "seen": next(one.words for one in words.SEEN if one.code == row.seen), "today": timezone.localdate(),
        "frame": "base/desk.html" if "community" in held and "self" not in held else "base/public.html",
    }  # fmt: skip
    return render(request, "talents/talent.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talent_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Agree, add a skill, rest, withdraw; check, record somebody's word."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Talent = found(TALENT_SUBJECT, str(pk), actor)
    known = (
        {"seen": row.seen, "most_week": row.most_week, "bio": row.bio}
        if step in ("accept", "accept_for", "change")
        else {}
    )
    template = (
        "base/step.html"
        if works_there(actor, row.place) and row.person_id != actor.person
        else "base/step_public.html"
    )
    return step_page(request, TALENT_SUBJECT, str(pk), step, known=known, template=template)


WHO = (Choice("self", Words("我自己", "Myself")), Choice("other", Words("一位邻居", "A neighbour")))
NEW = (
    Field("who", "choice", Words("推荐谁", "Whom"), choices=WHO),
    Field("seen", "choice", Words("（推荐自己）谁能看到", "(Oneself) who sees it"), choices=words.SEEN, required=False),
    Field("most_week", "integer", Words("（推荐自己）一周最多帮几次", "(Oneself) at most how often a week"), required=False, least=1, limit=21),
    Field("bio", "text", Words("（推荐自己）一句话介绍，不写姓名门牌", "(Oneself) one line, without name or door"), required=False, limit=120),
    Field("called", "text", Words("（推荐邻居）怎么称呼", "(A neighbour) name"), required=False, limit=40),
    Field("phone", "text", Words("（推荐邻居）电话", "(A neighbour) telephone"), required=False, limit=20,
          why=Words("只用来问本人愿不愿意；本人同意前谁也看不到", "Only to ask whether they agree; nobody sees them before")),
)  # fmt: skip


def _home(actor: Any) -> Place | None:
    home = tile_place(actor.person)
    if home is not None:
        return home
    seat = next((one for one in actor.seats if one.path), None)
    return (
        Place.objects.filter(path=seat.path).first()
        if seat
        else Place.objects.filter(level="community", valid_to__isnull=True).order_by("path").first()
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talent_new(request: HttpRequest) -> HttpResponse:
    """Suggest oneself or a neighbour. The answer is the same whether or not the neighbour is known here."""
    actor = request.actor  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "fields": NEW, "typed": request.POST or {"who": "self", "seen": "public", "most_week": 2}, "key": request.POST.get("key") or secrets.token_urlsafe(16),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "talents/new.html", context)
    values, faults = clean_given(NEW, request.POST.dict())
    needed = ("seen", "most_week") if values.get("who") == "self" else ("called", "phone")
    for name in needed:
        if name not in faults and not values.get(name):
            field = next(one for one in NEW if one.name == name)
            faults[name] = commands.missing(field.words)
    home = _home(actor)
    if faults or home is None:
        return render(request, "talents/new.html", context | {"faults": faults}, status=422)

    def act() -> tuple[int, dict[str, Any]]:
        if values["who"] == "self":
            return 200, {"talent": commands.nominate_self(by=actor, place=home, values=values).pk}
        commands.nominate(by=actor, place=home, called=values["called"], phone=values["phone"])
        return 200, {"talent": 0}

    try:
        _, made, _ = once(scope=f"page:{actor.account}:talent", key=context["key"], content=values, act=act)
    except Faulty as faulty:
        return render(request, "talents/new.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "talents/new.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(
        reverse("talent", args=[made["talent"]]) + "?done=accept"
        if made["talent"]
        else reverse("my_talent") + "?done=suggested"
    )


@signed_in
@require_safe
def my_talent(request: HttpRequest) -> HttpResponse:
    """Oneself as a talent, what one was asked, what one asked."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = (
        Talent.objects.filter(person=actor.person or -1, state__in=TALENT.open_states)
        .select_related("place")
        .first()
    )
    rows = TalentRequest.objects.select_related("skill", "talent__place").order_by("-pk")
    context = {
        "talent": mine, "state": TALENT.state(mine.state) if mine else None, "done": request.GET.get("done", ""),
        "asked_me": [(one, REQUEST.state(one.state)) for one in rows.filter(talent__person=actor.person or -1)[:50]],
        "i_asked": [(one, REQUEST.state(one.state)) for one in rows.filter(account=actor.account)[:50]],
    }  # fmt: skip
    return render(request, "talents/mine.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talent_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a neighbour through the platform; neither side sees a number."""
    actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    row = with_skills(shown(timezone.localdate(now)).filter(pk=pk), now).first()
    if row is None:
        raise Http404
    skills = [one.skill for one in row.valid_skills]  # type: ignore[attr-defined]
    fields = (
        Field(
            "skill",
            "choice",
            Words("想请教哪一项", "Which skill"),
            choices=tuple(Choice(one.code, Words(one.zh, one.en)) for one in skills),
        ),
        Field(
            "text",
            "long_text",
            Words("想请这位邻居帮什么", "What for"),
            limit=300,
            help=Words("只有这位邻居看到；不用写电话", "Read by this neighbour alone; no number needed"),
        ),
    )
    context: dict[str, Any] = {
        "talent": row, "skills": skills, "fields": fields, "typed": request.POST or {"skill": skills[0].code if len(skills) == 1 else ""},
        "key": request.POST.get("key") or secrets.token_urlsafe(16), "rests": row.state == "resting" or week_is_full(helped=row.week, most=row.most_week),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "talents/ask.html", context)
    values, faults = clean_given(fields, request.POST.dict())
    if faults:
        return render(request, "talents/ask.html", context | {"faults": faults}, status=422)
    skill = get_object_or_404(Skill, code=values["skill"])

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"request": commands.ask(talent=row, skill=skill, text=values["text"], by=actor).pk}

    try:
        _, made, _ = once(
            scope=f"page:{actor.account}:talent-ask", key=context["key"], content=[pk, values], act=act
        )
    except Refused as refusal:
        return render(request, "talents/ask.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(f"{reverse('talent_request', args=[made['request']])}?done=asked")


@signed_in
@require_safe
def talent_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, for its two people alone."""
    actor = request.actor  # type: ignore[attr-defined]
    row: TalentRequest = found(REQUEST_SUBJECT, str(pk), actor)
    context = {
        "request_row": row, "state": REQUEST.state(row.state), "offers": offers_for(REQUEST_SUBJECT, row, actor), "lines": lines(REQUEST_SUBJECT, row, actor),
        "base": f"/talents/requests/{row.pk}/steps/", "done": request.GET.get("done", ""), "is_asker": row.account_id == actor.account,
    }  # fmt: skip
    return render(request, "talents/request.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talent_request_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Answer, say something, done, cancel."""
    return step_page(request, REQUEST_SUBJECT, str(pk), step, template="base/step_public.html")
