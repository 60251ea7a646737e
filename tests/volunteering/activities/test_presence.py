"""Who was there: three ways at the door, a double scan, a lost network, a late upload, two clocks, attendance that follows."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base import doorcode
from jinlin.base.actor import THE_CLOCK
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.volunteering.activities import commands, presence, queries
from jinlin.volunteering.activities.desk import ACTIVITIES, ACTIVITY_SUBJECT
from jinlin.volunteering.activities.jobs import tidy_activities
from jinlin.volunteering.activities.presence import Fact, record
from jinlin.volunteering.models import Attendance, Presence, SignUp
from tests.volunteering.activities.scene import Scene, minutes, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    """The course with the resident, the partner and the child signed up."""
    found = scene()
    resident = found.world.act("resident")
    commands.sign_up(
        activity=found.first,
        people=queries.family(resident.person),
        by=resident,
        consent=commands.Consent(resident.person),
    )
    return found


def place(made: Scene, person: int) -> SignUp:
    return SignUp.objects.get(occurrence=made.first, person=person)


def came(made: Scene) -> int:
    return queries.attended_count(made.first.pk)


def test_three_ways_at_the_door_and_a_double_scan_are_one_truth(made: Scene) -> None:
    worker, resident = made.world.act("worker"), made.world.act("resident")
    at, pk = made.first.begins_at, made.first.pk
    mine = place(made, resident.person)
    for nonce, fact in (("a", Fact("a", token=mine.token, method="pass")), ("b", Fact("b", sign_up=mine.pk))):
        (taken,) = record(activity=pk, facts=[fact], by=worker, now=at)
        assert taken.said == "recorded", nonce
    code = doorcode.code(presence.DOOR, pk, at)
    presence.arrive(
        activity=pk, code=code, people=[resident.person, made.child.pk], by=resident, nonce="c", now=at
    )
    assert Presence.objects.filter(occurrence=pk).count() == 4
    assert came(made) == 2  # the resident once, however often, and the child


def test_what_a_device_sends_again_after_a_lost_network_is_one_fact(made: Scene) -> None:
    worker, at = made.world.act("worker"), made.first.begins_at
    facts = [
        Fact(f"n{one.pk}", sign_up=one.pk, at=at + minutes(3))
        for one in SignUp.objects.filter(occurrence=made.first)
    ]
    first = record(activity=made.first.pk, facts=facts, by=worker, now=at + dt.timedelta(hours=5))
    again = record(
        activity=made.first.pk, facts=[*facts, facts[0]], by=worker, now=at + dt.timedelta(hours=6)
    )
    assert [one.said for one in first] == ["recorded"] * 3
    assert [one.said for one in again] == ["known"] * 4
    assert came(made) == 3
    assert set(Attendance.objects.values_list("came_at", flat=True)) == {at + minutes(3)}


def test_a_slip_of_the_finger_is_taken_back_by_a_further_fact(made: Scene) -> None:
    worker, at = made.world.act("worker"), made.first.begins_at
    mine = place(made, made.partner.pk)
    record(activity=made.first.pk, facts=[Fact("x", sign_up=mine.pk)], by=worker, now=at)
    record(activity=made.first.pk, facts=[Fact("y", kind="undo", undoes="x")], by=worker, now=at)
    assert came(made) == 0
    assert Presence.objects.count() == 2
    record(activity=made.first.pk, facts=[Fact("z", sign_up=mine.pk)], by=worker, now=at)
    assert came(made) == 1


def test_walk_ins_and_a_headcount_are_counted_beside_the_list(made: Scene) -> None:
    worker, at = made.world.act("worker"), made.first.begins_at
    guest = commands.person_for(activity=made.first, name="路过的张叔")
    facts = [
        Fact("w", method="walk_in", person=guest.pk),
        Fact("h1", kind="headcount", method="count", people=5),
        Fact("h2", kind="headcount", method="count", people=7),
    ]
    record(activity=made.first.pk, facts=facts, by=worker, now=at)
    assert came(made) == 8
    assert Attendance.objects.get(is_headcount=True).people == 7
    assert presence.differences() == []


def test_a_stale_code_and_one_without_a_place_are_told_what_to_do(made: Scene) -> None:
    resident, at, pk = made.world.act("resident"), made.first.begins_at, made.first.pk
    old = doorcode.code(presence.DOOR, pk, at - minutes(10))
    with pytest.raises(Refused) as stale:
        presence.arrive(activity=pk, code=old, people=[resident.person], by=resident, nonce="s", now=at)
    assert stale.value.reason.code == "wrong_code"
    neighbour = made.world.act("neighbour")
    with pytest.raises(Refused) as unknown:
        presence.arrive(
            activity=pk,
            code=doorcode.code(presence.DOOR, pk, at),
            people=[resident.person],
            by=neighbour,
            nonce="s",
            now=at,
        )
    assert unknown.value.reason.code == "not_on_list"


def test_only_those_who_run_it_record_others(made: Scene) -> None:
    for who in ("resident", "neighbour", "worker2", "clerk"):
        with pytest.raises(Refused):
            record(
                activity=made.first.pk,
                facts=[Fact("q", sign_up=place(made, made.partner.pk).pk)],
                by=made.world.act(who),
                now=made.first.begins_at,
            )
    assert Presence.objects.count() == 0


def test_whoever_leads_it_may_tick_the_list() -> None:
    made = scene()
    lead = made.world.act("neighbour")
    made.series.lead_id = lead.person
    made.series.save()
    resident = made.world.act("resident")
    (one,) = commands.sign_up(activity=made.first, people=[made.partner], by=resident)
    (taken,) = record(
        activity=made.first.pk, facts=[Fact("l", sign_up=one.sign_up.pk)], by=lead, now=made.first.begins_at
    )
    assert taken.said == "recorded"


def test_held_void_and_locked_follow_from_the_facts_and_the_clock(made: Scene) -> None:
    worker, first = made.world.act("worker"), made.first
    tidy_activities(first.begins_at)
    first.refresh_from_db()
    assert first.state == "under_way"
    tidy_activities(first.ends_at + dt.timedelta(hours=4))
    first.refresh_from_db()
    assert first.state == "void"
    record(
        activity=first.pk,
        facts=[Fact("late", sign_up=place(made, made.partner.pk).pk, at=first.begins_at)],
        by=worker,
        now=first.ends_at + dt.timedelta(hours=10),
    )
    first.refresh_from_db()
    assert first.state == "held"
    tidy_activities(first.ends_at + dt.timedelta(hours=73))
    first.refresh_from_db()
    assert first.state == "locked"


def test_the_clock_says_that_there_is_no_list_and_only_a_person_says_that_nobody_came(made: Scene) -> None:
    worker = made.world.act("worker")
    first, second = made.series.occurrences.order_by("begins_at")[:2]
    ACTIVITIES.take(second.pk, "publish", by=worker)
    tidy_activities(first.ends_at + dt.timedelta(hours=4))
    first.refresh_from_db()
    shown = " ".join(str(one.words) for one in lines(ACTIVITY_SUBJECT, first, worker))
    assert "没有到场记录" in shown and "没有人来" not in shown and "没人来" not in shown
    assert str(ACTIVITIES.procedure.state(first.state).words) == "没有到场记录"
    with pytest.raises(Refused):
        ACTIVITIES.take(second.pk, "void", by=THE_CLOCK, on=second.ends_at + dt.timedelta(hours=4))
    ACTIVITIES.take(second.pk, "void", by=worker, on=second.ends_at + dt.timedelta(minutes=5))
    second.refresh_from_db()
    assert "没有人来" in " ".join(str(one.words) for one in lines(ACTIVITY_SUBJECT, second, worker))


def test_after_the_lock_a_correction_has_a_reason_and_stands_in_the_trail(made: Scene) -> None:
    worker, first = made.world.act("worker"), made.first
    record(
        activity=first.pk,
        facts=[Fact("i", sign_up=place(made, made.partner.pk).pk)],
        by=worker,
        now=first.begins_at,
    )
    ACTIVITIES.take(first.pk, "close", by=worker, on=first.ends_at)
    tidy_activities(first.ends_at + dt.timedelta(hours=73))
    later = first.ends_at + dt.timedelta(hours=80)
    fact = Fact("j", sign_up=place(made, made.child.pk).pk, at=first.begins_at, method="paper")
    (against,) = record(activity=first.pk, facts=[fact], by=worker, now=later)
    assert against.reason.code == "no_reason"
    (taken,) = record(activity=first.pk, facts=[fact], by=worker, now=later, reason="纸面签到表漏录")
    assert taken.said == "recorded"
    assert Event.objects.get(subject="activity", thing="activity.counted").text == "纸面签到表漏录"
    (never,) = record(
        activity=first.pk,
        facts=[Fact("k", sign_up=place(made, made.child.pk).pk)],
        by=worker,
        now=later + dt.timedelta(days=7),
        reason="又漏了",
    )
    assert never.reason.code == "too_late"


def test_new_and_returning_follow_from_the_course(made: Scene) -> None:
    worker = made.world.act("worker")
    record(
        activity=made.first.pk,
        facts=[Fact("1", sign_up=place(made, made.partner.pk).pk)],
        by=worker,
        now=made.first.begins_at,
    )
    second = made.series.occurrences.order_by("begins_at")[1]
    second = ACTIVITIES.take(second.pk, "publish", by=worker)
    found = commands.sign_up(
        activity=second, people=[made.partner, made.child], by=made.world.act("resident")
    )
    record(
        activity=second.pk,
        facts=[Fact("2", sign_up=one.sign_up.pk) for one in found[:1]] + [Fact("3", person=made.child.pk)],
        by=worker,
        now=second.begins_at,
    )
    assert dict(Attendance.objects.filter(occurrence=second).values_list("person", "fresh")) == {
        made.partner.pk: False,
        made.child.pk: True,
    }
