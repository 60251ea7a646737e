"""Who helps at an activity has a record of service once its list is locked; points come by the minutes, not twice."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base.actor import THE_CLOCK
from jinlin.organisations.public import actor
from jinlin.volunteering.activities import presence
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.activities.presence import Fact
from jinlin.volunteering.models import LedgerTxn, PointRule, ServiceHours
from jinlin.volunteering.points import ledger
from jinlin.volunteering.teams.desk import RECORDS
from tests.volunteering.activities.scene import Scene, scene

pytestmark = pytest.mark.django_db


def test_helpers_who_came_and_left_are_recorded_and_others_are_asked() -> None:
    made: Scene = scene()
    first, worker = made.first, made.world.act("worker")
    helper, forgot, guest = (made.account(name).person for name in ("帮手", "忘记", "学员"))
    account = ledger.open_account(person=helper, place=made.world.places["community"])
    PointRule.objects.create(
        place=made.world.places["community"], version=1, state="applied", from_on=first.begins_at.date() - dt.timedelta(days=30), per_hour={"B": 8}, activity=5,
        made_by=made.world.accounts["worker"], applied_by=made.world.accounts["secretary"],
    )  # fmt: skip
    begin = first.begins_at
    ACTIVITIES.take(first.pk, "begin", by=worker, on=begin)
    facts = [
        Fact("a1", person=helper.pk, role="volunteer", method="walk_in", at=begin), Fact("b1", person=forgot.pk, role="volunteer", method="walk_in", at=begin),
        Fact("c1", person=guest.pk, method="walk_in", at=begin), Fact("c2", kind="out", person=guest.pk, at=begin + dt.timedelta(minutes=80)),
        Fact("a2", kind="out", person=helper.pk, at=begin + dt.timedelta(minutes=75)),
    ]  # fmt: skip
    said = presence.record(activity=first.pk, facts=facts, by=worker, now=begin + dt.timedelta(minutes=80))
    assert {one.said for one in said} == {"recorded"}
    over = first.ends_at + dt.timedelta(minutes=10)
    ACTIVITIES.take(first.pk, "close", by=worker, on=over)
    ACTIVITIES.take(first.pk, "lock", by=THE_CLOCK, on=over + dt.timedelta(hours=73))
    row = ServiceHours.objects.get()
    assert (row.person, row.minutes, row.grade, row.state, row.recorded_by) == (
        helper,
        75,
        "B",
        "claimed",
        None,
    )
    assert LedgerTxn.objects.count() == 0  # not twice: the minutes earn once they are confirmed
    RECORDS.take(row.pk, "confirm", by=actor(made.world.accounts["secretary"]))
    account.refresh_from_db()
    assert account.balance == 75 * 8 // 60
