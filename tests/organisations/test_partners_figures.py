"""Figures of partners: what a hand counts, and what the demo world was built with."""

import datetime as dt

import pytest

from jinlin.base import figures, nodes
from jinlin.base.figures import Value
from jinlin.base.periods import parse
from jinlin.organisations.models import Agreement
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.commands import found_alliance
from jinlin.organisations.partners.strips import strips
from tests.cast import at, build
from tests.organisations.partners import held, in_force, institution, link, secretary2

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 8, 10)


@pytest.fixture
def world():
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    return made


def count(id, place, text="2026", today=TODAY):
    node = nodes.find(place.code)
    return figures.value(figures.figure(id), node, parse(text, today=today))


@pytest.fixture
def pairing(world):
    """In force 15 Jan to 14 Jul; joint activities in Jan, Feb, Apr, Apr, Jul. Source: service.md, oracle (g)."""
    row = in_force(world, term=(dt.date(2026, 1, 15), dt.date(2026, 7, 14)))
    for on in ("2026-01-20", "2026-02-11", "2026-04-02", "2026-04-25", "2026-07-10"):
        link(world, row, held(world, on))
    return row


def test_months_kept_are_four_of_seven_and_occurrences_five_in_seven(world, pairing):
    community = world.places["community"]
    assert count("partners.months_kept", community) == Value(4, 7, 5)
    assert count("W05", community) == Value(5, 7, 5)
    assert figures.figure("partners.months_kept").shown(count("partners.months_kept", community)) == "57.1%"


def test_a_quarter_counts_its_own_months_alone(world, pairing):
    community = world.places["community"]
    assert count("partners.months_kept", community, "2026-Q2") == Value(1, 3, 2)
    assert count("partners.months_kept", community, "2026-07") == Value(1, 1, 1)
    assert count("partners.months_kept", community, "2026-08") == Value(0, 0, 0)
    assert count("partners.months_kept", world.places["community2"]) == Value(0, 0, 0)


def test_the_months_to_come_are_not_counted(world):
    in_force(world)
    assert count("W05", world.places["community"], today=dt.date(2026, 3, 5)) == Value(0, 3, 0)


def test_months_of_a_pause_count_neither_way(world):
    row = in_force(world)
    AGREEMENTS.take(
        row.pk, "suspend", by=world.act("secretary"), given={"note": "装修"}, on=at("2026-02-01 09:00")
    )
    AGREEMENTS.take(row.pk, "resume", by=world.act("secretary"), on=at("2026-05-02 09:00"))
    assert count("partners.months_kept", world.places["community"]).base == 5


def test_a_shared_visit_counts_for_each_agreement(world):
    secretary2(world)
    here = in_force(world)
    there = in_force(world, place="community2", worker="worker2", secretary="secretary2")
    visit = held(world, "2026-01-20", kind="visit", also=("community2",))
    link(world, here, visit)
    link(world, there, visit, by="worker2")
    assert count("W05", world.places["street"], "2026-01") == Value(2, 2, 2)


def test_agreements_in_force_late_duties_and_alliances(world, pairing):
    community = world.places["community"]
    assert count("partners.agreements", community, "2026-06").number == 1
    assert count("partners.agreements", community, "2026").number == 0
    assert count("partners.late", community).number == 3
    assert count("partners.late", community, "2026-03").number == 0
    assert count("partners.late", community, "2026-04").number == 1
    found_alliance(
        name="联盟", kind="zone", place=community, founded_on=dt.date(2026, 5, 1), by=world.act("worker")
    )
    assert (
        count("partners.alliances", community, "2026-04").number,
        count("partners.alliances", community).number,
    ) == (0, 1)


def test_the_rows_behind_a_figure_are_for_the_sides_and_those_above(world, pairing):
    one, node = figures.figure("W05"), nodes.find(world.places["community"].code)
    seen = {
        name: figures.rows_seen(one, node, parse("2026", today=TODAY), world.act(name)).count()
        for name in ("worker", "library_clerk", "street", "worker2", "clerk")
    }
    assert seen == {"worker": 5, "library_clerk": 5, "street": 5, "worker2": 0, "clerk": 0}


def test_the_demo_worlds_cast_meets_each_partner_once_a_month_or_more():
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from jinlin.matters.public import load_categories
    from jinlin.organisations.public import load_templates
    from jinlin.site.demo.make import ORDER
    from jinlin.site.demo.make import build as build_demo
    from jinlin.site.demo.scale import SCALES

    on = dt.date(2026, 11, 19)
    load_categories()
    load_templates()
    with transaction.atomic():
        made = build_demo(SCALES["small"], on, make_password("not used here"))
        made.rows.write(*ORDER)
    rows = Agreement.objects.filter(community__name="榕西社区", state="in_force").order_by("pk")
    shown = strips(list(rows), on=on)
    cast, venue, experts = (shown[row.pk] for row in rows)
    assert cast.in_force == 13 and cast.kept == 13 and cast.held >= 13
    for other in (venue, experts):
        assert 0 < other.kept < other.in_force == 13
    street = nodes.find(made.places["street"].code)
    assert figures.value(figures.figure("partners.late"), street, parse("2026", today=on)).number > 0
