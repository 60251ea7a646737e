"""A gathering from its plan to its confirmed minutes: who runs it, who signs in, what counts."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import doorcode, trail
from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.organisations.commands import end_tenure
from jinlin.organisations.gatherings.commands import plan_gathering
from jinlin.organisations.gatherings.desk import GATHERINGS, SUBJECT
from jinlin.organisations.models import Attendance, Gathering, ReportIn, Seat, Tenure
from jinlin.organisations.public import actor, load_templates
from jinlin.people.models import Account, Person
from tests.cast import SINCE, build
from tests.organisations.seats import newcomer, tenure_of
from tests.organisations.test_tree_commands import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    load_templates()
    made = build()
    top = found(made, "five_level.district_committee", "district")
    street = found(made, "five_level.street_committee", "street", parent=top)
    community = found(made, "five_level.community_committee", "community", parent=street)
    made.branch = found(made, "five_level.estate_branch", "qingrong", parent=community, name="青榕花园党支部")
    for name, username in (("陈美玉", "chen"), ("黄志", "huangzhi")):
        person = newcomer(name, username=username)
        role = "estate_secretary" if username == "chen" else "estate_member"
        seat = Seat.objects.create(role=role, place=made.places["qingrong"], organisation=made.branch)
        Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
        made.accounts[username] = person.account
    made.members = [Person.objects.create(name=f"党员{n:02}") for n in range(9)]
    made.members.append(made.accounts["resident"].person)
    for person in made.members:
        ReportIn.objects.create(
            person=person,
            organisation=made.branch,
            kind="serving",
            state="confirmed",
            reported_on=SINCE,
            confirmed_on=SINCE,
        )
    return made


def plan(world, *, by="chen", kind="members_meeting", **more):
    given = {"title": "改选支委", "agenda": "报告\n表决", "starts_at": timezone.now()} | more
    return plan_gathering(organisation=world.branch, kind=kind, by=world.act(by), **given)


def take(world, gathering, step, *, by="chen", **given):
    return GATHERINGS.take(gathering.pk, step, by=world.act(by), given=given)


def refusal(world, gathering, step, **given):
    with pytest.raises(Refused) as refused:
        take(world, gathering, step, **given)
    return refused.value.reason.code


def fault(world, gathering, step, **given):
    with pytest.raises(Faulty) as faulty:
        take(world, gathering, step, **given)
    return {name: reason.code for name, reason in faulty.value.faults.items()}


def test_a_gathering_goes_from_plan_to_confirmed_minutes(world):
    made = plan(world)
    assert (made.entitled_count, made.attendances.count()) == (10, 10)
    take(world, made, "call")
    assert refusal(world, made, "open") == "too_few"
    take(world, made, "sign", people=[one.pk for one in world.members[:5]])
    take(world, made, "open")
    take(world, made, "vote", words="同意改选方案", yes=5, no=0, abstained=0)
    take(world, made, "close")
    take(world, made, "draft", minutes="一致同意。", by="huangzhi")
    assert refusal(world, made, "confirm", by="huangzhi") == "not_oneself"
    take(world, made, "remark", note="日期写错了", by="chen")
    row = take(world, made, "confirm", by="chen")
    assert (row.state, row.attendance_count) == ("confirmed", 5)
    assert row.confirmed_at is not None
    assert trail.verify([("gathering", Gathering)])["faults"] == []


def test_the_community_and_the_branch_plan_and_nobody_else(world):
    for name in ("worker", "secretary"):
        assert plan(world, by=name).pk
    for name in ("grid_worker", "street", "worker2", "resident", "clerk"):
        with pytest.raises(Refused) as refused:
            plan(world, by=name)
        assert refused.value.reason.code == "not_yours"


def test_nobody_is_called_without_an_agenda_and_all_on_the_roll_get_word(world):
    made = plan(world, agenda="", kind="theme_day")
    assert refusal(world, made, "call") == "no_agenda"
    change = {
        "title": "清扫楼道",
        "agenda": "集合",
        "starts_at": "2026-08-03 09:00",
        "venue": "",
        "host": "",
        "entitled": "",
    }
    take(world, made, "change", **change)
    take(world, made, "call")
    told = Notice.objects.filter(subject="gathering", account=world.accounts["resident"])
    assert "清扫楼道" in told.get().zh


def test_a_code_at_the_door_signs_in_once_and_only_while_it_is_fresh(world):
    made = plan(world)
    take(world, made, "call")
    now = timezone.now()
    code = doorcode.code("gathering", made.pk, now)
    old = doorcode.code("gathering", made.pk, now - dt.timedelta(minutes=5))
    assert fault(world, made, "sign_in", by="resident", code=old) == {"code": "not_fresh"}
    assert refusal(world, made, "sign_in", by="neighbour", code=code) == "not_yours"
    take(world, made, "sign_in", by="resident", code=code)
    row = take(world, made, "sign_in", by="resident", code=code)
    assert row.attendance_count == 1
    mine = Attendance.objects.get(gathering=made, person=world.accounts["resident"].person)
    assert (mine.state, mine.how) == ("present", "code")


def test_the_desk_and_the_paper_sheet_sign_in_those_without_a_phone(world):
    made = plan(world, kind="theme_day")
    assert "people" in fault(world, made, "sign", people=[], guests="")
    stranger = Person.objects.create(name="外人")
    assert fault(world, made, "sign", people=[stranger.pk]) == {"people": "not_on_roll"}
    take(world, made, "sign", people=[world.members[0].pk], guests="李老师、王医生、李老师", from_paper=True)
    row = take(world, made, "sign", people=[world.members[0].pk], guests="李老师")
    assert row.attendance_count == 3
    assert made.attendances.get(person=world.members[0]).how == "list"


def test_an_absence_has_its_reason_and_a_late_comer_is_not_absent(world):
    made = plan(world, kind="theme_day")
    take(world, made, "excuse", person=world.members[0].pk, why="ill")
    assert made.attendances.get(person=world.members[0]).why_absent == "ill"
    take(world, made, "sign", people=[world.members[0].pk])
    late = made.attendances.get(person=world.members[0])
    assert (late.state, late.why_absent) == ("present", "")


def test_votes_do_not_exceed_those_present_with_one(world):
    made = plan(world)
    take(world, made, "sign", people=[one.pk for one in world.members[:6]], guests="来宾")
    take(world, made, "open")
    assert refusal(world, made, "vote", words="甲", yes=6, no=1, abstained=0) == "too_many"
    take(world, made, "vote", words="甲", yes=6, no=0, abstained=0)


def test_what_nobody_came_to_is_not_recorded(world):
    made = plan(world, kind="theme_day")
    take(world, made, "open")
    assert refusal(world, made, "close") == "no_attendance"


def test_only_a_birthday_names_persons_and_only_the_branch_reads_when_they_joined(world):
    other = plan(world, kind="theme_day")
    given = {"person": world.members[0].pk, "joined_on": "1990-07-01"}
    assert refusal(world, other, "celebrate", **given) == "not_birthday"
    made = plan(world, kind="birthday")
    assert refusal(world, made, "celebrate", by="worker", **given) == "not_yours"
    take(world, made, "celebrate", **given)
    assert str(made.celebrated.get().joined_on) == "1990-07-01"


def test_strangers_find_no_gathering(world):
    made = plan(world)
    for name in ("neighbour", "grid_worker", "worker2", "clerk"):
        with pytest.raises(Gathering.DoesNotExist):
            SUBJECT.find(str(made.pk), world.act(name))
    assert SUBJECT.seen(made, world.act("street")) == ("public",)
    assert SUBJECT.shown(made, world.act("street"))["minutes"] == ""


def test_an_open_gathering_goes_on_with_the_seat(world):
    made = plan(world)
    heir = newcomer("接替的", username="heir")
    tenure = Tenure.objects.get(person=world.accounts["chen"].person)
    end_tenure(tenure=tenure, on=timezone.localdate(), successor=heir, by=world.act("street"))
    made.refresh_from_db()
    assert made.owner == heir.account
    assert trail.Event.objects.filter(subject="gathering", thing="gathering.handed_over").count() == 1


def test_without_a_successor_it_goes_to_whoever_is_in_charge(world):
    made = plan(world)
    tenure = Tenure.objects.get(person=world.accounts["chen"].person)
    end_tenure(tenure=tenure, on=timezone.localdate(), by=world.act("street"))
    made.refresh_from_db()
    assert made.owner == world.accounts["grid_worker"]
    assert actor(Account.objects.get(pk=made.owner_id)).staff


def test_what_another_seat_covers_stays_with_its_holder(world):
    made = plan(world, by="secretary")
    end_tenure(tenure=tenure_of(world, "worker"), on=timezone.localdate(), by=world.act("street"))
    made.refresh_from_db()
    assert made.owner == world.accounts["secretary"]
