"""Pages of reclaimed space: the list of a place, one with its photographs before and after and its money, entering one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, staff
from jinlin.base.engine import Faulty
from jinlin.base.files import download_header
from jinlin.base.given import Field
from jinlin.base.models import StoredFile
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason
from jinlin.base.spreadsheets import Heading, write_csv
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, under, within
from jinlin.venues.models import FundingLine, Reclaimed, Station
from jinlin.venues.queries import relations as station_relations
from jinlin.venues.reclaimed.around import told_around
from jinlin.venues.reclaimed.desk import SPACE_SUBJECT, enter, relations
from jinlin.venues.reclaimed.procedure import BECOMES, RECLAIMED, WAS
from jinlin.venues.web.desk_forms import ENTERING
from jinlin.venues.words import LEVELS, label

PAGE = 30


SORTS = {
    "new": ("-cleared_on", "pk"),
    "found": ("-found_on", "pk"),
    "area": ("-area", "pk"),
    "name": ("name", "pk"),
    "place": ("place__path", "pk"),
}


def _asked(request: HttpRequest) -> tuple[QuerySet[Reclaimed], dict[str, str], Place | None]:
    """The rows asked for by place, state, former and present use and name, in order; what was asked; the place."""
    names = ("place", "stands", "was", "becomes", "q", "sort")
    given = {name: request.GET.get(name, "").strip()[:40] for name in names}
    rows = Reclaimed.objects.select_related("place", "station")
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    rows = rows.filter(under(place.path, "place__path")) if place else rows
    for name, field, known in (
        ("stands", "state", RECLAIMED.states),
        ("was", "was", WAS),
        ("becomes", "becomes", BECOMES),
    ):
        if given[name] in {one.code for one in known}:
            rows = rows.filter(**{field: given[name]})
    rows = rows.filter(name__contains=given["q"]) if given["q"] else rows
    return rows.order_by(*SORTS.get(given["sort"], SORTS["new"])), given, place


@open_to_all
@require_safe
def reclaimed_list(request: HttpRequest) -> HttpResponse:
    """What came back to everybody: name, what it was and became, area; filtered and in the order asked for."""
    rows, given, place = _asked(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    back = rows.filter(state__in=("cleared", "in_use")).aggregate(area=Sum("area"))["area"] or 0
    context = {
        "page": page, "rows": [(one, RECLAIMED.state(one.state), label(WAS, one.was), label(BECOMES, one.becomes) if one.becomes else "") for one in page],
        "states": RECLAIMED.states, "uses": WAS, "becoming": BECOMES, "given": given, "place": place, "area": back, "asked": urlencode(given),
        "may": any(seat.role in ENTERING for seat in request.actor.seats), "exports": request.actor.staff,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "venues/reclaimed_list.html", context)


_HEADINGS = [
    Heading(name)
    for name in (
        "编号", "名称", "地点", "原来", "现在", "面积（m²）", "状态", "发现", "谈妥", "收回", "用上", "建在上面的",
    )
]  # fmt: skip


@staff()
@require_safe
def reclaimed_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV."""
    rows, _, _ = _asked(request)
    found = (
        [
            one.code, one.name, one.place.name, label(WAS, one.was).zh, label(BECOMES, one.becomes).zh if one.becomes else "", f"{one.area / 100:.2f}",
            RECLAIMED.state(one.state).words.zh, one.found_on, one.agreed_on or "", one.cleared_on or "", one.used_on or "",
            one.station.name if one.station else "",
        ]
        for one in rows.iterator(2000)
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(target, _HEADINGS, found)
        shown = HttpResponse(target.read_bytes(), content_type="text/csv; charset=utf-8")
    shown["Content-Disposition"] = download_header(f"收回的公共空间-{timezone.localdate():%Y%m%d}.csv")
    shown["Cache-Control"] = "private, no-store"
    return shown


@open_to_all
@require_safe
def reclaimed(request: HttpRequest, code: str) -> HttpResponse:
    """One: before and after side by side, area, days, money by source, the station that stands on it."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Reclaimed = found(SPACE_SUBJECT, code, actor)
    shown = lines(SPACE_SUBJECT, row, actor)
    pictures: dict[str, list[StoredFile]] = {"before": [], "after": []}
    for line in shown:
        when = line.event.data.get("when")
        if when in pictures:
            pictures[when] += [one for one in line.files if one.thumb]
    funds = (
        FundingLine.objects.filter(station=row.station_id or -1)
        .values_list("level")
        .annotate(total=Sum("amount"))
        .order_by("level")
    )
    context = {
        "space": row, "state": RECLAIMED.state(row.state), "was": label(WAS, row.was), "becomes": label(BECOMES, row.becomes) if row.becomes else "",
        "pictures": pictures, "lines": shown, "offers": offers_for(SPACE_SUBJECT, row, actor), "base": f"/reclaimed/{row.code}/steps/",
        "funds": [(label(LEVELS, level), total) for level, total in funds], "total": sum(total for _, total in funds), "done": request.GET.get("done", ""),
        "keeps": bool(relations(row, actor)), "around": told_around(row, timezone.localdate()),
    }  # fmt: skip
    return render(request, "venues/reclaimed.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def reclaimed_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Photograph, agree, take back, put to use."""
    return step_page(request, SPACE_SUBJECT, code, step)


NEW = (
    Field("place", "place", Words("在哪里", "Where")),
    Field("code", "text", Words("编号（字母数字）", "Code"), limit=40),
    Field("name", "text", Words("叫什么", "Name"), limit=80),
    Field("was", "choice", Words("现在被用作什么", "What it is used for"), choices=WAS),
    Field("area", "area", Words("大约多大（m²）", "About how large (m²)")),
    Field("found_on", "date", Words("哪一天发现", "Found on")),
    Field(
        "note",
        "long_text",
        Words("说明（不写占用人的名字）", "Note (no name of whoever occupied it)"),
        required=False,
        limit=1000,
    ),
)


@staff(*ENTERING)
@require_http_methods(["GET", "HEAD", "POST"])
def reclaimed_new(request: HttpRequest) -> HttpResponse:
    """Enter public space that is occupied."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("community", "estate"), valid_to__isnull=True
    ).order_by("path")[:600]
    places = {one.pk: one for one in rows if station_relations(Station(place=one), actor)}
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        if Reclaimed.objects.filter(code=values["code"]).exists():
            raise Faulty({"code": Reason("not_new", Words("这个编号已经有了", "This code is taken"))})
        made = enter(
            place=place, code=values["code"], name=values["name"], was=values["was"], area=values["area"], found_on=values["found_on"], by=actor,
            note=values["note"] or "",
        )  # fmt: skip
        return reverse("reclaimed", args=[made.code])

    return answer(request, Sheet(
        code="reclaimed-new", title=Words("登记被占用的公共空间", "Enter occupied public space"), button=Words("登记", "Enter it"), fields=NEW, write=write,
        back=reverse("reclaimed_list"), options={"place": [(one.pk, one.name) for one in places.values()]}, known={"found_on": timezone.localdate()},
    ))  # fmt: skip
