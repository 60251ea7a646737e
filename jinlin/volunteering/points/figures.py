"""Figures of points: issued, redeemed, outstanding."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jinlin.base import figures
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under, within
from jinlin.volunteering.models.points import LedgerEntry

LEVELS = ("district", "street", "community")
# A line of the ledger belongs to its holder: only keepers open the lines, and there stand no names.
LINES = Listing(
    name=lambda row: row.txn.get_kind_display(), link=lambda row: "", seen=lambda actor: within(actor, "account__place__path"), related=("txn",),
    order=("pk",),
    columns=(
        Column("on", Words("日期", "Day"), lambda row: row.txn.occurred_on.isoformat()),
        Column("amount", Words("积分", "Points"), lambda row: row.amount),
    ),
)  # fmt: skip
HOLDERS = ("person", "team", "unit", "pool")


def _entries(node: Node) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(under(node.path, "account__place__path"), account__measure="points")


def _issued(node: Node, period: Period) -> QuerySet[LedgerEntry]:
    return _entries(node).filter(
        Q(txn__kind__in=("grant", "adjust")) | Q(txn__kind="reverse", txn__reverses__kind__in=("grant", "adjust")), account__holder="person",
        txn__posted_at__gte=period.since, txn__posted_at__lt=period.until,
    )  # fmt: skip


def _redeemed(node: Node, period: Period) -> QuerySet[LedgerEntry]:
    return _entries(node).filter(
        Q(txn__kind="redeem") | Q(txn__kind="reverse", txn__reverses__kind="redeem"), account__holder="shop", txn__posted_at__gte=period.since,
        txn__posted_at__lt=period.until,
    )  # fmt: skip


def _outstanding(node: Node, period: Period) -> QuerySet[LedgerEntry]:
    return _entries(node).filter(account__holder__in=HOLDERS, txn__occurred_on__lte=period.on)


POPULATION = Words("自愿开通的积分账户", "accounts that people opened of their own will")
FIGURES = (
    Figure("points.issued", Words("发出积分", "Points issued"), unit=Words("分", "points"), population=POPULATION, total="amount", flow=True,
           formula=Words("期内得到的积分减去冲正的", "points earned within the period, reversals taken off"), rows=_issued, listing=LINES, levels=LEVELS),
    Figure("points.redeemed", Words("兑换积分", "Points redeemed"), unit=Words("分", "points"), population=POPULATION, total="amount", flow=True,
           formula=Words("期内兑换的积分减去退回的", "points redeemed within the period, those given back taken off"), rows=_redeemed, listing=LINES, levels=LEVELS),
    Figure("points.outstanding", Words("未用积分", "Points outstanding"), unit=Words("分", "points"), population=POPULATION, total="amount",
           formula=Words("期末个人、队伍和互助池账上积分之和", "sum of the balances of people, teams and pools at the period's end"), rows=_outstanding, listing=LINES,
           levels=LEVELS),
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register("points", Words("积分", "Points"), FIGURES)
