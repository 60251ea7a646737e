"""Figures of reclaimed space, of the stations that stand on it, and of home-care stations."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.venues.models import FundingLine, Reclaimed, Station
from jinlin.venues.reclaimed.procedure import WAS
from jinlin.venues.words import label

SPACES = Listing(
    name=lambda row: row.name, link=lambda row: f"/reclaimed/{row.code}", seen=lambda actor: Q(), related=("place",), order=("cleared_on", "pk"),
    columns=(
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("was", Words("原来", "It was"), lambda row: label(WAS, row.was).zh),
        Column("area", Words("面积（m²）", "Area (m²)"), lambda row: f"{row.area / 100:.2f}"),
        Column("cleared_on", Words("收回", "Taken back"), lambda row: row.cleared_on.isoformat() if row.cleared_on else ""),
    ),
)  # fmt: skip


def _back(node: Node, period: Period) -> QuerySet[Reclaimed]:
    return Reclaimed.objects.filter(
        under(node.path, "place__path"), state__in=("cleared", "in_use"), cleared_on__lte=period.on
    )


def _stations(node: Node, period: Period) -> QuerySet[Station]:
    return Station.objects.filter(pk__in=_back(node, period).values("station"))


def _funds(node: Node, period: Period) -> QuerySet[FundingLine]:
    return FundingLine.objects.filter(station__in=_back(node, period).values("station"), on__lte=period.on)


def _elder(node: Node, period: Period) -> QuerySet[Station]:
    rows = Station.objects.filter(under(node.path, "place__path"), kind="elder", opened_on__lte=period.on)
    return rows.exclude(closed_on__lte=period.on)


def figures_of_land(stations: Listing, funds: Listing) -> tuple[Figure, ...]:
    """The four figures, with the listings of stations and funds."""
    back = Words("收回的公共空间", "public space that was taken back")
    return (
        Figure("N17", Words("收回公共绿地", "Public space taken back"), unit=Words("m²", "m²"), kind="area", total="area", population=back,
               formula=Words("期末已收回的面积之和，按收回时量的", "sum of the area taken back by the period's end, as measured then"),
               rows=_back, listing=SPACES, guard=0, public=True),
        Figure("N18", Words("建成广场面积", "Floor of the stations built on it"), unit=Words("m²", "m²"), kind="area", total="floor_area", population=back,
               formula=Words("建在收回的空间上的驿站的面积之和", "sum of the floor of stations that stand on it"), rows=_stations, listing=stations, guard=0, public=True),
        Figure("N19", Words("广场资金", "Funds of those stations"), unit=Words("元", "yuan"), kind="money", total="amount", population=back,
               formula=Words("这些驿站到账的资金之和，每笔有凭证", "sum of the funds that these stations received, each with its voucher"),
               rows=_funds, listing=funds, guard=0, public=True),
        Figure("N20", Words("居家养老驿站面积", "Floor of home-care stations"), unit=Words("m²", "m²"), kind="area", total="floor_area",
               population=Words("已开放的居家养老站", "home-care stations that are open"), formula=Words("它们的面积之和", "sum of their floor"),
               rows=_elder, listing=stations, guard=0, public=True),
    )  # fmt: skip
