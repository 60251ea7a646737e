"""Activities as open data: what was and what is on, where and when; nobody who came, and no counts of them."""

from __future__ import annotations

from jinlin.base import opendata
from jinlin.base.opendata import Column, DataSet
from jinlin.base.words import Words
from jinlin.volunteering.activities.kinds import kind_words
from jinlin.volunteering.activities.procedure import ACTIVITY
from jinlin.volunteering.activities.queries import PUBLIC
from jinlin.volunteering.models import Occurrence

ACTIVITIES = DataSet(
    "activities", Words("活动和课程", "Activities and courses"), about=Words("发布过的活动和课程，每场一行", "published activities and courses, one row a date"),
    query=lambda: Occurrence.objects.filter(state__in=PUBLIC).order_by("begins_at", "pk"),
    columns=(
        Column("number", Words("编号", "Number"), field="id", kind="integer"),
        Column("title", Words("名称", "Name"), field="title"),
        Column("kind", Words("类别", "Kind"), field="kind", kind="choice", choices=lambda code: kind_words(code).zh),
        Column("place", Words("地点代码", "Code of the place"), field="place__code"),
        Column("place_name", Words("地点", "Place"), field="place__name"),
        Column("venue", Words("场所", "Venue"), field="space__station__code"),
        Column("begins_at", Words("开始", "From"), field="begins_at", kind="moment"),
        Column("ends_at", Words("结束", "Until"), field="ends_at", kind="moment"),
        Column("places", Words("名额（0 不限）", "Places (0 without limit)"), field="capacity", kind="integer"),
        Column("stands", Words("状态", "State"), field="state", kind="choice", choices=lambda code: ACTIVITY.state(code).resident.zh),
    ),
    order=35,
)  # fmt: skip


def register() -> None:
    """Register the data set."""
    opendata.register(ACTIVITIES)
