"""The API of talents: skills, who may be asked without names, asking; steps follow from the procedures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field as Described

from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, whole
from jinlin.places.public import Place, under
from jinlin.visits.models import Skill
from jinlin.visits.talents import commands
from jinlin.visits.talents.desk import REQUEST_SUBJECT, TALENT_SUBJECT
from jinlin.visits.talents.queries import having, shown, with_skills
from jinlin.visits.talents.skills import all_skills, found_by

PAGE = 50


class AskIn(Schema):
    """What somebody asks a neighbour for; the skill by its code."""

    skill: str
    text: str = Described(max_length=300)


@api.get("/skills", response={200: Any, **ANSWERS}, summary="本事 · Skills")
def skills(request: HttpRequest) -> Any:
    """The tree of skills with their other names."""
    return [
        {
            "code": one.code,
            "zh": one.zh,
            "en": one.en,
            "group": one.parent.zh if one.parent else "",
            "also": [n for n in one.also.split(",") if n],
            "licence": one.licence,
        }
        for one in all_skills()
    ]


@api.get("/talents", response={200: Any, **ANSWERS}, summary="社区能人 · Talents")
def talents(request: HttpRequest, q: str = "", place: str = "", page: int = 1) -> Any:
    """Neighbours who may be asked, by skill (any of its names) and place; never a name, never a number. Fifty a page."""
    now = timezone.now()
    on = timezone.localdate(now)
    rows = shown(on)
    if place:
        found = Place.objects.filter(code=place).first()
        rows = rows.filter(under(found.path, "place__path")) if found else rows.none()
    rows = having(rows, found_by(q[:40]), on) if q else rows
    first = (max(page, 1) - 1) * PAGE
    listed = list(with_skills(rows, now).order_by("place__path", "pk")[first : first + PAGE + 1])
    return {
        "items": [
            {"ref": str(one.pk), "place": one.place.code, "skills": [held.skill.code for held in one.valid_skills], "rests": one.state == "resting" or one.week >= one.most_week}  # type: ignore[attr-defined]
            for one in listed[:PAGE]
        ],
        "page": page, "next": page + 1 if len(listed) > PAGE else None,
    }  # fmt: skip


@api.post("/talents/{ref}/requests", response={201: Any, **ANSWERS}, summary="请能人帮忙 · Ask a talent")
def ask(request: HttpRequest, ref: int, body: AskIn) -> HttpResponse:
    """Ask a neighbour. 409 with every reason (``too_many`` while they rest). Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    row = shown(timezone.localdate()).get(pk=ref)
    skill = Skill.objects.get(code=body.skill)

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {"request": commands.ask(talent=row, skill=skill, text=body.text, by=by).pk}

    status, answer, _ = once(
        scope=f"api:{by.account}:talent-ask", key=key_of(request), content=[ref, body.dict()], act=act
    )
    return api.create_response(
        request, whole(REQUEST_SUBJECT, REQUEST_SUBJECT.find(str(answer["request"]), by), by), status=status
    )


for _subject in (TALENT_SUBJECT, REQUEST_SUBJECT):
    add_subject(_subject)
