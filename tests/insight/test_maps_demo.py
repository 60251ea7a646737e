"""The demo world's map: outlines that fit together, every place inside its own, the same each time."""

from __future__ import annotations

import datetime as dt

import pytest
from shapely.geometry import Polygon
from shapely.ops import unary_union

from jinlin.places.boundaries.shapes import is_inside
from jinlin.places.models import Boundary, Place
from jinlin.site.demo.land import build_land
from jinlin.site.demo.maps import build_maps, halved
from jinlin.site.demo.scale import DISTRICT, SMALL
from jinlin.site.demo.world import World


def laid(scale) -> World:
    world = World(scale, dt.date(2026, 11, 19), "x")
    build_land(world)
    build_maps(world)
    return world


def test_a_box_is_cut_by_weight_without_loss():
    pieces = halved((0.0, 0.0, 2.0, 1.0), [1, 2, 3, 4, 5])

    areas = [(east - west) * (north - south) for west, south, east, north in pieces]
    assert sum(areas) == pytest.approx(2.0)
    assert areas == sorted(areas)


@pytest.mark.parametrize("scale", [SMALL, DISTRICT], ids=lambda one: one.code)
def test_every_place_lies_inside_its_outline_and_each_level_fits_into_the_one_above(scale):
    world = laid(scale)
    outlines = {one.place_id: one for one in world.rows.of(Boundary)}

    for place in world.rows.of(Place):
        if place.level in ("district", "street", "community", "estate"):
            assert is_inside(outlines[place.pk].rings, place.lat_e6, place.lon_e6), place.name
    shape = {pk: unary_union([Polygon(part[0]) for part in one.rings]) for pk, one in outlines.items()}
    district = shape[world.places["district"].pk]
    communities = unary_union([shape[one.pk] for one in world.of_level("community")])
    assert communities.symmetric_difference(district).area < district.area * 0.003
    estate = world.of_level("estate")[0]
    assert shape[world.above[estate.pk]["community"].pk].covers(shape[estate.pk])


def test_the_same_world_has_the_same_map():
    one, other = ([(b.place_id, b.digest) for b in laid(SMALL).rows.of(Boundary)] for _ in range(2))

    assert one == other


def test_the_whole_district_is_drawn_in_the_time_that_a_part_may_take():
    import time

    world = World(DISTRICT, dt.date(2026, 11, 19), "x")
    build_land(world)
    begun = time.process_time()
    build_maps(world)

    assert time.process_time() - begun < 3
    assert len(world.rows.of(Boundary)) > 900
