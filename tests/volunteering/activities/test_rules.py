"""Rules of activities alone: places, offers, ages, what follows from the facts at the door, small numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base.calendar_data import national_calendar
from jinlin.base.recurrence import Recurrence, dates
from jinlin.volunteering.activities import rules
from jinlin.volunteering.activities.kinds import kinds
from jinlin.volunteering.activities.rules import Tap
from tests.cast import at

NINE = at("2026-11-29 09:00")
H = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("capacity", "seats", "supervisors", "ratio", "safe"),
    [
        (20, 0, 0, 0, 20),
        (20, 12, 0, 0, 12),
        (0, 40, 0, 0, 40),
        (0, 0, 0, 0, 0),
        (20, 40, 2, 8, 16),
        (20, 40, 0, 8, 0),
        (20, 12, 3, 8, 12),
    ],
)
def test_places_follow_the_organiser_the_room_and_the_grown_ups(
    capacity: int, seats: int, supervisors: int, ratio: int, safe: int
) -> None:
    assert rules.safe_capacity(capacity=capacity, seats=seats, supervisors=supervisors, ratio=ratio) == safe


@pytest.mark.parametrize(("taken", "free"), [(0, 20), (19, 1), (20, 0), (25, 0)])
def test_an_overfull_activity_has_no_place_and_owes_none(taken: int, free: int) -> None:
    assert rules.free_places(capacity=20, taken=taken) == free
    assert rules.free_places(capacity=0, taken=taken) is None


@pytest.mark.parametrize(
    ("ahead", "kept"), [(73, 24), (72, 4), (25, 4), (24, 1), (3, 1), (2, None), (1, None)]
)
def test_a_place_is_kept_the_shorter_the_nearer_the_hour(ahead: int, kept: int | None) -> None:
    until = rules.offer_until(on=NINE, begins=NINE + ahead * H, far=24 * H, near=4 * H, soon=H)
    assert until == (NINE + kept * H if kept else None)


def test_two_scans_are_one_truth_and_an_undone_one_is_none() -> None:
    twice = [Tap(1, "in", NINE), Tap(2, "in", NINE + H / 60)]
    assert rules.stay_of(twice) == rules.Stay(NINE, None, "participant")
    assert rules.stay_of([Tap(1, "in", NINE), Tap(2, "undo", NINE, undoes=1)]) is None
    assert rules.stay_of([*twice, Tap(3, "undo", NINE, undoes=1)]) == rules.Stay(
        NINE + H / 60, None, "participant"
    )


def test_leaving_without_a_scan_in_counts_and_a_missing_scan_out_gives_no_time() -> None:
    assert rules.stay_of([Tap(1, "out", NINE + H)]) == rules.Stay(None, NINE + H, "participant")
    assert rules.stay_of([Tap(1, "in", NINE)]).left_at is None


def test_the_last_headcount_that_stands_is_the_count() -> None:
    counts = [Tap(1, "headcount", NINE, people=12), Tap(2, "headcount", NINE + H, people=15)]
    assert rules.headcount(counts) == 15
    assert rules.headcount([*counts, Tap(3, "undo", NINE + H, undoes=2)]) == 12


def test_what_became_of_a_place_is_a_fact_of_its_own() -> None:
    ends = NINE + 2 * H
    stay = rules.Stay(NINE, None, "participant")
    assert rules.outcome(is_over=True, stay=stay, excused=False, ends=ends) == "attended"
    assert (
        rules.outcome(is_over=True, stay=rules.Stay(NINE, NINE + H, "participant"), excused=False, ends=ends)
        == "left_early"
    )
    assert rules.outcome(is_over=True, stay=None, excused=True, ends=ends) == "excused"
    assert rules.outcome(is_over=True, stay=None, excused=False, ends=ends) == "no_show"
    assert rules.outcome(is_over=False, stay=None, excused=False, ends=ends) == ""


def test_two_clocks_close_the_list() -> None:
    clocks = rules.Clocks(NINE, NINE + 2 * H, 72 * H, 168 * H)

    def why(now: dt.datetime, *, state: str = "held", reason: str = "", at: dt.datetime = NINE) -> str | None:
        found = rules.may_record(state, clocks, at=at, now=now, reason=reason)
        return found.code if found else None

    assert why(NINE) is None
    assert why(NINE + 74 * H) is None
    assert why(NINE + 75 * H) == "no_reason"
    assert why(NINE + 75 * H, reason="补录纸面签到表", state="locked") is None
    assert why(NINE + 171 * H, reason="补录", state="locked") == "too_late"
    assert why(NINE, at=NINE - 3 * H) == "too_early"
    assert (why(NINE, state="draft"), why(NINE, state="cancelled")) == ("not_published", "not_held")


def test_fewer_than_five_answers_are_not_published() -> None:
    assert rules.share_of_faces([3, 3, 3, 2], 5) is None
    assert rules.share_of_faces([3, 3, 3, 2, 1], 5) == {3: 3, 2: 1, 1: 1}


def test_no_child_and_nobody_unasked_is_shown() -> None:
    assert [rules.may_show_photo(one) is None for one in ("nobody", "agreed", "child", "unasked")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_minor_needs_a_consent_and_so_does_an_unknown_age_where_children_are_meant() -> None:
    assert rules.needs_consent(age=9, under=18, asked=False)
    assert not rules.needs_consent(age=18, under=18, asked=True)
    assert rules.needs_consent(age=None, under=18, asked=True)
    assert not rules.needs_consent(age=None, under=18, asked=False)


def test_days_that_end_in_ten_skip_the_thirtieth_of_february() -> None:
    found = dates(
        Recurrence.parse("day-ends:0"),
        dt.date(2026, 2, 1),
        dt.date(2026, 3, 31),
        calendar=national_calendar(),
    )
    assert [one.on.isoformat()[5:] for one in found] == ["02-10", "02-20", "03-10", "03-20", "03-30"]


def test_kinds_are_data_with_names_in_two_languages() -> None:
    assert {"class", "free_clinic", "birthday", "volunteer_day", "rehearsal", "after_school"} <= set(kinds())
    assert all(
        one.words.zh and one.words.en and one.group in ("course", "volunteer", "service", "culture")
        for one in kinds().values()
    )
    assert kinds()["birthday"].from_age == 80
