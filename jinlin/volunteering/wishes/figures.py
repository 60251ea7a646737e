"""Figures of wishes: recorded, claimed (N08), delivered, confirmed, taken on by the community, days from wall to door."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.counting import DaysBetween
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.volunteering.models.wishes import Wish
from jinlin.volunteering.wishes import words
from jinlin.volunteering.wishes.queries import PUBLIC, kept_by

NO_GUARD = 0


def _seen(actor: Actor) -> Q:
    return Q(state__in=PUBLIC) | kept_by(actor)


def _day(at: dt.datetime | None) -> str:
    from django.utils import timezone

    return timezone.localtime(at).date().isoformat() if at else ""


WISHES = Listing(
    name=lambda row: row.text_public or words.label(words.KINDS, row.kind).zh, link=lambda row: f"/wishes/{row.pk}", seen=_seen,
    related=("place",), order=("-published_at", "pk"), search=("text_public",),
    columns=(
        Column("kind", Words("类别", "Kind"), lambda row: words.label(words.KINDS, row.kind).zh),
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("claimed", Words("认领", "Claimed"), lambda row: _day(row.claimed_at)),
        Column("delivered", Words("送到", "Delivered"), lambda row: _day(row.delivered_at)),
        Column("confirmed", Words("确认", "Confirmed"), lambda row: _day(row.confirmed_at)),
    ),
)  # fmt: skip


def _until(field: str, node: Node, period: Period) -> QuerySet[Wish]:
    """Wishes of a node that had this moment by the period's end."""
    return Wish.objects.filter(under(node.path, "place__path"), **{f"{field}__lt": period.until})


def _delivered(node: Node, period: Period) -> QuerySet[Wish]:
    """Those that came from the wall to the door, with the days between."""
    rows = _until("delivered_at", node, period).filter(published_at__isnull=False)
    return rows.annotate(days=DaysBetween("published_at", "delivered_at"))


def _figure(code: str, zh: str, en: str, field: str, formula: Words) -> Figure:
    return Figure(
        code, Words(zh, en), unit=Words("个", "wishes"), population=Words("本地登记的微心愿", "wishes recorded below the node"), formula=formula,
        rows=lambda node, period: _until(field, node, period), listing=WISHES, guard=NO_GUARD, public=True,
    )  # fmt: skip


FIGURES = (
    _figure("wishes.recorded", "登记微心愿", "Wishes recorded", "recorded_at", Words("期末累计登记的个数", "recorded by the period's end")),
    _figure("N08", "认领微心愿", "Micro-wishes claimed", "claimed_at",
            Words("有过社区同意的认领的不同心愿，只算一次", "distinct wishes that had a claim which the community accepted")),
    _figure("wishes.delivered", "送到的微心愿", "Wishes delivered", "delivered_at", Words("每一步都办好、留有凭据的", "every part done with proof")),
    _figure("wishes.confirmed", "本人确认的微心愿", "Wishes confirmed", "confirmed_at",
            Words("本人点过、报过码或另一位同事电话问过的", "confirmed by tap, by code, or by another worker's call")),
    _figure("wishes.fallback", "社区兜底的微心愿", "Wishes taken on by the community", "fallback_at", Words("没人认领、由社区来办的", "done by the community as nobody claimed them")),
    Figure("wishes.days", Words("微心愿办成天数", "Days to fulfil a wish"), unit=Words("天", "days"), kind="days",
           population=Words("已送到的微心愿", "wishes that were delivered"), formula=Words("从公布到送到的天数，取中位", "median days from publication to delivery"),
           rows=_delivered, middle="days", listing=WISHES, guard=NO_GUARD, public=True),
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register("wishes", Words("微心愿", "Micro-wishes"), FIGURES)
