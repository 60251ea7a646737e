"""The demo's stations state the figures of the sources, its rota and its draw are what the rules say."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base import figures
from jinlin.base.nodes import find
from jinlin.base.periods import parse
from jinlin.site.demo.homes import build_homes
from jinlin.site.demo.scale import SMALL
from jinlin.site.demo.stations import build_stations
from jinlin.site.demo.venue_life import build_venue_life
from jinlin.venues.duty.jobs import reckon
from jinlin.venues.models import CoverDay, DutyPost, StageRound, Turn
from jinlin.venues.stage.desk import as_data
from jinlin.venues.stage.rules import replayed
from jinlin.venues.standards import load_standards
from tests.site.test_demo_district import land

pytestmark = pytest.mark.django_db


def test_stations_of_the_demo_say_what_the_sources_say() -> None:
    load_standards()
    world = land(SMALL)
    build_homes(world)
    build_stations(world)
    build_venue_life(world)
    world.rows.write()
    node, period = find(world.places["district"].code), parse("2026", today=world.on)
    said = {id: figures.value(figures.figure(id), node, period).number for id in ("N17", "N18", "N19", "N20")}
    assert said["N17"] == 3050_25 + 86_40  # 3,000 m² and more
    assert said["N18"] == 3260_00  # 3,200 and more
    assert said["N19"] == 5_236_000_00  # five million yuan and more
    assert said["N20"] == 520_00  # 500 and more
    share = figures.value(figures.figure("venues.coverage"), node, period)
    assert share.base
    assert 0.9 < (share.number or 0) / share.base < 1
    # What is kept is what the turns say, and what was drawn is what anybody draws.
    yesterday = world.on - dt.timedelta(days=1)
    assert reckon(DutyPost.objects.all(), world.on - dt.timedelta(days=90), yesterday) == 0
    assert CoverDay.objects.count() == 91
    assert replayed(as_data(StageRound.objects.get(code="WT01")))["same"]
    assert set(Turn.objects.values_list("state", flat=True)) >= {
        "done",
        "missed",
        "accepted",
        "offered",
        "wanted",
    }
