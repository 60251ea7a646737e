"""Forms of the keepers, each with a second look: a station, its facts, rooms, hours, exceptions, assets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from jinlin.base.access import staff
from jinlin.base.engine import Faulty
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.places.public import Place, within
from jinlin.venues import commands, rules
from jinlin.venues.hours import read_spans
from jinlin.venues.models import Space, Station
from jinlin.venues.queries import relations
from jinlin.venues.web.public import station_of
from jinlin.venues.words import ACQUIRED, DAYS, KINDS, USES

FACTS = (
    Field("name", "text", Words("名称", "Name"), limit=80),
    Field("address", "text", Words("地址", "Address"), required=False, limit=120),
    Field(
        "phone", "text", Words("场所电话（不写个人号码）", "The venue's telephone"), required=False, limit=40
    ),
    Field("floor_area", "area", Words("总面积（m²）", "Floor (m²)"), required=False),
    Field("step_free", "yes_no", Words("没有台阶或有坡道", "Step-free"), required=False),
    Field("lift", "yes_no", Words("有电梯", "Lift"), required=False),
    Field("toilet", "yes_no", Words("有厕所", "Toilet"), required=False),
    Field("way_in", "text", Words("轮椅怎么进来", "The way in for a wheelchair"), required=False, limit=200),
)
ENTERING = ("community_worker", "community_secretary", "street_supervisor", "district_supervisor")
"""Seats that enter a station into the plan."""
NEW = (
    Field("place", "place", Words("在哪里", "Where")),
    Field("code", "text", Words("编号（字母数字）", "Code"), limit=40),
    Field("kind", "choice", Words("哪类场所", "Kind"), choices=KINDS),
    Field("acquired", "choice", Words("怎么来的", "Way obtained"), choices=ACQUIRED),
    Field("owner", "institution", Words("哪个单位的（自有可不选）", "Whose"), required=False),
    Field("programme", "text", Words("列入哪个建设计划（如 2020）", "Programme"), required=False, limit=20),
    Field("planned_on", "date", Words("列入计划的日期", "Entered into the plan on")),
)


@staff(*ENTERING)
def station_new(request: HttpRequest) -> HttpResponse:
    """Enter a station at one of the places that the actor keeps."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("street", "community", "estate"), valid_to__isnull=True
    ).order_by("path")[:400]
    places = {one.pk: one for one in rows if relations(Station(place=one), actor)}
    if not places:
        raise Http404
    owners = Institution.objects.filter(ended_on__isnull=True).order_by("name")[:300]

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        if Station.objects.filter(code=values["code"]).exists():
            raise Faulty({"code": Reason("not_new", Words("这个编号已经有了", "This code is taken"))})
        owner = Institution.objects.filter(pk=values["owner"]).first() if values["owner"] else None
        made = commands.enter_station(
            code=values["code"], name=values["name"], kind=values["kind"], acquired=values["acquired"], place=place, by=actor, owner=owner,
            programme=values["programme"] or "", planned_on=values["planned_on"], **_facts(values),
        )  # fmt: skip
        return reverse("station_desk", args=[made.code])

    sheet = Sheet(
        code="station-new", title=Words("登记一个驿站场所", "Enter a venue"), button=Words("登记", "Enter it"), write=write, fields=(*NEW, *FACTS),
        back=reverse("stations_desk"),
        options={"place": [(one.pk, one.name) for one in places.values()], "owner": [(one.pk, one.name) for one in owners]},
    )  # fmt: skip
    return answer(request, sheet)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": values["address"] or "", "phone": values["phone"] or "", "floor_area": values["floor_area"] or 0,
        "step_free": bool(values["step_free"]), "lift": bool(values["lift"]), "toilet": bool(values["toilet"]), "way_in": values["way_in"] or "",
    }  # fmt: skip


def _sheet(
    row: Station, code: str, title: Words, fields: tuple[Field, ...], write: Any, **more: Any
) -> Sheet:
    back = reverse("station_desk", args=[row.code])

    def written(values: dict[str, Any]) -> str:
        write(values)
        return back

    return Sheet(
        code=f"{code}-{row.code}",
        title=title,
        button=Words("保存", "Save"),
        fields=fields,
        write=written,
        back=back,
        **more,
    )


@staff()
def station_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change name, address, floor and access."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    known = {field.name: getattr(row, field.name) for field in FACTS} | {
        "floor_area": f"{row.floor_area / 100:g}"
    }

    def write(values: dict[str, Any]) -> None:
        commands.change_station(station=row, by=actor, name=values["name"], **_facts(values))

    return answer(
        request,
        _sheet(
            row,
            "station-change",
            Words(f"改{row.name}的资料", f"Change {row.name}"),
            FACTS,
            write,
            known=known,
        ),
    )


ROOM = (
    Field("code", "text", Words("房间编号（字母数字）", "Code"), limit=40),
    Field("name", "text", Words("叫什么", "Name"), limit=60),
    Field(
        "parent",
        "integer",
        Words("是哪个大房间的一部分（填它的序号，可不填）", "Part of (its number)"),
        required=False,
    ),
    Field("use", "choice", Words("做什么用", "Use"), choices=USES),
    Field("area", "area", Words("面积（m²）", "Area (m²)"), required=False),
    Field("seats", "integer", Words("最多容纳几人", "Holds at most"), required=False, limit=30000),
    Field("bookable", "yes_no", Words("可以预约", "May be booked"), required=False),
    Field("approval", "yes_no", Words("要人同意", "On approval"), required=False),
    Field("adult_required", "yes_no", Words("要有负责的大人", "Needs a responsible adult"), required=False),
    Field("quiet", "yes_no", Words("要安静", "Kept quiet"), required=False),
    Field("longest", "integer", Words("一次最多几分钟", "Longest, minutes"), least=15, limit=1440),
    Field(
        "buffer_after",
        "integer",
        Words("两场之间留几分钟", "Minutes between bookings"),
        required=False,
        limit=120,
    ),
)


@staff()
def space_new(request: HttpRequest, code: str) -> HttpResponse:
    """A further room, or a part of one."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)

    def write(values: dict[str, Any]) -> None:
        parent = Space.objects.filter(pk=values["parent"] or 0, station=row).first()
        if values["parent"] and parent is None:
            raise Faulty({"parent": Reason("wrong_reference", Words("没有这个大房间", "No such room"))})
        if Space.objects.filter(code=values["code"]).exists():
            raise Faulty({"code": Reason("not_new", Words("这个编号已经有了", "This code is taken"))})
        commands.add_space(
            station=row, code=values["code"], name=values["name"], by=actor, parent=parent, use=values["use"], area=values["area"] or 0,
            seats=values["seats"] or 0, bookable=bool(values["bookable"]), approval=bool(values["approval"]),
            adult_required=bool(values["adult_required"]), quiet=bool(values["quiet"]), longest=values["longest"],
            buffer_after=values["buffer_after"] or 0,
        )  # fmt: skip

    return answer(
        request,
        _sheet(
            row,
            "space-new",
            Words("加一个房间", "A further room"),
            ROOM,
            write,
            known={"longest": 180, "bookable": True},
        ),
    )


HOURS = tuple(
    Field(f"day{one.code}", "text", one.words, required=False, limit=60, help=Words("如 09:00-12:00，14:00-17:30；不开就空着", "Such as 09:00-12:00; empty when closed"))
    for one in DAYS
)  # fmt: skip


@staff()
def station_hours(request: HttpRequest, code: str) -> HttpResponse:
    """The week's opening hours, with those of public holidays and make-up workdays."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    known: dict[str, str] = {}
    for one in row.spans.filter(space__isnull=True).order_by("day", "begins"):
        name = f"day{one.day}"
        span = f"{rules.clock(one.begins)}-{rules.clock(one.ends)}"
        known[name] = f"{known[name]}，{span}" if name in known else span

    def write(values: dict[str, Any]) -> None:
        spans = [span for one in DAYS for span in read_spans(int(one.code), values[f"day{one.code}"] or "")]
        commands.set_hours(station=row, spans=spans, by=actor)

    return answer(
        request, _sheet(row, "station-hours", Words("开放时间", "Opening hours"), HOURS, write, known=known)
    )


EXCEPTION = (
    Field("on", "date", Words("哪一天", "Which day")),
    Field(
        "hours",
        "text",
        Words("这天几点到几点开放（不开放就空着）", "Hours on that day, empty when closed"),
        required=False,
        limit=20,
    ),
    Field("why", "text", Words("原因（大家会看到）", "Reason (all read it)"), limit=120),
)


@staff()
def station_exception(request: HttpRequest, code: str) -> HttpResponse:
    """A dated exception. Bookings that it would leave outside must be settled first."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)

    def write(values: dict[str, Any]) -> None:
        spans = read_spans(0, values["hours"] or "")
        on: dt.date = values["on"]
        begins, ends = (spans[0][1], spans[0][2]) if spans else (None, None)
        commands.change_day(station=row, on=on, why=values["why"], by=actor, begins=begins, ends=ends)

    return answer(
        request,
        _sheet(row, "station-exception", Words("登记特殊的一天", "A dated exception"), EXCEPTION, write),
    )


ASSET = (
    Field("name", "text", Words("什么东西", "What"), limit=60),
    Field("code", "text", Words("编号（字母数字，贴在上面）", "Code"), limit=40),
    Field("keeper", "text", Words("谁看管（岗位或单位，不写电话）", "Who looks after it"), limit=60),
    Field("donor", "text", Words("谁捐的（可不填）", "Given by"), required=False, limit=60),
)


@staff()
def asset_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter something that people use; its sticker leads to a page where one says that it is broken."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)

    def write(values: dict[str, Any]) -> None:
        commands.enter_asset(
            name=values["name"], code=values["code"], place=row.place, by=actor, station=row, keeper_name=values["keeper"],
            donor=values["donor"] or "",
        )  # fmt: skip

    return answer(request, _sheet(row, "asset-new", Words("登记一件设施", "Enter an asset"), ASSET, write))
