"""The day before: those with a place are reminded once, by their own doors, and not in their quiet hours."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.outbox import send_waiting
from jinlin.people.models import Account
from jinlin.volunteering.activities import commands
from jinlin.volunteering.activities.desk import ACTIVITIES, SIGN_UPS
from jinlin.volunteering.activities.reminding import remind_of_activities
from jinlin.volunteering.models import SignUp
from tests.volunteering.activities.scene import Scene, by, scene

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(hours=24)


@pytest.fixture
def made() -> Scene:
    return scene()


def sign(made: Scene, account: Account) -> SignUp:
    commands.sign_up(activity=made.first, people=[account.person], by=by(account))
    row = SignUp.objects.get(occurrence=made.first, person=account.person)
    SignUp.objects.filter(pk=row.pk).update(made_at=timezone.now() - dt.timedelta(days=9))
    return row


def reminders() -> list[Notice]:
    return list(Notice.objects.filter(zh__contains="提醒").order_by("pk"))


def test_whoever_has_a_place_is_reminded_a_day_ahead_and_only_once(made: Scene) -> None:
    account = made.account("吴小梅")
    row = sign(made, account)
    assert remind_of_activities(made.first.begins_at - DAY - dt.timedelta(minutes=1)) == 0
    assert [
        remind_of_activities(made.first.begins_at - DAY + dt.timedelta(minutes=5 * n)) for n in range(3)
    ] == [1, 0, 0]
    (notice,) = reminders()
    assert notice.account_id == account.pk
    assert notice.link == f"/sign-ups/{row.pk}"
    assert "围棋公益课" in notice.zh and "09:00" in notice.zh and "东半厅" in notice.zh


def test_who_does_not_want_reminders_gets_none_and_is_nobody_to_call_either(made: Scene) -> None:
    account = made.account("吴小梅")
    sign(made, account)
    Account.objects.filter(pk=account.pk).update(reminders=False)
    remind_of_activities(made.first.begins_at - DAY)
    assert reminders() == []


def test_a_moved_activity_is_reminded_of_again_before_its_new_day(made: Scene) -> None:
    sign(made, made.account("吴小梅"))
    remind_of_activities(made.first.begins_at - DAY)
    later = timezone.localtime(made.first.begins_at) + dt.timedelta(days=7)
    given = {"begins": f"{later:%Y-%m-%dT14:00}", "minutes": 90, "where": "小区凉亭", "note": "换一天"}
    row = ACTIVITIES.take(made.first.pk, "move", by=made.world.act("worker"), given=given)
    assert remind_of_activities(row.begins_at - DAY) == 1
    assert len(reminders()) == 2


def test_who_waits_cancelled_or_signed_up_just_now_is_not_reminded(made: Scene) -> None:
    gone = sign(made, made.account("走了的"))
    SIGN_UPS.take(gone.pk, "cancel", by=by(Account.objects.get(pk=gone.by_id)))
    late = sign(made, made.account("刚报的"))
    SignUp.objects.filter(pk=late.pk).update(made_at=made.first.begins_at - dt.timedelta(hours=20))
    waits = sign(made, made.account("候补的"))
    SignUp.objects.filter(pk=waits.pk).update(state="waiting")
    assert remind_of_activities(made.first.begins_at - dt.timedelta(hours=3)) == 0
    assert reminders() == []


def test_a_child_is_reminded_through_its_guardian(made: Scene) -> None:
    guardian = made.world.accounts["resident"]
    made.child.guardian = guardian.person
    made.child.save()
    commands.sign_up(activity=made.first, people=[made.child], by=by(guardian))
    SignUp.objects.update(made_at=timezone.now() - dt.timedelta(days=9), state="confirmed")
    remind_of_activities(made.first.begins_at - DAY)
    assert [one.account_id for one in reminders()] == [guardian.pk]


def test_the_worker_gets_one_word_for_all_without_an_account(made: Scene) -> None:
    worker = made.world.act("worker")
    people = [made.person(name) for name in ("林阿婆", "陈阿公")]
    commands.sign_up(activity=made.first, people=people, by=worker)
    SignUp.objects.update(made_at=timezone.now() - dt.timedelta(days=9))
    assert remind_of_activities(made.first.begins_at - DAY) == 2
    (notice,) = reminders()
    assert notice.account_id == worker.account and "2 位" in notice.zh
    assert "林阿婆" not in notice.zh


def test_it_leaves_by_the_chosen_door_after_the_quiet_hours(made: Scene) -> None:
    account = made.account("吴小梅")
    Account.objects.filter(pk=account.pk).update(notice_doors=["sms"], quiet_from=21 * 60, quiet_to=8 * 60)
    chose_page = made.account("只看网页的")
    for one in (account, chose_page):
        sign(made, one)
    night = timezone.localtime(made.first.begins_at - DAY).replace(hour=23, minute=0)
    Notice.objects.all().delete()
    remind_of_activities(made.first.begins_at - DAY)
    Notice.objects.update(send_after=night)
    send_waiting(night)
    waits, on_page = (Notice.objects.get(account=one) for one in (account, chose_page))
    assert waits.sent_at is None
    assert timezone.localtime(waits.send_after).hour == 8
    assert on_page.sent_at == night
