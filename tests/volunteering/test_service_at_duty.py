"""A volunteer's turn on a station's rota becomes a record of service; staff duty and party tasks never do."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base.actor import THE_CLOCK
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.organisations.public import actor
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.models import Turn
from jinlin.venues.queries import instant
from jinlin.volunteering.models import ServiceHours
from jinlin.volunteering.teams.desk import RECORDS
from tests.venues.test_duty import Rota, rota

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Rota:
    return rota()


def served(made: Rota, name: str, day: int, *, noted_by: str = "", minutes: int = 200) -> Turn:
    """Somebody came twenty minutes early to a turn from nine to one and left so long after its beginning."""
    turn = made.accepted(name, day)
    made.take(turn, "come", noted_by or name, on=turn.begins_at - dt.timedelta(minutes=20))
    return made.take(turn, "leave", noted_by or name, on=turn.begins_at + dt.timedelta(minutes=minutes))


def test_only_a_volunteers_turn_becomes_hours_and_they_count_once_a_second_person_says_so(made: Rota) -> None:
    served(made, "worker", 0)
    served(made, "secretary", 1)
    assert not ServiceHours.objects.exists()
    turn = served(made, "resident", 2)
    row = ServiceHours.objects.get()
    assert (row.person, row.minutes, row.planned, row.grade, row.state, row.recorded_by) == (
        made.world.accounts["resident"].person,
        220,
        240,
        "D",
        "claimed",
        None,
    )
    assert made.station.name in row.what and "前台" in row.what
    assert row.source == f"duty:{turn.pk}"
    RECORDS.take(row.pk, "confirm", by=actor(made.world.accounts["worker"]))
    row.refresh_from_db()
    assert row.state == "confirmed" and row.confirmed_by == made.world.accounts["worker"]


def test_whom_the_desk_notes_was_seen_by_somebody_and_long_stays_are_cut(made: Rota) -> None:
    served(made, "resident", 2, noted_by="worker", minutes=600)
    row = ServiceHours.objects.get()
    assert (row.grade, row.minutes) == ("B", 20 + 240 + 30)


def test_who_forgets_to_leave_has_no_hours_until_somebody_says_when(made: Rota) -> None:
    turn = made.accepted("resident", 2)
    made.take(turn, "come", "resident", on=turn.begins_at)
    TURNS.take(turn.pk, "end", by=THE_CLOCK, on=turn.ends_at + dt.timedelta(hours=2))
    assert not ServiceHours.objects.exists()
    later = turn.ends_at + dt.timedelta(days=1)
    given = {"left": "11:30", "note": "我看着走的"}
    for _ in range(2):
        TURNS.take(turn.pk, "say_left", by=made.act("worker"), given=given, on=later)
    row = ServiceHours.objects.get()
    assert (row.minutes, row.grade) == (150, "D")


def test_a_record_that_speaks_for_that_time_keeps_nobody_from_leaving(made: Rota) -> None:
    turn = made.accepted("resident", 2)
    ServiceHours.objects.create(
        person=made.world.accounts["resident"].person, place=made.world.places["community"], what="送菜", begins_at=turn.begins_at,
        ends_at=turn.ends_at, minutes=60, grade="E", recorded_at=turn.ends_at, due_at=turn.ends_at,
    )  # fmt: skip
    made.take(turn, "come", "resident", on=turn.begins_at)
    left = made.take(turn, "leave", "resident", on=instant(made.monday + dt.timedelta(days=2), 720))
    assert left.state == "done"
    assert ServiceHours.objects.count() == 1


def said_left(made: Rota, turn: Turn, name: str, left: str) -> Turn:
    """The keeper of the rota says afterwards when somebody really left."""
    given = {"left": left, "note": "登记本上写的"}
    return TURNS.take(
        turn.pk, "say_left", by=made.act(name), given=given, on=turn.ends_at + dt.timedelta(days=1)
    )  # type: ignore[no-any-return]


def test_a_time_of_leaving_corrected_afterwards_corrects_the_record_and_the_old_one_stays_readable(
    made: Rota,
) -> None:
    turn = served(made, "resident", 2)
    old = ServiceHours.objects.get()
    for _ in range(2):
        said_left(made, turn, "worker", "11:30")
    old.refresh_from_db()
    assert (old.state, old.minutes, old.source) == ("corrected", 220, f"duty:{turn.pk}")
    new = ServiceHours.objects.get(supersedes=old)
    assert (new.state, new.minutes, new.ends_at) == (
        "claimed",
        170,
        turn.begins_at + dt.timedelta(minutes=150),
    )
    assert Event.objects.get(thing="hours.correct").text == "登记本上写的"
    with pytest.raises(Refused):
        said_left(made, turn, "worker", "12:00")
    said_left(made, turn, "secretary", "12:00")
    newest = ServiceHours.objects.get(supersedes=new)
    assert (newest.state, newest.minutes) == ("claimed", 200)
    assert ServiceHours.objects.count() == 3
    with pytest.raises(Refused):
        RECORDS.take(newest.pk, "confirm", by=made.act("secretary"))
    assert RECORDS.take(newest.pk, "confirm", by=made.act("worker")).state == "confirmed"


def test_a_confirmed_record_is_corrected_with_the_time_by_the_community_alone(made: Rota) -> None:
    made.station.owner = made.world.institutions["property"]
    made.station.save(update_fields=["owner"])
    turn = served(made, "resident", 2)
    row = ServiceHours.objects.get()
    RECORDS.take(row.pk, "confirm", by=made.act("secretary"))
    with pytest.raises(Refused) as refused:
        said_left(made, turn, "manager", "11:30")
    assert "已经有第二个人确认过" in refused.value.reason.words.zh
    turn.refresh_from_db()
    assert turn.left_at == turn.begins_at + dt.timedelta(minutes=200), "the time stays with its record"
    said_left(made, turn, "worker", "11:30")
    row.refresh_from_db()
    assert (row.state, row.minutes) == ("corrected", 220)
    assert (row.superseded_by.minutes, row.superseded_by.state) == (170, "claimed")


def test_a_rejected_record_stays_rejected_when_the_time_is_corrected(made: Rota) -> None:
    turn = served(made, "resident", 2)
    row = ServiceHours.objects.get()
    RECORDS.take(row.pk, "reject", by=made.act("secretary"), given={"note": "没来"})
    assert said_left(made, turn, "worker", "11:30").left_at == turn.begins_at + dt.timedelta(minutes=150)
    assert ServiceHours.objects.get().state == "rejected"
