"""A plan to tap on: places as dots where they lie, each far enough from the next to be tapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.matters.web.resident_plan import APART, EDGE, SIZE, spread
from jinlin.places.models import Place
from tests.cast import build


@given(st.lists(st.tuples(st.floats(118, 119), st.floats(25, 26)), max_size=20, unique=True))
def test_every_dot_lies_on_the_plan_and_the_same_places_lie_the_same_way(points):
    laid = spread(points)
    assert len(laid) == len(points)
    assert all(EDGE <= value <= SIZE - EDGE for dot in laid for value in dot)
    assert laid == spread(points)


def test_two_places_that_nearly_touch_are_pushed_apart_and_keep_their_sides():
    west, east = spread([(118.5000, 25.4), (118.5001, 25.4)])
    assert west[0] < east[0] and east[0] - west[0] >= APART * 0.9


@pytest.mark.django_db
def test_a_tap_leads_from_street_to_community_to_estate_to_telling(client):
    world = build()
    Place.objects.filter(level__in=("street", "community", "estate")).update(
        lat_e6=25400000, lon_e6=118500000
    )
    street, community = world.places["street"].code, world.places["community"].code
    assert f"/places/{street}/plan" in client.get("/places/plan").content.decode()
    assert f"/places/{community}/plan" in client.get(f"/places/{street}/plan").content.decode()
    body = client.get(f"/places/{community}/plan").content.decode()
    assert "/tell/?place=E0001" in body and "<circle" in body and "青榕花园" in body
    assert client.get("/places/nowhere/plan").status_code == 404
