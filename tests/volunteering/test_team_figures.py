"""Figures of teams on a world counted by hand, and a list of volunteers brought in as offices keep them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from jinlin.base.figures import figure, rows_seen, value
from jinlin.base.periods import parse
from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from jinlin.organisations.models import ReportIn
from jinlin.places.public import node_of
from jinlin.volunteering.models import ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import commands
from jinlin.volunteering.teams.desk import TEAMS
from jinlin.volunteering.teams.importing import import_file
from tests.organisations.members import organisation_at
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew, enlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Crew:
    return crew()


def number(made: Crew, code: str, place: str = "community") -> int | None:
    period = parse(f"{timezone.localdate():%Y}", today=timezone.localdate())
    return value(figure(code), node_of(made.world.places[place]), period).number


def test_teams_members_and_minutes_are_counted_once_and_by_evidence(made: Crew) -> None:
    assert (number(made, "X03"), number(made, "X04"), number(made, "X03", "community2")) == (1, 3, 0)
    worker = made.act("worker")
    other = commands.enter_team(
        name="保洁队", field="cleaning", place=made.world.places["qingrong"], by=worker
    )
    enlist(made.world, other, MEMBER)
    assert number(made, "X03") == 1  # being formed
    TEAMS.take(
        other.pk, "lead", by=worker, given={"member": TeamMember.objects.get(team=other).pk, "role": "leader"}
    )
    TEAMS.take(other.pk, "open", by=worker)
    assert (number(made, "X03"), number(made, "X04")) == (2, 3)
    made.confirmed(minutes=90)
    made.record(minutes=60, days_ago=2)
    made.confirmed(minutes=45, days_ago=3, signals=("second",), kind="party")
    made.confirmed(DEPUTY, minutes=30, days_ago=4, signals=("recipient",))
    year = [number(made, f"volunteering.minutes_{grade}") for grade in "abcde"]
    assert year == [90, 0, 30, 0, 0]
    ServiceHours.objects.filter(minutes=90).update(due_at=timezone.now() - dt.timedelta(days=2))
    assert number(made, "volunteering.late_records") == 1


def test_a_party_members_team_is_one_that_says_so_and_whose_leader_is_confirmed(made: Crew) -> None:
    Team.objects.update(party=True)
    assert number(made, "W02") == 0
    branch = organisation_at(made.world, "qingrong", "B1", "青榕花园党支部")
    ReportIn.objects.create(
        person_id=made.person(LEADER),
        organisation=branch,
        kind="serving",
        state="confirmed",
        confirmed_on=timezone.localdate() - dt.timedelta(days=9),
    )
    assert number(made, "W02") == 1
    Team.objects.update(party=False)
    assert number(made, "W02") == 0


def test_behind_the_number_of_people_stand_teams_and_no_names(made: Crew) -> None:
    period = parse(f"{timezone.localdate():%Y}", today=timezone.localdate())
    listing = figure("X04").listing
    rows = list(rows_seen(figure("X04"), node_of(made.world.places["community"]), period, made.act("worker")))
    shown = [listing.name(row) for row in rows] + [
        str(column.value(row)) for row in rows for column in listing.columns
    ]
    assert rows and not any(name in text for text in shown for name in ("王秀兰", "李国强", "陈外来"))
    assert not list(
        rows_seen(figure("X04"), node_of(made.world.places["community"]), period, made.act("worker2"))
    )


ROWS = (
    ("赵一", "13600000001", "1958", "榕西交通志愿队", "急救、会做饭", "2024-03-01"),
    ("钱二", "", "1962年5月", "榕西交通志愿队", "", ""),
    ("孙三", "13600000003", "2015", "榕西交通志愿队", "", ""),
    ("周五", "", "", "没有这支队", "", ""),
    ("赵一", "13600000001", "1958", "榕西交通志愿队", "", ""),
    ("", "13600000009", "", "榕西交通志愿队", "", ""),
)


def test_a_list_is_recorded_once_and_the_same_file_again_adds_nothing(
    made: Crew, settings, tmp_path: Path
) -> None:
    settings.ENV = settings.ENV.__class__(**{**settings.ENV.__dict__, "data": tmp_path})
    target = tmp_path / "志愿者名单.xlsx"
    headings = [
        Heading(one) for one in ("志愿者姓名", "联系电话", "出生年份", "所属队伍", "特长", "加入日期")
    ]
    write_xlsx(target, Page("名单", headings, ROWS, note="榕西社区志愿者花名册"))
    rehearsed = import_file(target, dry_run=True)
    assert (rehearsed["recorded"], Volunteer.objects.count()) == (2, 3)
    answer = import_file(target)
    counted = {name: answer[name] for name in ("read", "recorded", "known", "refused")}
    assert counted == {"read": 6, "recorded": 2, "known": 1, "refused": 3}
    again = import_file(target)
    assert {name: again[name] for name in ("read", "recorded", "known", "refused")} == {
        "read": 6,
        "recorded": 0,
        "known": 3,
        "refused": 3,
    }
    first = Volunteer.objects.get(person__name="赵一")
    assert (first.skills, first.person.birth_year, first.visible) == (
        ["first_aid", "cooking"],
        1958,
        "surname",
    )
    assert TeamMember.objects.get(volunteer=first).from_on == dt.date(2024, 3, 1)
    assert Path(answer["returned"]).exists()
    assert import_file(target, by=made.act("worker2"))["refused"] == 6
