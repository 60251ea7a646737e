"""居业协同: committee, owners' committee and property firm at one table, with tracked items."""

import pytest

from jinlin.base.rule import Refused
from jinlin.deliberation import commands
from jinlin.deliberation.models import Result
from jinlin.deliberation.relations import of_result
from jinlin.people.models import Person
from tests.cast import at, build
from tests.deliberation.circle import deal, later, opened, take

pytestmark = pytest.mark.django_db


def test_two_of_three_sides_settle_and_the_third_has_the_work():
    world = build()
    worker = world.act("worker")
    body = commands.make_body(
        name="青榕花园居业协同",
        kind="three",
        place=world.places["qingrong"],
        by=worker,
        rule="RRULE:FREQ=MONTHLY;BYMONTHDAY=25",
        at=at("2026-03-02 09:00"),
    )
    sides = {}
    for side in ("居委会", "业委会"):
        sides[side] = commands.add_member(
            body=body,
            person=Person.objects.create(name=side),
            side=side,
            by=worker,
            at=at("2026-03-02 09:00"),
        )
    sides["物业"] = commands.add_member(
        body=body,
        institution=world.institutions["property"],
        side="物业",
        by=worker,
        at=at("2026-03-02 09:00"),
    )
    meeting = opened(body.meetings.order_by("begins_at").first(), worker, "电梯维保")
    take(meeting, "check_in", worker, later(meeting, 1), member=sides["居委会"].pk, way="list")
    item = deal(meeting.items.get(), "take_up", worker, later(meeting, 2))
    with pytest.raises(Refused):
        deal(item, "resolve", worker, later(meeting, 3), in_favour=1, against=0, abstained=0, note="换一家")
    take(meeting, "check_in", worker, later(meeting, 4), member=sides["业委会"].pk, way="list")
    deal(
        item,
        "task",
        worker,
        later(meeting, 5),
        lead=world.institutions["property"].pk,
        due="2026-04-30",
        milestones="比价\n签合同",
        note="物业换维保单位",
    )
    result = Result.objects.get()
    assert result.milestones.count() == 2
    assert "lead" in of_result(result, world.act("manager"))
