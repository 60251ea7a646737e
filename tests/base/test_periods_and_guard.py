"""Periods are read and compared with the one before; small numbers cannot be worked out from what is shown."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.guard import GUARD, hidden, is_small
from jinlin.base.periods import parse
from jinlin.base.rule import Refused

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "start", "end", "before"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2025"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4"),
        ("2026-10", "2026-10-01", "2026-10-31", "2026-09"),
        ("2026-01..2026-11", "2026-01-01", "2026-11-30", "2025-02..2025-12"),
        ("2026-01-05..2026-01-11", "2026-01-05", "2026-01-11", "2025-12-29..2026-01-04"),
    ],
)
def test_a_period_is_read_written_and_has_one_before(text: str, start: str, end: str, before: str) -> None:
    found = parse(text, today=TODAY)
    assert (found.start.isoformat(), found.end.isoformat(), found.text) == (start, end, text)
    assert found.previous.text == before and found.previous.end == found.start - dt.timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "2026-02-30..2026-03-01", "2026-03..2026-01", "去年", "9999"]
)
def test_what_is_no_period_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text, today=TODAY)
    assert refused.value.reason.code == "wrong_period" and "2026-Q3" in refused.value.reason.words.zh


def test_a_running_period_takes_its_stock_today_and_its_line_ends_this_month() -> None:
    year = parse("2026", today=TODAY)
    assert year.running and year.on == TODAY and year.twelve[-1].text == "2026-11" and len(year.twelve) == 12
    past = parse("2025-Q3", today=TODAY)
    assert not past.running and past.on == dt.date(2025, 9, 30) and past.twelve[0].text == "2024-10"


def test_instants_of_a_month_follow_the_clock_of_shanghai() -> None:
    month = parse("2026-10", today=TODAY)
    assert (
        month.since.isoformat() == "2026-10-01T00:00:00+08:00"
        and month.until.isoformat() == "2026-11-01T00:00:00+08:00"
    )


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.booleans())
def test_no_small_number_is_shown_and_none_can_be_subtracted_out(
    cells: list[int], total_hidden: bool
) -> None:
    out = hidden(cells, total_hidden=total_hidden)
    assert {place for place, number in enumerate(cells) if is_small(number)} <= out
    if not out or total_hidden:
        return
    left = sum(cells) - sum(number for place, number in enumerate(cells) if place not in out)
    if len(out) < len(cells):
        # What a reader knows of a hidden cell: at least one, and the rest of the sum with the others at least one each.
        assert len(out) > 1 and left - (len(out) - 1) >= GUARD


def test_a_table_whose_sum_is_hidden_never_gives_the_sum_away() -> None:
    assert hidden([7, 8, 9], total_hidden=True) == {0}
    assert hidden([7, 8, 9]) == frozenset()
    assert hidden([3, 9, 20]) == {0, 1}
    assert hidden([3, 9, 20], guard=0) == frozenset()
