"""When a place is open: exceptions before the week, holidays by the calendar, nights that run past twelve. Pure."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.venues import rules
from jinlin.venues.rules import Change, DayKind, Span, Wish

MONDAY = dt.date(2026, 11, 23)
SUNDAY = dt.date(2026, 9, 20)  # a Sunday that is worked
NATIONAL_DAY = dt.date(2026, 10, 1)
WEEK = [Span(0, 540, 720), Span(0, 840, 1050), Span(3, 540, 720), Span(6, 600, 720)]
NINE_TO_TEN = {"begins": 540, "ends": 600, "people": 8, "days_ahead": 1, "hours": ((540, 720),)}


def test_a_day_without_a_plan_is_closed() -> None:
    assert rules.hours_of(MONDAY + dt.timedelta(days=1), WEEK, [], DayKind()) == ()


def test_a_dated_exception_stands_before_the_week() -> None:
    closed = [Change(MONDAY, why="停电")]
    short = [Change(MONDAY, 600, 660)]
    assert rules.hours_of(MONDAY, WEEK, [], DayKind()) == ((540, 720), (840, 1050))
    assert rules.hours_of(MONDAY, WEEK, closed, DayKind()) == ()
    assert rules.hours_of(MONDAY, WEEK, short, DayKind()) == ((600, 660),)


def test_a_holiday_and_a_worked_weekend_have_hours_of_their_own_where_any_are_declared() -> None:
    special = [*WEEK, Span(rules.HOLIDAY, 600, 660), Span(rules.MADE_UP, 480, 1080)]
    assert rules.hours_of(NATIONAL_DAY, WEEK, [], DayKind(holiday=True)) == (
        (540, 720),
    )  # a Thursday like any other
    assert rules.hours_of(NATIONAL_DAY, special, [], DayKind(holiday=True)) == ((600, 660),)
    assert rules.hours_of(SUNDAY, special, [], DayKind(made_up=True)) == ((480, 1080),)
    assert rules.hours_of(SUNDAY, WEEK, [], DayKind(made_up=True)) == ((600, 720),)


def test_an_evening_that_runs_past_midnight_is_open_on_both_days() -> None:
    evening = ((1200, 1500),)
    assert rules.day_hours(evening, ()) == ((1200, 1440),)
    assert rules.day_hours((), evening) == ((0, 60),)
    assert rules.open_until(30, rules.day_hours((), evening)) == 60


@pytest.mark.parametrize(
    ("minute", "until", "following"), [(600, 720, 840), (720, None, 840), (1100, None, None)]
)
def test_open_until_and_opens_next(minute: int, until: int | None, following: int | None) -> None:
    hours = ((540, 720), (840, 1050))
    assert rules.open_until(minute, hours) == until
    assert rules.opens_next(minute, hours) == following


def test_gaps_are_what_nobody_has_and_are_long_enough() -> None:
    assert rules.gaps(((540, 720),), [(570, 600)], least=30) == ((540, 570), (600, 720))
    assert rules.gaps(((540, 720),), [(570, 600)], least=45) == ((600, 720),)
    assert rules.gaps(((540, 720),), [(500, 900)]) == ()


def test_buffers_of_two_bookings_may_overlap_and_ten_past_does_not_follow_upon_ten() -> None:
    """Oracle (c): buffers 15/15, A ends 10:00; the next may start 10:15, not 10:10."""
    until_ten = [(540, 600)]
    assert rules.clashes((610, 660), until_ten, 15, 15)
    assert not rules.clashes((615, 660), until_ten, 15, 15)
    assert rules.clashes((480, 530), until_ten, 15, 15)
    assert not rules.clashes((480, 525), until_ten, 15, 15)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"ends": 540}, ["wrong_time", "too_short"]),
        ({"begins": 545, "ends": 605}, ["wrong_time"]),
        ({"ends": 555}, ["too_short"]),
        ({"longest": 30}, ["too_long"]),
        ({"days_ahead": 31}, ["too_early"]),
        ({"first_days": 2}, ["too_late_to_book"]),
        ({"hours": ()}, ["not_open_then"]),
        ({"begins": 700, "ends": 735}, ["wrong_time", "not_open_then"]),
        ({"people": 0}, ["no_people"]),
        ({"places": 5}, ["too_many_people"]),
        ({"active": 3}, ["too_many_bookings"]),
        ({"quiet_room": True, "noise": "loud"}, ["too_loud"]),
        ({"adult_required": True, "adult": False}, ["no_adult"]),
        ({"station_open": False, "people": 0}, ["not_open", "no_people"]),
        ({"bookable": False}, ["not_bookable"]),
        ({"has_begun": True}, ["too_late"]),
    ],
)  # fmt: skip
def test_every_reason_is_named_at_once(change: dict[str, object], codes: list[str]) -> None:
    assert [reason.code for reason in rules.why_not(Wish(**{**NINE_TO_TEN, **change}))] == codes  # type: ignore[arg-type]


def test_parts_are_never_larger_than_the_whole() -> None:
    assert rules.fits_whole(10000, 10000) is None
    assert rules.fits_whole(10000, 0) is None
    assert rules.fits_whole(10001, 10000).code == "wrong_area"  # type: ignore[union-attr]
