"""Many at once: for the last place of a shift, for one person's hour in two teams, for one record. On both databases."""

from __future__ import annotations

from collections import Counter

import pytest

from jinlin.people.models import Person
from jinlin.volunteering.models import ServiceHours, ShiftTurn, TeamMember
from jinlin.volunteering.teams import commands
from jinlin.volunteering.teams.commands import About
from jinlin.volunteering.teams.desk import MEMBERS, TEAMS
from jinlin.volunteering.teams.shifts import commands as shift_commands
from jinlin.volunteering.teams.shifts.desk import SWAPS
from tests.racing import at_once
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, crew, enlist, newcomer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_shift_takes_exactly_as_many_as_it_needs_and_a_person_is_in_one_place() -> None:
    made = crew()
    shift = made.shift(need_max=3)
    people = []
    for number in range(9):
        by = newcomer(made.world, f"人{number}", number)
        volunteer = commands.register(
            person=Person.objects.get(pk=by.person), about=About(), by=by, consent=True
        )
        MEMBERS.take(
            commands.join(team=made.team, volunteer=volunteer, by=by).pk, "accept", by=made.act("worker")
        )
        people.append((by, volunteer))
    said = at_once(
        *(
            lambda by=by, one=one: shift_commands.take_turn(shift=shift, volunteer=one, by=by)
            for by, one in people
        )
    )
    assert said == Counter({"not_free": 6, "done": 3})
    assert ShiftTurn.objects.filter(shift=shift, state="accepted").count() == 3
    # The same person wants two shifts of two teams at the same hour.
    worker = made.act("worker")
    other = commands.enter_team(
        name="保洁队", field="cleaning", place=made.world.places["community"], by=worker
    )
    enlist(made.world, other, MEMBER)
    TEAMS.take(
        other.pk, "lead", by=worker, given={"member": TeamMember.objects.get(team=other).pk, "role": "leader"}
    )
    TEAMS.take(other.pk, "open", by=worker)
    other.refresh_from_db()
    here = made.shift(hours=100)
    there = shift_commands.plan_shift(
        team=other, plan=shift_commands.Plan("扫楼道", here.begins_at, here.ends_at, 1, 3), by=worker
    )
    mine = made.volunteers[MEMBER]
    said = at_once(
        *(
            lambda one=one: shift_commands.take_turn(shift=one, volunteer=mine, by=made.act(MEMBER))
            for one in (here, there)
        )
    )
    assert said == Counter({"done": 1, "not_twice": 1})


def test_two_swaps_of_one_turn_at_once_leave_one_owner_and_one_record_stands_for_a_time() -> None:
    made = crew()
    turn = made.turn(made.shift(hours=48), MEMBER)
    asks = [
        shift_commands.ask_swap(mine=turn, to=made.volunteers[who], by=made.act(MEMBER))
        for who in (LEADER, DEPUTY)
    ]
    said = at_once(
        *(
            lambda pk=ask.pk, who=who: SWAPS.take(pk, "agree", by=made.act(who))
            for ask, who in zip(asks, (LEADER, DEPUTY), strict=True)
        )
    )
    assert said == Counter({"done": 1, "not_there": 1})
    turn.refresh_from_db()
    assert turn.volunteer_id in {made.volunteers[LEADER].pk, made.volunteers[DEPUTY].pk}
    served = [made.served(minutes=60 + number) for number in range(6)]
    said = at_once(
        *(
            lambda one=one: commands.record_service(served=one, signals=("second",), by=made.act("worker"))
            for one in served
        )
    )
    assert said == Counter({"done": 1, "not_at_once": 5})
    assert ServiceHours.objects.filter(person=made.person(MEMBER)).count() == 1
    same = [
        lambda: commands.record_service(served=made.served(days_ago=3), signals=(), by=None, source="turn:77")
        for _ in range(5)
    ]
    assert at_once(*same) == Counter({"done": 5})
    assert ServiceHours.objects.filter(source="turn:77").count() == 1
