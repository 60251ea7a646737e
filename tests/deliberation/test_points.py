"""What residents raise at a talk is answered at the next one, and everybody can read what became of it."""

import datetime as dt

import pytest

from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.deliberation import commands, jobs
from jinlin.deliberation.desk import POINTS, RESULTS
from jinlin.deliberation.models import Point, Result, Stay
from jinlin.matters.models import Matter
from tests.cast import at, build
from tests.deliberation.circle import arrive, deal, lane, later, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def talk(world):
    return lane(world)


def raise_it(talk, by, text="巷口的路灯坏了三天", on="2026-02-05 10:00", **more):
    return commands.raise_point(body=talk, text=text, by=by, at=at(on), **more)


def sitting(talk, by, number=1):
    """A talk, announced two days ahead and opened at its hour."""
    meeting = talk.meetings.get(number=number)
    take(meeting, "announce", by, meeting.begins_at - dt.timedelta(days=2))
    return take(meeting, "open", by, meeting.begins_at)


def test_a_point_goes_onto_the_next_agenda_and_before_other_items(world, talk):
    meeting = talk.meetings.get(number=1)
    take(meeting, "add_item", world.act("worker"), at("2026-02-04 10:00"), title="春节值班")
    raise_it(talk, world.act("resident"))
    assert [one.source for one in meeting.items.order_by("position", "pk")] == ["point", "free"]


def test_a_talk_does_not_close_before_every_point_was_answered(world, talk):
    point = raise_it(talk, world.act("resident"))
    worker = world.act("worker")
    meeting = sitting(talk, worker)
    with pytest.raises(Refused):
        take(meeting, "close", worker, later(meeting, 90))
    item = meeting.items.get()
    with pytest.raises(Refused) as refused:
        deal(item, "withdraw", worker, later(meeting, 1), note="小事")
    assert refused.value.reason.code == "no_removal"
    deal(item, "take_up", worker, later(meeting, 2))
    with pytest.raises(Refused):
        deal(item, "postpone", worker, later(meeting, 3), note="下次")
    deal(item, "note", worker, later(meeting, 5), note="周五前换新灯")
    point = Point.objects.get(pk=point.pk)
    assert (point.state, point.answer, point.answered_in) == ("answered", "周五前换新灯", meeting)
    assert Notice.objects.filter(account=world.accounts["resident"].pk, subject="point").count() == 1
    take(meeting, "close", worker, later(meeting, 90))


def test_what_is_raised_on_the_spot_is_answered_next_time(world, talk):
    worker = world.act("worker")
    raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    spoken = commands.raise_point(
        body=talk,
        text="晾衣绳挡路",
        by=worker,
        channel="spot",
        name="陈阿姨",
        phone="13600000000",
        meeting=meeting,
        at=later(meeting, 20),
    )
    assert not meeting.items.filter(source_id=spoken.pk, source="point").exists()
    assert talk.meetings.get(number=2).items.get().source_id == spoken.pk


def test_who_left_a_number_gets_the_answer_by_message(world, talk):
    point = raise_it(talk, world.act("worker"), channel="phone", name="陈阿姨", phone="136 0000 0000")
    POINTS.take(
        point.pk, "answer", by=world.act("worker"), given={"note": "修好了"}, on=at("2026-02-06 09:00")
    )
    assert Notice.objects.get(address="sms:13600000000").zh.endswith("修好了")


def test_a_point_given_to_somebody_is_done_when_its_result_is(world, talk):
    worker = world.act("worker")
    point = raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    item = deal(meeting.items.get(), "take_up", worker, later(meeting, 2))
    deal(
        item,
        "task",
        worker,
        later(meeting, 5),
        lead=world.institutions["property"].pk,
        due="2026-02-27",
        note="物业换灯",
    )
    point = Point.objects.get(pk=point.pk)
    assert point.state == "working"
    result = Result.objects.get()
    RESULTS.take(
        result.pk,
        "reach",
        by=world.act("manager"),
        given={"milestone": result.milestones.get().pk, "note": "灯亮了"},
        on=at("2026-02-20 09:00"),
    )
    RESULTS.take(
        result.pk, "report", by=world.act("manager"), given={"note": "换好了"}, on=at("2026-02-20 09:10")
    )
    RESULTS.take(result.pk, "accept", by=worker, on=at("2026-02-20 10:00"))
    assert Point.objects.get(pk=point.pk).state == "done"


def test_a_point_can_become_a_matter_with_its_deadline(world, talk):
    worker = world.act("worker")
    point = raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    item = deal(meeting.items.get(), "take_up", worker, later(meeting, 2))
    deal(item, "forward", worker, later(meeting, 5), as_matter=True, note="登记下来办")
    matter = Matter.objects.get()
    assert matter.due_at is not None
    assert Point.objects.get(pk=point.pk).matter_number.endswith(f"{matter.pk:06d}")


def test_forwarding_names_to_whom(world, talk):
    worker = world.act("worker")
    raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    item = deal(meeting.items.get(), "take_up", worker, later(meeting, 2))
    with pytest.raises(Faulty):
        deal(item, "forward", worker, later(meeting, 5), note="转走")


def test_who_raised_it_may_take_it_back_and_nobody_else(world, talk):
    point = raise_it(talk, world.act("resident"))
    with pytest.raises(Refused):
        POINTS.take(point.pk, "withdraw", by=world.act("neighbour"), on=at("2026-02-06 09:00"))
    POINTS.take(point.pk, "withdraw", by=world.act("resident"), on=at("2026-02-06 09:00"))
    assert talk.meetings.get(number=1).items.get().state == "withdrawn"


def test_too_few_words_are_sent_back(world, talk):
    with pytest.raises(Faulty):
        raise_it(talk, world.act("resident"), text="灯")


def test_a_resident_signs_in_once_and_minutes_need_their_confirmation(world, talk):
    worker = world.act("worker")
    raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    arrive(meeting, world.act("resident"), later(meeting, 1))
    with pytest.raises(Refused):
        arrive(meeting, world.act("resident"), later(meeting, 2))
    arrive(meeting, world.act("neighbour"), later(meeting, 3))
    take(meeting, "check_in", worker, later(meeting, 4), name="没手机的大爷", way="desk")
    item = deal(meeting.items.get(), "take_up", worker, later(meeting, 5))
    deal(item, "note", worker, later(meeting, 6), note="换灯")
    take(meeting, "close", worker, later(meeting, 60))
    take(meeting, "draft", worker, later(meeting, 61), minutes="换灯。")
    for name, minute in (("resident", 62), ("neighbour", 63)):
        with pytest.raises(Refused):
            take(meeting, "publish", worker, later(meeting, minute))
        take(meeting, "confirm", world.act(name), later(meeting, minute))
    assert take(meeting, "publish", worker, later(meeting, 70)).state == "published"


def test_names_of_the_desk_go_after_a_year(world, talk):
    worker = world.act("worker")
    raise_it(talk, world.act("resident"))
    meeting = sitting(talk, worker)
    take(meeting, "check_in", worker, later(meeting, 4), name="没手机的大爷", way="desk")
    assert jobs.erase_names(at("2026-12-01 00:00")) == 0
    assert jobs.erase_names(at("2027-03-01 00:00")) == 1
    assert Stay.objects.get().name == ""


def test_another_rule_from_a_day_on_leaves_what_was_before(world, talk):
    commands.change_rule(
        body=talk,
        rule="day-ends:5",
        on=at("2026-03-01 00:00").date(),
        by=world.act("worker"),
        at=at("2026-02-05 09:00"),
    )
    kept = talk.meetings.exclude(state="called_off").order_by("begins_at")
    assert [f"{one.begins_at:%m-%d}" for one in kept][:6] == [
        "02-10",
        "02-20",
        "03-05",
        "03-15",
        "03-25",
        "04-05",
    ]


def test_a_faulty_rule_is_refused_with_everything_that_is_wrong(world):
    with pytest.raises(Faulty) as faulty:
        commands.make_body(
            name="x",
            kind="talk",
            place=world.places["qingrong"],
            by=world.act("worker"),
            rule="RRULE:FREQ=WEEKLY;BYDAY=XX;COUNT=0",
        )
    words = faulty.value.faults["rule"].words.zh
    assert "XX" in words
    assert "COUNT=0" in words


def test_nobody_sets_up_talks_elsewhere(world):
    with pytest.raises(Refused):
        commands.make_body(name="x", kind="talk", place=world.places["dongxi"], by=world.act("worker"))
