"""The worked examples of the law, word for word, and the whole of 2026."""

from datetime import date, datetime, timedelta

import pytest

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock import SHANGHAI, due, due_json, earliest_after
from jinlin.base.working_calendar import DayKind


@pytest.mark.parametrize(
    ("start", "clock", "last_day"),
    [
        ("2026-09-01", "30 d", "2026-10-08"),
        ("2026-09-18", "5 wd", "2026-09-24"),
        ("2026-09-30", "2 wd", "2026-10-09"),
        ("2026-05-08", "1 wd", "2026-05-09"),
        ("2026-02-13", "5 wd", "2026-02-27"),
        ("2026-01-31", "30 d", "2026-03-02"),
        ("2026-09-27", "10 wd", "2026-10-15"),
        ("2026-02-14", "10 wd", "2026-03-06"),
        ("2026-09-10", "15 d up", "2026-09-25"),
        ("2026-09-10", "15 d up moved", "2026-09-28"),
        # a month ends on its corresponding day or on its last, a year on 28 February after a 29th
        ("2026-01-31", "1 month exact", "2026-02-28"),
        ("2028-01-31", "1 month exact", "2028-02-29"),
        ("2024-02-29", "1 year exact", "2025-02-28"),
        ("2026-08-31", "6 months exact", "2027-02-28"),
    ],
)
def test_a_clock_ends_on_the_day_that_the_law_gives(start, clock, last_day):
    found = due_json(start, clock)
    assert found["due_at"] == f"{last_day}T23:59:59+08:00"


def test_an_agreement_in_force_in_september_may_be_brought_to_court_until_the_first_day_after_the_holiday():
    found = due_json("2026-09-01", "30 d")
    assert found["provisional"] is False
    assert "10月1日逢国庆节放假，顺延至10月8日（民法典第203条）" in found["explanation"]
    assert "截止2026年10月8日（周四）24时" in found["explanation"]
    assert "moves to 8 Oct" in found["explanation_en"]


def test_the_shifted_workday_before_the_holiday_counts_and_the_explanation_says_so():
    found = due_json("2026-09-18T16:20", "5 wd")
    assert "9月20日（周日）调休上班，计入" in found["explanation"]
    assert "当日不计（民法典第201条）" in found["explanation"]


def test_the_holiday_that_was_skipped_is_named_once_as_a_span():
    assert due_json("2026-09-30", "2 wd")["explanation"].count("10月1日至7日国庆节放假，不计") == 1


def test_the_year_2026_has_248_working_days_and_exactly_the_published_shifts_and_holidays():
    calendar = national_calendar()
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    shifted = [f"{d:%m-%d}" for d in days if calendar.day(d).kind is DayKind.SHIFTED]
    off = [f"{d:%m-%d}" for d in days if d.weekday() < 5 and not calendar.is_working(d)]
    assert sum(map(calendar.is_working, days)) == 248
    assert shifted == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert off == [
        *("01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06"),
        *("05-01", "05-04", "05-05", "06-19", "09-25", "10-01", "10-02", "10-05", "10-06", "10-07"),
    ]


def test_fifteen_full_days_lie_between_the_notice_and_the_meeting():
    meeting = date(2026, 10, 20)
    latest = due(meeting, "15 d before").day
    assert latest == date(2026, 10, 4)
    assert (meeting - latest).days - 1 == 15
    assert earliest_after(latest, "15 d before") == meeting
    assert earliest_after(latest + timedelta(days=1), "15 d before") == meeting + timedelta(days=1)


def test_notice_in_working_days_leaves_that_many_worked_days_free_between():
    # between 30 September and 12 October lie 8, 9 and 10 October as worked days
    assert due(date(2026, 10, 12), "3 wd before").day == date(2026, 10, 7)
    assert due(date(2026, 10, 12), "4 wd before").day == date(2026, 9, 29)


def test_three_months_before_the_end_of_a_term_lie_whole_between():
    assert due(date(2026, 12, 31), "3 months before").day == date(2026, 9, 29)
    assert earliest_after(date(2026, 1, 29), "1 month before") == date(2026, 3, 1)


def test_a_clock_of_hours_runs_through_the_holiday_from_the_instant():
    found = due_json("2026-09-30T17:00:00", "24 h")
    assert (found["due_at"], found["provisional"]) == ("2026-10-01T17:00:00+08:00", False)


def test_a_clock_of_working_hours_stands_still_over_lunch_night_and_holiday():
    assert due_json("2026-09-30T11:30", "1 wh")["due_at"] == "2026-09-30T15:00:00+08:00"
    assert due_json("2026-09-30T17:00", "2 wh")["due_at"] == "2026-10-08T10:30:00+08:00"
    assert due_json("2026-10-03T12:00", "3 wh")["due_at"] == "2026-10-08T12:00:00+08:00"
    assert due_json("2026-09-19T12:00", "1 wh")["due_at"] == "2026-09-20T10:00:00+08:00"


def test_the_zone_of_the_start_decides_its_shanghai_date():
    late_utc = due_json("2026-09-17T18:00:00Z", "5 wd")
    assert late_utc["start"] == "2026-09-18T02:00:00+08:00"
    assert late_utc["due_at"] == due_json("2026-09-18", "5 wd")["due_at"]


def test_the_last_second_is_in_time_and_midnight_is_not():
    found = due(date(2026, 9, 1), "30 d")
    assert not found.is_passed(datetime(2026, 10, 8, 23, 59, 59, 999_999, tzinfo=SHANGHAI))
    assert found.is_passed(datetime(2026, 10, 9, tzinfo=SHANGHAI))
    assert found.ends_at == datetime(2026, 10, 9, tzinfo=SHANGHAI)
