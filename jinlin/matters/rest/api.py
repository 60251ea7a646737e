"""The API of matters: telling, lists, one matter, and one address for every declared step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Body

from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.planned import planned
from jinlin.base.procedure import Step
from jinlin.base.references import resolve
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, api, asker, body_of, key_of, problem
from jinlin.base.rest import no_step as undeclared
from jinlin.base.rest import take as take_step
from jinlin.base.rule import Refused
from jinlin.matters import commands, words
from jinlin.matters.desk import CALLS, MATTERS, call_relations
from jinlin.matters.listing import Asked, WrongFilter
from jinlin.matters.models import Category, Matter, Part
from jinlin.matters.numbers import number_of, read_number
from jinlin.matters.rest import reading, schemas
from jinlin.organisations.public import Institution
from jinlin.places.public import Place

CHANNELS = {choice.code for choice in words.CHANNELS}


@api.post("/matters", response={201: schemas.ToldOut, **ANSWERS}, summary="反映一件事 · Tell something")
def tell(request: HttpRequest, body: schemas.TellIn) -> HttpResponse:
    """A resident's word becomes a matter with an owner and a deadline. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    with planned():
        raw, wrong = resolve(commands.TELL_FIELDS, body.dict(exclude_none=True))
        values, faults = commands.check_telling(raw)
    if faults or wrong:
        raise Faulty({**faults, **wrong})
    channel = body.channel if body.channel in CHANNELS and by.staff else "api"
    if body.lat is not None and body.long is not None:
        values["lat_e6"], values["lon_e6"] = round(body.lat * 1e6), round(body.long * 1e6)
    draft = commands.draft(values=values, channel=channel, by=by, on_behalf=body.on_behalf or by.staff)

    def act() -> tuple[int, dict[str, Any]]:
        receipt = commands.record(draft)
        owner = {"username": receipt.owner_username, "name": receipt.owner_name}
        follow = f"/follow/{quote(receipt.number)}/{receipt.key}"
        due = reading.stamp(receipt.due_at)
        return 201, {
            "number": receipt.number, "state": "told", "owner": owner, "due_at": due, "follow": follow, "short": receipt.short,
        }  # fmt: skip

    content = body.dict(exclude_none=True)
    status, answer, _ = once(scope=f"api:{by.account}:tell", key=key_of(request), content=content, act=act)
    return api.create_response(request, answer, status=status)


@api.get("/matters", response={200: schemas.MattersOut, **ANSWERS}, summary="事项列表 · List matters")
def matters(
    request: HttpRequest, place: str = "", state: str = "", q: str = "", due: str = "", page: str = "1",
    category: str = "", lead: str = "", sort: str = "", mine: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Matters in the asker's own lists. ``state``: a state, several with commas, or ``open``. ``due``: late, today, week, a date."""
    given = {
        "place": place, "state": state, "q": q, "due": due, "page": page, "category": category, "lead": lead, "sort": sort,
        "mine": mine,
    }  # fmt: skip
    try:
        return reading.listed(asker(request), Asked.read(given))
    except WrongFilter as wrong:
        raise Faulty({wrong.field: wrong.reason}) from None


@api.get("/matters/{number}", response={200: schemas.MatterOut, **ANSWERS}, summary="一件事 · One matter")
def matter(request: HttpRequest, number: str) -> dict[str, Any]:
    """State, owner, deadline, thread, and every step open or closed with the reason. What is not for the asker is 404."""
    with planned():
        found = reading.whole(_matter(number), asker(request))
    if found is None:
        raise Matter.DoesNotExist
    return found


def _matter(number: str, *related: str) -> Matter:
    """The matter of a number; its year must be the right one. With everything that an answer shows, unless less is asked."""
    read = read_number(number)
    if read is None:
        raise Matter.DoesNotExist
    shown = related or ("owner__person", "lead", "place", "category", "into")
    found = Matter.objects.select_related(*shown).get(pk=read[1])
    if number_of(found.pk, found.told_at) != f"{read[0]}-{read[1]:06d}":
        raise Matter.DoesNotExist
    return found


def _id(number: str) -> int:
    """The id of the matter of a number; its year must be the right one."""
    read = read_number(number)
    with planned():
        told_at = (
            Matter.objects.filter(pk=read[1]).values_list("told_at", flat=True).first() if read else None
        )
    if read is None or told_at is None or number_of(read[1], told_at) != f"{read[0]}-{read[1]:06d}":
        raise Matter.DoesNotExist
    return read[1]


def _in_sight(number: str, by: Actor) -> None:
    """A matter that is not for the asker is not there for them, whatever they wanted to do with it."""
    found = _matter(number, "place")
    if not reading.sight(found, reading.relations(found, by)):
        raise Matter.DoesNotExist


def _matter_step(step: Step) -> Callable[..., Any]:
    shape = body_of("matter", step)

    def take(request: HttpRequest, number: str, body: shape = Body(default=None)) -> Any:  # type: ignore[valid-type] # noqa: B008
        try:
            taken = take_step(
                request, "matter", _id(number), step, body.dict(exclude_none=True) if body else {}
            )
        except (Refused, Faulty):
            _in_sight(number, asker(request))
            raise
        with planned():
            found = taken or _matter(number)
            return reading.whole(found, asker(request)) or reading.row(found)

    take.__annotations__["body"] = shape
    take.__name__ = f"matter_{step.code}"
    take.__doc__ = f"{step.words.en}. {step.basis}".strip()
    return take


def _call_step(step: Step) -> Callable[..., Any]:
    shape = body_of("call", step)

    def take(request: HttpRequest, call: int, body: shape = Body(default=None)) -> Any:  # type: ignore[valid-type] # noqa: B008
        part = Part.objects.select_related("matter__place", "institution").get(pk=call, kind="called")
        if not call_relations(part, asker(request)):
            raise Part.DoesNotExist
        take_step(request, "call", part.pk, step, body.dict(exclude_none=True) if body else {})
        return reading.whole(_matter(reading.number_of(part.matter_id, part.matter.told_at)), asker(request))

    take.__annotations__["body"] = shape
    take.__name__ = f"call_{step.code}"
    take.__doc__ = f"{step.words.en}. {step.basis}".strip()
    return take


for _step in MATTERS.procedure.steps:
    api.post(
        f"/matters/{{number}}/steps/{_step.code}", response={200: schemas.MatterOut, **ANSWERS},
        summary=f"{_step.words.zh} · {_step.words.en}",
    )(_matter_step(_step))  # fmt: skip
for _step in CALLS.procedure.steps:
    api.post(
        f"/calls/{{int:call}}/steps/{_step.code}", response={200: schemas.MatterOut, **ANSWERS},
        summary=f"{_step.words.zh} · {_step.words.en}",
    )(_call_step(_step))  # fmt: skip


@api.post("/matters/{number}/steps/{step}", response=ANSWERS, include_in_schema=False)
def no_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step that is not declared: refused by name, for those who may see the matter."""
    _in_sight(number, asker(request))
    return problem(
        request,
        409,
        [undeclared(step)],
    )


@api.get("/places", response=list[schemas.PlaceOut], summary="地点 · Places")
def places(request: HttpRequest, q: str = "", level: str = "", parent: str = "") -> Any:
    """Places by name or below a parent, at most 200; their codes are what telling asks for."""
    rows = Place.objects.filter(valid_to__isnull=True)
    rows = rows.filter(name__contains=q) if q else rows
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(parent__code=parent) if parent else rows
    return list(rows.order_by("path")[:200])


@api.get("/categories", summary="类别 · Categories")
def categories(request: HttpRequest) -> Any:
    """Kinds of matters: code, words, whether they may be public."""
    rows = Category.objects.filter(ended_on__isnull=True).order_by("sort", "code")
    return [
        {"code": one.code, "zh": one.zh, "en": one.en, "public": one.public, "group": one.group}
        for one in rows
    ]


@api.get("/institutions", summary="单位 · Institutions")
def institutions(request: HttpRequest, q: str = "") -> Any:
    """Institutions that can lead, help or be called: code and name, at most 200."""
    rows = Institution.objects.filter(ended_on__isnull=True, name__contains=q).order_by("kind", "name")[:200]
    return [{"code": one.code, "name": one.name, "kind": one.kind} for one in rows]
