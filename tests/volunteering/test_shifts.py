"""Shifts: taken, offered and only then accepted, swapped whole or not at all, served by scan or noted by a second person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import doorcode
from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.people.models import Account, Person
from jinlin.volunteering.models import Insurance, ServiceHours, ShiftTurn, TeamMember, Volunteer
from jinlin.volunteering.teams import commands as team_commands
from jinlin.volunteering.teams.commands import About
from jinlin.volunteering.teams.desk import MEMBERS, TEAMS
from jinlin.volunteering.teams.jobs import remind_of_shifts
from jinlin.volunteering.teams.shifts import commands
from jinlin.volunteering.teams.shifts.desk import SHIFTS, SWAPS, TURNS
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew, enlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Crew:
    return crew()


def refusals(act) -> set[str]:
    with pytest.raises(Refused) as caught:
        act()
    return {reason.code for reason in caught.value.reasons}


def test_nobody_is_in_two_places_whatever_the_team(made: Crew) -> None:
    other = team_commands.enter_team(
        name="保洁队", field="cleaning", place=made.world.places["community"], by=made.act("worker")
    )
    enlist(made.world, other, MEMBER)
    TEAMS.take(
        other.pk,
        "lead",
        by=made.act("worker"),
        given={"member": TeamMember.objects.get(team=other).pk, "role": "leader"},
    )
    TEAMS.take(other.pk, "open", by=made.act("worker"))
    other.refresh_from_db()
    mine = made.shift(hours=48, length=2)
    made.turn(mine)
    there = commands.plan_shift(
        team=other,
        plan=commands.Plan(
            "扫楼道", mine.begins_at + dt.timedelta(hours=1), mine.ends_at + dt.timedelta(hours=1), 1, 3
        ),
        by=made.act("worker"),
    )
    assert refusals(
        lambda: commands.take_turn(shift=there, volunteer=made.volunteers[MEMBER], by=made.act(MEMBER))
    ) == {"not_twice"}
    after = commands.plan_shift(
        team=other,
        plan=commands.Plan("扫楼道", mine.ends_at, mine.ends_at + dt.timedelta(hours=1), 1, 3),
        by=made.act("worker"),
    )
    assert (
        commands.take_turn(shift=after, volunteer=made.volunteers[MEMBER], by=made.act(MEMBER)).state
        == "accepted"
    )


def test_every_reason_is_told_at_once(made: Crew) -> None:
    shift = made.shift(need_max=1, skills=("first_aid",), hazard="danger", told="车多，穿反光背心")
    made.volunteers[DEPUTY].skills = ["first_aid"]
    made.volunteers[DEPUTY].save()
    today = timezone.localdate()
    Insurance.objects.create(
        volunteer=made.volunteers[DEPUTY], from_on=today, until_on=today + dt.timedelta(days=90)
    )
    made.turn(shift, DEPUTY)
    assert refusals(lambda: made.turn(shift)) == {"not_free", "no_skill", "no_insurance"}


def test_dangerous_work_is_told_of_beforehand_and_minors_do_none(made: Crew) -> None:
    assert refusals(lambda: made.shift(hazard="danger")) == {"no_warning"}
    shift = made.shift(hazard="danger", told="车多，穿反光背心", need_max=5)
    outdoor = made.shift(hours=72, hazard="outdoor", need_max=5)
    child = team_commands.enter_child(
        name="王小宝", birth_year=timezone.localdate().year - 12, by=made.act(LEADER)
    )
    parent = Person.objects.get(pk=made.person(LEADER))
    small = team_commands.register(
        person=child, about=About(), by=made.act(LEADER), consent=True, guardian=parent
    )
    row = team_commands.join(team=made.team, volunteer=small, by=made.act(LEADER))
    MEMBERS.take(row.pk, "accept", by=made.act("worker"))
    assert "not_for_minors" in refusals(
        lambda: commands.take_turn(shift=shift, volunteer=small, by=made.act(LEADER))
    )
    assert refusals(lambda: commands.take_turn(shift=outdoor, volunteer=small, by=made.act(LEADER))) == {
        "no_guardian_there"
    }
    made.turn(outdoor, LEADER)
    assert commands.take_turn(shift=outdoor, volunteer=small, by=made.act(LEADER)).state == "accepted"


def test_an_assigned_turn_counts_only_once_it_is_accepted(made: Crew) -> None:
    shift = made.shift(need_max=1)
    member = TeamMember.objects.get(volunteer=made.volunteers[MEMBER])
    SHIFTS.take(shift.pk, "ask", by=made.act(LEADER), given={"member": member.pk, "kind": "volunteer"})
    asked = ShiftTurn.objects.get()
    assert asked.state == "offered"
    made.turn(shift, DEPUTY)
    assert refusals(lambda: TURNS.take(asked.pk, "accept", by=made.act(LEADER))) == {"not_yours"}
    assert refusals(lambda: TURNS.take(asked.pk, "accept", by=made.act(MEMBER))) == {"not_free"}
    assert TURNS.take(asked.pk, "decline", by=made.act(MEMBER)).state == "declined"


def test_a_swap_changes_both_turns_or_neither(made: Crew) -> None:
    first, second = made.shift(hours=48), made.shift(hours=72)
    mine, theirs = made.turn(first, MEMBER), made.turn(second, DEPUTY)
    swap = commands.ask_swap(mine=mine, to=made.volunteers[DEPUTY], theirs=theirs, by=made.act(MEMBER))
    assert refusals(lambda: SWAPS.take(swap.pk, "agree", by=made.act(MEMBER))) == {"not_yours"}
    SWAPS.take(swap.pk, "agree", by=made.act(DEPUTY))
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.volunteer, theirs.volunteer) == (made.volunteers[DEPUTY], made.volunteers[MEMBER])
    # The deputy stands elsewhere at the time that is offered next: nothing changes hands.
    third = made.shift(hours=48.5)
    offered = made.turn(third, LEADER)
    again = commands.ask_swap(mine=offered, to=made.volunteers[DEPUTY], by=made.act(LEADER))
    assert refusals(lambda: SWAPS.take(again.pk, "agree", by=made.act(DEPUTY))) == {"not_twice"}
    offered.refresh_from_db()
    assert (offered.volunteer, SWAPS.model.objects.get(pk=again.pk).state) == (
        made.volunteers[LEADER],
        "asked",
    )


def test_a_turn_is_given_back_a_day_ahead_and_later_only_swapped(made: Crew) -> None:
    early, late = made.turn(made.shift(hours=60)), made.turn(made.shift(hours=5))
    assert TURNS.take(early.pk, "give_back", by=made.act(MEMBER)).state == "withdrawn"
    assert refusals(lambda: TURNS.take(late.pk, "give_back", by=made.act(MEMBER))) == {"too_late"}


def test_scanned_in_and_out_at_the_door_makes_a_record_of_real_minutes(made: Crew) -> None:
    shift = made.shift(hours=0.1, length=2, breaks=10)
    turn = made.turn(shift)
    begin = shift.begins_at
    assert refusals(
        lambda: TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), on=begin - dt.timedelta(hours=2))
    ) == {"too_early"}
    with pytest.raises(Faulty):
        TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), given={"code": "AAAAAAAA"}, on=begin)
    TURNS.take(
        turn.pk,
        "sign_in",
        by=made.act(MEMBER),
        given={"code": doorcode.code("shift", shift.pk, begin)},
        on=begin,
    )
    end = begin + dt.timedelta(minutes=100)
    TURNS.take(
        turn.pk,
        "sign_out",
        by=made.act(MEMBER),
        given={"code": doorcode.code("shift", shift.pk, end)},
        on=end,
    )
    row = ServiceHours.objects.get()
    assert (row.minutes, row.planned, row.grade, row.recorded_by, row.state) == (
        90,
        110,
        "A",
        None,
        "claimed",
    )


def test_a_leader_notes_on_the_spot_or_afterwards_and_somebody_else_confirms(made: Crew) -> None:
    shift = made.shift(hours=0.1, length=1, need_max=3)
    here, later = made.turn(shift, MEMBER), made.turn(shift, DEPUTY)
    TURNS.take(here.pk, "note_in", by=made.act(LEADER), on=shift.begins_at)
    TURNS.take(here.pk, "note_out", by=made.act(LEADER), given={"minutes": 55}, on=shift.ends_at)
    TURNS.take(
        later.pk,
        "note_out",
        by=made.act(LEADER),
        given={"minutes": 60},
        on=shift.ends_at + dt.timedelta(hours=5),
    )
    assert {row.person_id: row.grade for row in ServiceHours.objects.all()} == {
        made.person(MEMBER): "B",
        made.person(DEPUTY): "D",
    }
    assert {row.recorded_by_id for row in ServiceHours.objects.all()} == {made.world.accounts[LEADER].pk}


def test_a_forgotten_exit_is_never_made_up_by_full_time(made: Crew) -> None:
    shift = made.shift(hours=0.1, length=1)
    turn = made.turn(shift)
    TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), on=shift.begins_at)
    late = shift.ends_at + dt.timedelta(hours=2)
    assert refusals(lambda: TURNS.take(turn.pk, "sign_out", by=made.act(MEMBER), on=late)) == {"too_late"}


def test_a_shift_is_closed_once_it_is_known_of_everybody_whether_they_came(made: Crew) -> None:
    shift = made.shift(hours=0.1, length=1)
    turn = made.turn(shift)
    over = shift.ends_at + dt.timedelta(minutes=5)
    assert refusals(lambda: SHIFTS.take(shift.pk, "close", by=made.act(LEADER), on=over)) == {"not_settled"}
    assert TURNS.take(turn.pk, "miss", by=made.act(LEADER), on=over).state == "absent"
    assert SHIFTS.take(shift.pk, "close", by=made.act(LEADER), on=over).state == "closed"


def test_cancelling_a_shift_lets_every_turn_go(made: Crew) -> None:
    shift = made.shift()
    turn = made.turn(shift)
    SHIFTS.take(shift.pk, "cancel", by=made.act(LEADER), given={"note": "台风"})
    turn.refresh_from_db()
    assert turn.state == "withdrawn"
    assert Volunteer.objects.filter(turns__state="accepted").count() == 0


def test_who_took_a_turn_is_reminded_once_on_the_day_before_unless_they_said_no(made: Crew) -> None:
    shift = made.shift()
    turn = made.turn(shift)
    ShiftTurn.objects.filter(pk=turn.pk).update(accepted_at=shift.begins_at - dt.timedelta(days=3))
    day_before = shift.begins_at - dt.timedelta(hours=24)
    assert [remind_of_shifts(day_before) for _ in range(2)] == [1, 0]
    notice = Notice.objects.get(zh__startswith="提醒")
    assert notice.account_id == made.world.accounts[MEMBER].pk and shift.post in notice.zh
    notice.delete()
    Account.objects.filter(pk=notice.account_id).update(reminders=False)
    assert remind_of_shifts(day_before) == 0
