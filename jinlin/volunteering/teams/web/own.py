"""A volunteer's own pages: service and turns, what they said of themselves, records, papers; shifts, turns and swaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import signed_in
from jinlin.base.files import download_header
from jinlin.base.given import Field
from jinlin.base.rule import Reason
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.volunteering.models.teams import RecordPaper, TeamMember
from jinlin.volunteering.teams import commands, papers, words
from jinlin.volunteering.teams.desk import HOURS_SUBJECT, MEMBER_SUBJECT, leads_alone, turns_ahead
from jinlin.volunteering.teams.procedure import HOURS, TEAM_MEMBER, MemberFacts, no_turn_ahead, not_the_leader
from jinlin.volunteering.teams.queries import (
    by_grade,
    counted,
    family,
    hours_relations,
    led_teams,
    own_among,
    own_hours,
    own_volunteer,
    owned,
)
from jinlin.volunteering.teams.shifts.procedure import TURN
from jinlin.volunteering.teams.shifts.queries import own_turns, when_of
from jinlin.volunteering.teams.web.forms import Form, answer
from jinlin.volunteering.teams.web.public import ABOUT, known_about

PAGE = 40
TURNS_SHOWN = 12


def own_person(request: HttpRequest) -> Person:
    """The person behind the account; who has none finds nothing here."""
    person = Person.objects.filter(pk=request.actor.person or 0).first()  # type: ignore[attr-defined]
    if person is None:
        raise Http404
    return person


def _way_out(member: TeamMember) -> tuple[str, Reason | None]:
    """The step out of a team and what speaks against it: withdrawn before one was taken in, left afterwards."""
    if not member.from_on:
        return "withdraw", None
    facts = MemberFacts(turns_ahead=member.ahead, last_leader=leads_alone(member))  # type: ignore[attr-defined]
    return "leave", not_the_leader(facts) or no_turn_ahead(facts)


@signed_in
@require_safe
def my_service(request: HttpRequest) -> HttpResponse:
    """One's service: turns ahead, teams, minutes by evidence, the latest records; children's beside."""
    person, actor = own_person(request), request.actor  # type: ignore[attr-defined]
    people = list(family(actor))
    grades = by_grade(counted(owned(actor, "person")))
    total = sum(grades.values())
    mine = (
        TeamMember.objects.filter(volunteer__in=people, state__in=("applied", "active"))
        .select_related("team", "volunteer__person")
        .annotate(ahead=turns_ahead(timezone.now()))
        .order_by("pk")
    )
    children = {one.person_id for one in people if one.person_id != actor.person}
    own = own_among(actor, [one.person_id for one in people])
    latest = own_hours(actor).select_related("team", "person").order_by("-begins_at", "-pk")[:10]
    context = {
        "volunteer": next((one for one in people if one.person_id in own), None), "person": person, "total": words.clock_words(total),
        "grades": [(one, words.clock_words(grades[one.code])) for one in words.GRADES if grades[one.code]], "has": total > 0,
        "turns": [(one, when_of(one.shift), TURN.state(one.state)) for one in own_turns(actor, timezone.now())[:TURNS_SHOWN]],
        "teams": [
            (one, TEAM_MEMBER.state(one.state), words.label(words.ROLES, one.role), one.volunteer.person_id != person.pk, *_way_out(one))
            for one in mine
        ],
        "records": [(one, HOURS.state(one.state), words.clock_words(one.minutes), one.person_id in children) for one in latest],
        "papers": RecordPaper.objects.filter(person=person).order_by("-issued_at")[:5], "led": led_teams(actor)[:20],
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "teams/mine.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_service_about(request: HttpRequest) -> HttpResponse:
    """Change what one said of oneself."""
    actor, person = request.actor, own_person(request)  # type: ignore[attr-defined]
    known = own_volunteer(actor)
    if known is None:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        about = commands.About(
            None,
            values["interests"] or [],
            values["skills"] or [],
            values["times"] or [],
            values["limits"] or "",
            values["visible"],
        )
        commands.register(person=known.person, about=about, by=actor, consent=True)
        return f"{reverse('my_service')}?done=about"

    form = Form(
        code="volunteer-about", title=Words("我想做的、会做的", "What I like and can"), button=Words("保存", "Save"), fields=ABOUT, write=write,
        back=reverse("my_service"), back_words=Words("我的志愿服务", "My service"), known=known_about(known),
        facts=((Words("出生年份", "Year of birth"), str(person.birth_year or "")),) if person.birth_year else (),
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_safe
def my_service_records(request: HttpRequest) -> HttpResponse:
    """All of one's records, newest first, those of one's children beside."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = own_hours(actor).select_related("team", "person").order_by("-begins_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    total = (
        rows.filter(kind="volunteer", state__in=("confirmed", "posted", "final")).aggregate(
            total=Sum("minutes")
        )["total"]
        or 0
    )
    children = {one.person_id for one in family(actor)} - {actor.person}
    context = {
        "page": page, "rows": [(one, HOURS.state(one.state), words.clock_words(one.minutes), one.person_id in children) for one in page],
        "total": words.clock_words(total),
    }  # fmt: skip
    return render(request, "teams/records.html", context)


@signed_in
@require_safe
def service_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: minutes, evidence in plain words, who recorded and confirmed, and what can be done with it."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(HOURS_SUBJECT, str(pk), actor)
    held = hours_relations(row, actor)
    newer = getattr(row, "superseded_by", None)
    context = {
        "row": row, "state": HOURS.state(row.state), "total": words.clock_words(row.minutes), "planned": words.clock_words(row.planned) if row.planned else None,
        "grade": words.label(words.GRADES, row.grade), "signals": words.labels(words.SIGNALS, row.basis), "kind": words.label(words.KINDS, row.kind),
        "near": words.label(words.NEAR, row.near) if row.near != "none" else None, "late": row.recorded_at > row.due_at, "newer": newer,
        "offers": offers_for(HOURS_SUBJECT, row, actor, held), "lines": lines(HOURS_SUBJECT, row, actor), "base": f"/service-records/{row.pk}/steps/",
        "own": "member" in held, "who": row.person.name if "member" in held else None, "done": request.GET.get("done", ""), "leads": bool(held & {"leader", "keeper"}),
    }  # fmt: skip
    return render(request, "teams/record.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_record_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Confirm, reject, dispute, correct, void."""
    return step_page(request, HOURS_SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team_member_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, decline, withdraw, leave."""
    return step_page(request, MEMBER_SUBJECT, str(pk), step, template="base/step_public.html")


RANGE = (
    Field("since", "date", Words("从哪天", "From")),
    Field("until", "date", Words("到哪天", "Until")),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_paper_new(request: HttpRequest) -> HttpResponse:
    """Choose the days; the paper is numbered and can be checked by anybody who holds it. Free, without conditions."""
    person = own_person(request)
    today = timezone.localdate()
    known = own_volunteer(request.actor)  # type: ignore[attr-defined]
    title = papers.CERTIFICATE if known is not None and known.national_number else papers.RECORD

    def write(values: dict[str, Any]) -> str:
        mine = owned(request.actor, "person")  # type: ignore[attr-defined]
        made = papers.issue(person=person, since=values["since"], until=values["until"], mine=mine)
        return f"{reverse('my_service')}?done=paper#paper-{made.number}"

    form = Form(
        code="service-paper", title=Words(f"打印我的{title.zh}", f"Print: {title.en}"), button=Words("生成", "Make it"), fields=RANGE, write=write,
        back=reverse("my_service"), back_words=Words("我的志愿服务", "My service"),
        lead=Words("免费，随时可以打印。纸上有编号和核对地址，别人可以查它是不是真的、有没有更正。只列已由第二个人确认的志愿服务。",
                   "Free, at any time. It carries a number and an address where anybody checks it."),
        known={"since": dt.date(today.year, 1, 1), "until": today},
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_safe
def service_paper_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as PDF, for whoever it is about."""
    row = get_object_or_404(
        RecordPaper.objects.select_related("person", "community"),
        number=number,
        person=request.actor.person,  # type: ignore[attr-defined]
    )  # type: ignore[attr-defined]
    content = papers.pdf(row, address=request.build_absolute_uri(reverse("service_paper", args=[row.token])))
    shown = HttpResponse(content, content_type="application/pdf")
    shown["Content-Disposition"] = download_header(f"{papers.title_of(row).zh}-{row.number}.pdf")
    shown["Cache-Control"] = "private, no-store"
    return shown
