"""The figures of organisations: branches and their coverage, levels in use, overlaps, zones, villages, gatherings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.organisations import overlaps
from jinlin.organisations.gatherings.rolls import INSIDE
from jinlin.organisations.models import Attendance, Gathering, Level, Organisation, Reach, Village
from jinlin.organisations.standings import standing, stood
from jinlin.places.public import Place, under, within

LEVELS = ("province", "city", "district", "street", "community")
BRANCH = Q(level__code="estate_branch", level__template__code="five_level")
ESTATES = Words("个", "estates")
PERCENT = Words("%", "%")


def living(on: dt.date, prefix: str = "") -> Q:
    """The condition that a place was there on a day."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": on})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on}))


def _seen(field: str) -> Any:
    return lambda actor: within(actor, field)


def _seen_by_the_line(field: str) -> Any:
    """Rows that speak of membership: estates by name, read by the party's own line at and below its places."""

    def seen(actor: Actor) -> Q:
        condition = Q(pk__in=[])
        for path in overlaps.readable_paths(actor):
            condition |= under(path, field)
        return condition

    return seen


ORGANISATIONS = Listing(
    name=lambda row: row.name,
    link=lambda row: f"/organisations/{row.code}",
    seen=_seen("place__path"),
    columns=(
        Column("place", Words("管哪里", "Covers"), lambda row: row.place.name),
        Column("founded_on", Words("成立", "Founded"), lambda row: row.founded_on.isoformat()),
    ),
    related=("place",),
    order=("place__path", "pk"),
)
PLACES = Listing(
    name=lambda row: row.name,
    link=lambda row: f"/places/tree/{row.code}",
    seen=_seen("path"),
    columns=(Column("parent", Words("属于", "In"), lambda row: row.parent.name if row.parent else ""),),
    related=("parent",),
    order=("path",),
)
TENURES = Listing(
    name=lambda row: row.seat.place.name,
    link=lambda row: "",
    seen=_seen_by_the_line("seat__place__path"),
    columns=(Column("from_on", Words("任职", "Since"), lambda row: row.from_on.isoformat()),),
    related=("seat__place",),
    order=("seat__place__path", "pk"),
)
COMMITTEES = Listing(
    name=lambda row: row.place.name,
    link=lambda row: f"/organisations/{row.code}",
    seen=_seen_by_the_line("place__path"),
    columns=(Column("name", Words("业委会", "Committee"), lambda row: row.name),),
    related=("place",),
    order=("place__path", "pk"),
)
LEVEL_ROWS = Listing(
    name=lambda row: row.zh, link=lambda row: f"/organisations/?tree={row.template.code}&level={row.code}",
    seen=lambda actor: Q() if actor.staff else Q(pk__in=[]), related=("template",), order=("rank",),
)  # fmt: skip
VILLAGES = Listing(
    name=lambda row: row.name,
    link=lambda row: f"/places/tree/{row.estate.code}",
    seen=_seen("estate__path"),
    columns=(
        Column("estate", Words("安置小区", "Estate"), lambda row: row.estate.name),
        Column("households", Words("户数", "Households"), lambda row: row.households),
    ),
    related=("estate",),
    order=("name",),
)
GATHERINGS = Listing(
    name=lambda row: row.title,
    link=lambda row: f"/gatherings/{row.pk}",
    seen=_seen_by_the_line("organisation__place__path"),
    columns=(
        Column("on", Words("日期", "On"), lambda row: f"{timezone.localtime(row.starts_at):%Y-%m-%d}"),
        Column("attendance_count", Words("到会", "Came"), lambda row: row.attendance_count),
    ),
    related=("organisation__place",),
    order=("starts_at",),
)


def _attendances_seen(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in INSIDE and seat.path:
            condition |= under(seat.path, "gathering__organisation__place__path")
    return condition


ATTENDANCES = Listing(
    name=lambda row: row.gathering.title, link=lambda row: f"/gatherings/{row.gathering_id}", seen=_attendances_seen,
    columns=(Column("how", Words("怎么签到", "How"), lambda row: row.get_how_display()),), related=("gathering",),
)  # fmt: skip


def branches(node: Node, period: Period) -> QuerySet[Organisation]:
    """Estate branches that stood on the day, at the places that they covered then."""
    return standing(period.on).filter(BRANCH, under(node.path, "path_then"))


def estates(node: Node, period: Period) -> QuerySet[Place]:
    """Estates that were there on the day."""
    return Place.objects.filter(under(node.path), living(period.on), level="estate")


def estates_with_branch(node: Node, period: Period) -> QuerySet[Place]:
    """Those that a branch covered on the day: its own estate, or a further one."""
    on = period.on
    own = standing(on).filter(BRANCH, under(node.path, "path_then"))
    further = Reach.objects.filter(
        stood(on, "organisation__"), Q(until_on__isnull=True) | Q(until_on__gt=on), under(node.path, "place__path"), from_on__lte=on,
        organisation__level__code="estate_branch", organisation__level__template__code="five_level",
    )  # fmt: skip
    # Lists that are made once: asked for each estate anew, they cost ten times as much.
    return estates(node, period).filter(
        Q(pk__in=own.values("place_then")) | Q(pk__in=further.values("place"))
    )


def levels_of(template: str) -> Any:
    """The levels of a tree at which an organisation stood on the day."""

    def rows(node: Node, period: Period) -> QuerySet[Level]:
        there = standing(period.on).filter(under(node.path, "path_then"), level=OuterRef("pk"))
        return Level.objects.filter(Exists(there), template__code=template)

    return rows


def villages(node: Node, period: Period) -> QuerySet[Village]:
    """Villages whose households live in the estate."""
    return Village.objects.filter(under(node.path, "estate__path"), since_on__lte=period.on)


def zone_branches(node: Node, period: Period) -> QuerySet[Organisation]:
    """Functional branches by zone that stood on the day."""
    found = Q(level__code="functional_branch", level__template__code="functional")
    return standing(period.on).filter(found, under(node.path, "path_then"))


def counted(period: Period) -> Q:
    """Gatherings of the period whose minutes were confirmed: only these count."""
    return Q(state="confirmed", starts_at__gte=period.since, starts_at__lt=period.until)


def birthdays(node: Node, period: Period) -> QuerySet[Gathering]:
    """Birthday gatherings of the organisations at the node's own place."""
    return Gathering.objects.filter(counted(period), kind="birthday", organisation__place=node.place)


def largest_roll(node: Node, period: Period) -> QuerySet[Attendance]:
    """Those who came to the best attended gathering of the node in the period."""
    held = Gathering.objects.filter(counted(period), under(node.path, "organisation__place__path"))
    best = held.order_by("-attendance_count", "pk").values("pk")[:1]
    return Attendance.objects.filter(gathering__in=[row["pk"] for row in best], state="present")


FIGURES = (
    Figure(
        "L01", Words("小区党支部数", "Estate branches"), unit=Words("个", "branches"),
        population=Words("本地范围内的五级组织", "organisations of the five-level tree below the node"),
        formula=Words("期末在运行的小区党支部个数", "estate branches that stand at the period's end"),
        levels=LEVELS, guard=0, listing=ORGANISATIONS, rows=branches,
    ),
    Figure(
        "L02", Words("小区党组织覆盖率", "Estates with a branch"), unit=PERCENT, kind="share",
        population=Words("本地范围内的小区", "estates below the node"),
        formula=Words("期末有党支部（含由别的支部一并管的）的小区 ÷ 全部小区", "estates covered by a branch ÷ all estates"),
        base_words=Words("全部小区", "all estates"), levels=LEVELS, guard=0, listing=PLACES, rows=estates_with_branch, base=estates,
    ),
    Figure(
        "L04", Words("任党组织书记的报到党员", "Members reported in who are secretary"), unit=Words("人", "people"),
        population=Words("期末在任的小区党支部书记", "secretaries of estate branches in office"),
        formula=Words("其中报到已确认、还没迁出的党员人数", "distinct members with a confirmed report-in among them"),
        levels=LEVELS, counted="person", listing=TENURES,
        rows=lambda node, period: overlaps.secretaries_who_are_members(node.path, period.on),
    ),
    Figure(
        "L05", Words("党员任业委会主任", "Owners' committees chaired by a member"), unit=Words("人", "seats"),
        population=Words("期末在任的业委会主任", "chairs of owners' committees in office"),
        formula=Words("其中报到已确认、还没迁出的党员担任的", "seats held by members among them"),
        levels=LEVELS, listing=TENURES,
        rows=lambda node, period: overlaps.chairs_who_are_members(node.path, period.on),
    ),
    Figure(
        "L06", Words("党员任主任占有业委会小区比例", "Share of committees chaired by a member"), unit=PERCENT, kind="share",
        population=Words("期末有业委会的小区", "estates with an owners' committee"),
        formula=Words("主任是党员的业委会 ÷ 全部业委会", "committees whose chair is a member ÷ all committees"),
        base_words=Words("有业委会的小区", "estates with a committee"), levels=LEVELS, listing=COMMITTEES,
        rows=lambda node, period: overlaps.committees_led_by_members(node.path, period.on),
        base=lambda node, period: overlaps.committees(node.path, period.on),
    ),
    Figure(
        "L07", Words("书记主任一肩挑小区", "Estates with secretary and chair in one hand"), unit=ESTATES,
        population=Words("本地范围内的小区", "estates below the node"),
        formula=Words("期末支部书记和业委会主任是同一个人的小区", "estates where both seats are held by one person"),
        levels=LEVELS, guard=0, listing=PLACES,
        rows=lambda node, period: overlaps.estates_in_one_hand(node.path, period.on),
    ),
    Figure(
        "L08", Words("组织体系级数", "Levels in use, five-level tree"), unit=Words("级", "levels"), kind="levels",
        population=Words("五级组织体系的各级", "levels of the five-level tree"),
        formula=Words("期末有组织在运行的级数", "levels at which an organisation stands"),
        levels=("district",), guard=0, listing=LEVEL_ROWS, rows=levels_of("five_level"),
    ),
    Figure(
        "L13", Words("安置村数", "Villages settled in estates"), unit=Words("个", "villages"),
        population=Words("小区安置的村", "villages whose households were settled"),
        formula=Words("住户安置在本地小区里的村的个数", "villages whose households live in estates of the place"),
        levels=(*LEVELS, "estate"), guard=0, listing=VILLAGES, rows=villages,
    ),
    Figure(
        "W03", Words("企业片区功能型支部", "Functional branches by zone"), unit=Words("个", "branches"),
        population=Words("本社区的片区", "zones of the community"),
        formula=Words("期末在运行的片区功能型党支部个数", "functional branches by zone that stand at the period's end"),
        levels=LEVELS, guard=0, listing=ORGANISATIONS, rows=zone_branches,
    ),
    Figure(
        "W04", Words("四级架构级数", "Levels in use, four-level tree"), unit=Words("级", "levels"), kind="levels",
        population=Words("四级架构的各级", "levels of the four-level tree"),
        formula=Words("期末有组织在运行的级数", "levels at which an organisation stands"),
        levels=("street", "district"), guard=0, listing=LEVEL_ROWS, rows=levels_of("four_level"),
    ),
    Figure(
        "N11", Words("政治生日会", "Political birthday gatherings"), unit=Words("场", "gatherings"), flow=True,
        population=Words("本级组织的支部活动", "gatherings of the node's own organisations"),
        formula=Words("记录已确认的政治生日会场数", "birthday gatherings with confirmed minutes"),
        levels=("street", "community", "estate"), guard=0, listing=GATHERINGS, rows=birthdays,
    ),
    Figure(
        "N21", Words("一次活动最多到会", "Greatest attendance of one gathering"), unit=Words("人", "people"), flow=True,
        population=Words("记录已确认的支部活动", "gatherings with confirmed minutes"),
        formula=Words("到会人数最多的那一场的到会人数", "attendances of the best attended gathering"),
        levels=("community", "estate"), listing=ATTENDANCES, rows=largest_roll,
    ),
    Figure(
        "A11", Words("支部活动场数", "Gatherings held"), unit=Words("场", "gatherings"), flow=True,
        population=Words("本地范围内的支部活动", "gatherings of organisations below the node"),
        formula=Words("记录已确认的活动场数", "gatherings with confirmed minutes"), guard=0, listing=GATHERINGS,
        rows=lambda node, period: Gathering.objects.filter(
            counted(period), under(node.path, "organisation__place__path")
        ),
    ),
    Figure(
        "A11-P", Words("支部活动人次", "Attendances of gatherings"), unit=Words("人次", "attendances"), flow=True,
        population=Words("记录已确认的支部活动", "gatherings with confirmed minutes"),
        formula=Words("到会人次合计", "sum of attendances"), total="attendance_count", listing=GATHERINGS,
        rows=lambda node, period: Gathering.objects.filter(
            counted(period), under(node.path, "organisation__place__path")
        ),
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures of the app."""
    figures.register("organisations", Words("组织", "Organisations"), FIGURES)
