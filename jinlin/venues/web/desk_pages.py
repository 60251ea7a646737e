"""What the keepers of venues see: their stations, one with all its steps, and the board of a day."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.spreadsheets import Heading, write_csv
from jinlin.base.subjects import lines
from jinlin.base.web.steps import offers_for, step_page
from jinlin.venues import rules
from jinlin.venues.desk import STATION_SUBJECT, kind_words
from jinlin.venues.models import Booking, Check, Space, StandardItem, Station
from jinlin.venues.procedure import BOOKING, STATION
from jinlin.venues.queries import instant, kept_by, plans, standing
from jinlin.venues.standards import PROOF_LIVES
from jinlin.venues.web.desk_forms import ENTERING
from jinlin.venues.web.public import station_of
from jinlin.venues.words import ACQUIRED, KINDS, label

PAGE = 50
SORTS = {
    "place": ("place__path", "pk"),
    "name": ("name", "pk"),
    "opened": ("-opened_on", "pk"),
    "area": ("-floor_area", "pk"),
}


def _asked(request: HttpRequest) -> tuple[QuerySet[Station], dict[str, str]]:
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("kind", "stands", "q", "sort")}
    rows = Station.objects.filter(kept_by(request.actor)).select_related("place", "owner")  # type: ignore[attr-defined]
    rows = rows.filter(kind=given["kind"]) if given["kind"] in {one.code for one in KINDS} else rows
    rows = (
        rows.filter(state=given["stands"])
        if given["stands"] in {one.code for one in STATION.states}
        else rows
    )
    rows = rows.filter(name__contains=given["q"]) if given["q"] else rows
    return rows.order_by(*SORTS.get(given["sort"], SORTS["place"])), given


@staff()
@require_safe
def stations_desk(request: HttpRequest) -> HttpResponse:
    """The list: what each is, how it stands, floor, requests that wait, things told broken."""
    rows, given = _asked(request)
    counted = rows.annotate(
        waiting=Count("spaces__bookings", filter=Q(spaces__bookings__state="requested"), distinct=True),
        broken=Count("assets", filter=Q(assets__state="broken"), distinct=True),
    )
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(one, kind_words(one), STATION.state(one.state)) for one in page], "kinds": KINDS, "states": STATION.states,
        "may": any(seat.role in ENTERING for seat in request.actor.seats),  # type: ignore[attr-defined]
        "given": given, "asked": "&".join(f"{name}={value}" for name, value in given.items()),
    }  # fmt: skip
    return render(request, "venues/stations_desk.html", context)


_HEADINGS = [
    Heading(name)
    for name in ("编号", "名称", "类别", "地点", "怎么来的", "面积（m²）", "状态", "列入计划", "开放日期")
]


@staff()
@require_safe
def stations_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV."""
    rows, _ = _asked(request)
    found = (
        [
            one.code, one.name, kind_words(one).zh, one.place.name, label(ACQUIRED, one.acquired).zh, f"{one.floor_area / 100:.2f}",
            STATION.state(one.state).words.zh, one.planned_on or "", one.opened_on or "",
        ]
        for one in rows.iterator(2000)
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(target, _HEADINGS, found)
        body = target.read_bytes()
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = download_header(f"驿站场所-{timezone.localdate():%Y%m%d}.csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff()
@require_safe
def station_desk(request: HttpRequest, code: str) -> HttpResponse:
    """One station: every step, rooms, the checklist with what is missing, funds, assets, share of space."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    on = timezone.localdate()
    context = {
        "station": row, "state": STATION.state(row.state), "kind": kind_words(row), "acquired": label(ACQUIRED, row.acquired),
        "offers": offers_for(STATION_SUBJECT, row, actor), "lines": lines(STATION_SUBJECT, row, actor), "base": f"/desk/stations/{row.code}/steps/",
        "spaces": row.spaces.filter(ended_on__isnull=True).select_related("parent").order_by("pk"), "items": _items(row, on),
        "funds": row.funds.order_by("on", "pk"), "total": (row.funds.aggregate(total=Sum("amount"))["total"] or 0) / 100,
        "shares": _shares(row), "share_caption": _("面积怎么用"), "share_sentence": _("办公最小、活动最大，是驿站的要求。"), "assets": row.assets.order_by("pk"), "done": request.GET.get("done", ""), "floor": f"{row.floor_area / 100:g}",
    }  # fmt: skip
    return render(request, "venues/station_desk.html", context)


def _items(row: Station, on: dt.date) -> list[tuple[StandardItem, Check | None, bool]]:
    """Each item with its latest check, and whether that still proves it."""
    latest: dict[int, Check] = {}
    for one in row.checks.order_by("pk"):
        latest[one.item_id] = one
    found = []
    for item in StandardItem.objects.filter(ended_on__isnull=True).order_by("standard", "sort"):
        check = latest.get(item.pk)
        proven = check is not None and check.met and check.evidence and check.on > on - PROOF_LIVES
        found.append((item, check, proven))
    return found


def _shares(row: Station) -> list[tuple[str, int, str]]:
    """Share of space by use, in thousandths of the floor, for the drawn bars."""
    sums = dict(
        row.spaces.filter(ended_on__isnull=True, parent__isnull=True).values_list("use").annotate(Sum("area"))
    )
    names = {"activity": "活动", "service": "服务", "office": "办公"}
    whole = row.floor_area or sum(sums.values()) or 1
    return [
        (
            name,
            sums.get(use, 0) * 1000 // whole,
            f"{sums.get(use, 0) / 100:g} m²（{sums.get(use, 0) * 1000 // whole / 10:g}%）",
        )
        for use, name in names.items()
    ]


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def station_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A step of a station: begin, fund, open, check, suspend, close."""
    station_of(code, request.actor)  # type: ignore[attr-defined]
    return step_page(request, STATION_SUBJECT, code, step)


@staff()
@require_safe
def station_day(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a day: each room with its hours and who has it when; for the desk and for the door's printout."""
    row = station_of(code, request.actor)  # type: ignore[attr-defined]
    try:
        on = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = timezone.localdate()
    now = timezone.now()
    hours = plans([row.pk], on, on)
    spaces = list(Space.objects.filter(station=row, ended_on__isnull=True).order_by("pk"))
    had = Booking.objects.filter(
        standing(now) | Q(state="completed"),
        space__station=row,
        begins_at__lt=instant(on, rules.DAY),
        ends_at__gt=instant(on, 0),
    ).order_by("begins_at")
    context: dict[str, Any] = {
        "station": row, "on": on, "before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1),
        "rooms": [(one, _hours(hours.hours(row.pk, one.pk, on)), [(b, BOOKING.state(b.state)) for b in had if b.space_id == one.pk]) for one in spaces],
    }  # fmt: skip
    return render(request, "venues/station_day.html", context)


def _hours(found: rules.Hours) -> str:
    return "、".join(f"{rules.clock(begins)}—{rules.clock(ends)}" for begins, ends in found)
