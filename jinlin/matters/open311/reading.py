"""What Open311 may read: services and requests of public kinds, without any person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from jinlin.base.models import Event
from jinlin.matters.models import Category, Matter
from jinlin.matters.numbers import number_of, read_number
from jinlin.matters.open311.answers import Many, Refusal
from jinlin.matters.procedure import MATTER

MOST = 1000
SPAN = dt.timedelta(days=90)
OPEN_STATES = MATTER.open_states
UPDATE_STATES = {
    "told": "OPEN", "assigned": "IN_PROGRESS", "objected": "FOR_TRIAGE", "working": "IN_PROGRESS",
    "paused": "ACTION_SCHEDULED", "answered": "FIXED", "closed": "CLOSED", "declined": "NOT_COUNCILS_RESPONSIBILITY",
    "merged": "DUPLICATE", "withdrawn": "CANCELLED",
}  # fmt: skip


def services() -> QuerySet[Category]:
    """The kinds that may be told and listed in public."""
    return Category.objects.filter(public=True, ended_on__isnull=True).order_by("sort", "code")


def service_row(category: Category, english: bool) -> dict[str, Any]:
    """One service as the list shows it."""
    return {
        "service_code": category.code,
        "service_name": category.en if english else category.zh,
        "description": f"{category.zh} · {category.en}",
        "metadata": False,
        "type": "realtime",
        "keywords": category.group,
        "group": category.parent.zh if category.parent else "",
    }


def public_matters() -> QuerySet[Matter]:
    """Matters that may be shown without an account."""
    return Matter.objects.filter(public=True, category__public=True).select_related(
        "category", "place", "lead"
    )


def moment(text: str, name: str) -> dt.datetime | None:
    """An instant with its zone; without one it is refused, as the specification asks."""
    if not text:
        return None
    try:
        found = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        raise Refusal(400, f"{name} is not a date and time of ISO 8601: {text[:40]}") from None
    if found.tzinfo is None:
        raise Refusal(400, f"{name} needs a zone, such as 2026-11-19T08:00:00+08:00")
    return found


def listed(asked: dict[str, str]) -> list[Matter]:
    """The requests that a list call asks for; ids override everything else."""
    rows = public_matters().order_by("-told_at", "-id")
    if asked.get("service_request_id"):
        return [
            found for text in asked["service_request_id"].split(",") if (found := one(text, rows)) is not None
        ]
    if asked.get("service_code"):
        codes = [code.strip() for code in asked["service_code"].split(",")]
        known = set(services().values_list("code", flat=True))
        if not known & set(codes):
            raise Refusal(404, "service_code was not found")
        rows = rows.filter(category__code__in=codes)
    rows = _by_status(rows, asked.get("status", ""))
    rows = rows.filter(told_at__range=_span(asked))
    page, size = _page(asked)
    return list(rows[(page - 1) * size : page * size])


def _by_status(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    wanted = {part.strip().lower() for part in text.split(",") if part.strip()}
    if not wanted:
        return rows
    if not wanted <= {"open", "closed"}:
        raise Refusal(400, "status is open or closed")
    if wanted == {"open"}:
        return rows.filter(state__in=OPEN_STATES)
    return rows.exclude(state__in=OPEN_STATES) if wanted == {"closed"} else rows


def _span(asked: dict[str, str]) -> tuple[dt.datetime, dt.datetime]:
    start, end = (
        moment(asked.get("start_date", ""), "start_date"),
        moment(asked.get("end_date", ""), "end_date"),
    )
    if start and end and end < start:
        raise Refusal(400, "end_date lies before start_date")
    if start and end and end - start > SPAN:
        raise Refusal(400, "start_date and end_date may lie at most 90 days apart")
    if start is None:
        start = (end or timezone.now()) - SPAN
    return start, end or min(start + SPAN, timezone.now() + dt.timedelta(days=1))


def _page(asked: dict[str, str]) -> tuple[int, int]:
    page, size = asked.get("page") or "1", asked.get("page_size") or str(MOST)
    if not (page.isdecimal() and size.isdecimal() and 1 <= int(page) <= 10000 and 1 <= int(size) <= MOST):
        raise Refusal(400, "page starts at 1; page_size lies between 1 and 1000")
    return int(page), int(size)


def one(text: str, rows: QuerySet[Matter] | None = None) -> Matter | None:
    """The public matter of a number, or None: what is private is as if it were not there."""
    read = read_number(text)
    if read is None:
        return None
    found = (rows if rows is not None else public_matters()).filter(pk=read[1]).first()
    return found if found and number_of(found.pk, found.told_at) == text.strip() else None


def updated(matters: Iterable[Matter]) -> dict[int, dt.datetime]:
    """When each matter last moved in public, in one query."""
    ids = [matter.pk for matter in matters]
    rows = (
        Event.objects.filter(subject="matter", subject_id__in=ids, seen="public")
        .values("subject_id")
        .annotate(last=Max("at"))
    )
    return {row["subject_id"]: row["last"] for row in rows}


def request_row(matter: Matter, moved: dict[int, dt.datetime], english: bool) -> dict[str, Any]:
    """One request as list and single answers show it. Contact and exact home are never among it."""
    category = matter.category
    assert category is not None
    state = MATTER.state(matter.state)
    place = matter.place
    return {
        "service_request_id": number_of(matter.pk, matter.told_at),
        "status": "open" if matter.state in OPEN_STATES else "closed",
        "status_notes": state.resident.en if english else state.resident.zh,
        "service_name": category.en if english else category.zh,
        "service_code": category.code,
        "description": matter.title,
        "agency_responsible": matter.lead.name if matter.lead else "",
        "service_notice": "",
        "requested_datetime": stamp(matter.told_at),
        "updated_datetime": stamp(moved.get(matter.pk, matter.told_at)),
        "expected_datetime": stamp(matter.due_at) if matter.due_at else "",
        "address": place.name,
        "address_id": place.code,
        "zipcode": "",
        "lat": place.lat_e6 / 1e6 if place.lat_e6 is not None else "",
        "long": place.lon_e6 / 1e6 if place.lon_e6 is not None else "",
        "media_url": "",
    }


def stamp(at: dt.datetime) -> str:
    """An instant in Shanghai's time with its zone."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def updates(asked: dict[str, str]) -> Many:
    """Public steps within a span, each as an update."""
    start, end = _span(asked)
    rows = Event.objects.filter(subject="matter", seen="public", at__range=(start, end)).order_by("-id")[
        :MOST
    ]
    events = list(rows)
    matters = {m.pk: m for m in public_matters().filter(pk__in={event.subject_id for event in events})}
    found = []
    for event in events:
        matter = matters.get(event.subject_id)
        if matter is None or event.thing in ("matter.told", "matter.told_again"):
            continue
        found.append(
            {
                "update_id": event.pk,
                "service_request_id": number_of(matter.pk, matter.told_at),
                "status": UPDATE_STATES[event.data.get("to", matter.state)],
                "updated_datetime": stamp(event.at),
                "description": event.text,
                "media_url": "",
            }
        )
    return Many("service_request_updates", "request_update", found)
