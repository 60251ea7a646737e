"""Clocks and starts as people and files write them, and what is refused with which reason."""

import pytest

from jinlin.base.clock import Clock, Unit, Way, clock_fault, due_json
from jinlin.base.rule import Refused


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("5 wd", Clock(5, Unit.WORKING_DAY)),
        ("5wd", Clock(5, Unit.WORKING_DAY)),
        ("５ 个工作日", Clock(5, Unit.WORKING_DAY)),
        ("2 wh", Clock(2, Unit.WORKING_HOUR)),
        ("24 h", Clock(24, Unit.HOUR)),
        ("24小时", Clock(24, Unit.HOUR)),
        ("10 min", Clock(10, Unit.MINUTE)),
        ("15 d", Clock(15, Unit.DAY, moves=True)),
        ("15日", Clock(15, Unit.DAY, moves=True)),
        ("1 month", Clock(1, Unit.MONTH, moves=True)),
        ("3 months", Clock(3, Unit.MONTH, moves=True)),
        ("1 Year", Clock(1, Unit.YEAR, moves=True)),
        ("15 d before", Clock(15, Unit.DAY, Way.BEFORE)),
        ("15 d up", Clock(15, Unit.DAY, Way.UP)),
        ("15 d up moved", Clock(15, Unit.DAY, Way.UP, moves=True)),
        ("7 d exact", Clock(7, Unit.DAY)),
    ],
)
def test_a_clock_is_read(text, clock):
    assert Clock.parse(text) == clock
    assert clock_fault(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wrong_clock"),
        ("soon", "wrong_clock"),
        ("5", "wrong_clock"),
        ("five wd", "wrong_clock"),
        ("-5 wd", "wrong_clock"),
        ("1.5 h", "wrong_clock"),
        ("5 weeks", "wrong_clock"),
        ("5 wd later", "wrong_clock"),
        ("5 wd before up", "wrong_clock"),
        ("15 d before moved", "wrong_clock"),
        ("24 h moved", "wrong_clock"),
        ("5 wd; drop table", "wrong_clock"),
        ("0 wd", "too_small"),
        ("99999 d", "too_large"),
        ("9" * 40 + " h", "too_large"),
    ],
)
def test_what_is_no_clock_is_refused_with_its_reason(text, code):
    with pytest.raises(Refused) as refused:
        Clock.parse(text)
    assert refused.value.reason.code == code
    assert clock_fault(text) == refused.value.reason


def test_the_refusal_lists_what_is_accepted_in_both_languages():
    reason = clock_fault("5 Wochen")
    for accepted in ("5 wd", "2 wh", "24 h", "15 d", "1 month", "1 year"):
        assert accepted in reason.words.zh
        assert accepted in reason.words.en


def test_all_faults_of_a_question_come_at_once():
    found = due_json("yesterday", "5 moons")
    assert [fault["code"] for fault in found["faults"]] == ["wrong_start", "wrong_clock"]
    assert all(fault["zh"] and fault["en"] for fault in found["faults"])


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("", "wrong_start"),
        ("2026-02-30", "wrong_start"),
        ("2026-13-01T00:00", "wrong_start"),
        ("18.9.2026", "wrong_start"),
        ("0001-01-01", "too_early"),
        ("0001-01-01T00:00+14:00", "wrong_start"),
        ("1999-12-31", "too_early"),
        ("9999-12-31", "too_far"),
    ],
)
def test_a_start_outside_the_calendar_or_unreadable_is_refused(start, code):
    assert [fault["code"] for fault in due_json(start, "5 wd")["faults"]] == [code]


def test_the_longest_clocks_from_the_last_start_still_end_within_the_calendar():
    for text in ("36525 d", "25000 wd", "20000 wh", "1200 months", "100 years"):
        assert due_json("2150-12-31", text)["provisional"] is True
    assert due_json("2150-12-31", "87600 h")["provisional"] is False


def test_the_start_may_be_a_date_or_an_instant_with_or_without_zone():
    starts = ("2026-09-18", "2026-09-18T09:30", "2026-09-18 09:30:00", "2026-09-18T01:30:00Z", "20260918")
    assert {due_json(start, "5 wd")["due_at"] for start in starts} == {"2026-09-24T23:59:59+08:00"}
