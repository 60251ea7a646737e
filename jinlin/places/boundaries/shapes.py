"""One polygon of a GeoJSON file: checked, brought to WGS-84, mended with a note or refused, simplified for display.

Pure: plain values in, a ``Shape`` or a ``Reason`` out. Positions are integers of a millionth of a degree, longitude first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import radians, sin
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity, make_valid

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.places.boundaries.datum import GCJ02, to_wgs

Ring = list[list[int]]
Rings = list[list[Ring]]
MILLIONTH = 1e-6
MOST_POSITIONS = 200_000
SIMPLIFIED = {"province": 2e-3, "city": 1e-3, "district": 4e-4, "street": 1.5e-4, "community": 5e-5}
"""How far a line may be moved for display, in degrees (0.0001° is about 11 m); other levels 0.00002°."""
MENDED_PER_CENT = 2
"""A mended shape whose area differs by more than this is another shape, and refused."""
EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Shape:
    """A place's outline: ``rings`` of each polygon (outer first), the same simplified, its box, area and a point inside."""

    rings: Rings
    shown: Rings
    west: int
    south: int
    east: int
    north: int
    area_cm2: int
    point: tuple[int, int]
    notes: list[Words] = field(default_factory=list)


def read_shape(geometry: Any, *, datum: str, level: str) -> Shape | Reason:
    """The shape of a GeoJSON geometry. ``point`` is (latitude, longitude) inside it, in millionths.

    Refused: ``wrong_geometry`` (no polygon), ``wrong_position`` (no numbers, out of range), ``wrong_order`` (latitude
    first), ``too_large``, ``wrong_ring`` (cannot be mended without becoming another shape). Noted: rings that did not
    close, that crossed themselves, that were dropped.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return _reason("wrong_geometry", "不是多边形", "not a polygon")
    given = geometry.get("coordinates")
    notes: list[Words] = []
    polygons = _positions([given] if kind == "Polygon" else given, notes)
    if isinstance(polygons, Reason):
        return polygons
    if datum == GCJ02:
        polygons = [[[_moved(at) for at in ring] for ring in polygon] for polygon in polygons]
    made = _built(polygons, notes)
    if isinstance(made, Reason):
        return made
    return _shape(made, level, notes)


def _positions(given: Any, notes: list[Words]) -> list[list[list[tuple[float, float]]]] | Reason:
    polygons: list[list[list[tuple[float, float]]]] = []
    count = 0
    try:
        for polygon in given:
            rings = []
            for ring in polygon:
                at = [(float(one[0]), float(one[1])) for one in ring]
                count += len(at)
                if count > MOST_POSITIONS:
                    return _reason(
                        "too_large", f"超过 {MOST_POSITIONS} 个点", f"more than {MOST_POSITIONS} positions"
                    )
                if at and at[0] != at[-1]:
                    notes.append(Words("边界没有闭合，已补上", "a ring did not close and was closed"))
                    at.append(at[0])
                if len(at) < 4:
                    notes.append(
                        Words("去掉了不足四个点的环", "a ring of fewer than four positions was left out")
                    )
                    continue
                rings.append(at)
            if rings:
                polygons.append(rings)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return _reason("wrong_position", "坐标不是数字", "positions are not numbers")
    return _range_fault(polygons) or polygons


def _range_fault(polygons: list[list[list[tuple[float, float]]]]) -> Reason | None:
    every = [at for polygon in polygons for ring in polygon for at in ring]
    if not every:
        return _reason("wrong_geometry", "没有坐标", "it holds no positions")
    # Compared so that a NaN fails too.
    if all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in every):
        return None
    if all(-90 <= lon <= 90 and -180 <= lat <= 180 for lon, lat in every):
        return _reason(
            "wrong_order",
            "经度和纬度写反了（应先经度后纬度）",
            "latitude stands first; longitude belongs there",
        )
    return _reason("wrong_position", "坐标超出经纬度范围", "positions lie outside of the globe")


def _moved(at: tuple[float, float]) -> tuple[float, float]:
    lat, lon = to_wgs(at[1], at[0])
    return lon, lat


def _built(polygons: list[list[list[tuple[float, float]]]], notes: list[Words]) -> MultiPolygon | Reason:
    raw = MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    before = sum(Polygon(rings[0]).area - sum(Polygon(hole).area for hole in rings[1:]) for rings in polygons)
    made: BaseGeometry = raw
    if not raw.is_valid:
        why = explain_validity(raw).split("[")[0]
        made = _areas(make_valid(raw))
        off = abs(made.area - before) * 100 / before if before > 0 else 100.0
        if made.is_empty or off > MENDED_PER_CENT:
            return _reason(
                "wrong_ring", f"边界自相交（{why}），修补会改变 {off:.1f}% 的面积",
                f"the boundary crosses itself ({why}); mending would change {off:.1f}% of its area",
            )  # fmt: skip
        notes.append(
            Words(
                f"边界自相交（{why}），已修补，面积变化 {off:.3f}%",
                f"the boundary crossed itself ({why}) and was mended; its area changed by {off:.3f}%",
            )
        )
    exact = _areas(shapely.set_precision(made, MILLIONTH))
    if exact.is_empty:
        return _reason("wrong_geometry", "面积为零", "it has no area")
    return exact


def _areas(made: BaseGeometry) -> MultiPolygon:
    """Only what has an area; lines and points that mending leaves over are dropped."""
    if isinstance(made, Polygon):
        return MultiPolygon([made] if not made.is_empty else [])
    parts = [part for one in getattr(made, "geoms", ()) for part in _areas(one).geoms]
    return MultiPolygon(parts)


def _shape(made: MultiPolygon, level: str, notes: list[Words]) -> Shape:
    west, south, east, north = made.bounds
    inside = max(made.geoms, key=lambda one: one.area).representative_point()
    shown = _areas(made.simplify(SIMPLIFIED.get(level, 2e-5), preserve_topology=True))
    return Shape(
        rings=rings_of(made), shown=rings_of(shown if not shown.is_empty else made), west=_whole(west),
        south=_whole(south), east=_whole(east), north=_whole(north), area_cm2=round(_area_m2(made) * 100),
        point=(_whole(inside.y), _whole(inside.x)), notes=list(dict.fromkeys(notes)),
    )  # fmt: skip


def rings_of(made: MultiPolygon) -> Rings:
    """The rings as integers, outer ring first."""
    return [
        [_ring(part.exterior.coords), *(_ring(hole.coords) for hole in part.interiors)] for part in made.geoms
    ]


def _ring(positions: Any) -> Ring:
    found: Ring = []
    for lon, lat in positions:
        at = [_whole(lon), _whole(lat)]
        if not found or found[-1] != at:
            found.append(at)
    return found


def _whole(degrees: float) -> int:
    return round(degrees * 1_000_000)


def _area_m2(made: MultiPolygon) -> float:
    """The area on a sphere, holes taken out."""
    return sum(
        abs(_ring_area(part.exterior.coords)) - sum(abs(_ring_area(hole.coords)) for hole in part.interiors)
        for part in made.geoms
    )


def _ring_area(positions: Any) -> float:
    at = list(positions)
    turned = sum(
        radians(east - west) * (2 + sin(radians(south)) + sin(radians(north)))
        for (west, south), (east, north) in zip(at, at[1:], strict=False)
    )
    return turned * EARTH_M * EARTH_M / 2


def is_inside(rings: Rings, lat_e6: int, lon_e6: int) -> bool:
    """Whether a position lies inside (its edge counts as inside)."""
    point = shapely.Point(lon_e6, lat_e6)
    return any(Polygon(part[0], part[1:]).covers(point) for part in rings)


def positions_in(rings: Rings) -> Iterator[list[int]]:
    """Every position of the rings."""
    for part in rings:
        for ring in part:
            yield from ring


def _reason(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))
