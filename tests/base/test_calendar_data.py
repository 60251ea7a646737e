"""The calendar's data: the shipped table, an imported notice, and what the import changes."""

from datetime import date, timedelta

import pytest

from jinlin.base.calendar_data import (
    load_calendar,
    national_calendar,
    parameters_folder,
    read_days,
    read_notice,
    seed,
    with_notice,
)
from jinlin.base.clock import Clock, Period, due, due_json, recount
from jinlin.base.clock.reading import read_start
from jinlin.base.rule import Refused
from jinlin.base.working_calendar import DayKind, OfficeHours, WorkingCalendar

# Invented, in the shape of a notice: not the real arrangement of 2027.
NOTICE_CSV = """日期,类型,名称
2026-12-27,调休上班,元旦
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-01-03,放假,元旦
2027-01-04,放假,元旦
2027-02-05,放假,春节
2027-02-06,放假,春节
2027-05-01,放假,劳动节
2027-05-02,放假,劳动节
2027-05-03,放假,劳动节
2027-10-01,放假,国庆节
2027-10-02,放假,国庆节
2027-10-03,放假,国庆节
"""
NOTICE_TOML = """
year = 2027
source = "国务院办公厅通知（示例）"
published_on = 2026-11-25
[[day]]
kind = "shifted"
name = "元旦"
date = 2026-12-27
[[day]]
kind = "holiday"
name = "元旦"
from = 2027-01-01
to = 2027-01-04
[[day]]
kind = "holiday"
name = "春节"
from = 2027-02-05
to = 2027-02-06
[[day]]
kind = "holiday"
name = "劳动节"
from = 2027-05-01
to = 2027-05-03
[[day]]
kind = "holiday"
name = "国庆节"
from = 2027-10-01
to = 2027-10-03
"""


def test_the_shipped_table_is_what_the_package_knows():
    assert (parameters_folder() / "calendar" / "national.csv").read_text("utf-8") == seed()


def test_the_shipped_table_agrees_with_the_package_on_every_day_of_its_years():
    import chinese_calendar

    calendar = national_calendar()
    day = date(2004, 1, 1)
    while day.year <= 2026:
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert calendar.known_years == set(range(2004, 2027))


def test_an_unpublished_year_is_monday_to_friday_without_the_fixed_statutory_days_and_says_provisional():
    calendar = national_calendar()
    assert not calendar.is_known(2027)
    off = [
        day
        for day in (date(2027, 1, 1) + timedelta(days=i) for i in range(365))
        if day.weekday() < 5 and not calendar.is_working(day)
    ]
    assert off == [date(2027, 1, 1), date(2027, 10, 1)]
    found = due_json("2026-12-28", "5 wd")
    assert (found["due_at"], found["provisional"]) == ("2027-01-05T23:59:59+08:00", True)
    assert "2027年放假安排尚未公布" in found["explanation"]


def test_a_deadline_that_looks_at_no_unpublished_day_is_not_provisional():
    assert due_json("2026-12-28", "3 wd")["provisional"] is False
    assert due_json("2026-12-28", "30 d exact")["provisional"] is False
    assert due_json("2026-12-28", "30 d")["provisional"] is True
    assert due_json("2026-12-31T23:00", "24 h")["provisional"] is False
    assert due_json("2003-12-01", "5 wd")["provisional"] is True


def test_a_notice_reads_the_same_from_csv_and_toml():
    from_csv, from_toml = read_notice(NOTICE_CSV), read_notice(NOTICE_TOML)
    assert from_csv.year == from_toml.year == 2027
    assert [(d.date, d.kind, d.name) for d in from_csv.days] == [
        (d.date, d.kind, d.name) for d in from_toml.days
    ]
    assert {d.published_on for d in from_toml.days} == {date(2026, 11, 25)}


def test_an_import_settles_provisional_deadlines_moves_some_and_leaves_the_rest():
    before = national_calendar()
    after = with_notice(before, read_notice(NOTICE_CSV))
    asked = {
        "settled": ("2027-03-01", "5 wd"),
        "later": ("2026-12-28", "5 wd"),
        "earlier, by the shifted Sunday": ("2026-12-25", "1 wd"),
        "untouched": ("2026-11-02", "5 wd"),
        "hours": ("2026-12-31T20:00", "24 h"),
    }
    rows = []
    for key, (start, clock) in asked.items():
        period = Period(read_start(start), Clock.parse(clock))
        found = period.due(before)
        rows.append((key, period, found.at, found.provisional))
    changes = {change.key: change for change in recount(rows, after)}
    assert set(changes) == {"settled", "later", "earlier, by the shifted Sunday"}
    assert not changes["settled"].moved
    assert changes["settled"].was_provisional
    assert not changes["settled"].now.provisional
    assert changes["later"].now.day == date(2027, 1, 6)
    assert changes["earlier, by the shifted Sunday"].now.day == date(2026, 12, 27)


def test_only_deadlines_from_the_first_different_day_on_need_another_look():
    before = national_calendar()
    after = with_notice(before, read_notice(NOTICE_CSV))
    assert after.first_difference(before) == date(2026, 12, 27)
    assert before.first_difference(before) is None


def test_a_corrected_notice_drops_what_the_first_one_listed():
    first = with_notice(national_calendar(), read_notice(NOTICE_CSV))
    corrected = NOTICE_CSV.replace("2027-02-05,放假,春节\n2027-02-06,放假,春节\n", "2027-02-08,放假,春节\n")
    second = with_notice(first, read_notice(corrected))
    assert not first.is_working(date(2027, 2, 5))
    assert second.is_working(date(2027, 2, 5))
    assert not second.is_working(date(2027, 2, 8))
    assert second.day(date(2026, 12, 27)).kind is DayKind.SHIFTED


def test_a_faulty_notice_is_refused_with_all_its_faults_at_once():
    text = "date,kind,name\n2027-01-32,holiday,元旦\n2027-01-01,feast,元旦\n2027-02-01,half,半天\n"
    with pytest.raises(Refused) as refused:
        read_notice(text, where="notice.csv")
    assert [reason.code for reason in refused.value.reasons] == ["wrong_date", "wrong_kind", "wrong_hours"]
    assert "notice.csv:2" in refused.value.reason.words.en


def test_a_notice_that_cannot_be_true_is_refused():
    text = NOTICE_CSV.replace("2027-10-02,放假,国庆节\n", "") + "2027-03-03,上班,某节\n2025-03-03,放假,某节\n"
    with pytest.raises(Refused) as refused:
        read_notice(text)
    assert sorted(reason.code for reason in refused.value.reasons) == ["no_day", "wrong_kind", "wrong_year"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_column"),
        ("date,kind,name\n", "no_days"),
        ("a,b\n1,2\n", "no_column"),
        (NOTICE_TOML.replace("year = 2027", "year = "), "wrong_file"),
        (NOTICE_CSV + "2027-10-01,放假,国庆节\n", "wrong_date"),
        (NOTICE_TOML.replace("to = 2027-01-04", "to = 2026-01-04"), "wrong_date"),
    ],
)
def test_a_file_that_is_no_notice_is_refused_with_its_reason(text, code):
    with pytest.raises(Refused) as refused:
        read_notice(text)
    assert refused.value.reason.code == code


def test_local_days_of_a_table_hold_only_for_their_region_and_the_narrowest_wins():
    table = (
        "date,kind,name,source,published_on,region,hours\n"
        "2026-07-15,stopped,台风,省防指,2026-07-14,350000,\n"
        "2026-07-15,half,台风,榕防指,2026-07-14,350100,09:00-12:00\n"
    )
    calendar = national_calendar().with_days(read_days(table, where="local.csv"))
    day = date(2026, 7, 15)
    assert calendar.is_working(day)
    assert not calendar.for_regions("350000").is_working(day)
    assert calendar.for_regions("350000", "350100").is_working(day)
    assert calendar.for_regions("350000", "350100").day(day).hours == OfficeHours.parse("09:00-12:00")


@pytest.mark.parametrize(
    "text", ["", "9-12", "09:00-25:00", "12:00-09:00", "09:00-12:00, 11:00-13:00", "09:60-10:00"]
)
def test_office_hours_that_cannot_be_are_refused(text):
    with pytest.raises(Refused) as refused:
        OfficeHours.parse(text)
    assert refused.value.reason.code == "wrong_hours"


def test_office_hours_are_written_as_they_are_read():
    assert str(OfficeHours.parse("8:30–12:00、14:30-17:30")) == "08:30-12:00, 14:30-17:30"
    assert OfficeHours.parse("09:00-12:00, 14:30-17:30").seconds == 6 * 3600


def test_the_calendar_refuses_to_look_beyond_the_years_it_carries():
    with pytest.raises(ValueError, match="calendar reaches"):
        national_calendar().working_day_after(date(2300, 12, 31).toordinal(), 1)


def test_a_calendar_folder_is_read_with_its_own_hours(tmp_path):
    (tmp_path / "national.csv").write_text("date,kind,name\n2026-10-01,holiday,国庆节\n", "utf-8")
    (tmp_path / "rules.toml").write_text(
        '[office_hours]\nvalue = "08:00-12:00"\n[[fixed]]\nday = "01-01"\nname = "元旦"\n', "utf-8"
    )
    calendar = load_calendar(tmp_path)
    assert isinstance(calendar, WorkingCalendar)
    assert calendar.known_years == {2026}
    found = due(read_start("2026-09-30T11:30"), "1 wh", calendar=calendar)
    assert found.at == read_start("2026-10-02T08:30")
