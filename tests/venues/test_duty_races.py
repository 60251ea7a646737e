"""Many at once for one turn, one person for two turns, two swaps at once: one wins, the rest are told why. On both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.venues.duty import commands
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.models import DutyTick, Turn
from jinlin.venues.queries import instant
from tests.racing import at_once
from tests.venues.test_duty import Rota, rota

CLIENTS = 8


def turn_of(made: Rota, code: str, begins: int = 540) -> Turn:
    post = commands.add_post(station=made.station, code=code, name=code, by=made.act("worker"))
    return Turn.objects.create(
        post=post, begins_at=instant(made.monday, begins), ends_at=instant(made.monday, begins + 120)
    )


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_one_turn_at_once_one_has_it() -> None:
    made, people = rota(), []
    for number in range(CLIENTS):
        person = Person.objects.create(name=f"人{number}")
        account = Account.objects.create(username=f"p{number}", kind="resident", person=person, password="!")
        commands.add_fellow(station=made.station, person=person, kind="volunteer", by=actor(account))
        people.append(actor(account))
    turn = turn_of(made, "R1")
    said = at_once(*[lambda by=by: TURNS.take(turn.pk, "take", by=by) for by in people])  # type: ignore[misc]
    assert said["done"] == 1
    assert said["wrong_state"] + said["not_yours"] == CLIENTS - 1
    assert DutyTick.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_of_four_turns_at_one_time_one_person_has_one() -> None:
    made = rota()
    turns = [turn_of(made, f"R{number}", 540 + 15 * number) for number in range(4)]
    by = made.act("resident")
    said = at_once(*[lambda pk=one.pk: TURNS.take(pk, "take", by=by) for one in turns])  # type: ignore[misc]
    assert said == Counter({"done": 1, "not_in_two_places": 3})
    assert Turn.objects.filter(state="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_to_swap_the_same_turns_at_once_leave_one_truth() -> None:
    made = rota()
    mine, theirs = made.accepted("resident", 0), made.accepted("neighbour", 2)
    made.take(mine, "ask_swap", "resident", other=theirs.pk)
    made.take(theirs, "ask_swap", "neighbour", other=mine.pk)
    at_once(*[
        lambda: TURNS.take(mine.pk, "agree_swap", by=made.act("neighbour")),
        lambda: TURNS.take(theirs.pk, "agree_swap", by=made.act("resident")),
    ])  # fmt: skip
    rows = {one.pk: one.fellow_id for one in Turn.objects.filter(pk__in=[mine.pk, theirs.pk])}
    assert set(rows.values()) == {made.fellows["resident"].pk, made.fellows["neighbour"].pk}
    ticks = dict(DutyTick.objects.values_list("turn", "person").distinct())
    people = {one.pk: one.person_id for one in made.fellows.values()}
    assert ticks == {pk: people[fellow] for pk, fellow in rows.items()}


@pytest.mark.django_db(transaction=True)
def test_one_plan_made_twice_at_once_plans_each_turn_once() -> None:
    made = rota()
    until = made.monday + dt.timedelta(days=6)
    by = made.act("worker")
    said = at_once(
        *[lambda: commands.make_roster(station=made.station, since=made.monday, until=until, by=by)] * 3
    )
    assert said["done"] == 3
    assert Turn.objects.count() == 14
    assert made.station.rosters.count() == 3
    assert timezone.localdate() <= made.monday
