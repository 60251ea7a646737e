"""Teams, memberships and records of service: who may what, two people for every minute, corrections that keep trace."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Q
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.engine import Faulty
from jinlin.base.rule import Refused
from jinlin.matters.public import until
from jinlin.people.models import Person
from jinlin.volunteering.models import RecordPaper, ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import commands, papers, rules
from jinlin.volunteering.teams.commands import About, Served
from jinlin.volunteering.teams.desk import MEMBERS, RECORDS, TEAMS
from jinlin.volunteering.teams.jobs import post_and_settle
from jinlin.volunteering.teams.queries import by_grade, counted, team_choices
from tests.cast import at
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew, enlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Crew:
    return crew()


def refusal(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


@pytest.mark.parametrize(("signals", "grade"), [
    (("door_in", "door_out"), "A"), (("door_in", "second"), "B"), (("recipient",), "C"), (("leader",), "D"), (("self",), "D"), (("door_in",), "D"),
    (("desk",), "E"), ((), "E"),
])  # fmt: skip
def test_evidence_is_graded_by_independent_signals(signals: tuple[str, ...], grade: str) -> None:
    assert rules.grade_of(signals) == grade


def test_evidence_is_never_talked_up() -> None:
    assert commands.grade_given("D", "A") == "D"
    assert commands.grade_given("B", "C") == "C"
    assert commands.grade_given("B", "") == "B"


@pytest.mark.parametrize(
    ("served", "due"), [("2026-09-27 11:00", "2026-10-15"), ("2026-02-14 11:00", "2026-03-06")]
)
def test_service_is_recorded_within_ten_working_days(served: str, due: str) -> None:
    assert timezone.localtime(until("volunteering.record", at(served))).date().isoformat() == due


def test_breaks_and_the_way_are_not_service() -> None:
    begins = at("2026-11-19 09:00")
    assert rules.served_minutes(begins, begins + dt.timedelta(hours=3), breaks=20, travel=25) == 135


def test_somebody_joins_the_leader_accepts_and_nobody_joins_twice(made: Crew) -> None:
    person = Person.objects.create(name="周小云", birth_year=1980)
    volunteer = Volunteer.objects.create(person=person, consent_version="x")
    row = commands.join(team=made.team, volunteer=volunteer, by=made.act("worker"))
    assert (
        refusal(lambda: commands.join(team=made.team, volunteer=volunteer, by=made.act("worker")))
        == "not_twice"
    )
    assert refusal(lambda: MEMBERS.take(row.pk, "accept", by=made.act(MEMBER))) == "not_yours"
    taken = MEMBERS.take(row.pk, "accept", by=made.act(LEADER))
    assert (taken.state, taken.from_on) == ("active", timezone.localdate())


def test_nobody_registers_without_agreeing_and_a_child_only_by_the_guardian(made: Crew) -> None:
    person = Person.objects.create(name="赵一")
    by = made.act("worker")
    assert (
        refusal(lambda: commands.register(person=person, about=About(1990), by=by, consent=False))
        == "no_consent"
    )
    assert (
        refusal(lambda: commands.register(person=person, about=About(), by=by, consent=True))
        == "no_birth_year"
    )
    year = timezone.localdate().year - 15
    assert (
        refusal(lambda: commands.register(person=person, about=About(year), by=by, consent=True))
        == "no_guardian"
    )
    child = commands.enter_child(name="王小宝", birth_year=year, by=made.act(LEADER))
    parent = Person.objects.get(pk=made.person(LEADER))
    volunteer = commands.register(
        person=child, about=About(visible="named"), by=made.act(LEADER), consent=True, guardian=parent
    )
    assert (volunteer.guardian, volunteer.visible) == (parent, "team")


def test_a_team_opens_with_a_leader_and_a_watch_team_with_its_police_post(made: Crew) -> None:
    worker = made.act("worker")
    watch = commands.enter_team(
        name="平安巡防队", field="patrol", place=made.world.places["community"], by=worker
    )
    assert refusal(lambda: TEAMS.take(watch.pk, "open", by=worker)) == "no_leader"
    enlist(made.world, watch, MEMBER)
    TEAMS.take(
        watch.pk, "lead", by=worker, given={"member": TeamMember.objects.get(team=watch).pk, "role": "leader"}
    )
    assert refusal(lambda: TEAMS.take(watch.pk, "open", by=worker)) == "no_police_post"
    TEAMS.take(watch.pk, "police", by=worker, given={"institution": made.world.institutions["fire"].pk})
    assert TEAMS.take(watch.pk, "open", by=worker).state == "active"
    assert (
        refusal(
            lambda: commands.enter_team(
                name="x", field="arts", place=made.world.places["community2"], by=worker
            )
        )
        == "not_yours"
    )


def test_a_new_leader_takes_over_and_a_team_is_never_left_without_one(made: Crew) -> None:
    leader = TeamMember.objects.get(volunteer=made.volunteers[LEADER])
    assert refusal(lambda: MEMBERS.take(leader.pk, "leave", by=made.act(LEADER))) == "not_leaderless"
    deputy = TeamMember.objects.get(volunteer=made.volunteers[DEPUTY])
    TEAMS.take(made.team.pk, "lead", by=made.act("worker"), given={"member": deputy.pk, "role": "leader"})
    assert TeamMember.objects.get(team=made.team, role="leader", state="active").pk == deputy.pk
    assert MEMBERS.take(leader.pk, "leave", by=made.act(LEADER)).state == "left"


def test_every_minute_has_two_people_and_neither_is_the_one_who_served(made: Crew) -> None:
    row = made.record(by=LEADER, signals=("second",))
    assert refusal(lambda: RECORDS.take(row.pk, "confirm", by=made.act(LEADER))) == "not_recorder"
    assert refusal(lambda: RECORDS.take(row.pk, "confirm", by=made.act(MEMBER))) == "not_yours"
    assert RECORDS.take(row.pk, "confirm", by=made.act(DEPUTY)).state == "confirmed"
    own = made.record(LEADER)
    assert refusal(lambda: RECORDS.take(own.pk, "confirm", by=made.act(LEADER))) == "not_oneself"
    assert refusal(lambda: made.record(LEADER, by=LEADER, days_ago=2)) == "not_oneself"
    assert RECORDS.take(own.pk, "confirm", by=made.act("worker"), given={"near": "spouse"}).near == "spouse"


def test_one_time_is_recorded_once_in_whatever_team_and_a_day_has_an_end(made: Crew) -> None:
    made.record(minutes=240, hour=8)
    other = commands.enter_team(
        name="保洁队", field="cleaning", place=made.world.places["community"], by=made.act("worker")
    )
    assert refusal(lambda: made.record(team=other.pk, hour=9)) == "not_at_once"
    made.record(team=other.pk, minutes=240, hour=12)
    assert refusal(lambda: made.record(minutes=180, hour=17)) == "too_many_minutes"
    assert made.record(minutes=180, hour=17, kind="staff").kind == "staff"


def test_a_record_is_not_longer_than_its_time_and_not_ahead(made: Crew) -> None:
    begins = timezone.now() - dt.timedelta(hours=3)
    served = Served(
        made.person(MEMBER),
        begins,
        begins + dt.timedelta(hours=1),
        80,
        "巡逻",
        made.team.place_id,
        made.team.pk,
    )
    assert refusal(lambda: commands.record_service(served=served, signals=(), by=None)) == "too_long"
    ahead = Served(
        made.person(MEMBER),
        begins,
        begins + dt.timedelta(hours=9),
        80,
        "巡逻",
        made.team.place_id,
        made.team.pk,
    )
    assert refusal(lambda: commands.record_service(served=ahead, signals=(), by=None)) == "not_yet"


def test_the_same_source_is_recorded_once(made: Crew) -> None:
    served = made.served()
    first, again = (
        commands.record_service(served=served, signals=("door_in",), by=None, source="occurrence:1:5")
        for _ in range(2)
    )
    assert first.pk == again.pk and ServiceHours.objects.count() == 1


def test_only_volunteering_counts_for_the_record(made: Crew) -> None:
    made.confirmed(minutes=60, hour=8)
    made.confirmed(minutes=60, hour=10, kind="party")
    made.confirmed(minutes=60, hour=12, kind="staff")
    made.record(minutes=60, hour=14)
    assert sum(by_grade(counted(Q(person=made.person(MEMBER)))).values()) == 60


def test_a_record_is_posted_for_seven_days_and_then_final(made: Crew) -> None:
    row = made.confirmed()
    now = timezone.now()
    post_and_settle(now + dt.timedelta(days=1))
    row.refresh_from_db()
    assert row.state == "posted"
    post_and_settle(now + dt.timedelta(days=7))
    row.refresh_from_db()
    assert row.state == "posted"
    post_and_settle(now + dt.timedelta(days=8))
    row.refresh_from_db()
    assert (row.state, row.final_on) == ("final", timezone.localdate(now + dt.timedelta(days=8)))


def test_a_correction_is_a_new_record_that_another_confirms_and_the_old_one_stays(made: Crew) -> None:
    row = made.confirmed(minutes=120)
    RECORDS.take(row.pk, "dispute", by=made.act(MEMBER), given={"note": "我只做了一小时"})
    RECORDS.take(row.pk, "correct", by=made.act("worker"), given={"minutes": 60, "note": "问过本人"})
    row.refresh_from_db()
    newer = row.superseded_by
    assert (row.state, row.minutes, newer.minutes, newer.state, newer.due_at) == (
        "corrected",
        120,
        60,
        "claimed",
        row.due_at,
    )
    assert refusal(lambda: RECORDS.take(newer.pk, "confirm", by=made.act("worker"))) == "not_recorder"
    RECORDS.take(newer.pk, "confirm", by=made.act(LEADER))
    assert sum(by_grade(counted(Q(person=made.person(MEMBER)))).values()) == 60
    assert trail.verify([("hours", ServiceHours)])["faults"] == []


def test_one_sweep_confirms_what_may_be_and_leaves_the_rest_with_the_reason(made: Crew) -> None:
    rows = [made.record(DEPUTY).pk, made.record(MEMBER).pk, made.record(LEADER).pk]
    swept = commands.sweep(rows=rows, step="confirm", by=made.act(LEADER))
    assert swept.done == 2
    assert [(pk, reason.code) for pk, reason in swept.refused] == [(rows[2], "not_oneself")]


def test_a_group_entered_afterwards_is_weak_bounded_and_sampled(made: Crew) -> None:
    members = list(
        TeamMember.objects.filter(
            team=made.team, volunteer__in=[made.volunteers[DEPUTY], made.volunteers[MEMBER]]
        ).values_list("pk", flat=True)
    )
    leader = TeamMember.objects.get(volunteer=made.volunteers[LEADER]).pk
    rows, swept = commands.add_group(
        team=made.team, members=[*members, leader], served=made.served(), by=made.act(LEADER)
    )
    assert [(pk, reason.code) for pk, reason in swept.refused] == [(leader, "not_oneself")]
    assert {row.grade for row in rows} == {"D"} and len({row.batch for row in rows}) == 1
    drawn = rules.sampled([str(number) for number in range(40)], percent=10, salt="x")
    assert len(drawn) == 4 and drawn == rules.sampled(
        [str(number) for number in range(40)], percent=10, salt="x"
    )
    ServiceHours.objects.filter(pk=rows[0].pk).update(sampled=True)
    assert refusal(lambda: RECORDS.take(rows[0].pk, "confirm", by=made.act(DEPUTY))) in (
        "not_alone",
        "not_oneself",
    )
    assert RECORDS.take(rows[0].pk, "confirm", by=made.act("worker")).state == "confirmed"
    long = made.served(minutes=300, days_ago=2)
    assert (
        refusal(lambda: commands.add_group(team=made.team, members=members, served=long, by=made.act(LEADER)))
        == "too_long"
    )
    assert (
        rules.may_add_group(people=41, minutes=60, most_people=40, most_minutes=240).code == "too_many_people"
    )


def test_a_paper_holds_until_one_of_its_records_changes(made: Crew) -> None:
    first, second = made.confirmed(minutes=90), made.confirmed(minutes=30, days_ago=3)
    today = timezone.localdate()
    paper = papers.issue(
        person=Person.objects.get(pk=made.person(MEMBER)), since=today - dt.timedelta(days=30), until=today
    )
    assert (paper.minutes, paper.records) == (120, 2) and papers.still_holds(paper)
    content = papers.pdf(paper, address="https://jinlin.example/service-papers/x")
    assert content.startswith(b"%PDF")
    RECORDS.take(second.pk, "void", by=made.act("worker"), given={"note": "重复记了"})
    paper.refresh_from_db()
    assert paper.revoked_at is not None and "作废" in paper.revoked_why and not papers.still_holds(paper)
    again = papers.issue(person=paper.person, since=today - dt.timedelta(days=30), until=today)
    assert again.minutes == 90 and again.number != paper.number and RecordPaper.objects.count() == 2
    assert first.pk in again.ids


def test_other_rooms_choose_among_teams_that_they_keep_or_lead(made: Crew) -> None:
    place = made.world.places["qingrong"]
    assert [pk for pk, _ in team_choices(made.act("worker"), place)] == [made.team.pk]
    assert [pk for pk, _ in team_choices(made.act(LEADER), place)] == [made.team.pk]
    assert team_choices(made.act("worker2"), place) == []


def test_faulty_appointments_are_told_by_field(made: Crew) -> None:
    with pytest.raises(Faulty):
        TEAMS.take(made.team.pk, "lead", by=made.act("worker"), given={"member": 9999, "role": "leader"})
    assert Team.objects.count() == 1
