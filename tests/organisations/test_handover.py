"""Open work goes on when a seat ends: to the successor, else to whoever is in charge; never to nobody."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.engine import thread
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.matters import tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.organisations.commands import close_due, end_tenure, give_seat, make_seat
from jinlin.organisations.models import Tenure
from jinlin.organisations.public import actor
from tests.cast import build
from tests.organisations.seats import newcomer, seat_of, tenure_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def world(db):
    return build()


@pytest.fixture
def on():
    return timezone.localdate()


def working(world, name="worker", **told):
    matter = world.tell(**told).matter
    MATTERS.take(matter, "accept", by=world.act(name))
    return matter


def owner(matter):
    return Matter.objects.get(pk=matter).owner.username


def end(world, name, on, **more):
    end_tenure(tenure=tenure_of(world, name), on=on, by=world.act("street"), **more)


def test_open_matters_go_to_the_successor_with_a_line_in_the_trail_and_one_word_for_all(world, on):
    matters = [working(world), working(world)]
    before = Matter.objects.values("pk", "state", "due_at")
    before = {row["pk"]: row for row in before}
    end(world, "worker", on, successor=newcomer(), how="appointed")
    assert {owner(pk) for pk in matters} == {"newcomer"}
    assert {row["pk"]: row for row in Matter.objects.values("pk", "state", "due_at")} == before
    for pk in matters:
        line = thread("matter", pk, seen=["staff"])[-1]
        assert (line.thing, line.seen) == ("matter.handed_over", "staff")
        assert "handed_over" not in "".join(
            event.thing for event in thread("matter", pk, seen=["public", "teller"])
        )
    word = Notice.objects.get(account__username="newcomer")
    assert "2 件" in word.zh and "林晓" in word.zh
    assert trail.verify([("matter", Matter)])["faults"] == []
    assert tallies.differences() == []


def test_without_a_successor_they_go_to_whoever_is_in_charge_of_the_place(world, on):
    matter, elsewhere = working(world), working(world, "worker2", place="dongxi")
    closed = working(world)
    Matter.objects.filter(pk=closed).update(state="closed", closed_at=F("told_at"))
    end(world, "worker", on)
    assert owner(matter) == "grid_worker"
    assert owner(elsewhere) == "worker2"
    assert owner(closed) == "worker"
    word = Notice.objects.filter(account__username="grid_worker").latest("pk")
    assert "岗位交接给您" in word.zh


def test_what_another_seat_of_the_same_person_covers_stays(world, on):
    second = make_seat(role="community_worker", place=world.places["community"], by=world.act("street"))
    give_seat(seat=second, person=world.accounts["worker"].person, from_on=on, by=world.act("street"))
    matter = working(world)
    first = Tenure.objects.exclude(seat=second).get(person=world.accounts["worker"].person)
    end_tenure(tenure=first, on=on, by=world.act("street"))
    assert owner(matter) == "worker"


def test_a_clerk_s_matters_go_to_a_colleague_of_the_institution(world, on):
    matter = working(world)
    MATTERS.take(
        matter,
        "dispatch",
        by=world.act("worker"),
        given={"lead": world.institutions["housing"].pk, "note": "请办"},
    )
    MATTERS.take(matter, "receive", by=world.act("clerk"))
    seat = make_seat(
        role="department_clerk", institution=world.institutions["housing"], by=world.act("district")
    )
    give_seat(seat=seat, person=newcomer(), from_on=on, by=world.act("district"))
    end_tenure(tenure=tenure_of(world, "clerk"), on=on, by=world.act("district"))
    assert owner(matter) == "newcomer"


def test_a_tenure_does_not_end_while_nobody_could_take_its_work_over(world, on):
    matter = world.tell().matter
    district = world.act("district")
    for name in ("worker", "secretary", "street"):
        end_tenure(tenure=tenure_of(world, name), on=on, by=district)
    MATTERS.take(matter, "accept", by=world.act("grid_worker"))
    Tenure.objects.filter(pk=tenure_of(world, "district").pk).delete()
    with pytest.raises(Refused) as refused:
        end_tenure(tenure=tenure_of(world, "grid_worker"), on=on, by=district)
    assert refused.value.reason.code == "no_successor"
    assert tenure_of(world, "grid_worker").ended_on is None
    assert owner(matter) == "grid_worker"


def test_a_term_that_runs_out_is_handed_over_by_the_clock_the_day_after_its_last(world, on):
    matter = working(world)
    Tenure.objects.filter(pk=tenure_of(world, "worker").pk).update(to_on=on)
    now = timezone.now()
    assert close_due(now) == 0
    assert owner(matter) == "worker"
    Tenure.objects.filter(pk=tenure_of(world, "worker").pk).update(to_on=on - DAY)
    assert actor(world.accounts["worker"]).seats == ()
    assert close_due(now) == 1
    assert owner(matter) == "grid_worker"
    row = tenure_of(world, "worker")
    assert (row.ended_on, row.handed_over_at) == (on, now)
    assert close_due(now) == 0
    assert thread("matter", matter, seen=["staff"])[-1].actor_title == "平台"


def test_a_term_that_ends_tomorrow_goes_tomorrow_to_the_one_whose_term_begins(world, on):
    matter = working(world)
    end(world, "worker", on + DAY, successor=newcomer())
    assert owner(matter) == "worker"
    close_due(timezone.now() + DAY)
    assert owner(matter) == "newcomer"


def test_a_term_that_nobody_can_take_over_keeps_its_owner_and_is_tried_again(world, on):
    matter = working(world)
    Tenure.objects.exclude(pk=tenure_of(world, "worker").pk).delete()
    Tenure.objects.update(to_on=on - DAY)
    assert close_due(timezone.now()) == 0
    assert owner(matter) == "worker"
    Tenure.objects.update(ended_on=on)
    Tenure.objects.create(seat=seat_of(world, "worker"), person=newcomer(), from_on=on)
    assert close_due(timezone.now()) == 1
    assert owner(matter) == "newcomer"


def test_a_step_that_was_under_way_when_the_seat_ended_is_handed_over_after_it(world, on):
    matter, before = world.tell().matter, world.act("worker")
    end(world, "worker", on)
    MATTERS.take(matter, "accept", by=before)
    assert owner(matter) == "worker"
    close_due(timezone.now())
    assert owner(matter) == "grid_worker"


@pytest.mark.django_db(transaction=True)
def test_whatever_is_told_while_a_seat_ends_has_an_owner_who_sits_there(on):
    """A teller and the one who ends the seat at once, ten times over: no matter stays with who left."""
    world = build()
    tenure = tenure_of(world, "grid_worker")
    start = threading.Barrier(2)
    faults = []

    def told():
        try:
            start.wait(10)
            for _ in range(10):
                world.tell(by=world.act("resident"))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    def ended():
        try:
            start.wait(10)
            end_tenure(tenure=tenure, on=on, by=world.act("street"))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=told), threading.Thread(target=ended)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert faults == []
    owners = set(Matter.objects.values_list("owner__username", flat=True))
    assert Matter.objects.count() == 10 and owners == {"worker"}
    assert tallies.differences() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_give_one_seat_at_once_and_one_gets_it(on):
    world = build()
    seat = make_seat(role="community_worker", place=world.places["community"], by=world.act("street"))
    people = [newcomer("甲", username="one"), newcomer("乙", username="two")]
    start, outcomes = threading.Barrier(2), []

    def give(person):
        try:
            start.wait(10)
            give_seat(seat=seat, person=person, from_on=on, by=world.act("street"))
            outcomes.append("given")
        except Refused as refused:
            outcomes.append(refused.reason.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(person,)) for person in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(outcomes) == ["given", "not_free"]
    assert seat.tenures.count() == 1
