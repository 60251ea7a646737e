"""What the platform does by the clock: reminders, answers that nobody contradicted, notices on their way out."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base import duties, outbox
from jinlin.base.models import Notice
from jinlin.matters import jobs
from jinlin.matters.desk import CALLS, MATTERS
from jinlin.matters.models import Matter, Part
from tests.cast import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


def notices_of(world, name):
    return list(Notice.objects.filter(account=world.accounts[name]).values_list("zh", flat=True))


def test_owner_is_reminded_before_the_deadline_and_the_level_above_once_it_has_passed(world):
    matter = Matter.objects.get(pk=world.tell().matter)
    assert jobs.remind(matter.remind_at - dt.timedelta(seconds=1)) == 0
    assert jobs.remind(matter.remind_at) == 1
    assert any("快到期了" in line for line in notices_of(world, "grid_worker"))
    assert not any("超过期限" in line for line in notices_of(world, "street"))
    late = matter.due_at + dt.timedelta(minutes=1)
    assert jobs.remind(late) == 1
    assert any("已超过期限" in line for line in notices_of(world, "street"))
    assert jobs.remind(late + dt.timedelta(days=3)) == 0


def test_the_sweep_costs_what_is_due_and_not_what_exists(world):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            jobs.remind(timezone.now())
        return len(asked)

    few = questions()
    for _ in range(20):
        world.tell()
    assert questions() == few


def test_an_answer_closes_after_the_waiting_time_and_says_that_nobody_was_heard(world):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    row = MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "换好了"})
    assert jobs.lapse(row.wait_until - dt.timedelta(seconds=1)) == 0
    assert jobs.lapse(row.wait_until) == 1
    row.refresh_from_db()
    assert (row.state, row.outcome, row.solved) == ("closed", "unreached", None)


def test_a_called_institution_that_does_not_answer_is_reminded_and_then_its_absence_is_told_upwards(world):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    given = {"institutions": [world.institutions["fire"].pk], "note": "社区做不了"}
    MATTERS.take(matter, "whistle", by=world.act("worker"), given=given)
    part = Part.objects.get(kind="called")
    assert jobs.remind_calls(part.answer_due_at + dt.timedelta(seconds=1)) == 1
    assert any("还没有应答" in line for line in notices_of(world, "fire_clerk"))
    part.refresh_from_db()
    assert jobs.remind_calls(part.arrive_due_at + dt.timedelta(seconds=1)) == 1
    assert any("还没有到场" in line for line in notices_of(world, "street"))
    CALLS.take(part.pk, "reply", by=world.act("fire_clerk"), given={"note": "马上到"})
    assert jobs.remind_calls(part.arrive_due_at + dt.timedelta(days=9)) == 0


def test_a_promised_follow_up_of_a_long_running_matter_is_asked_for_when_its_day_comes(world):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    row = MATTERS.take(
        matter, "lengthen", by=world.act("worker"), given={"rhythm": 7, "note": "消防泵要大修"}
    )
    assert row.due_at is None
    assert jobs.remind(row.next_at - dt.timedelta(hours=1)) == 0
    assert jobs.remind(row.next_at) == 1
    assert any("跟进到日子了" in line for line in notices_of(world, "worker"))


def test_of_two_processes_one_takes_up_a_duty(world):
    one = duties.Duty("probe", dt.timedelta(minutes=5), lambda now: 1)
    now = timezone.now()
    assert [duties.take_up(one, now), duties.take_up(one, now)] == [True, False]
    assert duties.take_up(one, now + dt.timedelta(minutes=5))


def test_quiet_hours_hold_a_notice_until_morning_and_the_page_needs_no_sending(world):
    account = world.accounts["grid_worker"]
    world.tell()
    account.notice_doors = ["sms"]
    account.save()
    night = timezone.make_aware(dt.datetime(2026, 11, 19, 23, 0))
    Notice.objects.update(send_after=night)
    outbox.send_waiting(night)
    held = Notice.objects.get(account=account)
    assert held.sent_at is None
    assert timezone.localtime(held.send_after).strftime("%m-%d %H:%M") == "11-20 07:30"
    account.notice_doors = []
    account.save()
    outbox.send_waiting(held.send_after)
    held.refresh_from_db()
    assert held.sent_at is not None
