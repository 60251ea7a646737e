"""Two at once: one sign-in for one person, one ruling for a gate, one meeting for a day of the rule."""

import pytest
from django.db import IntegrityError, transaction

from jinlin.base.engine import Faulty
from jinlin.deliberation.models import Meeting, Ruling, Stay
from tests.cast import at, build
from tests.deliberation.circle import arrive, joint, later, opened, take

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
