"""A fair plan, nobody in two places, and a promise counted by the minute: rules without a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jinlin.venues.duty.rules import (
    Hand,
    Limits,
    Slot,
    at_risk,
    covered,
    cut,
    gaps,
    joined,
    propose,
    week_of,
    weekday_of,
    why_not,
)
from jinlin.venues.limits import duty_weights

DAY = 1440
MONDAY = 4 * DAY - 480
"""Midnight of a Monday in Shanghai, in minutes since 1970 (UTC)."""
NONE = Limits()


def slot(day: int, begins: int = 540, ends: int = 720, **more: int | bool) -> Slot:
    return Slot(day * 100 + begins, MONDAY + day * DAY + begins, MONDAY + day * DAY + ends, **more)  # type: ignore[arg-type]


def test_weeks_begin_on_monday_in_shanghai() -> None:
    assert weekday_of(MONDAY) == 0
    assert weekday_of(MONDAY - 1) == 6
    assert week_of(MONDAY) == week_of(MONDAY - 1) + 1


def test_one_is_not_in_two_places_rests_and_keeps_to_the_week_agreed() -> None:
    held = [(MONDAY + 540, MONDAY + 720)]

    def why(turn: tuple[int, int], limits: Limits = NONE) -> str:
        return getattr(why_not(turn, held, limits), "code", "")

    assert why((MONDAY + 700, MONDAY + 800)) == "not_in_two_places"
    assert why((MONDAY + 720, MONDAY + 900), Limits(rest=480)) == ""  # touching: one piece of work
    assert why((MONDAY + 780, MONDAY + 900), Limits(rest=480)) == "too_little_rest"
    assert why((MONDAY + DAY + 540, MONDAY + DAY + 720), Limits(week=300)) == "too_much"
    assert why((MONDAY + 7 * DAY + 540, MONDAY + 7 * DAY + 720), Limits(week=300)) == ""


def test_who_did_least_comes_first_and_holidays_are_counted_by_themselves() -> None:
    hands = [Hand(1, load=600, holidays=0), Hand(2, load=0, holidays=1), Hand(3, load=300, holidays=0)]
    found = propose([slot(0), slot(1, weight=200, holiday=True), slot(2)], hands)
    assert [one.hand for one in found] == [2, 3, 2]
    # The holiday turn went to 3: fewest holidays, then the smaller load; the others to 2, who did least of all.


def test_what_nobody_can_have_stays_open_with_the_reasons_counted() -> None:
    hands = [Hand(1, limits=Limits(not_days=frozenset({0}))), Hand(2, held=((MONDAY + 500, MONDAY + 600),))]
    (found,) = propose([slot(0)], hands)
    assert (found.hand, dict(found.why)) == (None, {"not_that_day": 1, "not_in_two_places": 1})


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from([540, 720, 900]), st.sampled_from([100, 120, 200])),
        max_size=40,
        unique_by=lambda t: t[:2],
    ),
    st.integers(1, 6),
)
def test_the_plan_puts_nobody_in_two_places_and_nobody_far_behind(
    turns: list[tuple[int, int, int]], people: int
) -> None:
    slots = [slot(day, begins, begins + 180, weight=weight) for day, begins, weight in turns]
    found = propose(slots, [Hand(key) for key in range(people)])
    loads = dict.fromkeys(range(people), 0)
    for one in found:
        assert one.hand is not None  # three turns of a day never overlap
        assert one.hand not in one.standby
        loads[one.hand] += one.slot.load
    heaviest = max((one.load for one in slots), default=0)
    assert max(loads.values()) - min(loads.values()) <= heaviest
    for key in loads:
        mine = sorted((one.slot.begins, one.slot.ends) for one in found if one.hand == key)
        assert all(first[1] <= second[0] for first, second in zip(mine, mine[1:], strict=False))
    assert found == propose(list(reversed(slots)), [Hand(key) for key in range(people)])


def test_the_heaviest_reason_weighs_a_turn() -> None:
    weights = duty_weights()
    assert weights.of(540, 720, weekday=2, holiday=False) == 100
    assert weights.of(1080, 1260, weekday=6, holiday=False) == 120
    assert weights.of(1260, 1380, weekday=6, holiday=False) == 150
    assert weights.of(540, 720, weekday=6, holiday=True) == 200


def test_hours_are_cut_into_turns_without_a_minute_lost() -> None:
    assert cut([(510, 1260)], 240) == [(510, 705), (705, 900), (900, 1080), (1080, 1260)]
    assert cut([(540, 720)], 240) == [(540, 720)]


def test_minutes_outside_the_promise_and_two_at_once_add_nothing() -> None:
    promised = [(540, 720), (840, 1020)]
    assert covered(promised, [(530, 600), (560, 700), (850, 1100)]) == 160 + 170
    assert gaps(promised, [(540, 600), (900, 1020)]) == [(600, 720), (840, 900)]
    assert gaps([(540, 720)], [(540, 720), (600, 660)], needed=2) == [(540, 600), (660, 720)]
    assert gaps([(540, 720)], [(540, 630), (630, 720)]) == []
    assert joined([(1, 3), (2, 5), (7, 7)]) == [(1, 5)]


def test_few_turns_say_nothing_about_risk() -> None:
    assert not at_risk(4, 4)
    assert at_risk(8, 2)
    assert not at_risk(9, 2)
