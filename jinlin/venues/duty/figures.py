"""Figures of duty: how much of what was promised was kept (365 零休), every date a row."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.venues.models import CoverDay

DAYS = Listing(
    name=lambda row: f"{row.on.isoformat()} {row.post.station.name} {row.post.name}", link=lambda row: f"/stations/{row.post.station.code}/duty?on={row.on.isoformat()}",
    seen=lambda actor: Q(post__station__public=True), related=("post__station",), order=("-on", "pk"),
    columns=(
        Column("on", Words("日期", "Date"), lambda row: row.on.isoformat()),
        Column("promised", Words("承诺（分钟）", "Promised, minutes"), lambda row: row.promised),
        Column("covered", Words("有人在（分钟）", "Covered, minutes"), lambda row: row.covered),
    ),
)  # fmt: skip


def _days(node: Node, period: Period) -> QuerySet[CoverDay]:
    return CoverDay.objects.filter(
        under(node.path, "post__station__place__path"), on__gte=period.since.date(), on__lte=period.on
    )


def _whole(node: Node, period: Period) -> QuerySet[CoverDay]:
    return _days(node, period).filter(covered=F("promised"))


FIGURES = (
    Figure("venues.coverage", Words("365 零休：承诺的时间有人在", "The promise of service kept"), unit=Words("%", "%"), kind="share", flow=True,
           population=Words("设了值班岗位的驿站，每个岗位每一天", "each post and date at stations with duty posts"),
           formula=Words("有人在岗的承诺分钟 ÷ 承诺的分钟；到岗离岗都有记录才算，两个人同时在只算一次",
                         "promised minutes with somebody there ÷ promised minutes; counted where arrival and leaving are recorded, two at once count once"),
           base_words=Words("承诺的分钟", "promised minutes"), base=_days, base_total="promised", rows=_days, total="covered", listing=DAYS, guard=0, public=True),
    Figure("venues.full_days", Words("全天不断人的天数比例", "Days without a gap"), unit=Words("%", "%"), kind="share", flow=True,
           population=Words("设了值班岗位的驿站，每个岗位每一天", "each post and date at stations with duty posts"),
           formula=Words("承诺的每一分钟都有人在的岗位日 ÷ 有承诺的岗位日", "post-days without an uncovered minute ÷ post-days with a promise"),
           base_words=Words("有承诺的岗位日", "post-days with a promise"), base=_days, rows=_whole, listing=DAYS, guard=0, public=True),
)  # fmt: skip
