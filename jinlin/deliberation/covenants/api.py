"""The API of covenants: the list, making one, the text as of a day, and one address for every declared step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.deliberation.covenants import queries
from jinlin.deliberation.covenants.desk import SUBJECT, find
from jinlin.deliberation.covenants.effects import make_covenant
from jinlin.deliberation.covenants.models import Covenant
from jinlin.places.public import Place


@api.get("/covenants", response={200: Any, **ANSWERS}, summary="公约列表 · List covenants")
def covenants(request: HttpRequest, place: str = "") -> Any:
    """Covenants that were open to remarks at least once, at most 200."""
    rows = Covenant.objects.filter(round__gt=0).select_related("place")
    rows = rows.filter(place__code=place) if place else rows
    return [
        {
            "ref": str(one.pk),
            "name": one.name,
            "place": one.place.code,
            "state": one.state,
            "round": one.round,
        }
        for one in rows.order_by("-pk")[:200]
    ]


@api.get(
    "/covenants/{ref}/text", response={200: Any, **ANSWERS}, summary="某一天的公约文本 · Text as of a day"
)
def text(request: HttpRequest, ref: str, on: str) -> Any:
    """The text in force on a day; empty where there was none."""
    try:
        row, day = find(ref, asker(request)), dt.date.fromisoformat(on)
    except ValueError:
        raise Faulty(
            {"on": Reason("wrong_date", Words("日期请写成 2026-11-19", "Write the day as 2026-11-19"))}
        ) from None
    adoption = queries.in_force(row, day)
    clauses = [
        {"clause": one.clause, "position": one.position, "title": one.title, "text": one.text}
        for one in queries.text_at(row, day)
    ]
    return {"on": on, "since": adoption.effective_on.isoformat() if adoption else None, "clauses": clauses}


class CovenantIn(Schema):
    """A covenant to begin."""

    place: str
    name: str


@api.post("/covenants", response={201: Any, **ANSWERS}, summary="起草公约 · Begin a covenant")
def begin(request: HttpRequest, body: CovenantIn) -> HttpResponse:
    """A new covenant in drafting. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    place = Place.objects.filter(code=body.place, valid_to__isnull=True).first()
    if place is None or not body.name.strip():
        raise Faulty(
            {
                "place": Reason(
                    "wrong_reference", Words("没有这个地点，或没有名称", "No such place, or no name")
                )
            }
        )

    def act() -> tuple[int, dict[str, Any]]:
        made = make_covenant(place=place, name=body.name.strip()[:120], by=by)
        return 201, {"ref": str(made.pk), "state": made.state}

    status, answer, _ = once(
        scope=f"api:{by.account}:covenant", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


add_subject(SUBJECT)
