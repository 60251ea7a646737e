"""What a meeting gave becomes work: milestones with evidence, reminders, and a missing result first on the next agenda."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.deliberation import jobs, panels, queries, sight
from jinlin.deliberation.desk import RESULTS
from jinlin.deliberation.models import Meeting, Milestone, Result
from jinlin.deliberation.rules import progress
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from tests.cast import SINCE, at, build
from tests.deliberation.circle import arrive, deal, joint, later, opened, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle():
    return joint(build())


@pytest.fixture
def given(circle):
    """A task of the second meeting: housing leads, due on Friday 27 February 2026, in two steps."""
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    arrive(meeting, circle.clerk("property"), later(meeting, 1))
    item = deal(meeting.items.get(), "take_up", circle.clerk("property"), later(meeting, 2))
    deal(item, "task", circle.clerk("property"), later(meeting, 9), lead=circle.world.institutions["housing"].pk, due="2026-02-27",
         milestones="画线\n装地锁", note="住建牵头")  # fmt: skip
    take(meeting, "close", circle.street, later(meeting, 60))
    return Result.objects.get()


def step(result, code, by, on, **more):
    return RESULTS.take(result.pk, code, by=by, given=more, on=on)


def told(account: int, words: str) -> int:
    return Notice.objects.filter(account=account, subject="result", zh__contains=words).count()


def test_progress_is_reckoned_from_milestones_with_evidence(circle, given):
    one = given.milestones.first()
    step(
        given,
        "reach",
        circle.clerk("housing"),
        at("2026-02-20 10:00"),
        milestone=one.pk,
        note="线画好了，见照片",
    )
    rows = list(given.milestones.all())
    assert progress(sum(1 for row in rows if row.reached_at), len(rows)) == 50
    with pytest.raises(Faulty):
        step(
            given,
            "reach",
            circle.clerk("housing"),
            at("2026-02-20 10:01"),
            milestone=given.milestones.last().pk,
        )
    with pytest.raises(Refused) as refused:
        step(given, "report", circle.clerk("housing"), at("2026-02-20 11:00"), note="好了")
    assert refused.value.reason.code == "not_reached"


def test_the_table_itself_takes_no_milestone_without_evidence(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(result=given).update(reached_at=at("2026-02-20 10:00"))


def test_owner_lead_and_chair_hear_on_the_working_day_it_is_due(circle, given):
    clerk, chair = circle.clerk("housing").account, circle.clerk("clinic").account
    jobs.remind(at("2026-02-26 09:00"))
    assert told(clerk, "快到期") == 1
    assert told(chair, "到期") == 0
    jobs.remind(at("2026-02-27 08:59"))
    assert told(clerk, "今天到期") == 0
    jobs.remind(at("2026-02-27 09:00"))
    assert told(clerk, "今天到期") == 1
    assert told(chair, "今天到期") == 1, "the clinic chairs the next meeting"
    jobs.remind(at("2026-02-28 00:00"))
    assert told(clerk, "还没有结果") == 1
    assert told(chair, "还没有结果") == 1
    assert told(circle.street.account, "还没有结果") == 1
    assert jobs.remind(at("2026-03-01 00:00")) == 0, "each is told once"


def test_a_due_day_on_a_holiday_moves_to_a_worked_one(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    item = deal(meeting.items.get(), "take_up", circle.street, later(meeting, 2))
    deal(
        item,
        "task",
        circle.street,
        later(meeting, 9),
        lead=circle.world.institutions["housing"].pk,
        due="2026-05-02",
        note="办",
    )
    assert Result.objects.get().due_at == at("2026-05-06 23:59:59")


def test_a_missing_result_stands_first_on_the_next_agenda_and_can_only_be_answered(circle, given):
    third = circle.body.meetings.get(number=3)
    take(third, "add_item", circle.street, at("2026-02-20 09:00"), title="先排上的")
    take(third, "announce", circle.street, at("2026-02-25 09:00"))
    jobs.remind(at("2026-02-26 09:00"))
    jobs.remind(at("2026-02-27 09:00"))
    jobs.remind(at("2026-02-28 00:00"))
    one, other = third.items.order_by("position", "pk")
    assert (one.source, other.title) == ("overdue", "先排上的")
    third = take(third, "open", circle.clerk("clinic"), third.begins_at)
    with pytest.raises(Refused) as refused:
        deal(one, "withdraw", circle.clerk("clinic"), later(third, 1), note="不提了")
    assert refused.value.reason.code == "no_removal"
    for code in ("postpone", "note", "forward"):
        with pytest.raises(Refused):
            deal(one, code, circle.clerk("clinic"), later(third, 1), note="算了")
    deal(one, "take_up", circle.clerk("clinic"), later(third, 2))
    with pytest.raises(Refused):
        deal(one, "postpone", circle.clerk("clinic"), later(third, 3), note="下次")
    deal(one, "answer", circle.clerk("clinic"), later(third, 4), note="材料没到", due="2026-03-20")
    result = Result.objects.get(pk=given.pk)
    assert result.due_at == at("2026-03-20 23:59:59")
    assert result.remind_at == at("2026-03-19 09:00")


def test_a_called_off_meeting_hands_what_is_missing_on(circle, given):
    third, fourth = circle.body.meetings.get(number=3), circle.body.meetings.get(number=4)
    jobs.plan_ahead(at("2026-02-28 09:00"))
    assert third.items.get().source == "overdue"
    take(third, "call_off", circle.street, at("2026-02-28 10:00"), note="停电")
    assert fourth.items.get().source == "overdue"


def test_a_result_is_accepted_by_those_who_gave_it(circle, given):
    for number, one in enumerate(given.milestones.all()):
        step(
            given,
            "reach",
            circle.clerk("housing"),
            at(f"2026-02-2{number} 10:00"),
            milestone=one.pk,
            note="看得到了",
        )
    step(given, "report", circle.clerk("housing"), at("2026-02-25 10:00"), note="都好了")
    with pytest.raises(Refused):
        step(given, "accept", circle.clerk("housing"), at("2026-02-25 11:00"))
    step(given, "send_back", circle.street, at("2026-02-25 12:00"), note="地锁是坏的")
    step(given, "report", circle.clerk("housing"), at("2026-02-26 10:00"), note="换了")
    assert step(given, "accept", circle.clerk("clinic"), at("2026-02-26 11:00")).state == "done"


def test_a_date_is_moved_once_by_agreement(circle, given):
    step(given, "extend", circle.street, at("2026-02-20 10:00"), due="2026-03-06", note="等料")
    with pytest.raises(Refused) as refused:
        step(given, "extend", circle.street, at("2026-02-21 10:00"), due="2026-03-16", note="再等")
    assert refused.value.reason.code == "not_again"


def test_a_wrong_day_in_a_milestone_is_a_fault(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    item = deal(meeting.items.get(), "take_up", circle.street, later(meeting, 2))
    with pytest.raises(Faulty):
        deal(item, "task", circle.street, later(meeting, 9), lead=circle.world.institutions["housing"].pk, due="2026-03-02",
             milestones="2026-02-30 画线", note="办")  # fmt: skip
    assert later(meeting, 1) - meeting.begins_at == dt.timedelta(minutes=1)


def test_the_institution_in_charge_names_who_does_it_and_only_its_own(circle, given):
    clerk, when = circle.clerk("housing"), at("2026-02-20 10:00")
    with pytest.raises(Faulty):
        step(given, "name_owner", clerk, when, owner=circle.clerk("clinic").account)
    step(given, "name_owner", circle.street, when, owner=clerk.account)
    given.refresh_from_db()
    assert given.owner_id == clerk.account
    assert told(clerk.account, "指定了承办人") == 1
    jobs.remind(at("2026-02-26 09:01"))
    assert told(clerk.account, "快到期了") == 1, "owner and lead are one person: told once"


def test_a_seat_without_a_part_in_meetings_has_none_of_them_waiting_and_no_link_that_leads_nowhere(
    circle, given
):
    world = circle.world
    watcher = Account.objects.create(
        username="watcher", kind="staff", person=Person.objects.create(name="钱国平")
    )
    seat = Seat.objects.create(role="ballot_monitor", place=world.places["community"])
    Tenure.objects.create(seat=seat, person=watcher.person, from_on=SINCE)
    now = at("2026-03-10 09:00")
    sources = (panels.meetings_waiting, panels.results_waiting, panels.motions_waiting)
    assert [list(source(actor(watcher), now, 20)) for source in sources] == [[], [], []]
    assert list(queries.results(actor(watcher))) == [] and list(queries.meetings(actor(watcher))) == []
    assert sight.of_result(given, actor(watcher)) == ()
    worker = world.act("worker")
    assert [one.title for one in panels.results_waiting(worker, now, 20)] == [given.title]
    assert sight.of_result(given, worker) == sight.WHOLE
    for reader in (
        worker,
        world.act("street"),
        world.act("grid_worker"),
        world.act("worker2"),
        world.act("district"),
    ):
        listed = set(Meeting.objects.filter(sight.bodies(reader, "body__")))
        assert listed == {
            one for one in Meeting.objects.all() if sight.of_meeting(one, reader) == sight.WHOLE
        }
