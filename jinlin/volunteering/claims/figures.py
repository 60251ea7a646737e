"""Figures of claims both ways and of ordered services."""

from __future__ import annotations

from django.db.models import Q

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.counting import DaysBetween
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under, within
from jinlin.volunteering.models.claims import ClaimProject, Need, Proposal
from jinlin.volunteering.models.services import ServiceOrder


def _all(actor: Actor) -> Q:
    return Q()


NEEDS = Listing(
    name=lambda row: row.title, link=lambda row: f"/claims/needs/{row.pk}", seen=_all, related=("place",), order=("entered_at", "pk"), search=("title",),
    columns=(Column("place", Words("地点", "Place"), lambda row: row.place.name),),
)  # fmt: skip
PROJECTS = Listing(
    name=lambda row: row.title, link=lambda row: f"/claims/projects/{row.pk}", seen=_all, related=("institution", "community"), order=("agreed_at", "pk"),
    search=("title",),
    columns=(
        Column("institution", Words("单位", "Institution"), lambda row: row.institution.name),
        Column("community", Words("社区", "Community"), lambda row: row.community.name),
    ),
)  # fmt: skip
PROPOSALS = Listing(
    name=lambda row: row.title, link=lambda row: f"/claims/proposals/{row.pk}", seen=lambda actor: within(actor, "community__path"),
    related=("institution", "need", "resource"), order=("proposed_at", "pk"),
    columns=(Column("institution", Words("单位", "Institution"), lambda row: row.institution.name),),
)  # fmt: skip
ORDERS = Listing(
    name=lambda row: row.item.title, link=lambda row: "", seen=lambda actor: within(actor, "community__path"), related=("item",), order=("ordered_at", "pk"),
)  # fmt: skip


def _needs(node: Node, period: Period, **more: object) -> object:
    return Need.objects.filter(
        under(node.path, "place__path"), sort="need", entered_at__lt=period.until, **more
    )


def _agreed(node: Node, period: Period) -> object:
    return ClaimProject.objects.filter(
        under(node.path, "community__path"), agreed_at__gte=period.since, agreed_at__lt=period.until
    )


def _delivered(node: Node, period: Period) -> object:
    return ClaimProject.objects.filter(
        under(node.path, "community__path"), delivered_on__range=(period.start, period.end)
    )


def _silent(node: Node, period: Period) -> object:
    return Proposal.objects.filter(
        under(node.path, "community__path"), state="proposed", chair_at__lt=period.until
    )


def _orders(node: Node, period: Period) -> object:
    return ServiceOrder.objects.filter(
        under(node.path, "community__path"), done_at__gte=period.since, done_at__lt=period.until
    )


def _rated(node: Node, period: Period) -> object:
    return _orders(node, period).filter(state="rated")  # type: ignore[attr-defined]


def _answered(node: Node, period: Period) -> object:
    return Proposal.objects.filter(
        under(node.path, "community__path"), answered_at__gte=period.since, answered_at__lt=period.until
    ).annotate(days=DaysBetween("proposed_at", "answered_at"))


FIGURES = (
    Figure("claims.needs", Words("列出的需求", "Needs listed"), unit=Words("个", "needs"), population=Words("社区清单上的需求", "needs on the communities' lists"),
           formula=Words("期末累计列出的个数", "listed by the period's end"), rows=_needs, listing=NEEDS, guard=0, public=True),
    Figure("claims.met", Words("办成的需求", "Needs met"), unit=Words("个", "needs"), population=Words("社区清单上的需求", "needs on the communities' lists"),
           formula=Words("其中已办成的", "those that were met"), rows=lambda node, period: _needs(node, period, state="finished", ended_at__lt=period.until),
           listing=NEEDS, guard=0, public=True),
    Figure("claims.projects", Words("双向认领项目", "Claimed projects"), unit=Words("个", "projects"), flow=True, population=Words("双方都同意的提议", "proposals accepted by both sides"),
           formula=Words("期内谈成的", "agreed within the period"), rows=_agreed, listing=PROJECTS, guard=0, public=True),
    Figure("claims.delivered", Words("办完的认领项目", "Projects delivered"), unit=Words("个", "projects"), flow=True, population=Words("双向认领项目", "claimed projects"),
           formula=Words("期内办完的", "delivered within the period"), rows=_delivered, listing=PROJECTS, guard=0, public=True),
    Figure("claims.silent", Words("满 14 天没答复的提议", "Proposals without an answer for 14 days"), unit=Words("个", "proposals"), backlog=True,
           population=Words("等答复的提议", "proposals that wait"), formula=Words("期末已交会议召集人的", "on the chair's list at the period's end"), rows=_silent,
           listing=PROPOSALS, guard=0),
    Figure("claims.answer_days", Words("提议答复天数", "Days to answer a proposal"), unit=Words("天", "days"), kind="days", flow=True,
           population=Words("期内答复的提议", "proposals answered within the period"), formula=Words("从提出到答复的天数，取中位", "median days from proposal to answer"),
           rows=_answered, middle="days", listing=PROPOSALS, guard=0),
    Figure("services.done", Words("完成的点单", "Services given"), unit=Words("单", "orders"), flow=True, population=Words("居民点的服务", "services ordered by residents"),
           formula=Words("期内服务好的", "given within the period"), rows=_orders, paths=("community__path",), listing=ORDERS, public=True),
    Figure("services.pleased", Words("点单满意率", "Pleased with services"), unit=Words("%", "%"), kind="share", flow=True,
           population=Words("评价过的点单", "rated orders"), formula=Words("评价满意的 ÷ 评价过的", "pleased ÷ rated"),
           rows=lambda node, period: _rated(node, period).filter(pleased="yes"), base=_rated, base_words=Words("评价过的点单", "rated orders"), listing=ORDERS),  # type: ignore[attr-defined]
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register("claims", Words("双向认领和点单", "Claims both ways and services"), FIGURES)
