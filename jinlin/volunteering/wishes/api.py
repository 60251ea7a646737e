"""The API of wishes: the wall, recording one, claiming a part; steps follow from the declared procedures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field as Described

from jinlin.base.engine import Faulty
from jinlin.base.given import clean_given
from jinlin.base.references import resolve
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, whole
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.volunteering.models.wishes import WishPart
from jinlin.volunteering.wishes import commands
from jinlin.volunteering.wishes.desk import CLAIM_SUBJECT, WISH_SUBJECT, shown
from jinlin.volunteering.wishes.queries import open_wishes, wall, with_claims
from jinlin.volunteering.wishes.web.desk import fields_for

PAGE = 50


class WishIn(Schema):
    """A wish as it is recorded; the place by its code."""

    text: str
    kind: str
    place: str
    way: str = "page"
    called: str = ""
    phone: str = ""
    child: bool = False
    guardian: str = ""
    may_show: bool = False


class ClaimIn(Schema):
    """The part that is claimed: 1 where the wish is not divided."""

    part: int = Described(default=1, ge=1, le=9)


@api.get("/wishes", response={200: Any, **ANSWERS}, summary="微心愿 · Micro-wishes")
def wishes(request: HttpRequest, place: str = "", kind: str = "", show: str = "open", page: int = 1) -> Any:
    """Wishes on the public wall, without names: those open for claims, or ``show=all``. Fifty a page."""
    by = asker(request)
    rows = wall() if show == "all" else open_wishes(timezone.now())
    if place:
        found = Place.objects.filter(code=place).first()
        rows = rows.filter(under(found.path, "place__path")) if found else rows.none()
    rows = rows.filter(kind=kind) if kind else rows
    first = (max(page, 1) - 1) * PAGE
    listed = list(with_claims(rows).order_by("published_at", "pk")[first : first + PAGE + 1])
    return {
        "items": [{"ref": str(one.pk), "state": one.state, **shown(one, by)} for one in listed[:PAGE]],
        "page": page,
        "next": page + 1 if len(listed) > PAGE else None,
    }


@api.post("/wishes", response={201: Any, **ANSWERS}, summary="登记微心愿 · Record a wish")
def record(request: HttpRequest, body: WishIn) -> HttpResponse:
    """Record a wish for oneself or for somebody. 422 with every fault. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    given, faults = resolve(fields_for(by.staff), body.dict())
    place = (
        Place.objects.filter(pk=given.get("place") if isinstance(given.get("place"), int) else 0).first()
        or Place.objects.filter(code=body.place).first()
    )
    given["place"] = place.pk if place else None
    values, more = clean_given(tuple(one for one in (*fields_for(by.staff),) if one.name != "way"), given)
    if body.way not in ("page", "helper", "counter", "call", "visit"):
        more["way"] = Reason("wrong_choice", Words("没有这种登记方式", "No such way"))
    if faults | more:
        raise Faulty(faults | more)
    values["way"] = body.way

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {"wish": commands.record(values=values, place=place, by=by).pk}

    status, answer, _ = once(
        scope=f"api:{by.account}:wish", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request, whole(WISH_SUBJECT, WISH_SUBJECT.find(str(answer["wish"]), by), by), status=status
    )


@api.post(
    "/wishes/{ref}/claims", response={201: Any, **ANSWERS}, summary="认领微心愿 · Claim a part of a wish"
)
def claim(request: HttpRequest, ref: str, body: ClaimIn) -> HttpResponse:
    """Take a part on: of many at once exactly one has it, the rest get 409 with ``not_free``."""
    by = asker(request)
    row = WISH_SUBJECT.find(ref, by)
    part = WishPart.objects.get(wish=row, number=body.part)

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {"claim": commands.claim(part=part, by=by).pk}

    status, answer, _ = once(
        scope=f"api:{by.account}:wish-claim", key=key_of(request), content=[ref, body.part], act=act
    )
    return api.create_response(
        request, whole(CLAIM_SUBJECT, CLAIM_SUBJECT.find(str(answer["claim"]), by), by), status=status
    )


for _subject in (WISH_SUBJECT, CLAIM_SUBJECT):
    add_subject(_subject)
