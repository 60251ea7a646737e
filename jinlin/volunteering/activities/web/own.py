"""What residents do: sign up oneself and one's family, one's own place with the code for the door, one's own calendar."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import by_token, signed_in
from jinlin.base.feeds import feed_response
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.volunteering.activities import calendars, commands, queries, rules
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, SERIES_SUBJECT, SIGN_UP_SUBJECT, when_of
from jinlin.volunteering.activities.kinds import number
from jinlin.volunteering.activities.procedure import SIGN_UP
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.activities.words import LEVELS, ROLES
from jinlin.volunteering.models import Occurrence, SignUp

WHY = Words(
    "组织者安排座位和点名用；活动结束一年后抹去",
    "For seats and the list at the door; erased a year afterwards",
)
CHILD = (
    Field("child_name", "text", Words("孩子的姓名", "The child's name"), required=False, limit=30, why=WHY),
    Field(
        "child_year",
        "integer",
        Words("哪一年出生", "Born in the year"),
        required=False,
        least=1930,
        limit=2100,
    ),
)
MORE = (
    Field("role", "choice", Words("参加还是来帮忙", "Taking part or helping"), required=False, choices=ROLES),
    Field(
        "note",
        "text",
        Words("想让组织者知道的（如轮椅、过敏）", "What the organiser should know"),
        required=False,
        limit=120,
        why=WHY,
    ),
)
GUARDIAN = (
    Field(
        "consent",
        "yes_no",
        Words(
            "我是孩子的监护人，同意孩子参加，按时接送",
            "I am the guardian, and agree that the child takes part",
        ),
        required=False,
    ),
    Field(
        "photo_ok",
        "yes_no",
        Words("可以拍照留档（孩子的照片不公开）", "Photos may be taken (never public)"),
        required=False,
    ),
    Field("pickup", "text", Words("谁来接（称呼）", "Who picks up"), required=False, limit=40),
)
LED_SINCE = dt.timedelta(days=3)
"""So long after its end a session stands with its teacher, who may still call the roll."""
WHOLE = Field(
    "whole",
    "yes_no",
    Words("整期都来，以后每场自动报上", "The whole series: sign up for each further date too"),
    required=False,
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who comes: oneself, one's family, a child added here; a guardian agrees once for the whole series."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), actor)
    if row.state not in queries.PUBLIC or actor.person is None:
        raise Http404
    fields = (*CHILD, *MORE, *GUARDIAN, *((WHOLE,) if row.series.rule else ()))
    chosen = request.POST.getlist("people") or (
        [] if request.method == "POST" else _fitting(row, actor.person)
    )
    context: dict[str, Any] = {
        "activity": row, "when": when_of(row), "where": where_of(row), "people": _people(row, actor.person, chosen), "child": CHILD, "more": MORE,
        "guardian": GUARDIAN, "whole": fields[-1:] if row.series.rule else (), "typed": request.POST.dict() or {"role": "participant"},
        "key": request.POST.get("key") or secrets.token_urlsafe(16), "full": queries.fullness([row], timezone.now())[row.pk],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "volunteering/activities/sign_up.html", context)
    values, faults = clean_given(fields, request.POST.dict())
    if faults:
        return render(
            request, "volunteering/activities/sign_up.html", context | {"faults": faults}, status=422
        )
    try:
        answer = _send(request, row, values, chosen, context["key"])
    except Refused as refusal:
        return render(
            request,
            "volunteering/activities/sign_up.html",
            context | {"reasons": refusal.reasons},
            status=409,
        )
    if not answer["made"]:
        return render(
            request,
            "volunteering/activities/sign_up.html",
            context | {"said": answer["said"], "nobody": not answer["said"]},
            status=409,
        )
    if len(answer["made"]) == 1 and not answer["said"]:
        return HttpResponseRedirect(f"{reverse('sign_up', args=answer['made'])}?done=signed")
    return HttpResponseRedirect(f"{reverse('activity', args=[row.pk])}?done=signed")


def _fitting(row: Occurrence, me: int) -> list[str]:
    """Who is ticked at first: oneself, where one's age fits; else the only one of the family whose age does."""
    on = timezone.localdate(row.begins_at)
    fit = [
        one.pk
        for one in queries.family(me)
        if rules.fits_age(rules.age_on(one.birth_year, on), row.series.age_min, row.series.age_max) is None
    ]
    return [str(me)] if me in fit else [str(one) for one in fit if len(fit) == 1]


def _people(row: Occurrence, me: int, chosen: list[str]) -> list[dict[str, Any]]:
    under, on = number("guardian_under", timezone.localdate()), timezone.localdate(row.begins_at)
    found = []
    for one in queries.family(me):
        age = rules.age_on(one.birth_year, on)
        is_child = age is not None and age < under
        found.append(
            {
                "person": one,
                "me": one.pk == me,
                "ticked": str(one.pk) in chosen,
                "age": age if is_child else None,
            }
        )
    return found


def _send(
    request: HttpRequest, row: Occurrence, values: dict[str, Any], chosen: list[str], key: str
) -> dict[str, Any]:
    """Sign up those who were ticked; a repeated submission has one effect."""
    actor = request.actor  # type: ignore[attr-defined]

    def act() -> tuple[int, dict[str, Any]]:
        people = [one for one in queries.family(actor.person) if str(one.pk) in chosen]
        if values["child_name"] and values["child_year"]:
            people.append(
                commands.add_child(name=values["child_name"], birth_year=values["child_year"], by=actor)
            )
        consent = (
            commands.Consent(actor.person, bool(values["photo_ok"]), values["pickup"] or "")
            if values["consent"]
            else None
        )
        manner = commands.Manner(role=values["role"] or "participant", note=values["note"] or "")
        outcomes = commands.sign_up(activity=row, people=people, by=actor, manner=manner, consent=consent)
        if values.get("whole"):
            commands.enrol(
                series=row.series,
                people=[one.person for one in outcomes if one.sign_up],
                by=actor,
                consent=consent,
            )
        return 200, {
            "made": [one.sign_up.pk for one in outcomes if one.sign_up],
            "said": [
                [_called(one.person), one.reason.words.zh, one.reason.words.en]
                for one in outcomes
                if one.reason
            ],
        }

    _, answer, _ = once(
        scope=f"page:{actor.account}:sign-up:{row.pk}", key=key, content=[values, chosen], act=act
    )
    return answer | {"said": [(name, Words(zh, en)) for name, zh, en in answer["said"]]}


def _called(person: Person) -> str:
    return person.name or "—"


@signed_in
@require_safe
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One's place: how it stands, until when it is kept, the code for the door, and what can be done."""
    actor = request.actor  # type: ignore[attr-defined]
    row: SignUp = found(SIGN_UP_SUBJECT, str(pk), actor)
    activity = row.occurrence
    before = SignUp.objects.filter(occurrence=activity, state="waiting", position__lt=row.position).count()
    held = queries.sign_up_relations(row, actor)
    context = {
        "row": row, "activity": activity, "when": when_of(activity), "where": where_of(activity), "state": SIGN_UP.state(row.state),
        "offers": offers_for(SIGN_UP_SUBJECT, row, actor), "base": f"/sign-ups/{row.pk}/steps/", "done": request.GET.get("done", ""),
        "before": before, "is_waiting": row.state == "waiting", "has_code": row.state == "confirmed" and activity.ends_at > timezone.now(),
        "link": request.build_absolute_uri(reverse("activity_pass", args=[row.token])), "is_own": bool(held & {"holder", "guardian"}),
        "called": row.person.name if held & {"holder", "guardian"} else "", "lines": lines(SIGN_UP_SUBJECT, row, actor),
        "times": queries.times_of([row.person_id], activity.series.root_id or activity.series_id).get(row.person_id, 0) + 1,
    }  # fmt: skip
    return render(request, "volunteering/activities/own.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept or decline a kept place, cancel, consent."""
    return step_page(request, SIGN_UP_SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
@require_safe
def my_activities(request: HttpRequest) -> HttpResponse:
    """What I teach, my places and my family's, those that were; and the address of my own calendar."""
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    people = [one.pk for one in queries.family(actor.person)]
    rows = SignUp.objects.filter(person__in=people).select_related(
        "person", "occurrence__place", "occurrence__space__station"
    )
    ahead = rows.filter(
        occurrence__ends_at__gt=at, state__in=("asked", "waiting", "offered", "confirmed")
    ).order_by("occurrence__begins_at")[:50]
    been = (
        Occurrence.objects.filter(attendances__person__in=people, state__in=queries.COUNTED)
        .distinct()
        .order_by("-begins_at")[:30]
    )
    led = (
        Occurrence.objects.filter(
            series__lead=actor.person, state__in=queries.PUBLIC, ends_at__gt=at - LED_SINCE
        )
        if actor.person
        else Occurrence.objects.none()
    )
    context = {
        "led": [(one, when_of(one)) for one in led.order_by("begins_at")[:10]],
        "ahead": [(one, when_of(one.occurrence), SIGN_UP.state(one.state), one.person_id == actor.person) for one in ahead],
        "been": [(one, when_of(one)) for one in been], "feed": request.build_absolute_uri(reverse("own_feed", args=[calendars.own_key(actor.account)])),
    }  # fmt: skip
    return render(request, "volunteering/activities/mine.html", context)


@by_token
@require_safe
def own_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody's own calendar: whoever has the address may subscribe to it."""
    account = calendars.account_of(key)
    if account is None:
        raise Http404
    root = request.build_absolute_uri("/").rstrip("/")
    entries = [
        one.feed_entry(host=request.get_host(), root=root)
        for one in calendars.of_account(account, timezone.now())
    ]
    return feed_response("我的近邻活动", entries, filename="my-activities")


@signed_in
@require_POST
def class_asked(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a smaller class, or another level, for oneself or a child; asking twice changes nothing."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(SERIES_SUBJECT, str(pk), actor)
    level = request.POST.get("level", "small")
    if level not in {one.code for one in LEVELS} or actor.person is None:
        raise Http404
    commands.ask_for_class(series=row, person=actor.person, level=level, by=actor)
    return HttpResponseRedirect(f"{reverse('series', args=[row.pk])}?done=asked")
