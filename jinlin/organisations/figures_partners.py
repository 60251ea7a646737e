"""The figures of partners: how often pairings meet, months kept, agreements in force, duties that are late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial

from django.db.models import Q, QuerySet

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Alliance, Evidence, Obligation, Suspension
from jinlin.organisations.partners.obligations import span, title_of
from jinlin.organisations.partners.periods import month_of
from jinlin.organisations.partners.procedure import AGREEMENT
from jinlin.organisations.partners.shares import read
from jinlin.organisations.partners.sides import reach
from jinlin.organisations.partners.strips import counted_months
from jinlin.places.public import under

LEVELS = ("province", "city", "district", "street", "community")
MONTHS = ("year", "quarter", "month", "months")
PERCENT = Words("%", "%")
PART_MONTHS = Words(
    "协议有效的每个自然月都算一个月，头尾不满整月也算；整月暂停的不算；协议期开始到期末（或今天）为止",
    "each calendar month touched by the agreement counts, part months too; months of a pause do not; up to the period's end or today",
)


def _seen(actor: Actor, prefix: str = "agreement__") -> Q:
    return reach(actor, community=f"{prefix}community__path", institution=f"{prefix}holder")


OCCURRENCES = Listing(
    name=lambda row: row.title,
    link=lambda row: f"/obligations/{row.obligation_id}",
    seen=_seen,
    columns=(
        Column("on", Words("哪天", "Day"), lambda row: row.on.isoformat()),
        Column("agreement", Words("协议", "Agreement"), lambda row: str(row.agreement)),
        Column("people", Words("人次", "Attendances"), lambda row: row.people),
    ),
    related=("agreement__community", "agreement__holder"),
    order=("-on", "pk"),
)
AGREEMENTS = Listing(
    name=lambda row: f"{row.number} {row}",
    link=lambda row: f"/agreements/{row.number}",
    seen=partial(_seen, prefix=""),
    columns=(
        Column("state", Words("状态", "State"), lambda row: str(AGREEMENT.state(row.state).words)),
        Column("from_on", Words("开始", "From"), lambda row: row.from_on.isoformat()),
        Column("to_on", Words("到期", "Until"), lambda row: row.to_on.isoformat()),
    ),
    related=("community", "holder"),
    order=("to_on", "pk"),
)
DUTIES = Listing(
    name=lambda row: f"{row.agreement} {title_of(row)}",
    link=lambda row: f"/obligations/{row.pk}",
    seen=_seen,
    columns=(
        Column("period", Words("哪一期", "Period"), span),
        Column("due_on", Words("凭证最晚", "Evidence until"), lambda row: row.due_on.isoformat()),
    ),
    related=("agreement__community", "agreement__holder"),
    order=("due_on", "pk"),
)
ALLIANCES = Listing(
    name=lambda row: row.name,
    link=lambda row: f"/alliances/{row.code}",
    seen=lambda actor: _alliances_seen(actor),
    columns=(Column("founded_on", Words("成立", "Founded"), lambda row: row.founded_on.isoformat()),),
    related=("place",),
)


def _alliances_seen(actor: Actor) -> Q:
    from jinlin.organisations.partners.sides import has_part
    from jinlin.organisations.partners.subjects import seen_alliances
    from jinlin.organisations.roles import roles

    if not any((role := roles().get(seat.role)) and has_part(role) for seat in actor.seats):
        return Q(pk__in=[])
    return Q(pk__in=Alliance.objects.filter(seen_alliances(actor)).values("pk"))


def _occurrences(node: Node, period: Period) -> QuerySet[Evidence]:
    """Joint occurrences that are linked as evidence, by the day on which they were held."""
    return Evidence.objects.filter(
        under(node.path, "community__path"), is_joint=True, agreement__isnull=False, on__gte=period.start, on__lte=period.on,
    )  # fmt: skip


def _bound(node: Node, period: Period) -> QuerySet[Agreement]:
    """Agreements that bound on some day of the period."""
    return Agreement.objects.filter(
        under(node.path, "community__path"), Q(ended_on__isnull=True) | Q(ended_on__gt=period.start),
        in_force_from__lte=period.on, to_on__gte=period.start,
    )  # fmt: skip


def _standing(node: Node, period: Period) -> QuerySet[Agreement]:
    """Agreements that bind on the period's day."""
    return Agreement.objects.filter(
        under(node.path, "community__path"), Q(ended_on__isnull=True) | Q(ended_on__gt=period.on),
        in_force_from__lte=period.on, to_on__gte=period.on,
    )  # fmt: skip


def _late(node: Node, period: Period) -> QuerySet[Obligation]:
    """Duties whose last day for evidence lies before the period's day and that were not kept by then."""
    rows = Obligation.objects.filter(
        under(node.path, "agreement__community__path"), Q(kept_on__isnull=True) | Q(kept_on__gt=period.on),
        due_on__lt=period.on,
    )  # fmt: skip
    return rows.exclude(state="dropped").exclude(agreement__state="suspended")


def _alliances(node: Node, period: Period) -> QuerySet[Alliance]:
    """Alliances that stand on the period's day."""
    return Alliance.objects.filter(
        under(node.path, "place__path"), Q(ended_on__isnull=True) | Q(ended_on__gt=period.on),
        founded_on__lte=period.on,
    )  # fmt: skip


def _months(node: Node, period: Period) -> tuple[int, int, int]:
    """Months in force, months kept, and joint occurrences of the agreements that bound in the period."""
    agreements = list(_bound(node, period))
    pauses: dict[int, list[Suspension]] = defaultdict(list)
    for one in Suspension.objects.filter(agreement__in=_bound(node, period).values("pk")):
        pauses[one.agreement_id].append(one)
    held: dict[int, list[dt.date]] = defaultdict(list)
    for agreement, on in _occurrences(node, period).values_list("agreement", "on"):
        held[agreement].append(month_of(on))
    first, in_force, kept, times = month_of(period.start), 0, 0, 0
    for row in agreements:
        counted = {month for month in counted_months(row, pauses[row.pk], until=period.on) if month >= first}
        in_force += len(counted)
        kept += len(counted & set(held[row.pk]))
        times += len(held[row.pk])
    return in_force, kept, times


def _often(node: Node, period: Period) -> Value:
    in_force, _, times = _months(node, period)
    return Value(times, in_force, times)


def _kept(node: Node, period: Period) -> Value:
    in_force, kept, times = _months(node, period)
    return Value(kept, in_force, times)


FIGURES = (
    Figure(
        "W05", Words("结对活动频次", "Joint occurrences per month of a pairing"), unit=PERCENT,
        population=Words("有效的近邻党建协议", "agreements in force"),
        formula=Words("双方确认并关联的共同活动次数 ÷ 协议有效月数；100% 就是每月一次", "joint occurrences linked as evidence ÷ months in force; 100% is once a month"),
        kind="share", rows=_occurrences, base=_bound, base_words=Words("协议有效月数", "months in force"), value=_often, read=read, flow=True,
        levels=LEVELS, periods=MONTHS, guard=0, public=True, listing=OCCURRENCES, note=PART_MONTHS,
    ),
    Figure(
        "partners.months_kept", Words("有共同活动的月份", "Months with a joint occurrence"), unit=PERCENT,
        population=Words("有效的近邻党建协议", "agreements in force"),
        formula=Words("至少有一次共同活动的月数 ÷ 协议有效月数", "months with at least one joint occurrence ÷ months in force"),
        kind="share", rows=_occurrences, base=_bound, base_words=Words("协议有效月数", "months in force"), value=_kept, read=read, flow=True,
        levels=LEVELS, periods=MONTHS, guard=0, public=True, listing=OCCURRENCES, note=PART_MONTHS,
    ),
    Figure(
        "partners.agreements", Words("有效的近邻党建协议", "Agreements in force"), unit=Words("份", "agreements"),
        population=Words("近邻党建协议", "neighbour agreements"),
        formula=Words("期末（或今天）有效的协议份数", "agreements that bind at the period's end or today"),
        rows=_standing, levels=LEVELS, guard=0, public=True, listing=AGREEMENTS,
    ),
    Figure(
        "partners.late", Words("逾期的共建义务", "Late duties of agreements"), unit=Words("项", "duties"),
        population=Words("有效协议的义务", "duties of agreements"),
        formula=Words("过了凭证期限还没有兑现的义务", "duties past the last day for evidence and not kept by then"),
        rows=_late, levels=LEVELS, guard=0, backlog=True, listing=DUTIES,
    ),
    Figure(
        "partners.alliances", Words("党建联盟", "Alliances"), unit=Words("个", "alliances"),
        population=Words("党建联盟和企业片区联盟", "alliances by theme and by zone"), formula=Words("期末（或今天）仍在的联盟个数", "alliances that stand at the period's end or today"),
        rows=_alliances, levels=LEVELS, guard=0, public=True, listing=ALLIANCES,
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures."""
    figures.register("partners", Words("共建", "Partners"), FIGURES)
