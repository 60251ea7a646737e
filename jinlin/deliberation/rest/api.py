"""The API of deliberation: bodies, meetings, points, results, motions; one address for every declared step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from jinlin.base.engine import Faulty
from jinlin.base.given import Field as Given
from jinlin.base.given import clean_given
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, api, asker, key_of, stamp
from jinlin.deliberation import commands, pages, queries, sight, subjects, words
from jinlin.deliberation.models import Body, Meeting, Motion, Point, Result
from jinlin.deliberation.subjects import meeting_shown, motion_shown, point_shown, result_shown
from jinlin.places.public import Place

BEGINS = (
    Given("begins", "datetime", words.Words("几时开", "Begins")),
    Given("where", "text", words.Words("地点", "Where"), required=False, limit=80),
)


class PointIn(Schema):
    """A point raised for the next talk. ``channel`` other than ``page`` only for workers."""

    text: str
    channel: str = "page"
    name: str = ""
    phone: str = ""


class MeetingIn(Schema):
    """A meeting that is called."""

    begins: str
    where: str = ""


class MotionIn(Schema):
    """A motion that is drafted. ``matter``: residents, or an item of Civil Code 278 that the owners decide."""

    title: str
    text: str
    variant: str = "four_steps"
    matter: str = "residents"
    place: str


def body_row(row: Body) -> dict[str, Any]:
    """A body as the API answers it."""
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "form": row.form, "place": row.place.code, "rule": row.rule, "is_open": row.is_open,
        "where": row.where, "minutes": row.minutes,
    }  # fmt: skip


def _row(one: Any, shown: dict[str, Any]) -> dict[str, Any]:
    return {
        "ref": getattr(one, "code", str(one.pk)),
        "title": pages.title_of(one),
        "state": one.state,
        **shown,
    }


@api.get("/bodies", response={200: Any, **ANSWERS}, summary="议事组织 · Bodies that meet")
def bodies(request: HttpRequest, place: str = "", kind: str = "") -> Any:
    """Every body of a place, above and below it: who meets, and when, is public."""
    rows = Body.objects.filter(ended_on__isnull=True).select_related("place")
    if place:
        rows = rows.filter(sight.at_place(Place.objects.get(code=place).path, "place__path"))
    return [
        body_row(one)
        for one in (rows.filter(kind=kind) if kind else rows).order_by("place__path", "pk")[:200]
    ]


@api.get("/bodies/{code}", response={200: Any, **ANSWERS}, summary="一个议事组织 · One body")
def body(request: HttpRequest, code: str) -> Any:
    """A body with its members and the turn of its chair."""
    row = Body.objects.select_related("place").get(code=code)
    members = row.members.filter(until_on__isnull=True).order_by("turn", "pk")
    shown = "staff" in sight.of_body(row, asker(request))
    return {
        **body_row(row),
        "members": [{"id": one.pk, "name": one.name if one.institution_id or shown else "成员", "side": one.side, "turn": one.turn} for one in members],
        "season": [{"meeting": number, "on": stamp(at), "chair": name} for number, at, name in queries.season(row)],
    }  # fmt: skip


@api.get("/meetings", response={200: Any, **ANSWERS}, summary="会议列表 · Meetings")
def meetings(request: HttpRequest, body: str = "", state: str = "", since: str = "") -> Any:
    """Meetings that the asker may see, newest first."""
    by = asker(request)
    rows = queries.meetings(by, body=body, state=state)
    if since:
        rows = rows.filter(begins_at__date__gte=dt.date.fromisoformat(since[:10]))
    return [
        _row(
            one,
            {
                "body": one.body.code,
                "begins_at": stamp(one.begins_at),
                "chair": one.chair.name if one.chair else None,
            },
        )
        for one in rows[:200]
    ]


@api.post("/bodies/{code}/meetings", response={201: Any, **ANSWERS}, summary="召集一次会议 · Call a meeting")
def call_meeting(request: HttpRequest, code: str, body: MeetingIn) -> HttpResponse:
    """Call one meeting that no rule gives."""
    by, row = asker(request), Body.objects.select_related("place").get(code=code)
    values, faults = clean_given(BEGINS, body.dict())
    if faults:
        raise Faulty(faults)

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.call_meeting(body=row, begins_at=values["begins"], where=values["where"] or "", by=by)
        return 201, {"ref": str(made.pk), "number": made.number}

    return _once(request, f"call:{code}", body, act)


@api.get("/talk-points", response={200: Any, **ANSWERS}, summary="居民提出的事 · Points")
def points(request: HttpRequest, body: str = "", state: str = "") -> Any:
    """Points of open series with what became of each; never who raised them."""
    rows = Point.objects.filter(body__is_open=True).select_related("body", "result")
    rows = rows.filter(body__code=body) if body else rows
    return [
        _row(one, point_shown(one, asker(request)))
        for one in (rows.filter(state=state) if state else rows).order_by("-raised_at")[:200]
    ]


@api.post(
    "/bodies/{code}/points", response={201: Any, **ANSWERS}, summary="提一件事，下次会上回应 · Raise a point"
)
def raise_point(request: HttpRequest, code: str, body: PointIn) -> HttpResponse:
    """Raise something for the next talk, which has to answer it."""
    by, row = asker(request), Body.objects.select_related("place").get(code=code)
    channel = (
        body.channel
        if body.channel in {one.code for one in words.POINT_CHANNELS} and "staff" in sight.of_body(row, by)
        else "page"
    )

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.raise_point(
            body=row, text=body.text, channel=channel, name=body.name, phone=body.phone, by=by
        )
        return 201, {"ref": str(made.pk), "state": made.state}

    return _once(request, f"point:{code}", body, act)


@api.get("/results", response={200: Any, **ANSWERS}, summary="落实事项 · Results")
def results(request: HttpRequest, state: str = "", late: bool = False) -> Any:
    """What was given or decided, by due day, with how far it is."""
    by = asker(request)
    return [_row(one, result_shown(one, by)) for one in queries.results(by, state=state, late=late)[:200]]


@api.get("/motions", response={200: Any, **ANSWERS}, summary="议案 · Motions")
def motions(request: HttpRequest, place: str = "", state: str = "") -> Any:
    """Motions that were submitted, newest first."""
    rows = queries.motions(
        asker(request), place=Place.objects.get(code=place) if place else None, state=state
    )
    return [_row(one, motion_shown(one, asker(request))) for one in rows[:100]]


@api.post("/motions", response={201: Any, **ANSWERS}, summary="起草议案 · Draft a motion")
def draft_motion(request: HttpRequest, body: MotionIn) -> HttpResponse:
    """Draft a motion by one of the town's procedures."""
    by, place = asker(request), Place.objects.get(code=body.place)

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.draft_motion(
            title=body.title[:120],
            text=body.text[:8000],
            variant=body.variant,
            place=place,
            matter=body.matter,
            by=by,
        )
        return 201, {"ref": made.code, "text_hash": made.text_hash}

    return _once(request, "motion", body, act)


def _once(request: HttpRequest, scope: str, body: Schema, act: Any) -> HttpResponse:
    content = body.dict()
    status, answer, _ = once(
        scope=f"api:{asker(request).account}:{scope}", key=key_of(request), content=content, act=act
    )
    return api.create_response(request, answer, status=status)


# Last, so that the lists above keep their addresses.
for _subject in subjects.ALL:
    from jinlin.base.rest import add_subject

    add_subject(_subject)

__all__ = ["Meeting", "Motion", "Result", "meeting_shown"]

from jinlin.deliberation.covenants import api as covenants_api  # noqa: E402, F401
