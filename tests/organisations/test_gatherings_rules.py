"""Rules of gatherings in integers: when one opens, what passes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.parameters import Share
from jinlin.organisations.gatherings import rules
from jinlin.organisations.gatherings.kinds import kinds
from jinlin.organisations.gatherings.rules import Facts

HALF = Share(1, 2, True)
OVER_HALF = Share(1, 2, False)
NOON = dt.datetime(2026, 8, 3, 12, tzinfo=dt.UTC)


def facts(**more):
    known = {
        "on": NOON, "starts_at": NOON, "opens": HALF, "entitled": 50, "voters_present": 25, "present": 25, "has_agenda": True,
        "is_drafter": False, "is_birthday": False,
    }  # fmt: skip
    return Facts(**known | more)


@pytest.mark.parametrize(("entitled", "needed"), [(50, 25), (51, 26), (1, 1), (2, 1), (3, 2), (49, 25)])
def test_it_opens_with_half_of_those_with_a_vote(entitled, needed):
    assert rules.needed_to_open(share=HALF, entitled=entitled) == needed
    assert rules.has_quorum(facts(entitled=entitled, voters_present=needed)) is None
    assert rules.has_quorum(facts(entitled=entitled, voters_present=needed - 1)).code == "too_few"


@pytest.mark.parametrize(("yes", "passed"), [(25, False), (26, True), (0, False), (50, True)])
def test_of_fifty_entitled_twenty_five_fail_and_twenty_six_pass(yes, passed):
    assert rules.is_passed(share=OVER_HALF, entitled=50, yes=yes) is passed


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_more_than_half_means_more_yes_than_all_others_together(entitled, yes):
    yes = min(yes, entitled)
    assert rules.is_passed(share=OVER_HALF, entitled=entitled, yes=yes) is (yes > entitled - yes)


def test_without_the_number_of_those_entitled_there_is_no_quorum():
    assert rules.has_quorum(facts(entitled=None)).code == "no_entitled"
    assert rules.has_quorum(facts(opens=None, entitled=None)) is None
    assert rules.is_passed(share=OVER_HALF, entitled=0, yes=0) is False


def test_it_opens_an_hour_before_its_time_at_the_earliest():
    assert rules.is_early(facts(starts_at=NOON + dt.timedelta(minutes=60))) is None
    assert rules.is_early(facts(starts_at=NOON + dt.timedelta(minutes=61))).code == "too_early"


def test_who_wrote_the_minutes_does_not_confirm_them():
    assert rules.is_not_drafter(facts(is_drafter=True)).code == "not_oneself"
    assert rules.is_not_drafter(facts()) is None


def test_no_more_votes_than_those_present_with_one():
    assert rules.too_many_votes(yes=20, no=5, abstained=1, voters_present=25).code == "too_many"
    assert rules.too_many_votes(yes=20, no=4, abstained=1, voters_present=25) is None


def test_kinds_are_data_with_their_basis_and_what_is_not_verified_is_marked():
    known = kinds()
    assert (known["members_meeting"].every, known["members_meeting"].passes) == (3, OVER_HALF)
    assert known["committee_meeting"].passes is None
    assert known["birthday"].is_birthday and known["birthday"].mark is not None
    assert [one.code for one in known.values() if one.opens and not one.basis] == []
