"""Elections of a residents' committee: the vectors of the law (B2), sums that must close, two sheets of one box."""

import datetime as dt

import pytest

from jinlin.ballots.counting.election import (
    CountSheet,
    differences,
    elect,
    may_open,
    may_take_proxy,
    passes,
    why_not_whole,
)

ON = dt.date(2026, 9, 1)


def sheet(electors, returned, votes=None, given=None, valid=None):
    return CountSheet(
        electors,
        returned if given is None else given,
        returned,
        returned if valid is None else valid,
        votes or {},
    )


@pytest.mark.parametrize(("cast", "valid"), [(40, False), (41, True)])
def test_of_60_representatives_40_are_not_more_than_two_thirds(cast, valid):
    assert elect(sheet(60, cast, {"甲": cast}), mode="representatives", seats=1, on=ON).valid is valid


@pytest.mark.parametrize(("cast", "valid"), [(500, False), (501, True)])
def test_of_all_voters_more_than_half_must_vote(cast, valid):
    assert elect(sheet(1000, cast, {"甲": cast}), mode="voters", seats=1, on=ON).valid is valid


def test_elected_is_who_has_more_than_half_of_the_ballots_cast_invalid_ones_included():
    found = elect(sheet(200, 120, {"甲": 61, "乙": 60}, valid=118), mode="households", seats=2, on=ON)
    assert (found.elected, found.run_off) == (("甲",), ("乙",))


def test_in_a_run_off_with_120_cast_40_are_enough():
    assert elect(
        sheet(200, 120, {"甲": 40, "乙": 39}), mode="voters", seats=1, on=ON, run_off=True
    ).elected == ("甲",)
    assert elect(sheet(200, 120, {"甲": 39}), mode="voters", seats=1, on=ON, run_off=True).elected == ()


def test_equal_votes_for_the_last_seat_are_named_and_not_settled():
    found = elect(sheet(200, 150, {"甲": 100, "乙": 90, "丙": 90}), mode="voters", seats=2, on=ON)
    assert (found.elected, set(found.tied)) == (("甲",), {"乙", "丙"})


def test_an_assembly_of_60_may_open_with_40_and_passes_with_21():
    assert may_open(40, 60, body="assembly", on=ON)
    assert not may_open(39, 60, body="assembly", on=ON)
    assert passes(21, 40, on=ON)
    assert not passes(20, 40, on=ON)


def test_36_of_45_are_exactly_four_fifths_and_35_of_44_are_not():
    assert may_open(36, 45, body="representatives", on=ON)
    assert not may_open(35, 44, body="representatives", on=ON)


def test_a_fourth_authorisation_a_candidate_and_proxies_of_representatives_are_refused():
    assert may_take_proxy(held=2, mode="voters", is_candidate=False) is None
    assert may_take_proxy(held=3, mode="voters", is_candidate=False).code == "too_many_proxies"
    assert may_take_proxy(held=0, mode="voters", is_candidate=True).code == "not_agent"
    assert may_take_proxy(held=0, mode="representatives", is_candidate=False).code == "not_allowed"


def test_sums_that_do_not_close_are_all_listed():
    good = CountSheet(100, 90, 80, 78, {"甲": 70})
    assert why_not_whole(good, seats=1) == []
    assert (good.not_given, good.invalid) == (10, 2)
    bad = CountSheet(100, 101, 102, 103, {"甲": 104})
    assert len(why_not_whole(bad, seats=1)) == 5


def test_two_sheets_of_one_box_must_agree_in_every_number():
    one = CountSheet(100, 90, 80, 78, {"甲": 70, "乙": 8})
    other = CountSheet(100, 90, 80, 79, {"甲": 71, "丙": 8})
    assert differences(one, one) == []
    assert set(differences(one, other)) == {"valid", "甲", "乙", "丙"}
