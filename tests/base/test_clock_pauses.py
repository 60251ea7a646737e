"""Pauses, extensions, what is left, and reminders, on days that a person can check."""

from datetime import date, datetime

import pytest

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock import SHANGHAI, Clock, Pause, Period, due, left, remaining, reminders
from jinlin.base.rule import Refused
from jinlin.base.working_calendar import OfficeHours, local_stop

FUZHOU = "350100"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_pause_gives_back_the_days_on_whose_evening_the_clock_stood_still():
    pause = Pause(at("2026-11-03T10:00"), at("2026-11-05T15:00"))
    assert due(date(2026, 11, 2), "5 wd").day == date(2026, 11, 9)
    assert due(date(2026, 11, 2), "5 wd", pauses=[pause]).day == date(2026, 11, 11)


def test_a_pause_that_ends_the_same_day_gives_no_day_to_a_clock_of_days_but_its_minutes_to_one_of_hours():
    pause = Pause(at("2026-11-03T10:00"), at("2026-11-03T11:30"))
    assert due(date(2026, 11, 2), "5 wd", pauses=[pause]).day == date(2026, 11, 9)
    assert due(at("2026-11-03T09:00"), "2 h", pauses=[pause]).at == at("2026-11-03T12:30")
    assert due(at("2026-11-03T09:00"), "2 wh", pauses=[pause]).at == at("2026-11-03T15:00")


def test_pauses_that_overlap_or_come_unsorted_count_once():
    one = Pause(at("2026-11-03T10:00"), at("2026-11-05T15:00"))
    within = Pause(at("2026-11-04T08:00"), at("2026-11-04T20:00"))
    after = Pause(at("2026-11-05T09:00"), at("2026-11-06T09:00"))
    assert due(date(2026, 11, 2), "5 wd", pauses=[after, within, one]).day == date(2026, 11, 12)


def test_a_clock_that_still_stands_has_no_deadline_but_tells_what_remains():
    period = Period(at("2026-11-02T09:00"), Clock.parse("5 wd"), pauses=(Pause(at("2026-11-04T10:00")),))
    with pytest.raises(Refused) as refused:
        period.due(national_calendar())
    assert refused.value.reason.code == "not_running"
    assert remaining(period, on=at("2026-11-04T12:00")) == 4
    assert remaining(period, on=at("2026-11-20T12:00")) == 4


def test_a_pause_after_the_deadline_does_not_bring_it_back():
    assert due(date(2026, 11, 2), "5 wd", pauses=[Pause(at("2026-11-10T00:00"))]).day == date(2026, 11, 9)


def test_a_last_day_moved_into_a_pause_moves_on_behind_it():
    pause = Pause(at("2026-10-05T00:00"), at("2026-10-12T09:00"))
    assert due(date(2026, 9, 1), "30 d", pauses=[pause]).day == date(2026, 10, 12)


def test_a_pause_may_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(at("2026-11-04T10:00"), at("2026-11-04T09:59"))


def test_an_extension_starts_where_the_clock_ended_moved_last_day_included():
    assert due(date(2026, 9, 18), "5 wd", extensions=["10 wd"]).day == date(2026, 10, 15)
    assert due(date(2026, 9, 1), "30 d", extensions=["10 d"]).day == date(2026, 10, 19)
    assert due(date(2026, 11, 2), "1 wd", extensions=["24 h"]).at == at("2026-11-05T00:00")


def test_the_explanation_names_extension_and_pause():
    pause = Pause(at("2026-11-03T10:00"), at("2026-11-05T15:00"))
    words = due(date(2026, 11, 2), "5 wd", extensions=["3 wd"], pauses=[pause]).explanation
    assert "期满后延长3个工作日" in words.zh
    assert "2026年11月3日（周二）10:00至2026年11月5日（周四）15:00暂停，不计" in words.zh
    assert "Then extended by 3 working days." in words.en


def test_a_typhoon_stop_is_skipped_by_working_days_and_hours_of_that_region_only():
    stop = local_stop(date(2026, 7, 15), date(2026, 7, 16), region=FUZHOU, name="台风", source="榕防指令")
    country = national_calendar().with_days(stop)
    fuzhou = country.for_regions("350000", FUZHOU)
    assert due(date(2026, 7, 14), "2 wd", calendar=country).day == date(2026, 7, 16)
    assert due(date(2026, 7, 14), "2 wd", calendar=fuzhou).day == date(2026, 7, 20)
    assert due(at("2026-07-14T17:00"), "1 wh", calendar=fuzhou).at == at("2026-07-17T09:30")
    assert "7月15日至16日台风停工，不计" in due(date(2026, 7, 14), "2 wd", calendar=fuzhou).explanation.zh


def test_a_typhoon_stop_does_not_move_the_last_day_of_a_legal_period():
    stop = local_stop(date(2026, 7, 15), date(2026, 7, 15), region=FUZHOU, name="台风", source="榕防指令")
    fuzhou = national_calendar().with_days(stop).for_regions(FUZHOU)
    assert due(date(2026, 7, 5), "10 d", calendar=fuzhou).day == date(2026, 7, 15)


def test_a_half_day_is_a_working_day_with_fewer_hours():
    half = local_stop(
        date(2026, 3, 9),
        date(2026, 3, 9),
        region=FUZHOU,
        name="半天",
        source="通知",
        hours=OfficeHours.parse("09:00-12:00"),
    )
    fuzhou = national_calendar().with_days(half).for_regions(FUZHOU)
    assert due(date(2026, 3, 6), "1 wd", calendar=fuzhou).day == date(2026, 3, 9)
    assert due(at("2026-03-09T11:00"), "2 wh", calendar=fuzhou).at == at("2026-03-10T10:00")
    assert "只办公09:00-12:00" in due(at("2026-03-06T17:00"), "4 wh", calendar=fuzhou).explanation.zh


@pytest.mark.parametrize(
    ("due_at", "on", "clock", "shown", "tone"),
    [
        ("2026-10-21T23:59:59", "2026-10-19T08:00", "5 wd", "还有 2 个工作日", "calm"),
        ("2026-10-12T23:59:59", "2026-10-09T08:00", "5 wd", "还有 2 个工作日", "calm"),
        ("2026-10-21T23:59:59", "2026-10-20T08:00", "5 wd", "还有 1 个工作日", "soon"),
        ("2026-10-21T23:59:59", "2026-10-21T23:59:59", "5 wd", "今天到期", "soon"),
        ("2026-10-21T23:59:59", "2026-10-22T00:00", "5 wd", "超 1 个工作日", "late"),
        ("2026-09-30T23:59:59", "2026-10-07T12:00", "5 wd", "已过期", "late"),
        ("2026-09-30T23:59:59", "2026-10-09T12:00", "5 wd", "超 2 个工作日", "late"),
        ("2026-10-21T23:59:59", "2026-10-17T12:00", "15 d", "还有 4 天", "calm"),
        ("2026-10-21T23:59:59", "2026-10-24T12:00", "15 d", "超 3 天", "late"),
        ("2026-10-21T11:30:00", "2026-10-21T09:10", "2 h", "今天 11:30", "soon"),
        ("2026-10-21T11:30:00", "2026-10-21T11:30:00", "2 h", "今天 11:30", "soon"),
        ("2026-10-22T09:10:00", "2026-10-21T09:10", "24 h", "明天 09:10", "calm"),
        ("2026-10-24T09:10:00", "2026-10-21T09:10", "72 h", "还有 3 天", "calm"),
        ("2026-10-21T11:30:00", "2026-10-21T12:05", "2 h", "超 35 分钟", "late"),
        ("2026-10-21T11:30:00", "2026-10-21T14:31", "2 h", "超 3 小时", "late"),
        ("2026-10-21T11:30:00", "2026-10-24T11:29:59", "2 h", "超 71 小时", "late"),
        ("2026-10-21T11:30:00", "2026-10-24T11:31:00", "2 h", "超 3 天", "late"),
        ("2026-10-08T10:30:00", "2026-09-30T17:00", "4 wh", "还有 2 个工作小时", "calm"),
        ("2026-09-30T17:00:00", "2026-10-08T10:00", "2 wh", "超 1 个工作小时", "late"),
        ("2026-09-30T17:00:00", "2026-09-30T17:00:30", "2 wh", "已过期", "late"),
    ],
)
def test_what_is_left_is_told_in_the_unit_of_the_clock(due_at, on, clock, shown, tone):
    told = left(at(due_at), on=at(on), clock=clock)
    assert (told.words.zh, told.tone) == (shown, tone)


def test_what_is_left_is_told_in_english_with_the_right_number():
    assert (
        left(at("2026-10-21T23:59:59"), on=at("2026-10-20T08:00"), clock="5 wd").words.en
        == "1 working day left"
    )
    assert (
        left(at("2026-10-21T23:59:59"), on=at("2026-10-23T08:00"), clock="5 wd").words.en
        == "2 working days late"
    )


def test_reminders_fall_on_worked_days_at_the_opening_of_the_office():
    made = reminders(at("2026-10-08T23:59:59"), ["1 wd", "1 wd before", "2 d before"])
    assert [(r.at, str(r.mark)) for r in made] == [
        (at("2026-09-30T09:00"), "1 wd before"),
        (at("2026-10-06T09:00"), "2 d before"),
        (at("2026-10-09T09:00"), "1 wd"),
    ]


def test_reminders_of_a_clock_of_hours_are_exact():
    made = reminders(at("2026-10-08T10:30"), ["30 min before", "2 wh before", "1 wh"])
    assert [r.at for r in made] == [at("2026-09-30T17:00"), at("2026-10-08T10:00"), at("2026-10-08T11:30")]
