"""Open data of venues: every station that is open to residents, or was. No text about persons."""

from __future__ import annotations

from django.db.models import QuerySet

from jinlin.base import opendata
from jinlin.base.opendata import Column, DataSet
from jinlin.base.words import Words
from jinlin.venues import words
from jinlin.venues.models import Station
from jinlin.venues.procedure import STATION

_KINDS = {one.code: one.words for one in words.KINDS}
_WAYS = {one.code: one.words for one in words.ACQUIRED}


def _stations() -> QuerySet[Station]:
    return Station.objects.filter(public=True, opened_on__isnull=False).order_by("code")


STATIONS = DataSet(
    "venues", Words("向居民开放的场所", "Venues open to residents"), about=Words("开放过的每一处，包括现在停用的", "every venue that was opened, closed ones too"),
    query=_stations, order=30,
    columns=(
        Column("code", Words("编号", "Code"), field="code"),
        Column("name", Words("名称", "Name"), field="name"),
        Column("kind", Words("类别", "Kind"), field="kind", kind="choice", choices=lambda code: str(_KINDS.get(code, code))),
        Column("way", Words("怎么来的", "Way obtained"), field="acquired", kind="choice", choices=lambda code: str(_WAYS.get(code, code))),
        Column("state", Words("现在", "State"), field="state", kind="choice", choices=lambda code: str(STATION.state(code).resident)),
        Column("place", Words("地点代码", "Code of the place"), field="place__code"),
        Column("area", Words("建筑面积", "Floor area"), field="floor_area", kind="area", unit=Words("平方米", "m²")),
        Column("opened_on", Words("开放", "Opened"), field="opened_on", kind="date"),
        Column("closed_on", Words("关闭", "Closed"), field="closed_on", kind="date"),
        Column("step_free", Words("没有台阶", "Step-free"), field="step_free", kind="flag"),
        Column("lift", Words("有电梯", "Lift"), field="lift", kind="flag"),
        Column("toilet", Words("有无障碍厕所", "Accessible toilet"), field="toilet", kind="flag"),
    ),
)  # fmt: skip


def register() -> None:
    """Register the data set; called once at start."""
    opendata.register(STATIONS)
