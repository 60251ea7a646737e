"""The API of activities: what is on, one arranged, people signed up, who came. Steps follow from the declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, stamp, whole, why
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.places.public import Place, under
from jinlin.venues.public import Space
from jinlin.volunteering.activities import commands, planning, presence, queries
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, SERIES_SUBJECT, SIGN_UP_SUBJECT, shown

PAGE = 50


class ActivityIn(Schema):
    """An activity, single or by a rule (``RRULE:FREQ=WEEKLY;BYDAY=SU``, ``day-ends:0``, ``lunar:09-09``)."""

    place: str
    title: str = Field(min_length=2, max_length=60)
    kind: str
    since: dt.date
    begins: str = Field(pattern=r"^\d{1,2}:\d{2}$")
    minutes: int = Field(default=90, ge=15, le=720)
    rule: str = Field(default="", max_length=400)
    until: dt.date | None = None
    space: str = ""
    where: str = Field(default="", max_length=80)
    capacity: int = Field(default=0, ge=0, le=5000)
    waiting: int = Field(default=0, ge=0, le=5000)
    age_min: int = Field(default=0, ge=0, le=120)
    age_max: int = Field(default=0, ge=0, le=120)
    needs_guardian: bool = False
    about: str = Field(default="", max_length=4000)


class SignUpIn(Schema):
    """Who takes part: ids of persons of one's family; empty for oneself. ``consent`` where a guardian agrees for minors."""

    people: list[int] = Field(default_factory=list, max_length=20)
    role: str = Field(default="participant", pattern="^(participant|volunteer)$")
    consent: bool = False
    photo_ok: bool = False
    pickup: str = Field(default="", max_length=40)


class FactIn(Schema):
    """One fact at the door: of ``sign_up`` and ``token`` one says who; a headcount gives ``people``. The nonce is the device's own."""

    nonce: str = Field(min_length=4, max_length=40)
    kind: str = Field(default="in", pattern="^(in|out|undo|headcount|excused)$")
    sign_up: int | None = None
    token: str = Field(default="", max_length=24)
    people: int = Field(default=0, ge=0, le=100_000)
    undoes: str = Field(default="", max_length=40)
    at: dt.datetime | None = None


class PresenceIn(Schema):
    """Facts of one device, in any order, sent as often as needed; ``reason`` where the list is locked already."""

    facts: list[FactIn] = Field(max_length=500)
    reason: str = Field(default="", max_length=200)


@api.get("/activities", response={200: Any, **ANSWERS}, summary="活动 · Activities")
def activities(
    request: HttpRequest,
    place: str = "",
    kind: str = "",
    since: dt.date | None = None,
    state: str = "",
    page: int = 1,
) -> Any:
    """What is on from a day on (today where none is given), at a place and below; fifty a page, in order of time."""
    at = timezone.now()
    first = timezone.make_aware(dt.datetime.combine(since, dt.time())) if since else at
    rows = queries.public_rows().filter(ends_at__gt=first)
    if place:
        found = Place.objects.filter(code=place).first()
        rows = rows.filter(under(found.path, "place__path")) if found else rows.none()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    begin = (max(page, 1) - 1) * PAGE
    listed = list(rows.order_by("begins_at", "pk")[begin : begin + PAGE + 1])
    full = queries.fullness(listed[:PAGE], at)
    return {
        "items": [
            {"ref": str(one.pk), "title": one.title, "state": one.state, **shown(one, full[one.pk])}
            for one in listed[:PAGE]
        ],
        "page": page,
        "next": page + 1 if len(listed) > PAGE else None,
    }


def _fault(field: str, zh: str, en: str) -> Faulty:
    return Faulty({field: Reason("wrong_reference", Words(zh, en))})


@api.post("/activities", response={201: Any, **ANSWERS}, summary="安排活动 · Arrange an activity")
def arrange(request: HttpRequest, body: ActivityIn) -> HttpResponse:
    """Arrange an activity; its dates ahead are laid out as drafts, with their rooms. Answers the first. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    place = Place.objects.filter(code=body.place).first()
    if place is None:
        raise _fault("place", "没有这个地点", "No such place")
    space = Space.objects.filter(code=body.space, ended_on__isnull=True).first() if body.space else None
    if body.space and space is None:
        raise _fault("space", "没有这个房间", "No such room")
    hours, minutes = body.begins.split(":")
    facts = body.dict(
        include={
            "minutes",
            "rule",
            "until",
            "where",
            "capacity",
            "waiting",
            "age_min",
            "age_max",
            "needs_guardian",
            "about",
        }
    )

    def act() -> tuple[int, dict[str, Any]]:
        made = planning.arrange(
            place=place,
            title=body.title,
            kind=body.kind,
            by=by,
            since=body.since,
            begins=int(hours) * 60 + int(minutes),
            space=space,
            **facts,
        )
        return 201, {"activity": made.occurrences.order_by("begins_at").values_list("pk", flat=True)[0]}

    status, answer, _ = once(
        scope=f"api:{by.account}:activity", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request,
        whole(ACTIVITY_SUBJECT, ACTIVITY_SUBJECT.find(str(answer["activity"]), by), by),
        status=status,
    )


@api.post("/activities/{ref}/sign-ups", response={201: Any, **ANSWERS}, summary="报名 · Sign up")
def sign_up(request: HttpRequest, ref: str, body: SignUpIn) -> HttpResponse:
    """Sign up oneself or one's family: each confirmed or on the list, or why not. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    activity = ACTIVITY_SUBJECT.find(ref if ref.isdigit() else "0", by)
    wanted = body.people or ([by.person] if by.person else [])
    known = {one.pk: one for one in queries.family(by.person)}
    people = [known.get(pk) or Person(pk=pk) for pk in wanted]
    consent = commands.Consent(by.person or 0, body.photo_ok, body.pickup) if body.consent else None

    def act() -> tuple[int, dict[str, Any]]:
        found = commands.sign_up(
            activity=activity, people=people, by=by, manner=commands.Manner(role=body.role), consent=consent
        )
        return 201, {
            "items": [
                {
                    "person": one.person.pk, "sign_up": str(one.sign_up.pk) if one.sign_up else None, "state": one.sign_up.state if one.sign_up else None,
                    "position": one.sign_up.position if one.sign_up else None, "why": why(one.reason) if one.reason else None,
                }
                for one in found
            ]
        }  # fmt: skip

    status, answer, _ = once(
        scope=f"api:{by.account}:sign-up:{activity.pk}", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


@api.post("/activities/{ref}/presence", response={200: Any, **ANSWERS}, summary="到场 · Presence")
def record(request: HttpRequest, ref: str, body: PresenceIn) -> Any:
    """Record facts at the door, each once for its nonce: recorded, known already, or why not. For those who run the activity."""
    by = asker(request)
    activity = ACTIVITY_SUBJECT.find(ref if ref.isdigit() else "0", by)
    facts = [
        presence.Fact(**one.dict(exclude={"token"}), token=one.token, method="pass" if one.token else "list")
        for one in body.facts
    ]
    taken = presence.record(activity=activity.pk, facts=facts, by=by, reason=body.reason)
    return {
        "taken": [
            {"nonce": one.nonce, "said": one.said, "why": why(one.reason) if one.reason else None}
            for one in taken
        ],
        "came": queries.attended_count(activity.pk),
    }


@api.get("/sign-ups", response={200: Any, **ANSWERS}, summary="我的报名 · My sign-ups")
def sign_ups(request: HttpRequest) -> Any:
    """The places ahead of the asker and their family."""
    from jinlin.volunteering.models import SignUp

    by = asker(request)
    rows = SignUp.objects.filter(
        person__in=[one.pk for one in queries.family(by.person)],
        state__in=("asked", "waiting", "offered", "confirmed"),
        occurrence__ends_at__gt=timezone.now(),
    ).select_related("occurrence")
    return {
        "items": [
            {
                "ref": str(one.pk), "activity": str(one.occurrence_id), "title": one.occurrence.title, "state": one.state, "person": one.person_id,
                "begins_at": stamp(one.occurrence.begins_at), "offered_until": stamp(one.offered_until),
            }
            for one in rows.order_by("occurrence__begins_at")[:PAGE]
        ]
    }  # fmt: skip


for _subject in (ACTIVITY_SUBJECT, SIGN_UP_SUBJECT, SERIES_SUBJECT):
    add_subject(_subject)
