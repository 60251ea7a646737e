"""The figures of where people live: N12–N16. Rows where households are entered one by one, else the place's ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from jinlin.base import figures
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.people.models import Household, Member
from jinlin.places.public import Place, RegisterCount, counts_at, counts_then, under, within

HOMES, PEOPLE, SHOPS = Words("户", "households"), Words("人", "people"), Words("家", "shops")
BY_ROWS = Words("逐户登记", "household by household")
FROM_LEDGER = Words("台账", "ledger")


def _how(row: Any) -> str:
    return str(BY_ROWS if row.by_rows else FROM_LEDGER)


ESTATES = Listing(
    name=lambda row: row.name, link=lambda row: f"/places/tree/{row.code}", seen=lambda actor: within(actor, "path"), order=("path",),
    columns=(Column("number", Words("数", "Number"), lambda row: row.held), Column("how", Words("怎么来的", "From"), _how)),
)  # fmt: skip
LEDGERS = Listing(
    name=lambda row: row.place.name, link=lambda row: f"/places/tree/{row.place.code}", seen=lambda actor: within(actor, "place__path"),
    columns=(
        Column("number", Words("数", "Number"), lambda row: row.number), Column("on", Words("截至", "As of"), lambda row: row.on.isoformat()),
        Column("source", Words("哪本台账", "Ledger"), lambda row: row.source),
    ),
    related=("place",), order=("place__path", "pk"),
)  # fmt: skip


def _then(period: Period, prefix: str = "") -> Q:
    begun = Q(**{f"{prefix}since_on__isnull": True}) | Q(**{f"{prefix}since_on__lte": period.on})
    return begun & (Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": period.on}))


def _below(field: str) -> Q:
    """The condition that a row's place lies below the estate of the outer query; on SQLite a range that the index serves."""
    if connection.vendor != "sqlite":
        return Q(**{f"{field}__startswith": OuterRef("path")})
    return Q(
        **{f"{field}__gte": OuterRef("path"), f"{field}__lt": Concat(OuterRef("path"), Value("\U0010ffff"))}
    )


def _counted(rows: QuerySet[Any], what: str) -> Subquery:
    """How many of the rows there are, nothing (not zero) where there is none."""
    alone = rows.order_by().annotate(all_of_it=Value(1)).values("all_of_it")
    return Subquery(alone.annotate(n=NullIf(Count(what, distinct=True), 0)).values("n"))


def _estates(kind: str, inside: Callable[[Period], Subquery]) -> Any:
    def rows(node: Node, period: Period) -> QuerySet[Place]:
        ledger = counts_then(kind, period.on).filter(place=OuterRef("pk")).values("number")[:1]
        found = Place.objects.filter(under(node.path), level="estate").annotate(by_rows=inside(period))
        return found.annotate(held=Coalesce(F("by_rows"), Subquery(ledger))).filter(held__gt=0)

    return rows


def _homes(period: Period) -> Subquery:
    living = _then(period) & Q(members__isnull=False) & _then(period, "members__")
    return _counted(Household.objects.filter(_below("dwelling__path"), living), "dwelling")


def _residents(period: Period) -> Subquery:
    living = _then(period) & _then(period, "household__")
    return _counted(Member.objects.filter(_below("household__dwelling__path"), living), "person")


def _ledger(kind: str) -> Any:
    def rows(node: Node, period: Period) -> QuerySet[RegisterCount]:
        return counts_at("community", node.path, kind, period.on)

    return rows


_OF_ESTATES = Words("本地范围内的小区", "estates below the node")
_OF_COMMUNITIES = Words("本地范围内社区的台账", "ledgers of communities below the node")
_NEWEST = Words(
    "每个社区截至期末最近一次登记的数，相加",
    "the newest count of each community up to the period's end, summed",
)
FIGURES = (
    Figure(
        "N12", Words("小区户数", "Households of estates"), HOMES, _OF_ESTATES,
        Words("期末有人住的房屋；没有逐户登记的小区取台账数", "dwellings that somebody lives in; of estates not entered household by household the ledger's count"),
        _estates("homes", _homes), ESTATES, levels=("community", "estate"), total="held",
    ),
    Figure(
        "N13", Words("小区人数", "Residents of estates"), PEOPLE, _OF_ESTATES,
        Words("期末住在小区里的人，一个人只算一次；没有逐户登记的小区取台账数", "people living there, each once; of estates not entered household by household the ledger's count"),
        _estates("residents", _residents), ESTATES, levels=("community", "estate"), total="held",
    ),
    Figure(
        "N14", Words("社区常住户", "Permanent households"), HOMES, _OF_COMMUNITIES, _NEWEST, _ledger("permanent"), LEDGERS,
        levels=("district", "street", "community"), total="number",
    ),
    Figure(
        "N15", Words("社区流动人口", "Floating residents"), PEOPLE, _OF_COMMUNITIES, _NEWEST, _ledger("floating"), LEDGERS,
        levels=("district", "street", "community"), total="number",
    ),
    Figure(
        "N16", Words("社区商铺", "Shops"), SHOPS, _OF_COMMUNITIES, _NEWEST, _ledger("shops"), LEDGERS,
        levels=("district", "street", "community"), total="number", guard=0,
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures; called once at start."""
    figures.register("homes", Words("人口和住房", "People and homes"), FIGURES)
