"""Two at once: one sign-in for one person, one ruling for a gate, one meeting for a day of the rule. On both databases."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from jinlin.base.engine import Faulty
from jinlin.deliberation.desk import ITEMS, MEETINGS, MOTIONS
from jinlin.deliberation.jobs import plan_ahead
from jinlin.deliberation.models import Item, Meeting, Motion, Ruling, Stay
from tests.cast import at, build
from tests.deliberation.circle import announced, arrive, deal, joint, later, opened, take
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def _refused_by_the_table(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_the_table_takes_one_open_stay_of_an_account_and_of_a_listed_member():
    circle = joint(build())
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    arrive(meeting, circle.clerk("clinic"), later(meeting, 1))
    account = circle.clerk("clinic").account
    assert _refused_by_the_table(
        lambda: Stay.objects.create(meeting=meeting, account_id=account, way="qr", came_at=later(meeting, 1))
    )
    take(
        meeting, "check_in", circle.street, later(meeting, 2), member=circle.members["housing"].pk, way="list"
    )
    assert _refused_by_the_table(
        lambda: Stay.objects.create(
            meeting=meeting, member=circle.members["housing"], way="list", came_at=later(meeting, 2)
        )
    )
    with pytest.raises(Faulty):
        take(
            meeting,
            "check_in",
            circle.street,
            later(meeting, 3),
            member=circle.members["housing"].pk,
            way="list",
        )


def test_the_table_takes_one_meeting_for_a_day_of_the_rule():
    circle = joint(build())
    one = circle.body.meetings.get(number=2)
    assert _refused_by_the_table(
        lambda: Meeting.objects.create(
            body=circle.body, number=99, rule_on=one.rule_on, begins_at=one.begins_at, ends_at=one.ends_at
        )
    )
    assert _refused_by_the_table(
        lambda: Meeting.objects.create(
            body=circle.body, number=2, begins_at=at("2026-08-01 10:00"), ends_at=at("2026-08-01 11:00")
        )
    )


def test_the_table_takes_one_ruling_for_a_gate_and_round():
    from tests.deliberation.test_motions import Walk

    walk = Walk()
    walk.step("submit")
    walk.decide("committee", 3)
    known = Ruling.objects.get()
    assert _refused_by_the_table(
        lambda: Ruling.objects.create(
            motion=walk.motion, gate=known.gate, round=known.round, text_hash="x", by_name="x", entitled=1, present=1, in_favour=1, against=0, abstained=0,
            passed=True, why="x", at=walk.now,
        )
    )  # fmt: skip


# Threads, each with its own connection: what the tables refuse above is lived through here.


def _step(desk, row, code, by, on, **given):
    return lambda: desk.take(row.pk, code, by=by, given=given, on=on)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_one_step_one_takes_it_the_other_hears_who_did():
    circle = joint(build())
    meeting, days = circle.body.meetings.get(number=2), 5
    announced(meeting, circle.street, "停车", days=days)
    acts = [_step(MEETINGS, meeting, "open", circle.street, meeting.begins_at) for _ in range(4)]
    assert at_once(*acts) == Counter({"done": 1, "wrong_state": 3})


@pytest.mark.django_db(transaction=True)
def test_a_member_leaves_while_the_chair_resolves_and_no_decision_stands_without_its_quorum():
    circle = joint(build())
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    for name in ("housing", "clinic"):
        arrive(meeting, circle.clerk(name), later(meeting, 1))
    item = deal(meeting.items.get(title="停车"), "take_up", circle.street, later(meeting, 2))
    numbers = {"in_favour": 2, "against": 0, "abstained": 0, "note": "定"}
    said = at_once(
        _step(ITEMS, item, "resolve", circle.street, later(meeting, 3), **numbers),
        _step(MEETINGS, meeting, "leave", circle.clerk("clinic"), later(meeting, 3)),
    )
    item.refresh_from_db()
    assert said["done"] == (2 if item.state == "resolved" else 1), said
    assert item.state == "talking" or (item.present, item.entitled, item.passed) == (2, 3, True)
    assert set(said) <= {"done", "no_quorum"}


@pytest.mark.django_db(transaction=True)
def test_two_items_taken_up_at_once_leave_one_talked_about():
    circle = joint(build())
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车", "绿化")
    rows = list(meeting.items.all())
    said = at_once(*[_step(ITEMS, one, "take_up", circle.street, later(meeting, 2)) for one in rows])
    assert said == Counter({"done": 1, "not_two": 1})
    assert Item.objects.filter(meeting=meeting, state="talking").count() == 1


@pytest.mark.django_db(transaction=True)
def test_chairs_swapped_crosswise_and_refused_at_once_leave_every_meeting_with_one_chair_that_somebody_gave():
    circle = joint(build())
    one, two = circle.body.meetings.filter(number__in=(2, 3)).order_by("number")
    before = {one.chair_id, two.chair_id}
    on = later(one, -5 * 24 * 60)
    said = at_once(
        _step(MEETINGS, one, "swap", circle.street, on, with_meeting=two.pk, note="换"),
        _step(MEETINGS, two, "swap", circle.street, on, with_meeting=one.pk, note="换"),
        _step(MEETINGS, one, "swap", circle.street, on, with_meeting=two.pk, note="换"),
    )
    assert said == Counter({"done": 3})
    swapped = list(
        circle.body.meetings.filter(number__in=(2, 3)).order_by("number").values_list("chair", flat=True)
    )
    assert swapped == [two.chair_id, one.chair_id], "three swaps are one swap"
    assert set(swapped) == before


@pytest.mark.django_db(transaction=True)
def test_a_motion_resolved_twice_at_once_is_ruled_once_and_passes_one_step():
    from tests.deliberation.test_motions import Walk

    walk = Walk()
    walk.step("submit")
    item = walk.item("committee")
    numbers = {"in_favour": 3, "against": 0, "abstained": 0, "note": "过"}
    said = at_once(*[_step(ITEMS, item, "resolve", walk.worker, walk.now, **numbers) for _ in range(3)])
    assert said == Counter({"done": 1, "wrong_state": 2})
    motion = Motion.objects.get(pk=walk.motion.pk)
    assert (Ruling.objects.count(), motion.state, motion.gate) == (1, "serving", 0)
    said = at_once(*[_step(MOTIONS, motion, "advance", walk.worker, walk.now) for _ in range(3)])
    assert said == Counter({"done": 1, "wrong_state": 2})
    assert Motion.objects.get(pk=motion.pk).gate == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_on_two_phones_signs_in_once_and_two_duties_plan_no_meeting_twice():
    circle = joint(build())
    meeting = opened(circle.body.meetings.get(number=2), circle.street, "停车")
    doctor = circle.clerk("clinic")
    said = at_once(*[lambda: arrive(meeting, doctor, later(meeting, 1)) for _ in range(3)])
    assert said["done"] == 1
    assert Stay.objects.count() == 1
    on = at("2026-05-04 09:00")
    before = circle.body.meetings.count()
    assert at_once(*[lambda: plan_ahead(on) for _ in range(3)]) == Counter({"done": 3})
    days = list(circle.body.meetings.values_list("rule_on", flat=True))
    assert len(days) == len(set(days)) > before
