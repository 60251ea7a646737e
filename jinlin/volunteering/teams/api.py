"""The API of teams: teams in public, one's own service, joining, shifts, and records made from the same declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, stamp, whole
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.places.public import Place
from jinlin.volunteering.models.shifts import Shift
from jinlin.volunteering.models.teams import Team
from jinlin.volunteering.teams import commands, words
from jinlin.volunteering.teams.desk import HOURS_SUBJECT, MEMBER_SUBJECT, TEAM_SUBJECT
from jinlin.volunteering.teams.queries import by_grade, counted, own_hours, own_volunteer, owned, teams_of
from jinlin.volunteering.teams.shifts import commands as shift_commands
from jinlin.volunteering.teams.shifts.desk import SHIFT_SUBJECT, SWAP_SUBJECT, TURN_SUBJECT
from jinlin.volunteering.teams.shifts.queries import ahead

PAGE = 50


class JoinIn(Schema):
    """What somebody says of themselves when joining; ``consent`` is needed once."""

    birth_year: int | None = None
    interests: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    times: list[str] = Field(default_factory=list)
    limits: str = Field(default="", max_length=200)
    visible: str = "surname"
    consent: bool = False


class ShiftIn(Schema):
    """A shift of a team that the asker leads or keeps."""

    post: str = Field(max_length=60)
    begins_at: dt.datetime
    ends_at: dt.datetime
    need_min: int = 1
    need_max: int = 1
    spot: str = Field(default="", max_length=80)
    breaks: int = 0
    skills: list[str] = Field(default_factory=list)
    hazard: str = "none"
    told: str = Field(default="", max_length=200)


def _known(values: list[str], choices: Any, name: str) -> list[str]:
    if set(values) - {one.code for one in choices}:
        raise Faulty({name: Reason("wrong_choice", Words("没有这个选项", "No such choice"))})
    return values


@api.get("/teams", response={200: Any, **ANSWERS}, summary="志愿队伍 · Volunteer teams")
def teams(request: HttpRequest, place: str = "", field: str = "", page: int = 1) -> Any:
    """Teams that do not stand ended, of a place and its community; without names. Fifty a page."""
    rows = Team.objects.exclude(state="ended")
    if place:
        found = Place.objects.filter(code=place).first()
        rows = teams_of(found) if found else rows.none()
    rows = rows.filter(field=field) if field else rows
    first = (max(page, 1) - 1) * PAGE
    listed = list(rows.select_related("place").order_by("place__path", "pk")[first : first + PAGE + 1])
    items = [
        {"code": one.code, "name": one.name, "field": one.field, "state": one.state, "place": one.place.code}
        for one in listed[:PAGE]
    ]
    return {"items": items, "page": page, "next": page + 1 if len(listed) > PAGE else None}


@api.post("/teams/{code}/join", response={201: Any, **ANSWERS}, summary="报名入队 · Join a team")
def join(request: HttpRequest, code: str, body: JoinIn) -> HttpResponse:
    """Ask to be taken into a team. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    team = Team.objects.select_related("place").get(code=code)
    person = Person.objects.get(pk=by.person or 0)
    about = commands.About(
        body.birth_year, _known(body.interests, words.FIELDS, "interests"), _known(body.skills, words.SKILLS, "skills"),
        _known(body.times, words.TIMES, "times"), body.limits, (_known([body.visible], words.VISIBLE, "visible"))[0],
    )  # fmt: skip

    def act() -> tuple[int, dict[str, Any]]:
        volunteer = commands.register(
            person=person, about=about, by=by, consent=body.consent or own_volunteer(by) is not None
        )
        return 201, {"member": commands.join(team=team, volunteer=volunteer, by=by).pk}

    status, answer, _ = once(
        scope=f"api:{by.account}:join:{team.pk}", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request, whole(MEMBER_SUBJECT, MEMBER_SUBJECT.find(str(answer["member"]), by), by), status=status
    )


@api.get("/teams/{code}/shifts", response={200: Any, **ANSWERS}, summary="班次 · Shifts of a team")
def shifts(request: HttpRequest, code: str) -> Any:
    """Published shifts that are not over."""
    team = Team.objects.get(code=code)
    return {
        "items": [
            {"shift": one.pk, "post": one.post, "begins_at": stamp(one.begins_at), "ends_at": stamp(one.ends_at), "taken": one.taken, "need_max": one.need_max}
            for one in ahead(team, timezone.now())[:PAGE]
        ]
    }  # fmt: skip


@api.post("/teams/{code}/shifts", response={201: Any, **ANSWERS}, summary="排班 · Plan a shift")
def plan(request: HttpRequest, code: str, body: ShiftIn) -> HttpResponse:
    """Publish a shift of a team that the asker leads or keeps."""
    by = asker(request)
    team = Team.objects.select_related("place").get(code=code)
    _known(body.skills, words.SKILLS, "skills")
    _known([body.hazard], words.HAZARDS, "hazard")

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {
            "shift": shift_commands.plan_shift(team=team, plan=shift_commands.Plan(**body.dict()), by=by).pk
        }

    status, answer, _ = once(
        scope=f"api:{by.account}:shift:{team.pk}", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request, whole(SHIFT_SUBJECT, SHIFT_SUBJECT.find(str(answer["shift"]), by), by), status=status
    )


@api.post("/shifts/{ref}/take", response={201: Any, **ANSWERS}, summary="报班 · Take a turn")
def take(request: HttpRequest, ref: int) -> HttpResponse:
    """Take a turn for oneself; 409 with every reason where it may not be had."""
    by = asker(request)
    shift = Shift.objects.select_related("team__place").get(pk=ref)
    volunteer = own_volunteer(by)
    if volunteer is None:
        raise Shift.DoesNotExist

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {"turn": shift_commands.take_turn(shift=shift, volunteer=volunteer, by=by).pk}

    status, answer, _ = once(scope=f"api:{by.account}:take:{ref}", key=key_of(request), content=ref, act=act)
    return api.create_response(
        request, whole(TURN_SUBJECT, TURN_SUBJECT.find(str(answer["turn"]), by), by), status=status
    )


@api.get("/service-records", response={200: Any, **ANSWERS}, summary="我的服务记录 · My service")
def records(request: HttpRequest, page: int = 1) -> Any:
    """The asker's own records, newest first, with confirmed minutes by evidence grade."""
    by = asker(request)
    first = (max(page, 1) - 1) * PAGE
    rows = list(own_hours(by).select_related("team").order_by("-begins_at", "-pk")[first : first + PAGE + 1])
    return {
        "minutes": by_grade(counted(owned(by, "person"))), "page": page, "next": page + 1 if len(rows) > PAGE else None,
        "items": [
            {"ref": str(one.pk), "what": one.what, "begins_at": stamp(one.begins_at), "minutes": one.minutes, "grade": one.grade, "state": one.state, "kind": one.kind}
            for one in rows[:PAGE]
        ],
    }  # fmt: skip


for _subject in (TEAM_SUBJECT, MEMBER_SUBJECT, HOURS_SUBJECT, SHIFT_SUBJECT, TURN_SUBJECT, SWAP_SUBJECT):
    add_subject(_subject)
