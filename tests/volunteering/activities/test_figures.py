"""The figures of activities on a hand-counted world, and the demo community's year as the source counts it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import figures, nodes, trail
from jinlin.base.figures import Value
from jinlin.base.periods import parse
from jinlin.organisations.public import actor
from jinlin.volunteering.activities import commands, presence
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.activities.evidence import find, offers
from jinlin.volunteering.activities.jobs import tidy_activities
from jinlin.volunteering.activities.presence import Fact, record
from jinlin.volunteering.models import Attendance, Occurrence
from tests.organisations.partners import institution
from tests.volunteering.activities.scene import Scene, scene

pytestmark = pytest.mark.django_db


def count(id: str, code: str, period: str, today: dt.date) -> Value:
    return figures.value(figures.figure(id), nodes.find(code), parse(period, today=today))


def sat(made: Scene, activity: Occurrence, people: int, guests: int = 0, role: str = "") -> None:
    """So many came to an activity, and it was closed."""
    worker = made.world.act("worker")
    facts = [
        Fact(f"{activity.pk}-{n}", person=made.person(f"学员{activity.pk}-{n}", 2016).pk, role=role)
        for n in range(people)
    ]
    facts += [Fact(f"{activity.pk}-h", kind="headcount", people=guests)] if guests else []
    if facts:
        record(activity=activity.pk, facts=facts, by=worker, now=activity.begins_at)
    ACTIVITIES.take(activity.pk, "close" if facts else "void", by=worker, on=activity.ends_at)


def test_sessions_and_attendances_of_a_course_leave_out_the_day_to_which_nobody_came() -> None:
    made = scene()
    worker = made.world.act("worker")
    made.series.lead = made.person("陈启明", 1960)
    made.series.save()
    dates = list(made.series.occurrences.order_by("begins_at")[:4])
    for one in dates[1:]:
        ACTIVITIES.take(one.pk, "publish", by=worker)
    for one, people in zip(dates, (5, 0, 7, 6), strict=True):
        sat(made, one, people, guests=2 if people == 7 else 0)
    tidy_activities(dates[-1].ends_at + dt.timedelta(days=4))
    states = list(made.series.occurrences.order_by("begins_at").values_list("state", flat=True)[:4])
    assert states == ["locked", "void", "locked", "locked"]
    code, today = made.world.places["community"].code, timezone.localdate(dates[-1].begins_at)
    period = f"{timezone.localdate(dates[0].begins_at)}..{today}"
    assert [count(id, code, period, today).number for id in ("X01", "X02", "X09", "X07", "X08")] == [
        3,
        20,
        6,
        3,
        20,
    ]
    assert count("X05", code, period, today).number == 0
    assert count("X01", made.world.places["community2"].code, period, today).number == 0
    assert presence.differences() == []


def test_volunteers_are_counted_apart_from_those_whom_they_serve() -> None:
    made = scene(kind="volunteer_day", title="楼道大扫除")
    sat(made, made.first, 7, guests=30, role="volunteer")
    code, today = made.world.places["community"].code, timezone.localdate(made.first.begins_at)
    period = f"{today:%Y-%m}"
    assert [count(id, code, period, today).number for id in ("X05", "X06", "X07", "X08")] == [1, 7, 1, 30]


def test_places_taken_no_shows_and_first_timers_have_their_base() -> None:
    made = scene(capacity=10)
    accounts = made.residents(8)
    rows = [
        commands.sign_up(activity=made.first, people=[one.person], by=actor(one))[0].sign_up
        for one in accounts
    ]
    worker = made.world.act("worker")
    facts = [Fact(f"i{one.pk}", sign_up=one.pk) for one in rows[:5]] + [
        Fact("x", kind="excused", sign_up=rows[5].pk)
    ]
    record(activity=made.first.pk, facts=facts, by=worker, now=made.first.begins_at)
    ACTIVITIES.take(made.first.pk, "close", by=worker, on=made.first.ends_at)
    code, today = made.world.places["community"].code, timezone.localdate(made.first.begins_at)
    shown = {
        id: count(f"activities.{id}", code, f"{today:%Y-%m}", today) for id in ("fill", "no_show", "fresh")
    }
    assert {id: (one.number, one.base) for id, one in shown.items()} == {
        "fill": (8, 10),
        "no_show": (2, 8),
        "fresh": (5, 5),
    }


def test_a_joint_activity_proves_a_duty_and_one_that_was_not_held_proves_nothing() -> None:
    made = scene()
    partner = institution(made.world, "library", "市图书馆", "馆员")
    made.series.partner = partner
    made.series.save()
    on, place = timezone.localdate(made.first.begins_at), made.world.places["community"].pk
    assert find(made.first.pk) is None
    assert list(offers(partner.pk, place, on, on)) == []
    sat(made, made.first, 6, guests=10)
    (proof,) = offers(partner.pk, place, on, on)
    assert (proof.sort, proof.people, proof.minutes, proof.is_joint) == ("activity.joint", 16, 90, True)
    assert find(made.first.pk) == proof
    assert list(offers(partner.pk, made.world.places["community2"].pk, on, on)) == []


def test_the_demo_communitys_year_is_the_sources_to_the_number() -> None:
    from jinlin.site.demo.activities import build_activities
    from jinlin.site.demo.homes import build_homes
    from jinlin.site.demo.scale import SMALL
    from jinlin.site.demo.stations import build_stations
    from jinlin.venues.public import load_standards
    from tests.site.test_demo_district import land

    load_standards()
    world = land(SMALL)
    build_homes(world)
    build_stations(world)
    build_activities(world)
    for event in sorted(world.events, key=lambda one: one.at):
        world.rows.add(event)
    world.rows.write()
    home = world.above[world.places["青榕花园"].pk]["community"].code
    wanted = {"X01": 21, "X02": 251, "X05": 60, "X06": 400, "X07": 130, "X08": 3625, "X09": 20}
    assert {id: count(id, home, "2026", world.on).number for id in wanted} == wanted
    # Oracle (a): the twenty-second session, to which nobody came, is void and makes the mean no smaller.
    mean = count("activities.course_mean", home, "2026", world.on)
    assert (mean.number, mean.base, figures.figure("activities.course_mean").shown(mean)) == (
        251,
        21,
        "11.95",
    )
    assert presence.differences() == []
    assert trail.verify(trail.heads())["faults"] == []
    assert (
        Occurrence.objects.filter(series__title="周日围棋公益课", state="void", attendances=None).count() == 1
    )
    assert Attendance.objects.filter(fresh=False, occurrence__series__title="周日围棋公益课").count() > 150
