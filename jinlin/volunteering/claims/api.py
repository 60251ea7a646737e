"""The API of claims both ways and of services: the wall, proposals by either side, orders; steps follow from the procedures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field as Described

from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, stamp, whole
from jinlin.places.public import Place, under
from jinlin.volunteering.claims import commands, services
from jinlin.volunteering.claims.desk import NEED_SUBJECT, PROJECT_SUBJECT, PROPOSAL_SUBJECT, RESOURCE_SUBJECT
from jinlin.volunteering.claims.queries import communities_of
from jinlin.volunteering.models.claims import Need, Resource
from jinlin.volunteering.models.services import ServiceItem, ServiceWindow

PAGE = 50


class ProposalIn(Schema):
    """A proposal: a need, a resource, or both; how much, which days, the terms."""

    need: int | None = None
    resource: int | None = None
    amount: int = Described(ge=1, le=1_000_000)
    from_on: dt.date
    to_on: dt.date
    terms: str = Described(max_length=800)


class OrderIn(Schema):
    """An order of a time; ``called`` and ``phone`` where a worker orders for somebody."""

    note: str = Described(default="", max_length=300)
    called: str = Described(default="", max_length=40)
    phone: str = Described(default="", max_length=20)


@api.get("/claims", response={200: Any, **ANSWERS}, summary="双向认领 · Claims both ways")
def claims(request: HttpRequest, place: str = "") -> Any:
    """The wall: needs that wait and resources that are offered, of a place and below. At most fifty of each."""
    by = asker(request)
    needs = Need.objects.filter(state="listed", sort="need").select_related("place", "lead")
    resources = Resource.objects.filter(state="offered").select_related("place", "institution")
    if place:
        found = Place.objects.filter(code=place).first()
        needs = needs.filter(under(found.path, "place__path")) if found else needs.none()
        resources = resources.filter(under(found.path, "place__path")) if found else resources.none()
    return {
        "needs": [{"ref": str(one.pk), "title": one.title, **NEED_SUBJECT.shown(one, by)} for one in needs.order_by("entered_at")[:PAGE]],
        "resources": [
            {"ref": str(one.pk), "title": one.title, "institution": one.institution.code, "kind": one.kind, "amount": one.amount, "unit": one.unit}
            for one in resources.order_by("entered_at")[:PAGE]
        ],
    }  # fmt: skip


@api.post("/claims", response={201: Any, **ANSWERS}, summary="提出认领 · Propose")
def propose(request: HttpRequest, body: ProposalIn) -> HttpResponse:
    """Propose for one's side. 409 with the reason (``not_open``, ``not_twice``), 422 with every fault. Repeat with ``Idempotency-Key``."""
    by = asker(request)
    need = Need.objects.select_related("place").get(pk=body.need) if body.need else None
    resource = (
        Resource.objects.select_related("place", "institution").get(pk=body.resource)
        if body.resource
        else None
    )
    home = next((one for one in communities_of(by) if one.level == "community"), None)
    values = {"amount": body.amount, "from_on": body.from_on, "to_on": body.to_on, "terms": body.terms}

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {
            "proposal": commands.propose(
                by=by, values=values, need=need, resource=resource, community=home
            ).pk
        }

    status, answer, _ = once(
        scope=f"api:{by.account}:propose", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(
        request,
        whole(PROPOSAL_SUBJECT, PROPOSAL_SUBJECT.find(str(answer["proposal"]), by), by),
        status=status,
    )


@api.get("/services", response={200: Any, **ANSWERS}, summary="服务菜单 · Menu of services")
def menu(request: HttpRequest, page: int = 1) -> Any:
    """Services that may be ordered, with their times ahead and what is left. Fifty a page."""
    first = (max(page, 1) - 1) * PAGE
    rows = list(
        ServiceItem.objects.filter(is_open=True)
        .select_related("institution", "place")
        .order_by("pk")[first : first + PAGE + 1]
    )
    times: dict[int, list[dict[str, Any]]] = {}
    for one in services.with_free(
        ServiceWindow.objects.filter(item__in=rows[:PAGE], closed_at__isnull=True), timezone.now()
    ):
        times.setdefault(one.item_id, []).append(
            {
                "window": one.pk,
                "begins_at": stamp(one.begins_at),
                "ends_at": stamp(one.ends_at),
                "left": one.left,
            }
        )
    return {
        "items": [
            {"ref": str(one.pk), "title": one.title, "kind": one.kind, "place": one.place.code, "institution": one.institution.code if one.institution else None, "windows": times.get(one.pk, [])}
            for one in rows[:PAGE]
        ],
        "page": page, "next": page + 1 if len(rows) > PAGE else None,
    }  # fmt: skip


@api.post(
    "/services/windows/{window}/orders", response={201: Any, **ANSWERS}, summary="点单 · Order a service"
)
def order(request: HttpRequest, window: int, body: OrderIn) -> HttpResponse:
    """Order a time: never more than it has places; the rest get 409 with ``not_free``."""
    by = asker(request)
    row = ServiceWindow.objects.get(pk=window)

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {
            "order": services.order(
                window=row, by=by, note=body.note, called=body.called, phone=body.phone
            ).pk
        }

    status, answer, _ = once(
        scope=f"api:{by.account}:service", key=key_of(request), content=[window, body.dict()], act=act
    )
    subject = services.ORDER_SUBJECT
    return api.create_response(
        request, whole(subject, subject.find(str(answer["order"]), by), by), status=status
    )


for _subject in (NEED_SUBJECT, RESOURCE_SUBJECT, PROPOSAL_SUBJECT, PROJECT_SUBJECT, services.ORDER_SUBJECT):
    add_subject(_subject)
