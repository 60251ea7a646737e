"""The API of trees: organisations on a day, coverage, overlaps, vacancies, gatherings; steps come from the declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, stamp
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations import coverage, histories, overlaps, rules, vacancies
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.gatherings.commands import plan_gathering
from jinlin.organisations.gatherings.desk import SUBJECT
from jinlin.organisations.gatherings.kinds import kinds
from jinlin.organisations.models import Gathering, Level, Organisation
from jinlin.organisations.web.gatherings import scope
from jinlin.places.public import Place

MOST = 500
NOT_A_DAY = Reason("wrong_date", Words("日期请写成 2026-11-19", "Write the date as 2026-11-19"))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Faulty({"on": NOT_A_DAY}) from None


@api.get("/organisations", response={200: Any, **ANSWERS}, summary="组织 · Organisations")
def organisations(
    request: HttpRequest, tree: str = "", level: str = "", on: str = "", q: str = "", page: int = 1
) -> Any:
    """Organisations below the asker's places as they stood on a day (``on``, today where it is not said)."""
    day = _day(on)
    rows = histories.organisations_on(asker(request), day)
    rows = rows.filter(level__template__code=tree) if tree else rows
    rows = rows.filter(level__code=level) if level else rows
    rows = rows.filter(name_then__contains=q[:40]) if q else rows
    first = (max(page, 1) - 1) * MOST
    found = list(rows.select_related("level__template")[first : first + MOST + 1])
    parents = dict(
        Organisation.objects.filter(pk__in=[one.parent_then for one in found]).values_list("pk", "code")
    )  # type: ignore[attr-defined]
    return {
        "on": day.isoformat(), "more": len(found) > MOST,
        "organisations": [
            {
                "code": one.code, "name": one.name_then, "tree": one.level.template.code, "level": one.level.code,  # type: ignore[attr-defined]
                "parent": parents.get(one.parent_then), "place": one.path_then.rstrip("/").rpartition("/")[2],  # type: ignore[attr-defined]
                "place_name": one.place_name_then, "founded_on": one.founded_on.isoformat(),  # type: ignore[attr-defined]
            }
            for one in found[:MOST]
        ],
    }  # fmt: skip


@api.get("/coverage", response={200: Any, **ANSWERS}, summary="覆盖情况 · Coverage")
def coverage_of(request: HttpRequest, level: str = "five_level.estate_branch") -> Any:
    """Places of the level's kind by street or community: how many have an organisation, and why the others have none."""
    template, _, code = level.partition(".")
    found = Level.objects.get(template__code=template, code=code, ended_on__isnull=True)
    lines = coverage.lines(found, asker(request))
    return [
        {
            "place": one.place.code, "name": one.place.name, "places": one.places, "covered": one.covered,
            "missing": {name or "unsaid": number for name, number in one.missing.items()},
        }
        for one in lines
    ]  # fmt: skip


@api.get("/overlaps", response={200: Any, **ANSWERS}, summary="交叉任职 · Overlaps")
def overlaps_of(request: HttpRequest, on: str = "") -> Any:
    """Counts by the asker's own places; only the party's own line reads them. Estates are counted, nobody is named."""
    by, day = asker(request), _day(on)
    if not {seat.role for seat in by.seats} & rules.MEMBERSHIP_ROLES:
        raise Organisation.DoesNotExist
    units = list(Place.objects.filter(path__in=overlaps.readable_paths(by)).order_by("path"))
    return [
        {"place": one.place.code, "name": one.place.name, "on": day.isoformat(), **{
            name: one.counts[name] for name in ("secretaries", "chairs", "both", "committees")
        }}
        for one in overlaps.lines(by, units, day)
    ]  # fmt: skip


@api.get("/vacancies", response={200: Any, **ANSWERS}, summary="空岗 · Vacant seats")
def vacant(request: HttpRequest) -> Any:
    """Seats below the asker's places that nobody holds, the longest empty first, with who has to fill them."""
    day = timezone.localdate()
    rows = vacancies.all_vacant(asker(request), day)[:MOST]
    return [
        {
            "seat": one.seat.pk, "role": one.seat.role, "at": one.at, "since": one.since.isoformat() if one.since else None,
            "filled_by": one.by.zh, "filled_by_en": one.by.en,
        }
        for one in vacancies.vacancies(rows, day)
    ]  # fmt: skip


@api.get("/gatherings", response={200: Any, **ANSWERS}, summary="支部活动 · Gatherings")
def gatherings(
    request: HttpRequest, organisation: str = "", kind: str = "", state: str = "", page: int = 1
) -> Any:
    """Gatherings at and below the asker's seats: counts, no names."""
    rows = Gathering.objects.filter(scope(asker(request))).select_related("organisation")
    rows = rows.filter(organisation__code=organisation) if organisation else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    first = (max(page, 1) - 1) * MOST
    return [
        {
            "id": one.pk, "organisation": one.organisation.code, "kind": one.kind, "title": one.title, "state": one.state,
            "starts_at": stamp(one.starts_at), "attendance_count": one.attendance_count,
        }
        for one in rows.order_by("-starts_at", "-pk")[first : first + MOST]
    ]  # fmt: skip


@api.get("/gathering-kinds", summary="活动种类 · Kinds of gatherings")
def gathering_kinds(request: HttpRequest) -> Any:
    """Kinds with their rhythm and quorum; ``verified`` says whether somebody checked the rule in its text."""
    return [
        {
            "code": one.code, "zh": one.words.zh, "en": one.words.en, "every_months": one.every, "basis": one.basis,
            "opens": _share(one.opens), "passes_of_entitled": _share(one.passes), "verified": one.verified,
        }
        for one in kinds().values()
    ]  # fmt: skip


def _share(share: Any) -> str | None:
    return f"{'>=' if share.inclusive else '>'} {share.numerator}/{share.denominator}" if share else None


class PlanIn(Schema):
    """A gathering to be planned."""

    organisation: str
    kind: str
    title: str
    starts_at: dt.datetime
    agenda: str = ""
    venue: str = ""
    host: str = ""
    entitled: int | None = None


@api.post("/gatherings", response={201: Any, **ANSWERS}, summary="安排支部活动 · Plan a gathering")
def plan(request: HttpRequest, body: PlanIn) -> Any:
    """Plan a gathering of an organisation that the asker's seats run. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    organisation = Organisation.objects.select_related("place").get(code=body.organisation)
    if not rolls.relations_to(organisation, by):
        raise Organisation.DoesNotExist
    starts = body.starts_at if body.starts_at.tzinfo else timezone.make_aware(body.starts_at)

    def act() -> tuple[int, dict[str, Any]]:
        made = plan_gathering(
            organisation=organisation, kind=body.kind, title=body.title, starts_at=starts, agenda=body.agenda, venue=body.venue,
            host=body.host, entitled=body.entitled, by=by,
        )  # fmt: skip
        return 201, {
            "id": made.pk,
            "ref": str(made.pk),
            "state": made.state,
            "roll": made.attendances.count(),
        }

    status, answer, _ = once(
        scope=f"api:{by.account}:gathering", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


add_subject(SUBJECT)
