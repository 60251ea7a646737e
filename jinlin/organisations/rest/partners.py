"""The API of partners: agreements and duties, shared records, alliances, joint projects; steps by their declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field as Described

from jinlin.base.engine import Faulty
from jinlin.base.given import clean_given
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.models import Alliance, Evidence, Institution, Occasion
from jinlin.organisations.partners import commands, listing
from jinlin.organisations.partners.listing import Asked, Duty
from jinlin.organisations.partners.procedure import TERMS
from jinlin.organisations.partners.procedure_alliances import FACTS
from jinlin.organisations.partners.reciprocity import book
from jinlin.organisations.partners.sides import reach
from jinlin.organisations.partners.strips import strips
from jinlin.organisations.partners.subjects import (
    SUBJECTS,
    obligation_shown,
    occasion_shown,
    seen_alliances,
)
from jinlin.places.public import Place


class PairIn(Schema):
    """A community and an institution by their codes."""

    community: str
    institution: str


class AgreementIn(PairIn):
    """What a draft says: dates, and by clause how much in the measure that people read (hours, yuan)."""

    from_on: str
    to_on: str
    clauses: dict[str, int] = Described(default_factory=dict)


class OccasionIn(PairIn):
    """What both sides did: kind, title, day, and how much."""

    kind: str
    title: str
    on: str
    people: int | None = None
    hours: int | None = None
    money: str | None = None
    also: list[str] = Described(default_factory=list, description="codes of other communities that took part")


def _pair(body: PairIn) -> tuple[Place, int]:
    place = Place.objects.filter(code=body.community, level="community").first()
    institution = Institution.objects.filter(code=body.institution).values_list("pk", flat=True).first()
    faults = {}
    if place is None:
        faults["community"] = Reason("wrong_reference", Words("没有这个社区", "There is no such community"))
    if institution is None:
        faults["institution"] = Reason(
            "wrong_reference", Words("没有这家单位", "There is no such institution")
        )
    if place is None or institution is None:
        raise Faulty(faults)
    return place, institution


def _made(request: HttpRequest, scope: str, body: Schema, act: Any) -> HttpResponse:
    by = asker(request)
    status, answer, _ = once(
        scope=f"api:{by.account}:{scope}", key=key_of(request), content=body.dict(), act=lambda: (201, act())
    )
    return api.create_response(request, answer, status=status)


@api.get("/partners", response={200: Any, **ANSWERS}, summary="共建单位 · Partners")
def partners(
    request: HttpRequest, q: str = "", kind: str = "", only: str = "", sort: str = "", page: str = "1"
) -> Any:
    """Partners with agreements that the asker may open: months kept, late duties, the nearest end."""
    by, on = asker(request), timezone.localdate()
    given = {"q": q, "kind": kind, "only": only, "sort": sort, "page": page}
    asked = Asked.read(given, only=listing.PARTNER_ONLY, sort="name")
    shown = Paginator(listing.partners(by, asked, on=on), listing.PAGE).get_page(asked.page)
    rows = [
        {
            "code": one.institution.code, "name": one.institution.name, "kind": one.institution.kind, "agreements": one.standing,
            "months_kept": one.kept, "months_in_force": one.months, "late": one.late, "ends_on": _day(one.ends_on),
        }
        for one in listing.as_partners(list(shown.object_list), by, on=on)
    ]  # fmt: skip
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "partners": rows,
    }


def _day(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


@api.get("/agreements", response={200: Any, **ANSWERS}, summary="近邻党建协议 · Agreements")
def agreements(
    request: HttpRequest, q: str = "", state: str = "", only: str = "", sort: str = "", page: str = "1"
) -> Any:
    """Agreements that the asker may open, with the months kept so far."""
    by, on = asker(request), timezone.localdate()
    given = {"q": q, "state": state, "only": only, "sort": sort, "page": page}
    asked = Asked.read(given, only=listing.PARTNER_ONLY, sort="end")
    shown = Paginator(listing.agreements(by, asked, on=on), listing.PAGE).get_page(asked.page)
    months = strips(list(shown.object_list), on=on)
    rows = [
        {
            "ref": one.number, "community": one.community.code, "institution": one.holder.code, "state": one.state, "from_on": _day(one.from_on),
            "to_on": _day(one.to_on), "late": one.late, "months_kept": months[one.pk].kept, "months_in_force": months[one.pk].in_force,
        }
        for one in shown
    ]  # fmt: skip
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "agreements": rows,
    }


@api.post("/agreements", response={201: Any, **ANSWERS}, summary="起草协议 · Draft an agreement")
def draft(request: HttpRequest, body: AgreementIn) -> HttpResponse:
    """Draft an agreement from clauses; each side still accepts it. Repeat safely with ``Idempotency-Key``."""
    place, institution = _pair(body)
    values, faults = clean_given(TERMS, {"from_on": body.from_on, "to_on": body.to_on, **body.clauses})
    if faults:
        raise Faulty(faults)

    def act() -> dict[str, Any]:
        row = commands.draft_agreement(
            community=place, institution=institution, values=values, by=asker(request)
        )
        return {"ref": row.number, "state": row.state}

    return _made(request, "draft", body, act)


@api.get("/obligations", response={200: Any, **ANSWERS}, summary="共建义务 · Duties")
def obligations(request: HttpRequest, q: str = "", only: str = "", kind: str = "", page: str = "1") -> Any:
    """Duties whose period has begun, of agreements that the asker may open. ``only``: late, due, kept."""
    by, on = asker(request), timezone.localdate()
    asked = Asked.read({"q": q, "only": only, "kind": kind, "page": page}, only=listing.DUTY_ONLY, sort="end")
    rows = listing.duties(by, asked, on=on).prefetch_related("evidence")
    shown = Paginator(rows, listing.PAGE).get_page(asked.page)
    found = [
        {"ref": str(one.pk), "state": one.state, "late": Duty(one, on).is_late, **obligation_shown(one, by)}
        for one in shown
    ]
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "obligations": found,
    }


@api.get("/occasions", response={200: Any, **ANSWERS}, summary="共建记录 · Shared records")
def occasions(request: HttpRequest, state: str = "", page: str = "1") -> Any:
    """Shared records of the asker's sides, the newest first."""
    by = asker(request)
    rows = Occasion.objects.filter(reach(by, institution="institution")).select_related(
        "community", "institution"
    )
    rows = rows.filter(state=state) if state else rows
    asked = Asked.read({"page": page}, only={}, sort="end")
    shown = Paginator(rows.order_by("-on", "-pk"), listing.PAGE).get_page(asked.page)
    found = [
        {"ref": one.number, "title": one.title, "state": one.state, **occasion_shown(one, by)}
        for one in shown
    ]
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "occasions": found,
    }


@api.post("/occasions", response={201: Any, **ANSWERS}, summary="登记一次共建 · Enter a shared record")
def enter(request: HttpRequest, body: OccasionIn) -> HttpResponse:
    """Enter what both sides did together; the other side confirms it. Repeat safely with ``Idempotency-Key``."""
    place, institution = _pair(body)
    values, faults = clean_given(FACTS, body.dict())
    if faults:
        raise Faulty(faults)
    also = tuple(Place.objects.filter(code__in=body.also, level="community", parent=place.parent_id))

    def act() -> dict[str, Any]:
        row = commands.enter_occasion(
            community=place, institution=institution, values=values, by=asker(request), also=also
        )
        return {"ref": row.number, "state": row.state}

    return _made(request, "enter", body, act)


@api.get("/alliances", response={200: Any, **ANSWERS}, summary="党建联盟 · Alliances")
def alliances(request: HttpRequest) -> Any:
    """Alliances at the asker's places and of their institutions."""
    rows = (
        Alliance.objects.filter(seen_alliances(asker(request)))
        .select_related("place")
        .distinct()
        .order_by("code")
    )
    return [
        {"ref": one.code, "title": one.name, "kind": one.kind, "place": one.place.code, "state": one.state}
        for one in rows[:500]
    ]


@api.get(
    "/partners/{code}/book", response={200: Any, **ANSWERS}, summary="给了什么，得了什么 · Given and received"
)
def reciprocity(request: HttpRequest, code: str) -> Any:
    """What an institution gave and received under agreements that the asker may open, each record once."""
    known = listing.mine(asker(request)).filter(holder__code=code)
    if not known.exists():
        raise Institution.DoesNotExist
    found = book(Evidence.objects.filter(agreement__in=known.values("pk")).order_by("on", "pk"))
    sides = {
        "from_institution": found.by_institution,
        "from_community": found.by_community,
        "together": found.together,
    }
    return {
        "records": found.records,
        **{
            side: [
                {"sort": sort, "times": line.times, "people": line.people, "minutes": line.minutes, "fen": line.fen}
                for sort, line in rows.items()
            ]
            for side, rows in sides.items()
        },
    }  # fmt: skip


for _subject in SUBJECTS:
    add_subject(_subject)
