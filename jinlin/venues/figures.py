"""Figures of venues: stations planned and open, floor, funds, institutions' venues, the standard."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.venues.duty.figures import FIGURES as DUTY
from jinlin.venues.models import Check, FundingLine, StandardItem, Station
from jinlin.venues.reclaimed.figures import figures_of_land
from jinlin.venues.reclaimed.quarrels import FIGURES as QUARRELS
from jinlin.venues.standards import PROOF_LIVES, SIX
from jinlin.venues.words import ACQUIRED, label

NO_GUARD = 0
PROGRAMME = ~Q(programme="")
OUTSIDE = Q(kind="unit", owner__isnull=False, public=True)


def _seen(actor: Actor) -> Q:
    return Q(public=True)


STATIONS = Listing(
    name=lambda row: row.name, link=lambda row: f"/stations/{row.code}", seen=_seen, related=("place",), order=("place__path", "pk"),
    columns=(
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("acquired", Words("怎么来的", "Way obtained"), lambda row: label(ACQUIRED, row.acquired).zh),
        Column("floor_area", Words("面积（m²）", "Floor (m²)"), lambda row: f"{row.floor_area / 100:.2f}"),
        Column("opened_on", Words("开放日期", "Opened on"), lambda row: row.opened_on.isoformat() if row.opened_on else ""),
    ),
)  # fmt: skip
CHECKS = Listing(
    name=lambda row: f"{row.station.name}：{row.item.zh}", link=lambda row: f"/stations/{row.station.code}", seen=lambda actor: Q(station__public=True),
    related=("station", "item"), order=("item__sort", "pk"),
    columns=(Column("on", Words("查的日期", "Checked on"), lambda row: row.on.isoformat()),),
)  # fmt: skip
FUNDS = Listing(
    name=lambda row: row.station.name, link=lambda row: f"/stations/{row.station.code}", seen=lambda actor: Q(station__public=True),
    related=("station",), order=("on", "pk"),
    columns=(
        Column("level", Words("哪一级", "Level"), lambda row: row.get_level_display()),
        Column("amount", Words("金额（元）", "Yuan"), lambda row: f"{row.amount / 100:.2f}"),
        Column("on", Words("到账", "Received"), lambda row: row.on.isoformat()),
        Column("voucher", Words("凭证号", "Voucher"), lambda row: row.voucher),
    ),
)  # fmt: skip


def _at(node: Node) -> QuerySet[Station]:
    return Station.objects.filter(under(node.path, "place__path"))


def _planned(node: Node, period: Period) -> QuerySet[Station]:
    return _at(node).filter(PROGRAMME, planned_on__lte=period.on)


def _open(node: Node, period: Period) -> QuerySet[Station]:
    standing = Q(closed_on__isnull=True) | Q(closed_on__gt=period.on)
    return _at(node).filter(PROGRAMME, standing, opened_on__lte=period.on)


def _outside(node: Node, period: Period) -> QuerySet[Station]:
    standing = Q(closed_on__isnull=True) | Q(closed_on__gt=period.on)
    return _at(node).filter(OUTSIDE, standing, opened_on__lte=period.on)


def _funds(node: Node, period: Period) -> QuerySet[FundingLine]:
    levels = ("city", "county", "town")
    return FundingLine.objects.filter(
        under(node.path, "station__place__path"),
        ~Q(station__programme=""),
        level__in=levels,
        on__lte=period.on,
    )


def _standing(period: Period) -> QuerySet[Check]:
    """The latest check of each item of the six at each station, where it says within a year, with a photo, that it is met."""
    latest = (
        Check.objects.filter(station=OuterRef("station"), item=OuterRef("item"), on__lte=period.on)
        .order_by("-pk")
        .values("pk")[:1]
    )
    return Check.objects.filter(
        pk=Subquery(latest),
        met=True,
        evidence=True,
        on__gt=period.on - PROOF_LIVES,
        item__standard=SIX,
        item__ended_on__isnull=True,
    )


def _items_met(node: Node, period: Period) -> QuerySet[Check]:
    return _standing(period).filter(under(node.path, "station__place__path"))


def _proven(node: Node, period: Period) -> QuerySet[Station]:
    """Stations at which each of the six items is proven; how many items there are is asked within the same statement."""
    items = StandardItem.objects.filter(standard=SIX, ended_on__isnull=True).order_by()
    wanted = items.values("standard").annotate(number=Count("pk")).values("number")
    met = (
        _standing(period)
        .values("station")
        .annotate(items=Count("item", distinct=True))
        .filter(items__gte=Subquery(wanted))
    )
    return _open(node, period).filter(pk__in=met.values("station"))


FIGURES = (
    Figure("N01", Words("驿站计划数", "Stations planned"), unit=Words("个", "stations"), population=Words("列入建设计划的驿站", "stations of the programme"),
           formula=Words("期末已列入计划的个数", "stations entered into the plan by the period's end"), rows=_planned, listing=STATIONS, guard=NO_GUARD, public=True),
    Figure("N02", Words("驿站建成数", "Stations opened"), unit=Words("个", "stations"), population=Words("列入建设计划的驿站", "stations of the programme"),
           formula=Words("期末已开放、没有撤销的个数", "opened by the period's end and not closed"), rows=_open, listing=STATIONS, guard=NO_GUARD, public=True),
    Figure("N03", Words("驿站总建筑面积", "Floor of the stations"), unit=Words("m²", "m²"), kind="area", total="floor_area",
           population=Words("列入建设计划的驿站", "stations of the programme"), formula=Words("计划驿站的面积之和", "sum of their floor"),
           rows=_planned, listing=STATIONS, guard=NO_GUARD, public=True),
    Figure("N04", Words("驿站统筹资金", "Funds raised for the stations"), unit=Words("元", "yuan"), kind="money", total="amount",
           population=Words("市、县、镇三级投入计划驿站的资金", "funds of city, county and town for stations of the programme"),
           formula=Words("到账金额之和，每笔有凭证", "sum of what was received, each with its voucher"), rows=_funds, listing=FUNDS, guard=NO_GUARD, public=True),
    Figure("N05", Words("开放驻区单位场所", "Institutions' venues opened"), unit=Words("处", "venues"), population=Words("单位所有、向居民开放的场所", "venues of institutions, open to residents"),
           formula=Words("期末开放着的处数", "open at the period's end"), rows=_outside, listing=STATIONS, guard=NO_GUARD, public=True),
    Figure("N06", Words("开放场所面积", "Floor of those venues"), unit=Words("m²", "m²"), kind="area", total="floor_area",
           population=Words("单位所有、向居民开放的场所", "venues of institutions, open to residents"), formula=Words("它们的面积之和", "sum of their floor"),
           rows=_outside, listing=STATIONS, guard=NO_GUARD, public=True),
    Figure("W06", Words("“六有”达标项", "Items of the six haves that are met"), unit=Words("项", "items"), levels=("community", "estate"),
           population=Words("已开放的驿站，“六有”清单里的项", "items of the six haves at opened stations"),
           formula=Words("一年内有照片证明达到的不同项数", "different items proven by a photo within a year"), rows=_items_met, counted="item",
           listing=CHECKS, guard=NO_GUARD, public=True),
    Figure("venues.six_haves", Words("“六有”达标率", "Stations with all six haves"), unit=Words("%", "%"), kind="share",
           population=Words("已开放的计划驿站", "opened stations of the programme"),
           formula=Words("六项一年内都有照片证明达到的 ÷ 已开放的", "all six proven by a photo within a year ÷ opened"),
           base_words=Words("已开放的计划驿站", "opened stations of the programme"), base=_open, rows=_proven, listing=STATIONS, guard=NO_GUARD),
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register(
        "venues",
        Words("驿站和场所", "Stations and venues"),
        (*FIGURES, *DUTY, *figures_of_land(STATIONS, FUNDS), *QUARRELS),
    )
