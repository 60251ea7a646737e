"""The day before: rooms and turns are reminded of once, anew where they moved, and to nobody who said no."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.models import Event, Notice
from jinlin.people.models import Account
from jinlin.venues.models import Booking, Turn
from jinlin.venues.public import book
from jinlin.venues.reminding import remind_of_rooms, remind_of_turns
from tests.venues.house import House, house
from tests.venues.test_duty import rota

pytestmark = pytest.mark.django_db
DAY, LITTLE = dt.timedelta(hours=24), dt.timedelta(minutes=1)


def reminders() -> list[Notice]:
    return list(Notice.objects.filter(zh__startswith="提醒").order_by("pk"))


def booked(made: House, days_ago: int = 9) -> Booking:
    """A room that the resident has, booked so many days ago."""
    row = book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    Event.objects.filter(subject="booking", subject_id=row.pk).update(
        at=timezone.now() - dt.timedelta(days=days_ago)
    )
    return row


def test_whoever_has_a_room_is_reminded_once_on_the_day_before() -> None:
    row = booked(house())
    assert remind_of_rooms(row.begins_at - DAY - LITTLE) == 0
    assert [remind_of_rooms(row.begins_at - DAY + n * LITTLE) for n in range(3)] == [1, 0, 0]
    (notice,) = reminders()
    assert notice.account_id == row.account_id and notice.link.startswith(f"/bookings/{row.pk}?")
    assert row.space.name in notice.zh and "来不了" in notice.zh


def test_a_booking_on_another_day_is_reminded_of_again() -> None:
    row = booked(house())
    remind_of_rooms(row.begins_at - DAY)
    later = row.begins_at + dt.timedelta(days=2)
    Booking.objects.filter(pk=row.pk).update(begins_at=later, ends_at=later + dt.timedelta(hours=1))
    assert remind_of_rooms(later - DAY) == 1


def test_who_said_no_who_booked_just_now_and_who_gave_it_back_is_not_reminded() -> None:
    row = booked(house())
    Account.objects.filter(pk=row.account_id).update(reminders=False)
    assert remind_of_rooms(row.begins_at - DAY) == 0
    Account.objects.filter(pk=row.account_id).update(reminders=True)
    events = Event.objects.filter(subject="booking", subject_id=row.pk)
    events.update(at=row.begins_at - dt.timedelta(hours=20))
    assert remind_of_rooms(row.begins_at - dt.timedelta(hours=19)) == 0
    events.update(at=row.begins_at - dt.timedelta(days=9))
    Booking.objects.filter(pk=row.pk).update(state="cancelled")
    assert remind_of_rooms(row.begins_at - DAY) == 0
    assert reminders() == []


def test_only_who_said_yes_to_a_turn_is_reminded_of_it() -> None:
    made = rota()
    turn = made.accepted("resident", 2)
    Turn.objects.filter(pk=turn.pk).update(accepted_at=turn.begins_at - dt.timedelta(days=3))
    assert remind_of_turns(turn.begins_at - DAY) == 1
    (notice,) = reminders()
    assert (
        notice.account_id == made.world.accounts["resident"].pk
        and "前台" in notice.zh
        and "09:00" in notice.zh
    )
    Turn.objects.filter(pk=turn.pk).update(state="wanted")
    Notice.objects.all().delete()
    assert remind_of_turns(turn.begins_at - DAY) == 0
