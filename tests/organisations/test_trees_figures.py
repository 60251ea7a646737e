"""The figures of organisations: those of the sources from the demo world's rows, and small worlds counted by hand."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from jinlin.base.figures import figure, rows_seen, value
from jinlin.base.nodes import find
from jinlin.base.periods import year_of
from jinlin.organisations.commands import cover, merge, rename
from jinlin.organisations.models import ReportIn, Seat, Tenure
from jinlin.people.models import Person
from jinlin.site.demo.scale import DISTRICT, SMALL
from jinlin.site.demo.trees import build_trees
from tests.cast import SINCE
from tests.organisations.test_tree_commands import found
from tests.organisations.test_trees_changes import LAST_YEAR, tree, world  # noqa: F401
from tests.site.test_demo_district import land

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
YEAR = year_of(ON, today=ON)


def made(scale):
    demo = land(scale)
    build_trees(demo)
    demo.rows.write()
    return demo


def cell(id, code, period=YEAR):
    return value(figure(id), find(code), period)


@pytest.mark.slow
def test_the_district_states_the_numbers_of_the_sources():
    begun = time.monotonic()
    demo = land(DISTRICT)
    before = time.monotonic()
    build_trees(demo)
    assert time.monotonic() - before < 6, f"the builder took {time.monotonic() - before:.1f} s"
    demo.rows.write()
    district = demo.places["district"].code
    assert cell("L01", district).number == 547
    share = cell("L02", district)
    assert (share.number, share.base, figure("L02").shown(share)) == (547, 552, "99.0%")
    assert cell("L04", district).number == 292
    assert cell("L05", district).number == 210
    share = cell("L06", district)
    assert (share.number, share.base) == (210, 300) and share.number * 3 > share.base * 2
    assert cell("L07", district).number == 110
    assert cell("L08", district).number == 5
    assert cell("L13", demo.places["安和新苑"].code).number == 3
    assert cell("W03", demo.places["zones"].code).number == 3
    assert cell("W04", demo.of_level("street")[-1].code).number == 4
    assert cell("N11", demo.places["榕西"].code).number == 8
    assert cell("N21", demo.places["榕西"].code).number == 26
    assert time.monotonic() - begun < 60


def test_the_small_world_states_its_own_numbers():
    demo = made(SMALL)
    district, community = demo.places["district"].code, demo.places["榕西"].code
    assert cell("L01", district).number == 4
    assert cell("L04", district).number == 2
    assert (cell("L06", district).number, cell("L06", district).base) == (2, 3)
    assert cell("L07", district).number == 1
    assert cell("N11", community).number == 8
    assert cell("N21", community).number == cell("N21", community).rows >= 20
    assert cell("L13", demo.places["安和新苑"].code).number == 3


def seat(world, role, place, person):  # noqa: F811
    made_ = Seat.objects.create(role=role, place=world.places[place])
    return Tenure.objects.create(seat=made_, person=person, from_on=SINCE)


def member(world, branch, name, **more):  # noqa: F811
    given = {"kind": "serving", "state": "confirmed", "reported_on": SINCE, "confirmed_on": SINCE} | more
    return ReportIn.objects.create(
        person=Person.objects.create(name=name), organisation=branch, **given
    ).person


def test_overlaps_follow_from_seats_and_dates_alone(world, tree):  # noqa: F811
    today = timezone.localdate()
    now = year_of(today, today=today)
    district = world.places["district"].code
    chen, he = member(world, tree["branch"], "陈"), member(world, tree["branch"], "何")
    seat(world, "estate_secretary", "qingrong", chen)
    chair = seat(world, "owners_chair", "qingrong", he)
    found(world, "owners.owners_committee", "qingrong")
    found(world, "owners.owners_committee", "wanhua")
    seat(world, "owners_chair", "wanhua", Person.objects.create(name="外"))
    assert [cell(id, district, now).number for id in ("L04", "L05", "L07")] == [1, 1, 0]
    assert (cell("L06", district, now).number, cell("L06", district, now).base) == (1, 2)
    chair.person = chen
    chair.save()
    assert cell("L07", district, now).number == 1
    ReportIn.objects.filter(person=chen).update(ended_on=today)
    assert [cell(id, district, now).number for id in ("L04", "L05", "L07")] == [0, 0, 1]


def test_a_merger_leaves_last_year_s_figures_as_they_were(world, tree):  # noqa: F811
    street, today = world.act("street"), timezone.localdate()
    other = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    district = world.places["district"].code
    then, now = year_of(LAST_YEAR, today=today), year_of(today, today=today)
    past = (cell("L01", district, then).number, cell("L02", district, then).number)
    merge(organisation=tree["branch"], into=other, on=today, by=street)
    rename(organisation=other, name="联合党支部", by=street)
    assert (cell("L01", district, then).number, cell("L02", district, then).number) == past == (2, 2)
    assert (cell("L01", district, now).number, cell("L02", district, now).number) == (1, 2)
    assert cell("L02", district, now).base == 4


def test_an_estate_that_another_branch_covers_counts_as_covered(world, tree):  # noqa: F811
    today = timezone.localdate()
    now = year_of(today, today=today)
    district = world.places["district"].code
    before = cell("L02", district, now).number
    cover(organisation=tree["branch"], place=world.places["wanhua"], from_on=today, by=world.act("street"))
    assert cell("L02", district, now).number == before + 1


def test_whether_a_chair_is_a_member_is_read_by_the_party_s_own_line_alone(world, tree):  # noqa: F811
    today = timezone.localdate()
    now = year_of(today, today=today)
    seat(world, "owners_chair", "qingrong", member(world, tree["branch"], "何"))
    one, district = figure("L05"), find(world.places["district"].code)
    for name in ("secretary", "street", "district"):
        assert rows_seen(one, district, now, world.act(name)).count() == 1, name
    for name in ("worker", "grid_worker", "worker2", "clerk", "resident"):
        assert rows_seen(one, district, now, world.act(name)).count() == 0, name
    assert one.guard == 5
