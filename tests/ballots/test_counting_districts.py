"""Real votes of districts, read in place: loaded through the same ballots and counted to the published numbers."""

import pytest

from jinlin.ballots import counting
from jinlin.ballots.counting.choosing import Choosing
from jinlin.ballots.counting.vote import Ballot
from jinlin.base.rule import Refused
from tests.shared_data import shared

pytestmark = pytest.mark.once


def votes():
    """Every file that lets people choose one or approve of several."""
    for path in sorted(shared("pabulib/pb").glob("*.pb")):
        try:
            yield path.name, counting.read_district(path.read_text("utf-8"))
        except Refused:
            continue


def test_at_least_twenty_real_votes_count_to_the_published_numbers_and_winners():
    count = winners = 0
    for name, vote in votes():
        counted = counting.tally(vote.choosing, vote.ballots)
        assert {one: counted.votes[one] for one in vote.published} == vote.published, name
        assert not counted.invalid, name
        count += 1
        if vote.rule in ("greedy", "greedy-no-skip") and vote.selected:
            won = counting.winners_by_cost(vote.choosing, counted, skip=vote.rule == "greedy")
            assert set(won.won) == vote.selected, name
            winners += 1
    assert count >= 20
    assert winners >= 4


def choice(*names, budget=0, costs=None):
    return Choosing(names, most=1, costs=costs or dict.fromkeys(names, 10), budget=budget)


def said(voter, *names):
    return Ballot(f"{voter}-{'-'.join(names)}", voter, dict.fromkeys(names, "yes"))


def test_a_second_ballot_too_many_marks_and_an_unknown_project_are_not_counted():
    given = [said("1", "a"), said("1", "b"), said("2", "a", "b"), said("3", "z"), said("4"), said("5", "b")]
    counted = counting.tally(choice("a", "b"), given)
    assert counted.votes == {"a": 1, "b": 1}
    assert set(counted.invalid.values()) == {"voted_twice", "too_many", "unknown_option", "too_few"}


def test_equal_votes_for_the_last_money_are_named_and_not_settled_silently():
    counted = counting.tally(choice("a", "b", "c"), [said("1", "a"), said("2", "b")])
    won = counting.winners_by_cost(choice("a", "b", "c", budget=15), counted)
    assert (won.won, won.tied) == ((), ("a", "b"))
