"""Who helps at an activity, or teaches it, has a record of service once its list is locked; points come by the minutes, not twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from jinlin.base.actor import THE_CLOCK
from jinlin.organisations.public import actor
from jinlin.people.public import key_of
from jinlin.volunteering.activities import presence
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.activities.presence import Fact
from jinlin.volunteering.models import Attendance, LedgerTxn, PointRule, Series, ServiceHours
from jinlin.volunteering.points import ledger
from jinlin.volunteering.teams.desk import RECORDS
from tests.people.pages import sign_in
from tests.venues.house import house
from tests.volunteering.activities.scene import Scene, arrange, publish, scene

pytestmark = pytest.mark.django_db


def test_helpers_who_came_and_left_are_recorded_and_others_are_asked() -> None:
    made: Scene = scene()
    first, worker = made.first, made.world.act("worker")
    helper, forgot, guest = (made.account(name).person for name in ("帮手", "忘记", "学员"))
    account = ledger.open_account(person=helper, place=made.world.places["community"])
    PointRule.objects.create(
        place=made.world.places["community"], version=1, state="applied", from_on=first.begins_at.date() - dt.timedelta(days=30), per_hour={"B": 8}, activity=5,
        made_by=made.world.accounts["worker"], applied_by=made.world.accounts["secretary"],
    )  # fmt: skip
    begin = first.begins_at
    ACTIVITIES.take(first.pk, "begin", by=worker, on=begin)
    facts = [
        Fact("a1", person=helper.pk, role="volunteer", method="walk_in", at=begin), Fact("b1", person=forgot.pk, role="volunteer", method="walk_in", at=begin),
        Fact("c1", person=guest.pk, method="walk_in", at=begin), Fact("c2", kind="out", person=guest.pk, at=begin + dt.timedelta(minutes=80)),
        Fact("a2", kind="out", person=helper.pk, at=begin + dt.timedelta(minutes=75)),
    ]  # fmt: skip
    said = presence.record(activity=first.pk, facts=facts, by=worker, now=begin + dt.timedelta(minutes=80))
    assert {one.said for one in said} == {"recorded"}
    over = first.ends_at + dt.timedelta(minutes=10)
    ACTIVITIES.take(first.pk, "close", by=worker, on=over)
    ACTIVITIES.take(first.pk, "lock", by=THE_CLOCK, on=over + dt.timedelta(hours=73))
    row = ServiceHours.objects.get()
    assert (row.person, row.minutes, row.grade, row.state, row.recorded_by) == (
        helper,
        75,
        "B",
        "claimed",
        None,
    )
    assert LedgerTxn.objects.count() == 0  # not twice: the minutes earn once they are confirmed
    RECORDS.take(row.pk, "confirm", by=actor(made.world.accounts["secretary"]))
    account.refresh_from_db()
    assert account.balance == 75 * 8 // 60


def held_with(made: Scene, *, by: str, pupils: int = 2) -> ServiceHours | None:
    """A session at which pupils came, ticked by somebody, closed by the clock and locked; the record of its teacher, if any."""
    first, keeper = made.first, made.world.act(by)
    begin, over = first.begins_at, first.ends_at
    ACTIVITIES.take(first.pk, "begin", by=THE_CLOCK, on=begin)
    facts = [
        Fact(f"p{number}", person=made.person(f"学员{number}").pk, method="walk_in", at=begin + dt.timedelta(minutes=5))
        for number in range(pupils)
    ]  # fmt: skip
    presence.record(activity=first.pk, facts=facts, by=keeper, now=begin + dt.timedelta(minutes=10))
    late = over + dt.timedelta(hours=4)
    ACTIVITIES.take(first.pk, "close" if pupils else "unrecorded", by=THE_CLOCK, on=late)
    if pupils:
        ACTIVITIES.take(first.pk, "lock", by=THE_CLOCK, on=late + dt.timedelta(hours=73))
    return ServiceHours.objects.first()


@pytest.mark.parametrize(("keeper", "grade"), [("worker", "B"), ("neighbour", "E")])
def test_whoever_taught_has_hours_by_the_list_of_pupils_and_a_second_persons_word_weighs_more(
    keeper: str, grade: str
) -> None:
    made = scene()
    made.series.lead = made.world.accounts["neighbour"].person
    made.series.save(update_fields=["lead"])
    row = held_with(made, by=keeper)
    assert row is not None
    assert (row.person, row.minutes, row.grade, row.state) == (made.series.lead, 85, grade, "claimed")
    assert row.begins_at == made.first.begins_at + dt.timedelta(minutes=5)


def test_a_lesson_to_which_nobody_came_and_one_without_a_named_teacher_give_no_hours() -> None:
    made = scene()
    assert held_with(made, by="worker") is None
    empty = arrange(made.house, title="书法课", begins=900)
    empty.lead = made.world.accounts["neighbour"].person
    empty.save(update_fields=["lead"])
    made.series, made.first = empty, publish(empty, made.house)
    assert held_with(made, by="worker", pupils=0) is None


def test_a_teacher_ticked_on_the_list_is_no_pupil_and_is_recorded_once() -> None:
    made = scene()
    teacher = made.person("陈启明", 1960)
    made.series.lead = teacher
    made.series.save(update_fields=["lead"])
    first, worker, begin = made.first, made.world.act("worker"), made.first.begins_at
    ACTIVITIES.take(first.pk, "begin", by=worker, on=begin)
    facts = [
        Fact("t1", person=teacher.pk, method="list", at=begin), Fact("p1", person=made.person("学员").pk, method="walk_in", at=begin),
        Fact("t2", kind="out", person=teacher.pk, at=begin + dt.timedelta(minutes=70)),
    ]  # fmt: skip
    presence.record(activity=first.pk, facts=facts, by=worker, now=begin + dt.timedelta(minutes=75))
    assert Attendance.objects.get(person=teacher).role == "volunteer"
    over = first.ends_at + dt.timedelta(minutes=10)
    ACTIVITIES.take(first.pk, "close", by=worker, on=over)
    ACTIVITIES.take(first.pk, "lock", by=THE_CLOCK, on=over + dt.timedelta(hours=73))
    row = ServiceHours.objects.get()
    assert (row.person, row.minutes, row.grade) == (teacher, 70, "B")


def test_the_desk_names_the_teacher_who_then_finds_the_list(client: Client) -> None:
    made = house()
    neighbour = made.world.accounts["neighbour"]
    assert neighbour.person is not None
    neighbour.person.phone, neighbour.person.phone_key = "13900000002", key_of("13900000002")
    neighbour.person.save(update_fields=["phone", "phone_key"])
    worker = sign_in(Client(), made.world.accounts["worker"])
    typed = {
        "place": str(made.world.places["qingrong"].pk), "kind": "class", "title": "围棋公益课", "on": made.day.isoformat(), "begins": "14:00",
        "minutes": "60", "where": "树下", "capacity": "15", "audience": "all", "lead_phone": neighbour.person.phone, "key": "n1", "act": "send",
    }  # fmt: skip
    nameless = worker.post(reverse("activity_new"), typed)
    assert nameless.status_code == 422 and "请写教的人的姓名" in nameless.content.decode()
    sent = worker.post(reverse("activity_new"), typed | {"lead_name": neighbour.person.name, "key": "n2"})
    assert sent.status_code == 302
    series = Series.objects.get()
    assert series.lead == neighbour.person and series.lead_called == ""
    publish(series, made)
    teacher = sign_in(client, neighbour)
    assert "我教的" in teacher.get(reverse("my_activities")).content.decode()
    assert teacher.get(sent["Location"]).status_code == 200
    stranger = sign_in(Client(), made.world.accounts["resident"])
    assert "我教的" not in stranger.get(reverse("my_activities")).content.decode()
    assert stranger.get(sent["Location"]).status_code == 404
