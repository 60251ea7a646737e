"""Recurring days: 逢10, RFC 5545, the lunar year, exceptions, days off, and a series cut in two."""

import datetime as dt
import random
import re

import pytest
from dateutil.rrule import rrulestr

from jinlin.base.calendar_data import national_calendar
from jinlin.base.recurrence import Recurrence, dates, split, told
from jinlin.base.rule import Refused
from jinlin.base.working_calendar import local_stop

pytestmark = pytest.mark.once


def days(rule: str, first: str, last: str, calendar=None) -> list[str]:
    found = dates(
        Recurrence.parse(rule), dt.date.fromisoformat(first), dt.date.fromisoformat(last), calendar=calendar or national_calendar()
    )  # fmt: skip
    return [str(one.on) for one in found]


def faults_of(rule: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        Recurrence.parse(rule)
    return [reason.code for reason in refused.value.reasons]


def test_days_with_a_ten_skip_the_thirtieth_of_february():
    assert days("day-ends:0", "2026-02-01", "2026-03-31") == [
        "2026-02-10", "2026-02-20", "2026-03-10", "2026-03-20", "2026-03-30",
    ]  # fmt: skip


def test_several_endings_give_a_market_day_of_five_and_ten():
    assert days("day-ends:0,5", "2026-02-01", "2026-02-28") == [
        f"2026-02-{day:02d}" for day in (5, 10, 15, 20, 25)
    ]


def test_the_double_ninth_is_found_in_every_year():
    assert days("lunar:09-09", "2020-01-01", "2027-12-31") == [
        "2020-10-25", "2021-10-14", "2022-10-04", "2023-10-23", "2024-10-11", "2025-10-29", "2026-10-18", "2027-10-08",
    ]  # fmt: skip


def test_new_years_eve_is_the_last_day_whatever_the_length_of_the_month():
    assert days("lunar:12-last", "2024-01-01", "2026-12-31") == ["2024-02-09", "2025-01-28", "2026-02-16"]
    assert days("lunar:12-30", "2024-01-01", "2026-12-31") == ["2024-02-09"]


def test_a_leap_month_is_not_counted():
    assert days("lunar:06-15", "2025-01-01", "2025-12-31") == ["2025-07-09"], "2025 has a second sixth month"


@pytest.mark.parametrize(
    ("rule", "first", "last", "wanted"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=SU", "2026-02-01", "2026-02-22", ["2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2SA", "2026-02-01", "2026-04-30", ["2026-02-14", "2026-03-14", "2026-04-11"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR", "2026-02-01", "2026-03-31", ["2026-02-27", "2026-03-27"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-01", "2026-05-31", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("RRULE:FREQ=DAILY;COUNT=3 DTSTART:2026-02-01", "2026-02-02", "2026-02-28", ["2026-02-02", "2026-02-03"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU DTSTART:2026-02-03", "2026-02-01", "2026-03-10", ["2026-02-03", "2026-02-17", "2026-03-03"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-01-01", "2033-01-01", ["2028-02-29", "2032-02-29"]),
        ("RRULE:FREQ=DAILY;UNTIL=20260203", "2026-02-01", "2026-02-28", ["2026-02-01", "2026-02-02", "2026-02-03"]),
    ],
)  # fmt: skip
def test_rules_of_rfc_5545(rule, first, last, wanted):
    assert days(rule, first, last) == wanted


def test_four_hundred_random_rules_agree_with_dateutil_as_it_is():
    chance = random.Random(5545)
    first, last = dt.date(2026, 1, 1), dt.date(2028, 12, 31)
    for _ in range(400):
        parts = [
            f"FREQ={chance.choice(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])}",
            f"INTERVAL={chance.randint(1, 4)}",
        ]
        frequency = parts[0][5:]
        if chance.random() < 0.5:
            days_ = chance.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], chance.randint(1, 3))
            nth = chance.choice(["", "1", "2", "-1"]) if frequency == "MONTHLY" else ""
            parts.append("BYDAY=" + ",".join(nth + day for day in days_))
        if chance.random() < 0.3:
            parts.append(f"BYMONTH={chance.randint(1, 12)}")
        if chance.random() < 0.3 and frequency != "WEEKLY":
            parts.append(f"BYMONTHDAY={chance.choice([1, 15, 28, -1])}")
        text = "RRULE:" + ";".join(parts)
        start = first + dt.timedelta(days=chance.randint(0, 40))
        plain = rrulestr(text, dtstart=dt.datetime.combine(start, dt.time()))
        wanted = [str(at.date()) for at in plain.between(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31), inc=True)]  # fmt: skip
        assert days(f"{text} DTSTART:{start}", str(first), str(last)) == wanted, text


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29 DTSTART:2027-01-01"]
)  # fmt: skip
def test_a_rule_that_never_gives_a_day_ends_soon(rule):
    assert days(rule, "2026-02-01", "2026-12-31") == []


def test_exceptions_are_left_out_and_days_added():
    rule = "day-ends:0 EXDATE:2026-02-20 RDATE:2026-02-21,2026-02-24"
    assert days(rule, "2026-02-01", "2026-02-28") == ["2026-02-10", "2026-02-21", "2026-02-24"]


def test_a_holiday_moves_a_day_to_the_next_worked_one_and_two_become_one():
    assert days("day-ends:0 holidays:next", "2026-02-11", "2026-02-28") == ["2026-02-24"], (
        "20 February is New Year"
    )
    assert days("day-ends:1,2,3 holidays:next", "2026-10-01", "2026-10-10") == ["2026-10-08"]
    assert days("day-ends:0 holidays:previous", "2026-02-11", "2026-02-28") == ["2026-02-14"], (
        "a worked Saturday"
    )
    assert days("day-ends:0 holidays:skip", "2026-02-11", "2026-02-28") == []
    assert days("day-ends:0", "2026-02-11", "2026-02-28") == ["2026-02-20"]


def test_a_shifted_sunday_is_worked_and_stays():
    assert days("day-ends:0 rest-days:next", "2026-09-15", "2026-10-15") == [
        "2026-09-20",
        "2026-09-30",
        "2026-10-10",
    ]
    assert days("day-ends:0 rest-days:next", "2026-01-01", "2026-01-31") == [
        "2026-01-12",
        "2026-01-20",
        "2026-01-30",
    ]


def test_a_typhoon_stop_counts_as_a_holiday():
    stopped = national_calendar().with_days(
        local_stop(dt.date(2026, 7, 20), dt.date(2026, 7, 20), region="35", name="台风", source="防指通知")
    )
    assert days("day-ends:0 holidays:next", "2026-07-15", "2026-07-25", stopped.for_regions("35")) == [
        "2026-07-21"
    ]


def test_a_move_in_a_year_without_a_notice_is_provisional():
    found = dates(
        Recurrence.parse("day-ends:0 rest-days:next"), dt.date(2199, 1, 1), dt.date(2199, 1, 31), calendar=national_calendar()
    )  # fmt: skip
    assert found
    assert all(one.provisional for one in found)


def test_every_fault_of_a_rule_is_listed():
    found = faults_of(
        "RRULE:FREQ=HOURLY;BYDAY=XX;COUNT=0;BYHOUR=9 lunar:13-40 jeden EXDATE:2026-02-30 holidays:maybe"
    )
    assert sorted(found) == sorted(
        ["wrong_part", "too_many_rules", *["wrong_rrule"] * 4, "wrong_lunar", "wrong_date", "wrong_shift"]
    )


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "no_rule"), ("day-ends:10", "wrong_ending"), ("day-ends:", "wrong_ending"), ("lunar:9月9", "wrong_lunar"),
        ("RRULE:FREQ=WEEKLY;BYDAY=2MO", "wrong_rrule"), ("RRULE:BYDAY=MO", "wrong_rrule"), ("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260101", "wrong_rrule"),
        ("day-ends:0 UNTIL:2026-01-01 DTSTART:2026-02-01", "wrong_until"), ("day-ends:0 day-ends:5", "wrong_part"), ("x" * 3000, "too_long"),
    ],
)  # fmt: skip
def test_each_fault_has_its_code(rule, code):
    assert code in faults_of(rule)


def test_a_stretch_the_wrong_way_round_is_refused():
    with pytest.raises(Refused, match="wrong_stretch"):
        days("day-ends:0", "2026-03-01", "2026-02-01")


def test_a_rule_written_again_is_the_same_rule():
    text = "lunar:*-01,12-last\nDTSTART:2026-01-01\nUNTIL:2026-12-31\nEXDATE:2026-05-17\nholidays:skip\nrest-days:next"
    assert str(Recurrence.parse(text)) == text


@pytest.mark.parametrize(
    "rule",
    [
        "day-ends:0 DTSTART:2026-01-01 EXDATE:2026-03-20,2026-06-20 RDATE:2026-06-21",
        "RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH DTSTART:2026-01-01",
        "RRULE:FREQ=MONTHLY;BYDAY=2SA;COUNT=9 DTSTART:2026-01-01",
        "RRULE:FREQ=DAILY;INTERVAL=4;COUNT=5 DTSTART:2026-01-01",
        "lunar:*-15 DTSTART:2026-01-01 UNTIL:2026-08-01",
    ],
)
def test_this_and_following_cuts_a_series_without_losing_or_adding_a_day(rule):
    whole = Recurrence.parse(rule)
    for on in (dt.date(2026, 1, 10), dt.date(2026, 1, 17), dt.date(2026, 7, 30)):
        if whole.count == 5 and on.month == 7:
            continue
        before, after = split(whole, on)
        first, last = dt.date(2026, 1, 1), dt.date(2027, 6, 30)
        parts = [
            [one.on for one in dates(part, first, last, calendar=national_calendar())]
            for part in (before, after)
        ]
        assert parts[0] + parts[1] == [
            one.on for one in dates(whole, first, last, calendar=national_calendar())
        ]
        assert all(day < on for day in parts[0])
        assert all(day >= on for day in parts[1])


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=DAILY;COUNT=5 DTSTART:2026-01-01", "day-ends:0 UNTIL:2026-03-01"]
)
def test_a_series_that_is_over_can_not_be_cut(rule):
    with pytest.raises(Refused, match="no_following"):
        split(Recurrence.parse(rule), dt.date(2026, 6, 1))


def test_a_series_without_a_beginning_can_not_be_cut():
    with pytest.raises(Refused, match="no_start"):
        split(Recurrence.parse("RRULE:FREQ=DAILY;COUNT=5"), dt.date(2026, 2, 1))


def test_a_rule_is_told_as_people_say_it():
    said = {rule: told(Recurrence.parse(rule)).zh for rule in ("day-ends:0", "RRULE:FREQ=WEEKLY;BYDAY=SU", "lunar:09-09", "lunar:12-last", "lunar:01-15", "lunar:08-25", "RRULE:FREQ=MONTHLY;BYDAY=2SA holidays:skip")}  # fmt: skip
    assert list(said.values()) == [
        "每月逢 10、20、30 日", "每周日", "农历九月初九", "农历除夕", "农历正月十五", "农历八月廿五", "每月的第 2 个星期六，遇法定假日停一次",
    ]  # fmt: skip
    assert not any(re.search("[A-Z]", words) for words in said.values())
