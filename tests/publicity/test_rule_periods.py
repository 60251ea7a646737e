"""Periods of notices, counted by the law's own units: vectors of the Civil Code's start day and holiday rule."""

import datetime as dt

import pytest

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock import due, earliest_after
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.publicity import rules
from jinlin.publicity.kinds import book, kind_of, read
from jinlin.publicity.rules import Facts, Hung

CALENDAR = national_calendar()


def day(text):
    return dt.date.fromisoformat(text)


def until(kind, begun):
    return due(begun, kind_of(kind).period, calendar=CALENDAR).day


def test_publication_begun_on_the_tenth_of_september_stays_until_after_the_holiday():
    """Fifteen days end on 25 September 2026, Mid-Autumn; the next working day is the 28th (law.md B2)."""
    assert until("affairs_money", day("2026-09-10")) == day("2026-09-28")
    assert due(day("2026-09-10"), "15 d up", calendar=CALENDAR).day == day("2026-09-25")


def test_a_voter_list_hangs_twenty_full_days_before_the_election():
    assert earliest_after(day("2026-03-01"), kind_of("voter_list").period, calendar=CALENDAR) == day(
        "2026-03-22"
    )


def test_an_owners_meeting_is_called_with_fifteen_full_days_between():
    assert earliest_after(day("2026-10-01"), kind_of("owners_meeting").period, calendar=CALENDAR) == day(
        "2026-10-17"
    )


def test_the_seven_kinds_of_affairs_stay_up_for_fifteen_days_by_the_law_read_in_the_text():
    seven = [one for one in book().kinds.values() if one.code.startswith("affairs_")]
    assert len(seven) == 7
    assert {(str(one.period), one.verified, one.confidence) for one in seven} == {
        ("15 d up moved", True, "H")
    }
    assert {one.article for one in seven} == {f"34({n})" for n in range(1, 8)}


def test_what_nobody_read_in_the_text_is_marked_unverified():
    assert [one.code for one in book().kinds.values() if one.verified and one.confidence != "H"] == []
    assert not kind_of("owners_roll").verified


def test_a_faulty_file_of_kinds_is_refused_with_every_fault():
    bad = {
        "group": {"a": ["甲", "A"]}, "spot": {}, "defaults": {"objection": "during", "answer": "3 d", "answer_source": "x", "publishers": [],
        "levels": [], "hang": ["moon"]},
        "kind": {
            "one": {"group": "b", "zh": "一", "en": "One", "period": "15 d", "source": "x", "confidence": "M", "verified": True},
            "two": {"group": "a", "zh": "二", "en": "Two", "period": "long", "source": "x", "confidence": "H", "verified": True},
        },
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        read(bad)
    words = " ".join(reason.words.en for reason in refused.value.reasons)
    for part in (
        "no such group",
        "only H can be verified",
        "no such spot",
        "a period is up or before",
        "two: 'long'",
    ):
        assert part in words


def fifteen(begun):
    return due(begun, "15 d up", calendar=CALENDAR).day


def test_paper_that_hung_late_lets_the_period_count_from_that_day():
    begun, missing = rules.counts_from(
        day("2026-03-02"), [Hung("board", day("2026-03-05"))], ("board",), fifteen
    )
    assert (begun, missing) == (day("2026-03-05"), ())


def test_paper_taken_down_early_does_not_count_and_a_new_one_begins_anew():
    early = Hung("board", day("2026-03-02"), day("2026-03-10"))
    assert rules.counts_from(day("2026-03-02"), [early], ("board",), fifteen) == (
        day("2026-03-02"),
        ("board",),
    )
    again = Hung("board", day("2026-03-11"))
    assert rules.counts_from(day("2026-03-02"), [early, again], ("board",), fifteen) == (
        day("2026-03-11"),
        (),
    )


def test_paper_taken_down_the_day_after_its_last_day_was_there_long_enough():
    whole = Hung("board", day("2026-03-02"), day("2026-03-18"))
    assert rules.counts_from(day("2026-03-02"), [whole], ("board",), fifteen) == (day("2026-03-02"), ())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(today=day("2026-03-17"), until_on=day("2026-03-17")), "not_yet"),
        (Facts(today=day("2026-03-18"), until_on=day("2026-03-17")), None),
        (Facts(today=day("2026-03-17"), until_on=day("2026-03-17"), before_event=True), None),
        (Facts(today=day("2026-03-16"), until_on=day("2026-03-17"), before_event=True), "not_yet"),
        (Facts(today=day("2026-03-17")), "not_hanging"),
    ],
)
def test_a_last_day_is_over_when_it_has_passed_and_an_events_notice_when_the_event_is_there(facts, code):
    reason = rules.is_over(facts)
    assert (reason.code if reason else None) == code


def test_missing_paper_names_the_spots():
    reason = rules.has_paper(
        Facts(today=day("2026-03-17"), missing_spots=(Words("社区公开栏", "Community board"),))
    )
    assert reason.code == "no_paper"
    assert "社区公开栏" in reason.words.zh


def test_two_findings_of_not_competent_running_end_the_office_and_one_does_not():
    assert rules.office_ends(before="unfit", now="unfit")
    assert not rules.office_ends(before=None, now="unfit")
    assert not rules.office_ends(before="mostly", now="unfit")
    assert not rules.office_ends(before="unfit", now="mostly")
