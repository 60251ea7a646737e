"""Boundaries: two datums kept apart, broken rings mended with a note or refused, every feature at its place."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.rule import Reason, Refused
from jinlin.places.boundaries.datum import GCJ02, WGS84, metres_between, to_gcj, to_wgs
from jinlin.places.boundaries.shapes import is_inside, positions_in, read_shape
from jinlin.places.models import Boundary, Place
from jinlin.places.public import import_boundaries
from tests.shared_data import shared

SQUARE = [[118.0, 25.0], [118.01, 25.0], [118.01, 25.01], [118.0, 25.01], [118.0, 25.0]]


def polygon(*rings: list) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def shape(geometry: dict[str, Any], **more: str):
    return read_shape(geometry, **({"datum": WGS84, "level": "estate"} | more))


@given(st.floats(18, 53), st.floats(74, 134))
def test_there_and_back_between_the_datums_is_less_than_a_centimetre(lat: float, lon: float):
    assert metres_between(to_wgs(*to_gcj(lat, lon)), (lat, lon)) < 0.01
    assert metres_between(to_gcj(*to_wgs(lat, lon)), (lat, lon)) < 0.01


def test_the_shift_in_fujian_is_some_hundreds_of_metres_and_none_abroad():
    assert 300 < metres_between(to_gcj(25.0, 117.0), (25.0, 117.0)) < 700
    assert to_gcj(48.86, 2.35) == (48.86, 2.35)
    assert to_wgs(48.86, 2.35) == (48.86, 2.35)


def test_a_known_position_is_shifted_as_map_services_shift_it():
    # The worked example that descriptions of the transformation give: Beijing, 116.404 E, 39.915 N.
    lat, lon = to_gcj(39.915, 116.404)

    assert abs(lat - 39.91640428150164) < 1e-9
    assert abs(lon - 116.41024449916938) < 1e-9


def test_a_square_keeps_its_corners_area_and_a_point_inside():
    found = shape(polygon(SQUARE))

    assert not isinstance(found, Reason)
    assert (found.west, found.south, found.east, found.north) == (118_000_000, 25_000_000, 118_010_000, 25_010_000)  # fmt: skip
    assert abs(found.area_cm2 / 100 / (1_111.95 * 1_007.8) - 1) < 0.001
    assert is_inside(found.rings, *found.point)
    assert not is_inside(found.rings, 25_020_000, 118_005_000)
    assert found.notes == []


def test_a_boundary_in_gcj_is_kept_in_wgs():
    moved = [list(reversed(to_gcj(lat, lon))) for lon, lat in SQUARE]

    found = shape(polygon(moved), datum=GCJ02)

    assert abs(found.west - 118_000_000) <= 1 and abs(found.south - 25_000_000) <= 1


def test_a_ring_that_does_not_close_is_closed_with_a_note():
    found = shape(polygon(SQUARE[:-1]))

    assert found.area_cm2 == shape(polygon(SQUARE)).area_cm2
    assert [note.zh for note in found.notes] == ["边界没有闭合，已补上"]


def test_a_ring_that_touches_itself_is_mended_with_a_note():
    spike = SQUARE[:2] + [[118.01, 25.02], [118.01, 25.01], *SQUARE[2:]]

    found = shape(polygon(spike))

    assert found.area_cm2 == shape(polygon(SQUARE)).area_cm2
    assert "已修补" in found.notes[0].zh


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "wrong_ring"),
        (polygon([[lat, lon] for lon, lat in SQUARE]), "wrong_order"),
        (polygon([[118, 25], [float("nan"), 25], [118, 26], [118, 25]]), "wrong_position"),
        (polygon([[118, 25], ["x", 25], [118, 26], [118, 25]]), "wrong_position"),
        (polygon([[500, 25], [501, 25], [500, 26], [500, 25]]), "wrong_position"),
        (polygon([[118, 25], [118, 25]]), "wrong_geometry"),
        (polygon([[118, 25], [118.5, 25], [119, 25], [118, 25]]), "wrong_ring"),
        ({"type": "Point", "coordinates": [118, 25]}, "wrong_geometry"),
        ({"type": "Polygon", "coordinates": None}, "wrong_position"),
        (None, "wrong_geometry"),
    ],
)
def test_what_is_no_outline_is_refused_with_its_reason(geometry: Any, code: str):
    found = shape(geometry)

    assert isinstance(found, Reason)
    assert found.code == code


def test_the_outline_for_display_is_far_shorter_and_stays_near():
    chance = Random(7)
    ring = [[118 + i / 5000 + chance.random() / 1e5, 25.0] for i in range(1000)]
    ring += [[118.2, 25.2], [118.0, 25.2], ring[0]]

    found = shape(polygon(ring), level="district")

    assert len(list(positions_in(found.shown))) < 20 < 900 < len(list(positions_in(found.rings)))


# --- from a file ---


def write(folder: Path, features: list[dict[str, Any]], **more: Any) -> Path:
    path = folder / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | more), "utf-8")
    return path


def feature(geometry: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry or polygon(SQUARE)}


def test_features_find_their_places_by_code_or_by_name(world, tmp_path):
    found = import_boundaries(
        write(tmp_path, [feature(code="350999001001"), feature(name="青榕花园"), feature(name="没有的小区")])
    )

    assert (found["read"], found["added"], found["crs"]) == (3, 2, "wgs84")
    assert [(row["feature"], row["reason"]) for row in found["refused"]] == [(3, "no_place")]
    estate = Place.objects.get(name="青榕花园")
    assert is_inside(estate.boundary.rings, estate.lat_e6, estate.lon_e6)


def test_the_same_file_again_changes_nothing_and_another_outline_changes_one(world, tmp_path):
    first = write(tmp_path, [feature(name="青榕花园"), feature(code="E0002")])
    import_boundaries(first)

    assert import_boundaries(first)["unchanged"] == 2
    wider = polygon([[lon + (0.01 if lon > 118 else 0), lat] for lon, lat in SQUARE])
    again = import_boundaries(write(tmp_path, [feature(wider, name="青榕花园"), feature(code="E0002")]))
    assert (again["changed"], again["unchanged"]) == (1, 1)
    assert Boundary.objects.count() == 2


def test_a_file_of_a_map_service_must_say_its_datum(world, tmp_path):
    path = write(tmp_path, [feature(adcode=350999)])

    with pytest.raises(Refused) as refused:
        import_boundaries(path)
    assert refused.value.reason.code == "no_crs"
    assert import_boundaries(path, crs="gcj02")["added"] == 1
    kept = Boundary.objects.get()
    assert kept.datum == "gcj02" and kept.place.level == "district"
    assert kept.west_e6 != 118_000_000


def test_a_named_datum_is_followed_and_an_unknown_one_refused(world, tmp_path):
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}
    assert import_boundaries(write(tmp_path, [feature(code="E0002")], **named))["crs"] == "wgs84"
    projected = {"crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}

    with pytest.raises(Refused) as refused:
        import_boundaries(write(tmp_path, [feature(code="E0002")], **projected))
    assert refused.value.reason.code == "wrong_crs"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "Topology"}', '{"type": "FeatureCollection"}', "[" * 100_000]
)
def test_what_is_no_geojson_is_refused_whole(db, tmp_path, text):
    path = tmp_path / "x.geojson"
    path.write_text(text)

    with pytest.raises(Refused) as refused:
        import_boundaries(path)
    assert refused.value.reason.code == "wrong_file"


def test_a_place_that_stands_twice_and_a_name_of_two_places_are_told(world, tmp_path):
    Place.objects.filter(code="E0002").update(name="青榕花园")

    found = import_boundaries(
        write(tmp_path, [feature(name="青榕花园"), feature(code="E0001"), feature(code="E0001")])
    )

    assert [row["reason"] for row in found["refused"]] == ["not_one", "not_twice"]


# --- real outlines, read in place ---


def real(db: Any, relative: str) -> Path:
    path = shared(relative)
    for one in json.loads(path.read_text("utf-8"))["features"]:
        code = str(one["properties"]["adcode"]).ljust(12, "0")
        Place.objects.create(level="district", code=code, name=one["properties"]["name"], path=f"{code}/")
    return path


@pytest.mark.parametrize("name", ["fuzhou", "xiamen", "longyan", "ningde"])
def test_real_districts_all_come_in_and_those_that_touch_themselves_are_mended(db, name):
    path = real(db, f"fujian-boundaries/{name}_districts.geojson")

    found = import_boundaries(path, crs="gcj02")

    assert found["refused"] == []
    assert found["added"] == found["read"] > 5
    mended = {note["place"] for note in found["notes"]}
    assert mended == {"fuzhou": {"长乐区", "连江县", "罗源县", "福清市"}, "ningde": {"古田县"}}.get(
        name, set()
    )
    for kept in Boundary.objects.all():
        assert is_inside(kept.rings, kept.place.lat_e6, kept.place.lon_e6)
        assert len(list(positions_in(kept.shown))) <= len(list(positions_in(kept.rings)))
    # 长乐 has about 740 km² of land.
    if name == "fuzhou":
        assert 600 < Boundary.objects.get(place__name="长乐区").area_cm2 / 100 / 1e6 < 1000
