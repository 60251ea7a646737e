"""Figures on a hand-counted world: the steps of the four-step procedure, meetings, points, what is late."""

import datetime as dt

import pytest

from jinlin.base import figures
from jinlin.base.figures import Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period, parse
from jinlin.deliberation import commands
from jinlin.deliberation.figures import _answered, _held, _late, _raised
from jinlin.deliberation.models import Meeting, Point
from jinlin.places.public import node_of
from tests.cast import build
from tests.deliberation.test_motions import Walk

pytestmark = pytest.mark.django_db


def _year() -> Period:
    return parse("2026", today=dt.date(2026, 12, 31))


def _steps(node: Node, period: Period) -> Value:
    return figures.value(figures.figure("W07"), node, period)


def test_a_motion_that_went_through_all_four_steps_counts_four():
    walk = Walk()
    node = node_of(walk.world.places["qingrong"])
    assert _steps(node, _year()).number is None
    walk.to_review()
    assert _steps(node, _year()).number == 2
    walk.decide("representatives", 4, 2)
    walk.now += dt.timedelta(days=16)
    walk.step("advance")
    walk.decide("assembly", 3, 1)
    found = _steps(node, _year())
    assert (found.number, found.rows) == (4, 1)
    assert _steps(node_of(walk.world.places["dongxi"]), _year()).number is None
    assert _held(node_of(walk.world.places["community"]), _year()).count() == 4


def test_points_answered_are_counted_over_points_raised():
    world = build()
    talk = commands.make_body(
        name="说事", kind="talk", place=world.places["qingrong"], by=world.act("worker"), is_open=True
    )
    at = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)
    for number, state in enumerate(("raised", "answered", "working", "withdrawn")):
        Point.objects.create(body=talk, text=f"事{number}", channel="page", state=state, raised_at=at)
    node = node_of(world.places["community"])
    assert (_answered(node, _year()).count(), _raised(node, _year()).count()) == (2, 3)
    assert _late(node, _year()).count() == 0
    assert not Meeting.objects.exists()


def test_the_figures_are_declared():
    assert {"W07", "D01", "D02", "D03"} <= set(figures.figures)
