"""A joint meeting from its notice to published minutes: rota, presence, quorum per item, recusal, hand-over."""

import datetime as dt

import pytest

from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.deliberation import commands, facts, jobs
from jinlin.deliberation.models import HandOver, Item, Meeting, Result
from tests.cast import at, build
from tests.deliberation.circle import announced, arrive, deal, first, joint, later, opened, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle():
    return joint(build())


def code_of(refused) -> str:
    return refused.value.reason.code


def test_a_rule_makes_meetings_eight_weeks_ahead_and_the_chair_goes_round(circle):
    rows = list(circle.body.meetings.order_by("begins_at"))
    assert [f"{one.begins_at:%m-%d}" for one in rows] == ["02-03", "02-17", "03-03", "03-17"]
    assert [one.chair.name for one in rows] == ["榕城区住建局", "安居物业", "榕西社区医院", "榕城区住建局"]


def test_planning_again_adds_nothing(circle):
    assert jobs.plan_ahead(at("2026-02-02 12:00")) == 0
    jobs.plan_ahead(at("2026-02-20 12:00"))
    assert circle.body.meetings.count() == len({one.rule_on for one in circle.body.meetings.all()})


def test_the_notice_must_come_in_time(circle):
    meeting = circle.body.meetings.get(number=2)
    take(meeting, "add_item", circle.street, at("2026-02-10 09:00"), title="停车")
    with pytest.raises(Refused) as refused:
        take(meeting, "announce", circle.street, at("2026-02-15 09:00"))
    assert code_of(refused) == "too_late"
    take(meeting, "announce", circle.street, at("2026-02-13 09:00"))
    assert Notice.objects.filter(account=circle.clerk("property").account, subject="meeting").exists()


def test_a_moved_meeting_counts_up_and_needs_a_new_notice_period(circle):
    meeting = announced(circle.body.meetings.get(number=2), circle.street, "停车")
    with pytest.raises(Faulty):
        take(meeting, "move", circle.street, at("2026-02-13 09:00"), begins="2026-02-14T14:30", note="冲突")
    moved = take(
        meeting, "move", circle.street, at("2026-02-13 09:00"), begins="2026-02-24T14:30", note="春节"
    )
    assert moved.sequence == 1
    assert moved.ends_at - moved.begins_at == dt.timedelta(minutes=90)


def test_a_refused_turn_goes_to_the_next_and_comes_back(circle):
    second = circle.body.meetings.get(number=2)
    refused = take(second, "refuse", circle.clerk("property"), at("2026-02-05 09:00"), note="出差")
    assert refused.chair.name == "榕西社区医院"
    commands.call_meeting(
        body=circle.body, begins_at=at("2026-06-01 14:30"), by=circle.street, at=at("2026-02-05 10:00")
    )
    assert circle.body.meetings.order_by("-begins_at").first().chair.name == "安居物业", (
        "who refused owes a turn"
    )


def test_two_units_swap_their_turns(circle):
    second, third = circle.body.meetings.get(number=2), circle.body.meetings.get(number=3)
    take(
        second,
        "swap",
        circle.clerk("property"),
        at("2026-02-05 09:00"),
        with_meeting=third.pk,
        note="周二有事",
    )
    assert [one.chair.name for one in circle.body.meetings.filter(number__in=(2, 3)).order_by("number")] == [
        "榕西社区医院",
        "安居物业",
    ]


def test_only_the_chair_may_refuse(circle):
    with pytest.raises(Refused) as refused:
        take(
            circle.body.meetings.get(number=2),
            "refuse",
            circle.clerk("housing"),
            at("2026-02-05 09:00"),
            note="不想",
        )
    assert code_of(refused) == "not_yours"


def test_the_quorum_is_that_of_the_moment_with_late_arrivals_and_leavings(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车", "路灯", "绿化")
    arrive(meeting, circle.clerk("housing"), later(meeting, 1))
    one, two, three = meeting.items.order_by("pk")
    deal(one, "take_up", circle.street, later(meeting, 2))
    with pytest.raises(Refused) as refused:
        deal(one, "resolve", circle.street, later(meeting, 3), in_favour=1, against=0, abstained=0, note="定")
    assert code_of(refused) == "no_quorum", "one of three is no majority"
    arrive(meeting, circle.clerk("clinic"), later(meeting, 10))
    deal(one, "resolve", circle.street, later(meeting, 11), in_favour=2, against=0, abstained=0, note="定")
    take(meeting, "leave", circle.clerk("clinic"), later(meeting, 20))
    deal(two, "take_up", circle.street, later(meeting, 21))
    with pytest.raises(Refused):
        deal(
            two, "resolve", circle.street, later(meeting, 22), in_favour=1, against=0, abstained=0, note="定"
        )
    take(
        meeting,
        "check_in",
        circle.street,
        later(meeting, 25),
        member=circle.members["property"].pk,
        way="list",
    )
    deal(two, "resolve", circle.street, later(meeting, 26), in_favour=1, against=0, abstained=1, note="定")
    assert Item.objects.get(pk=one.pk).passed is True
    assert Item.objects.get(pk=two.pk).passed is False, "half of those present is no majority"
    assert facts.quorum_at(meeting, later(meeting, 5)).present == 1
    assert facts.quorum_at(meeting, later(meeting, 15)).present == 2
    deal(three, "postpone", circle.street, later(meeting, 30), note="太晚了")
    assert circle.body.meetings.get(number=3).items.get().title == "绿化"


def test_votes_must_add_up_to_those_present(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    for name in ("housing", "clinic"):
        arrive(meeting, circle.clerk(name), later(meeting, 1))
    item = deal(meeting.items.get(), "take_up", circle.street, later(meeting, 2))
    with pytest.raises(Faulty):
        deal(
            item, "resolve", circle.street, later(meeting, 3), in_favour=3, against=0, abstained=0, note="定"
        )


def test_a_stale_code_signs_nobody_in(circle):
    from jinlin.base import doorcode

    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    with pytest.raises(Faulty):
        take(
            meeting,
            "arrive",
            circle.clerk("clinic"),
            later(meeting, 5),
            code=doorcode.code("meeting", meeting.pk, later(meeting, 1)),
        )
    with pytest.raises(Faulty):
        arrive(meeting, circle.world.act("resident"), later(meeting, 1))


def test_the_chair_passes_on_where_its_unit_is_a_party(circle):
    meeting = circle.body.meetings.get(number=2)
    day = meeting.begins_at - dt.timedelta(days=5)
    take(
        meeting,
        "add_item",
        circle.street,
        day,
        title="物业费",
        parties=[circle.world.institutions["property"].pk],
    )
    take(meeting, "add_item", circle.street, day, title="路灯")
    take(meeting, "announce", circle.street, day)
    take(meeting, "open", circle.clerk("property"), meeting.begins_at)
    fees, lamps = meeting.items.order_by("pk")
    with pytest.raises(Refused) as refused:
        deal(fees, "take_up", circle.clerk("property"), later(meeting, 1))
    assert code_of(refused) == "not_yours"
    taken = deal(fees, "take_up", circle.clerk("clinic"), later(meeting, 2))
    assert taken.chair.name == "榕西社区医院"
    deal(fees, "note", circle.clerk("clinic"), later(meeting, 3), note="听取双方")
    deal(lamps, "take_up", circle.clerk("property"), later(meeting, 4))


def test_a_meeting_does_not_close_while_an_item_has_no_end(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    with pytest.raises(Refused) as refused:
        take(meeting, "close", circle.street, later(meeting, 60))
    assert code_of(refused) == "not_ended"


def test_what_was_not_announced_is_not_decided(circle):
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    for name in ("housing", "clinic"):
        arrive(meeting, circle.clerk(name), later(meeting, 1))
    take(meeting, "add_item", circle.street, later(meeting, 2), title="突然加的")
    item = deal(meeting.items.get(title="突然加的"), "take_up", circle.street, later(meeting, 3))
    with pytest.raises(Refused) as refused:
        deal(
            item, "resolve", circle.street, later(meeting, 4), in_favour=2, against=0, abstained=0, note="定"
        )
    assert code_of(refused) == "not_announced"


def _to_minutes(circle) -> Meeting:
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    for name in ("housing", "clinic"):
        arrive(meeting, circle.clerk(name), later(meeting, 1))
    deal(meeting.items.get(), "take_up", circle.street, later(meeting, 2))
    deal(meeting.items.get(), "task", circle.street, later(meeting, 9), lead=circle.world.institutions["property"].pk, due="2026-03-01",
         milestones="2026-02-20 买地锁\n装好地锁", note="物业装地锁")  # fmt: skip
    take(meeting, "close", circle.street, later(meeting, 60))
    return take(
        meeting, "draft", circle.street, later(meeting, 90), minutes="一、停车：物业装地锁，2 月底前。"
    )


def test_minutes_are_confirmed_by_those_who_came_before_they_are_published(circle):
    meeting = _to_minutes(circle)
    with pytest.raises(Refused) as refused:
        take(meeting, "publish", circle.street, later(meeting, 95))
    assert code_of(refused) == "not_confirmed"
    take(meeting, "confirm", circle.clerk("housing"), later(meeting, 100))
    with pytest.raises(Refused):
        take(meeting, "confirm", circle.clerk("housing"), later(meeting, 101))
    take(meeting, "remark", circle.clerk("clinic"), later(meeting, 102), note="日期写错了")
    with pytest.raises(Refused) as refused:
        take(meeting, "publish", circle.street, later(meeting, 103))
    assert code_of(refused) == "not_answered"
    take(meeting, "draft", circle.street, later(meeting, 110), minutes="一、停车：物业装地锁，3 月 2 日前。")
    with pytest.raises(Refused) as refused:
        take(meeting, "publish", circle.street, later(meeting, 111))
    assert code_of(refused) == "not_confirmed", "the new wording wants its own confirmations"
    take(meeting, "confirm", circle.clerk("housing"), later(meeting, 120))
    take(meeting, "confirm", circle.clerk("clinic"), later(meeting, 121))
    assert take(meeting, "publish", circle.street, later(meeting, 130)).state == "published"


def test_who_did_not_come_confirms_nothing(circle):
    meeting = _to_minutes(circle)
    with pytest.raises(Refused) as refused:
        take(meeting, "confirm", circle.clerk("property"), later(meeting, 100))
    assert code_of(refused) == "not_yours"


def test_a_task_becomes_work_with_owner_and_a_worked_due_day(circle):
    _to_minutes(circle)
    result = Result.objects.get()
    assert result.lead.name == "安居物业"
    assert f"{result.due_at.astimezone(at('2026-01-01 00:00').tzinfo):%m-%d %H:%M}" == "03-02 23:59", (
        "1 March 2026 is a Sunday"
    )
    assert [one.title for one in result.milestones.all()] == ["买地锁", "装好地锁"]
    assert Notice.objects.filter(account=circle.clerk("property").account, subject="result").count() == 1


def test_the_outgoing_chair_hands_over_a_signed_list_of_what_is_open(circle):
    from jinlin.deliberation.desk import HANDOVERS

    meeting = _to_minutes(circle)
    for name, minute in (("housing", 100), ("clinic", 101)):
        take(meeting, "confirm", circle.clerk(name), later(meeting, minute))
    take(meeting, "publish", circle.street, later(meeting, 102))
    take(meeting, "hand_over", circle.clerk("property"), later(meeting, 110))
    made = HandOver.objects.get()
    assert [row["title"] for row in made.rows] == ["停车"]
    with pytest.raises(Refused):
        HANDOVERS.take(made.pk, "take", by=circle.clerk("clinic"), on=later(meeting, 111))
    HANDOVERS.take(made.pk, "give", by=circle.clerk("property"), on=later(meeting, 112))
    with pytest.raises(Refused):
        HANDOVERS.take(made.pk, "take", by=circle.clerk("housing"), on=later(meeting, 113))
    assert HANDOVERS.take(made.pk, "take", by=circle.clerk("clinic"), on=later(meeting, 114)).state == "taken"


def test_the_first_meeting_is_too_near_for_its_notice(circle):
    meeting = first(circle.body)
    take(meeting, "add_item", circle.street, at("2026-02-02 10:00"), title="停车")
    with pytest.raises(Refused):
        take(meeting, "announce", circle.street, at("2026-02-02 10:00"))
