"""Dates, numbers and telephone numbers in the shapes that offices type."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets.dates import SHANGHAI, parse_date, parse_moment
from jinlin.base.spreadsheets.quantities import (
    parse_area,
    parse_code,
    parse_integer,
    parse_money,
    parse_phone,
    parse_phones,
    parse_yes_no,
)

DAY = datetime.date(2026, 9, 3)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2026-09-03",
            "2026/9/3",
            "2026.9.3",
            "2026年9月3日",
            "2026年09月03号",
            "2026。9。3",
            "26.9.3",
            "26年9月3日",
        ),
        *("20260903", 20260903, 20260903.0, "２０２６年９月３日", "二〇二六年九月三日", "二零二六年九月三日"),
        *(
            "2026年9月3日（星期四）",
            "2026-9-3 周四",
            " 2026-09-03 ",
            "'26.9.3",
            "2026 年 9 月 3 日",
            "20260903120938",
        ),
        *(46268, 46268.75, "46268", DAY, datetime.datetime(2026, 9, 3, 8), "2026-09-03T08:30:00"),
        *("\u200b2026-09-03", "2026/9/3 下午 3:05:01", "2026_9_3"),
    ],
)
def test_a_day_is_read_in_every_shape(cell):
    assert parse_date(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("2020/1/6 12:09:38", (12, 9, 38)),
        ("2019/11/5 9:02:11", (9, 2, 11)),
        ("2017-06-08 17:31:20", (17, 31, 20)),
        ("2026年9月3日下午三点半", (15, 30, 0)),
        ("2026年9月3日 上午9时5分", (9, 5, 0)),
        ("2026-9-3 中午12:30", (12, 30, 0)),
        ("2026-9-3 中午1点", (13, 0, 0)),
        ("2026-9-3 凌晨12:10", (0, 10, 0)),
        ("2026/9/3 3:05 PM", (15, 5, 0)),
        ("2026-09-03T01:00:00Z", (9, 0, 0)),
        (44075.5, (12, 0, 0)),
        ("2026-09-03 08:30:00.123", (8, 30, 0)),
    ],
)
def test_a_moment_is_read_with_its_time_of_day_in_shanghai(cell, clock):
    moment = parse_moment(cell)
    assert (moment.hour, moment.minute, moment.second) == clock
    assert moment.utcoffset() == datetime.timedelta(hours=8)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("9月3日", "no_year"),
        ("9.3", "no_year"),
        (9.3, "no_year"),
        ("2026年9月", "no_day"),
        ("202609", "no_day"),
        (2026, "no_day"),
        ("3/9/2026", "wrong_date_order"),
        ("2026-02-30", "not_a_day"),
        ("2026-13-01", "not_a_day"),
        ("2026-9-3 25:00", "wrong_time"),
        ("2026.9.3-2026.9.5", "wrong_date"),
        ("近期", "wrong_date"),
        ("一十二十年", "wrong_date"),
        ("9" * 5000, "wrong_date"),
        (float("inf"), "wrong_date"),
        (True, "wrong_date"),
        (datetime.time(8, 30), "wrong_date"),
    ],
)
def test_a_date_that_cannot_be_told_is_refused_with_what_is_missing(cell, code):
    assert parse_date(cell).code == code


def test_the_year_and_the_century_come_from_the_context_where_it_is_given():
    assert parse_date("9月3日", year=2026) == DAY
    assert parse_date("60.1.1", latest=datetime.date(2026, 1, 1)) == datetime.date(1960, 1, 1)
    assert parse_date("2月29日", year=2026).code == "not_a_day"


@given(st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2060, 1, 1)))
def test_whatever_a_sheet_stores_for_a_moment_is_that_moment(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime.datetime(1899, 12, 30)).total_seconds() / 86_400
    aware = moment.replace(tzinfo=SHANGHAI)
    assert parse_moment(moment) == parse_moment(moment.isoformat(sep=" ")) == aware
    # A day count is midnight and hours: no clock was ever changed in it, as one was in Shanghai until 1991.
    assert parse_moment(serial).replace(tzinfo=None) == moment


CELLS = st.one_of(
    st.text(st.sampled_from("0123456789年月日号时点分半上下午/-.:： ，,一二十廿〇万元㎡户+¥*;"), max_size=24),
    st.text(max_size=30),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
)


@given(CELLS)
def test_no_cell_whatever_it_holds_makes_a_reader_fail(cell):
    for parse in (
        parse_date,
        parse_moment,
        parse_area,
        parse_money,
        parse_integer,
        parse_yes_no,
        parse_phones,
        parse_code,
    ):
        value = parse(cell)
        assert isinstance(value, Reason | str | int | bool | tuple | datetime.date)


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        (89.99, 8999),
        ("89.99㎡", 8999),
        ("１２０．５平方米", 12050),
        ("1.2万平方米", 1_200_000),
        (0.1 + 0.2, 30),
        ("95", 9500),
        ("88 m²", 8800),
    ],
)
def test_an_area_is_counted_in_hundredths_of_a_square_metre(cell, area):
    assert parse_area(cell) == area


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("¥1,200.00元", 120_000),
        ("3万元", 3_000_000),
        (12.5, 1250),
        ("￥0.3", 30),
        ("-5.00", -500),
        ("1000元整", 100_000),
    ],
)
def test_money_is_counted_in_fen(cell, fen):
    assert parse_money(cell) == fen


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (parse_area, "89.999", "too_precise"),
        (parse_area, "3亩", "wrong_unit"),
        (parse_area, "-5", "too_small"),
        (parse_money, "3美元", "wrong_unit"),
        (parse_integer, 3.5, "not_whole"),
        (parse_integer, "约12", "wrong_number"),
        (parse_integer, "-1", "too_small"),
        (parse_integer, float("nan"), "wrong_number"),
        (parse_integer, "9" * 100_000 + "x9", "wrong_number"),
        (parse_phone, "1234", "wrong_phone"),
        (parse_phone, "138****0000", "wrong_phone"),
        (parse_phone, "13800000000;13900000000", "too_many_phones"),
        (parse_phone, "1.38E+10", "wrong_lost_digits"),
        (parse_code, 3.50802e17, "wrong_lost_digits"),
        (parse_code, "3.50802E+17", "wrong_lost_digits"),
        (parse_yes_no, "也许", "wrong_yes_no"),
    ],
)
def test_what_is_no_such_value_is_refused_with_its_reason(parse, cell, code):
    assert parse(cell).code == code


@pytest.mark.parametrize(
    ("cell", "number"), [("12户", 12), ("1,200", 1200), ("3.0", 3), (12.0, 12), ("1.2万", 12000), ("０５", 5)]
)
def test_a_whole_number_is_read_with_its_unit(cell, number):
    assert parse_integer(cell) == number


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800000000.0, "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("0597-2234567", "0597-2234567"),
        ("（0597）2234567", "0597-2234567"),
        ("12345", "12345"),
        ("400-800-8820", "400-800-8820"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_spaced(cell, phone):
    assert parse_phone(cell) == phone


def test_several_telephone_numbers_stay_several():
    assert parse_phones("13800000000；0597-2234567、13900000000") == (
        "13800000000",
        "0597-2234567",
        "13900000000",
    )


def test_a_twelve_digit_code_and_leading_zeros_come_back_as_text():
    assert parse_code(350802001001.0) == "350802001001"
    assert parse_code("００１２") == "0012"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("是", True), ("√", True), (1, True), ("Ｙ", True), ("无", False), ("×", False), (False, False)],
)
def test_yes_and_no_are_read_in_their_shapes(cell, said):
    assert parse_yes_no(cell) is said
