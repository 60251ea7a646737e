"""The data sets that insight itself brings: places, and the public figures of a year under the guard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jinlin.base import figures, nodes, opendata, periods
from jinlin.base.figures import Cells, Figure
from jinlin.base.guard import is_small
from jinlin.base.nodes import Node
from jinlin.base.opendata import Column, DataSet
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.insight.guarding import measured, table
from jinlin.insight.sight import reads
from jinlin.places.public import Place, level_words, node_of

OPEN_LEVELS = ("district", "street", "community", "estate")
GUARDED = Words(
    "只有可以公开的指标、只有整年；不足 5 的数和会让人推出它的数不给出",
    "public figures and whole years only; numbers under 5, and those that would give one away, are left out",
)


def _places() -> QuerySet[Place]:
    return Place.objects.filter(level__in=OPEN_LEVELS, valid_to__isnull=True).order_by("path")


def _level(code: str) -> str:
    return str(level_words(code))


PLACES = DataSet(
    "places", Words("地点", "Places"), about=Words("区县到小区的名称、代码、上级和位置", "names, codes, parents and positions from the district to the estate"),
    query=_places, order=20,
    columns=(
        Column("code", Words("代码", "Code"), field="code", about=Words("社区以上为 12 位统计用区划代码", "12-digit statistical code down to the community")),
        Column("name", Words("名称", "Name"), field="name"),
        Column("level", Words("级别", "Level"), field="level", kind="choice", choices=_level),
        Column("parent", Words("上级代码", "Code of the parent"), field="parent__code"),
        Column("grid", Words("网格", "Grid"), field="grid__name"),
        Column("lat", Words("纬度", "Latitude"), field="lat_e6", kind="degrees", unit=Words("度（WGS-84）", "degrees, WGS-84")),
        Column("lon", Words("经度", "Longitude"), field="lon_e6", kind="degrees", unit=Words("度（WGS-84）", "degrees, WGS-84")),
        Column("area", Words("面积", "Area"), field="boundary__area_cm2", kind="area", unit=Words("平方米", "m²"), about=Words("按边界计算", "from its boundary")),
    ),
)  # fmt: skip

FIGURES = DataSet(
    "figures", Words("指标", "Figures"), about=Words("区县、街道、社区的公开指标，今年和去年", "public figures of the district, its streets and communities, this year and the last"),
    computed=lambda: figure_rows(), guard=GUARDED, order=10,
    columns=(
        Column("figure", Words("指标编号", "Id of the figure")),
        Column("name", Words("指标名称", "Name of the figure")),
        Column("place", Words("地点代码", "Code of the place")),
        Column("place_name", Words("地点名称", "Name of the place")),
        Column("period", Words("年份", "Year")),
        Column("value", Words("数", "Value"), kind="number", about=Words("空着的是没有数或不给出", "empty: no number, or not given")),
        Column("unit", Words("单位", "Unit")),
        Column("base", Words("分母", "Base"), kind="integer", about=Words("只有比率有", "of shares only")),
        Column("suppressed", Words("因数小不给出", "Left out for being small"), kind="flag"),
        Column("definition", Words("算法", "Definition")),
        Column("version", Words("算法版本", "Version of the definition"), kind="integer"),
    ),
)  # fmt: skip


def figure_rows() -> Iterable[list[Any]]:
    """Every public figure of the district, its streets and their communities, for two years, under the guard."""
    today = timezone.localdate()
    this = periods.year_of(today, today=today)
    top = Place.objects.filter(level="district", valid_to__isnull=True).order_by("path").first()
    if top is None:
        return
    root = node_of(top)
    streets = [one for one in nodes.children(root) if one.level == "street"]
    below = {
        street.code: [one for one in nodes.children(street) if one.level == "community"] for street in streets
    }
    every = [root, *streets, *(one for found in below.values() for one in found)]
    for period in (this, this.previous):
        declared = [one for one in figures.figures.values() if reads(one, period)]
        found = figures.values(declared, every, [period])
        for one in declared:
            out = _hidden(one, root, streets, below, period, found)
            for node in every:
                yield from _row(one, node, period, found, node.code in out)


def _hidden(
    one: Figure, root: Node, streets: list[Node], below: dict[str, list[Node]], period: Period, found: Cells
) -> set[str]:
    """Codes of the places whose number is left out: small, or giving a small one away; from the top down."""
    out: set[str] = set()
    total = is_small(measured(one, found.get((one.id, root.code, period.text))), one.guard)
    out.update([root.code] if total else [])
    for row in table(one, root, streets, period, found, total_hidden=total):
        out.update([row.node.code] if row.hidden else [])
    for street in streets:
        rows = table(one, street, below[street.code], period, found, total_hidden=street.code in out)
        out.update(row.node.code for row in rows if row.hidden)
    return out


def _row(one: Figure, node: Node, period: Period, found: Cells, is_hidden: bool) -> Iterable[list[Any]]:
    value = found.get((one.id, node.code, period.text))
    if value is None:
        return
    yield [
        one.id, str(one.name), node.code, node.name, period.text, None if is_hidden else one.plain(value), str(one.unit),
        None if is_hidden else value.base, is_hidden, f"{one.population}；{one.formula}", one.version,
    ]  # fmt: skip


def register() -> None:
    """Register both."""
    opendata.register(FIGURES)
    opendata.register(PLACES)
