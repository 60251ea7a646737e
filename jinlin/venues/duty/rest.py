"""The API of duty: one's turns, what is open, the wall of a week; steps come from the declaration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jinlin.base.rest import ANSWERS, add_subject, api, asker, stamp
from jinlin.venues.desk import STATION_SUBJECT
from jinlin.venues.duty.desk import TURN_SUBJECT
from jinlin.venues.duty.queries import open_to, own, shown_name, wall
from jinlin.venues.rules import clock

PAGE = 60


@api.get("/turns", response={200: Any, **ANSWERS}, summary="我的值班 · My duty turns")
def turns(request: HttpRequest) -> Any:
    """The asker's turns ahead, and those that they could take."""
    by, now = asker(request), timezone.now()
    return {
        "items": [
            {
                "ref": str(one.pk),
                "title": TURN_SUBJECT.title(one),
                "state": one.state,
                "kind": one.kind,
                "begins_at": stamp(one.begins_at),
            }
            for one in own(by, now)[:PAGE]
        ],
        "open": [
            {"ref": str(one.pk), "title": TURN_SUBJECT.title(one), "state": one.state}
            for one in open_to(by, now)[:PAGE]
        ],
    }


@api.get("/stations/{code}/duty", response={200: Any, **ANSWERS}, summary="一周值班墙 · Duty wall of a week")
def duty(request: HttpRequest, code: str, on: dt.date | None = None) -> Any:
    """Promised hours and turns of the week of a day, names masked; and the hours for which nobody said yes."""
    row = STATION_SUBJECT.find(code, request.actor)  # type: ignore[attr-defined]
    day = on or timezone.localdate()
    monday = day - dt.timedelta(days=day.weekday())
    return {
        "station": row.code,
        "posts": [
            {
                "code": post.code, "name": post.name,
                "days": [
                    {
                        "on": one.on, "promised": [[clock(b), clock(e)] for b, e in one.promised], "open": [[clock(b), clock(e)] for b, e in one.open],
                        "turns": [
                            {"begins_at": stamp(t.begins_at), "ends_at": stamp(t.ends_at), "state": t.state, "who": shown_name(t, whole=False)}
                            for t in one.turns
                        ],
                    }
                    for one in days
                ],
            }
            for post, days in wall(row, monday)
        ],
    }  # fmt: skip


add_subject(TURN_SUBJECT)
