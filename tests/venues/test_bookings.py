"""Nobody has a room twice; refusals say why and what else there is; what is over is over by the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.venues import commands, jobs
from jinlin.venues.desk import BOOKINGS, STATIONS
from jinlin.venues.free import alternatives, day_gaps
from jinlin.venues.models import Booking, Occupancy, RefusedDate
from jinlin.venues.queries import instant
from tests.venues.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def refusal(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


def test_a_half_blocks_the_hall_and_leaves_the_other_half(made: House) -> None:
    """Oracle (c): hall = A + B; A from nine to ten blocks the hall and not B."""
    resident, neighbour = made.world.act("resident"), made.world.act("neighbour")
    commands.book(space=made.half_a, asked=made.asked(), by=resident)
    assert refusal(lambda: commands.book(space=made.hall, asked=made.asked(), by=neighbour)) == "not_free"
    assert commands.book(space=made.half_b, asked=made.asked(), by=neighbour).state == "confirmed"
    assert commands.book(space=made.hall, asked=made.asked(600, 660), by=neighbour).state == "confirmed"


def test_buffers_keep_a_quarter_between_two_groups(made: House) -> None:
    made.half_a.buffer_before = made.half_a.buffer_after = 15
    made.half_a.save()
    commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    by = made.world.act("neighbour")
    assert refusal(lambda: commands.book(space=made.half_a, asked=made.asked(600, 660), by=by)) == "not_free"
    assert commands.book(space=made.half_a, asked=made.asked(615, 675), by=by).state == "confirmed"


def test_the_database_itself_refuses_a_second_booking_of_a_quarter(made: House) -> None:
    first = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    tick = Occupancy.objects.filter(booking=first).first()
    assert tick is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(space=tick.space, tick=tick.tick, booking=first)


def test_a_refusal_names_other_times_and_rooms(made: House) -> None:
    commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    found = alternatives(made.half_a, made.asked(), timezone.now())
    assert (made.half_a.pk, 600, 660) in [(space.pk, begins, ends) for space, begins, ends in found]
    assert (made.half_b.pk, 540, 600) in [(space.pk, begins, ends) for space, begins, ends in found]


def test_a_hold_lives_ten_minutes_and_then_blocks_nobody(made: House) -> None:
    at = timezone.now()
    held = commands.hold(space=made.half_a, asked=made.asked(), by=made.world.act("resident"), at=at)
    by, later = made.world.act("neighbour"), at + dt.timedelta(minutes=10)
    assert refusal(lambda: commands.hold(space=made.half_a, asked=made.asked(), by=by, at=at)) == "not_free"
    assert commands.book(space=made.half_a, asked=made.asked(), by=by, at=later).state == "confirmed"
    held.refresh_from_db()
    assert held.state == "expired"
    assert (
        refusal(lambda: BOOKINGS.take(held.pk, "confirm", by=made.world.act("resident"), on=later))
        == "wrong_state"
    )


def test_where_a_person_gives_the_room_it_is_asked_for_and_given_or_declined_with_words(made: House) -> None:
    asked = commands.book(space=made.quiet, asked=made.asked(), by=made.world.act("resident"))
    assert asked.state == "requested"
    assert asked.decide_by is not None
    assert refusal(lambda: BOOKINGS.take(asked.pk, "approve", by=made.world.act("resident"))) == "not_yours"
    assert refusal(lambda: BOOKINGS.take(asked.pk, "approve", by=made.world.act("worker2"))) == "not_yours"
    assert BOOKINGS.take(asked.pk, "approve", by=made.world.act("worker")).state == "confirmed"
    second = commands.book(space=made.quiet, asked=made.asked(660, 720), by=made.world.act("neighbour"))
    BOOKINGS.take(
        second.pk, "reject", by=made.world.act("worker"), given={"note": "那天要布置展览，请改周末"}
    )
    assert not Occupancy.objects.filter(booking=second).exists()


def test_nobody_holds_more_than_their_share_and_the_desk_books_for_others(made: House) -> None:
    by = made.world.act("resident")
    for begins in (540, 600, 660):
        commands.book(space=made.half_a, asked=made.asked(begins, begins + 60), by=by)
    assert refusal(lambda: commands.book(space=made.half_b, asked=made.asked(), by=by)) == "too_many_bookings"
    desk = commands.book(
        space=made.half_b,
        asked=made.asked(),
        by=made.world.act("worker"),
        about=commands.For(for_whom="三楼陈阿姨"),
    )
    assert (desk.state, desk.on_behalf, desk.person_id) == ("confirmed", True, None)


def test_who_does_not_come_gives_the_room_away_after_a_quarter(made: House) -> None:
    booked = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    begins = booked.begins_at
    assert jobs.tidy_bookings(begins + dt.timedelta(minutes=15)) == 0
    assert jobs.tidy_bookings(begins + dt.timedelta(minutes=17)) == 1
    booked.refresh_from_db()
    assert booked.state == "absent"
    assert not Occupancy.objects.filter(booking=booked).exists()


def test_check_in_opens_a_quarter_before_and_the_time_ends_by_itself(made: House) -> None:
    by = made.world.act("resident")
    booked = commands.book(space=made.half_a, asked=made.asked(), by=by)
    early = booked.begins_at - dt.timedelta(minutes=20)
    assert refusal(lambda: BOOKINGS.take(booked.pk, "check_in", by=by, on=early)) == "too_early"
    BOOKINGS.take(booked.pk, "check_in", by=by, on=booked.begins_at - dt.timedelta(minutes=10))
    jobs.tidy_bookings(booked.ends_at)
    booked.refresh_from_db()
    assert booked.state == "completed"


def test_a_room_given_back_is_free_at_once_and_late_cancelling_is_said(made: House) -> None:
    by = made.world.act("resident")
    booked = commands.book(space=made.half_a, asked=made.asked(), by=by)
    BOOKINGS.take(booked.pk, "cancel", by=by, on=booked.begins_at - dt.timedelta(hours=3))
    booked.refresh_from_db()
    assert booked.late_cancel
    assert (
        commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("neighbour")).state
        == "confirmed"
    )


def test_an_urgent_need_displaces_only_with_a_reason_and_an_apology(made: House) -> None:
    booked = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    given = {"reason": "election", "note": "换届投票要用大厅，给您改到书画室，抱歉"}
    BOOKINGS.take(booked.pk, "displace", by=made.world.act("worker"), given=given)
    booked.refresh_from_db()
    assert booked.state == "displaced"


def test_a_series_keeps_the_dates_that_it_could_not_have(made: House) -> None:
    first = made.day
    clash = first + dt.timedelta(days=7)
    wall = Booking.objects.count()
    commands.book(
        space=made.half_a, asked=made.asked().__class__(clash, 540, 600, 8), by=made.world.act("neighbour")
    )
    series = commands.book_series(
        space=made.half_a, rule=f"RRULE:FREQ=WEEKLY;COUNT=3 DTSTART:{first.isoformat()}", since=first, until=first + dt.timedelta(days=28),
        asked=made.asked(), by=made.world.act("worker"), about=commands.For("葫芦丝排练", "葫芦丝队"),
    )  # fmt: skip
    assert [booking.state for booking in series.bookings.order_by("begins_at")] == ["confirmed", "confirmed"]
    refused = RefusedDate.objects.get(series=series)
    assert (refused.on, refused.code) == (clash, "not_free")
    assert Booking.objects.count() == wall + 3


def test_a_closed_day_over_a_booking_is_not_entered_until_it_is_settled(made: House) -> None:
    by = made.world.act("worker")
    booked = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    closing = lambda: commands.change_day(station=made.station, on=made.day, why="停电检修", by=by)  # noqa: E731
    assert refusal(closing) == "not_settled"
    BOOKINGS.take(booked.pk, "cancel", by=by)
    closing()
    assert refusal(lambda: commands.book(space=made.half_a, asked=made.asked(), by=by)) == "not_open_then"
    assert day_gaps(made.half_a, made.day, timezone.now()) == ()


def test_a_booking_is_made_in_minutes_of_shanghai(made: House) -> None:
    booked = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    assert booked.begins_at == instant(made.day, 540)
    assert timezone.localtime(booked.begins_at).strftime("%H:%M") == "09:00"


def test_a_year_later_nobody_can_say_who_had_the_room(made: House) -> None:
    booked = commands.book(
        space=made.half_a,
        asked=made.asked(),
        by=made.world.act("worker"),
        about=commands.For(for_whom="三楼陈阿姨", adult="陈阿姨"),
    )
    assert jobs.forget_names(booked.ends_at + dt.timedelta(days=365)) == 0
    assert jobs.forget_names(booked.ends_at + dt.timedelta(days=367)) == 1
    booked.refresh_from_db()
    assert (booked.person_id, booked.adult, booked.for_whom) == (None, "", "")


def test_who_looked_while_it_was_open_books_nothing_in_a_suspended_station(made: House) -> None:
    seen_open = made.half_a
    given = {"reason": "repair", "until": (made.day + dt.timedelta(days=9)).isoformat(), "note": "刷墙"}
    STATIONS.take(made.station.pk, "suspend", by=made.world.act("worker"), given=given)
    assert seen_open.station.state == "open"
    by = made.world.act("resident")
    assert refusal(lambda: commands.book(space=seen_open, asked=made.asked(), by=by)) == "not_open"
