"""The district's organisations, members and seats are counted out as the sources count a real district's."""

import datetime as dt
from collections import Counter

import pytest

from jinlin.matters.public import Category, load_categories
from jinlin.organisations.public import Level, Organisation, ReportIn, Seat, Tenure, load_templates, roles
from jinlin.places.public import Place
from jinlin.site.demo.branches import build_branches
from jinlin.site.demo.land import build_land
from jinlin.site.demo.offices import build_offices
from jinlin.site.demo.scale import DISTRICT, SMALL, Scale
from jinlin.site.demo.world import World


def land(scale: Scale) -> World:
    """The world before its homes and matters, in memory."""
    load_categories()
    load_templates()
    world = World(scale, dt.date(2026, 11, 20), "!")
    world.categories = {one.code: one for one in Category.objects.all()}
    world.levels = {
        f"{one.template.code}.{one.code}": one for one in Level.objects.select_related("template")
    }
    build_land(world)
    build_offices(world)
    build_branches(world)
    return world


@pytest.mark.slow
@pytest.mark.django_db
def test_the_figures_of_organisations_are_those_of_the_sources() -> None:
    world = land(DISTRICT)
    places = Counter(place.level for place in world.rows.of(Place))
    assert (places["street"], places["community"], places["estate"]) == (20, 355, 552)
    active = [one for one in world.rows.of(Organisation) if one.ended_on is None]
    assert sum(one.level.code == "estate_branch" for one in active) == 547
    confirmed = {
        one.person_id for one in world.rows.of(ReportIn) if one.state in ("confirmed", "active") and one.ended_on is None and one.kind == "serving"
    }  # fmt: skip
    assert len(confirmed) == 16_000
    holders = {(one.seat.role, one.seat.place_id): one.person_id for one in world.rows.of(Tenure)}
    secretaries = {place: person for (role, place), person in holders.items() if role == "estate_secretary"}
    chairs = {place: person for (role, place), person in holders.items() if role == "owners_chair"}
    assert len(secretaries) == 547 and len(chairs) == 300
    assert sum(person in confirmed for person in secretaries.values()) == 292
    assert sum(person in confirmed for person in chairs.values()) == 210 > len(chairs) * 2 / 3
    assert sum(secretaries.get(place) == person for place, person in chairs.items()) == 110
    used = Counter(template for template, _ in {(one.level.template.code, one.level.code) for one in active})
    assert (used["five_level"], used["four_level"]) == (5, 4)
    branch = world.organisations[("five_level.estate_branch", world.places["安和新苑"].pk)]
    members = [
        one for one in world.rows.of(ReportIn) if one.organisation is branch and one.state == "confirmed"
    ]
    assert len(members) == 54


@pytest.mark.django_db
def test_every_seat_stands_at_a_level_where_its_role_may_stand_and_has_one_holder() -> None:
    world = land(SMALL)
    wrong = [
        (seat.role, seat.place.level)
        for seat in world.rows.of(Seat)
        if seat.place is not None and seat.place.level not in roles()[seat.role].levels
    ]
    assert wrong == []
    holders = Counter(tenure.seat_id for tenure in world.rows.of(Tenure))
    assert set(holders.values()) == {1} and len(holders) == len(world.rows.of(Seat))
