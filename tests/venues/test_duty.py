"""A rota from promise to wall: proposed fairly, accepted by each, covered, swapped, called for, and counted by the minute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.events import subscribe
from jinlin.base.models import Notice
from jinlin.base.nodes import find
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.people.models import Account, Person
from jinlin.people.public import erase
from jinlin.venues.duty import commands, jobs
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.duty.queries import cover_of, gaps_ahead, risky
from jinlin.venues.models import CoverDay, DutyFellow, DutyPost, DutyTick, Station, Turn
from jinlin.venues.queries import instant
from tests.cast import World
from tests.venues.house import house

pytestmark = pytest.mark.django_db


@dataclass
class Rota:
    """The station with a desk that somebody keeps every day from nine to five, and three people of three kinds."""

    world: World
    station: Station
    post: DutyPost
    fellows: dict[str, DutyFellow] = field(default_factory=dict)
    monday: dt.date = dt.date(2000, 1, 1)

    def act(self, name: str):  # type: ignore[no-untyped-def]
        return self.world.act(name)

    def take(self, turn: Turn, step: str, by: str, **given: object) -> Turn:
        on = given.pop("on", None)
        return TURNS.take(turn.pk, step, by=self.act(by), given=given, on=on)  # type: ignore[arg-type,no-any-return]

    def accepted(self, who: str, day: int = 0, begins: int = 540, ends: int = 780) -> Turn:
        """A turn that somebody took."""
        on = self.monday + dt.timedelta(days=day)
        turn = Turn.objects.create(post=self.post, begins_at=instant(on, begins), ends_at=instant(on, ends))
        return self.take(turn, "take", who)


def rota() -> Rota:
    made = house()
    worker = made.world.act("worker")
    post = commands.add_post(
        station=made.station, code="ST1-D", name="前台", by=worker, does="接待，量血压", longest=240
    )
    today = timezone.localdate()
    commands.set_promise(post=post, spans=[(day, 540, 1020) for day in range(9)], since=today, by=worker)
    found = Rota(made.world, made.station, post, monday=today + dt.timedelta(days=7 - today.weekday()))
    for name, kind in (("worker", "staff"), ("secretary", "party")):
        found.fellows[name] = commands.add_fellow(
            station=made.station,
            person=made.world.accounts[name].person,
            kind=kind,
            by=worker,
            agreed=commands.Agreed(rest=0),
        )
    for name in ("resident", "neighbour"):
        found.fellows[name] = commands.add_fellow(
            station=made.station,
            person=made.world.accounts[name].person,
            kind="volunteer",
            by=made.world.act(name),
            agreed=commands.Agreed(rest=0),
        )
    return found


@pytest.fixture
def made() -> Rota:
    return rota()


def refusal(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


def test_a_plan_offers_turns_fairly_and_nothing_counts_before_a_person_says_yes(made: Rota) -> None:
    until = made.monday + dt.timedelta(days=6)
    first = commands.make_roster(station=made.station, since=made.monday, until=until, by=made.act("worker"))
    turns = list(first.turns.all())
    assert (first.version, len(turns), {one.state for one in turns}) == (1, 14, {"offered"})
    shares = [sum(1 for one in turns if one.fellow_id == fellow.pk) for fellow in made.fellows.values()]
    assert max(shares) - min(shares) <= 1
    assert not DutyTick.objects.exists()
    assert len(gaps_ahead(made.station, made.monday, 7)) == 7
    mine = next(one for one in turns if one.fellow_id == made.fellows["resident"].pk)
    assert made.take(mine, "accept", "resident").state == "accepted"
    assert Turn.objects.get(pk=mine.pk).kind == "volunteer"
    assert (
        refusal(
            lambda: made.take(
                next(t for t in turns if t.fellow_id == made.fellows["neighbour"].pk), "accept", "resident"
            )
        )
        == "not_yours"
    )
    declined = next(one for one in turns if one.fellow_id == made.fellows["neighbour"].pk)
    made.take(declined, "decline", "neighbour")
    second = commands.make_roster(station=made.station, since=made.monday, until=until, by=made.act("worker"))
    assert (second.version, [one.pk for one in second.turns.all()]) == (2, [declined.pk])
    assert Notice.objects.filter(account=made.world.accounts["resident"], zh__contains="第 1 版").count() == 1


def test_residents_put_themselves_on_the_rota_as_volunteers_alone(made: Rota) -> None:
    stranger = made.world.accounts["stranger"].person

    def act(kind: str) -> DutyFellow:
        return commands.add_fellow(station=made.station, person=stranger, kind=kind, by=made.act("stranger"))

    assert refusal(lambda: act("staff")) == "not_yours"
    assert act("volunteer").agreed
    assert refusal(lambda: act("volunteer")) == "not_new"


def test_nobody_is_on_duty_in_two_places_at_once(made: Rota) -> None:
    made.accepted("resident")
    other = commands.add_post(station=made.station, code="ST1-E", name="儿童角", by=made.act("worker"))
    turn = Turn.objects.create(
        post=other, begins_at=instant(made.monday, 600), ends_at=instant(made.monday, 660)
    )
    assert refusal(lambda: made.take(turn, "take", "resident")) == "not_in_two_places"
    assert made.take(turn, "take", "neighbour").state == "accepted"


def test_who_cannot_come_stays_answerable_until_somebody_covers(made: Rota) -> None:
    turn = made.accepted("resident")
    made.take(turn, "want_cover", "resident", note="孩子发烧")
    assert DutyTick.objects.filter(person=made.world.accounts["resident"].person).exists()
    covered_turn = made.take(turn, "cover", "neighbour")
    assert (covered_turn.state, covered_turn.fellow_id) == ("covered", made.fellows["neighbour"].pk)
    assert not DutyTick.objects.filter(person=made.world.accounts["resident"].person).exists()
    assert Notice.objects.filter(account=made.world.accounts["resident"]).exists()
    assert refusal(lambda: made.take(turn, "come", "resident", on=turn.begins_at)) == "not_yours"


def test_a_swap_changes_both_turns_or_neither(made: Rota) -> None:
    mine, theirs = made.accepted("resident", 0), made.accepted("neighbour", 2)
    made.take(mine, "ask_swap", "resident", other=theirs.pk)
    made.take(mine, "agree_swap", "neighbour")
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.fellow_id, theirs.fellow_id) == (made.fellows["neighbour"].pk, made.fellows["resident"].pk)
    assert (
        DutyTick.objects.filter(turn=mine).values_list("person", flat=True).distinct().get()
        == made.world.accounts["neighbour"].person_id
    )
    # Once more, but meanwhile the other has said yes to something at the very time: nothing changes.
    made.take(mine, "ask_swap", "neighbour", other=theirs.pk)
    blocking = commands.add_post(station=made.station, code="ST1-X", name="门口", by=made.act("worker"))
    turn = Turn.objects.create(post=blocking, begins_at=mine.begins_at, ends_at=mine.ends_at)
    made.take(turn, "take", "resident")
    assert refusal(lambda: made.take(mine, "agree_swap", "resident")) == "not_in_two_places"
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.fellow_id, theirs.fellow_id) == (made.fellows["neighbour"].pk, made.fellows["resident"].pk)


def test_a_quarter_of_an_hour_late_the_next_on_standby_is_called(made: Rota) -> None:
    turn = made.accepted("resident")
    for rank, name in enumerate(("neighbour", "secretary"), 1):
        turn.standbys.create(fellow=made.fellows[name], rank=rank)
    begins = turn.begins_at
    assert jobs.tidy_turns(begins + dt.timedelta(minutes=14)) == 0
    assert jobs.tidy_turns(begins + dt.timedelta(minutes=15)) == 1
    assert jobs.tidy_turns(begins + dt.timedelta(minutes=20)) == 0
    turn.refresh_from_db()
    assert turn.state == "wanted"
    assert Notice.objects.filter(account=made.world.accounts["neighbour"]).count() == 1
    assert jobs.tidy_turns(begins + dt.timedelta(minutes=31)) == 1
    made.take(turn, "cover", "secretary", on=begins + dt.timedelta(minutes=35))
    made.take(turn, "come", "secretary", on=begins + dt.timedelta(minutes=40))
    turn.refresh_from_db()
    assert (turn.state, turn.kind) == ("on_duty", "party")


def test_the_promise_is_counted_by_the_minute_and_every_date_is_a_row(made: Rota) -> None:
    morning = made.accepted("resident", 0, 540, 780)
    midday = made.accepted("neighbour", 0, 780, 1020)
    at = lambda minute: instant(made.monday, minute)  # noqa: E731
    made.take(morning, "come", "resident", on=at(530))
    made.take(morning, "leave", "resident", on=at(760), handover="血压计没电了，柜子里有备用电池")
    made.take(midday, "come", "neighbour", on=at(800))
    # Nobody said when the second one left: it does not count until somebody does.
    jobs.tidy_turns(at(1020 + 61))
    midday.refresh_from_db()
    assert (midday.state, midday.left_at) == ("done", None)
    found = cover_of([made.post], made.monday, made.monday)
    assert found == {(made.post.pk, made.monday): (480, 220)}
    made.take(midday, "say_left", "worker", left="17:00", note="问过本人", on=at(1200))
    day = made.monday + dt.timedelta(days=1)
    assert jobs.reckon([made.post], made.monday, made.monday) == 1
    assert jobs.reckon([made.post], made.monday, made.monday) == 0
    assert CoverDay.objects.values_list("promised", "covered").get() == (480, 440)
    share = figures.value(
        figures.figure("venues.coverage"),
        find(made.world.places["qingrong"].code),
        parse(f"{day:%Y}", today=day),
    )
    assert (share.number, share.base, share.rows) == (440, 480, 1)


def test_what_nobody_came_to_is_missed_and_may_be_excused(made: Rota) -> None:
    turn = made.accepted("resident")
    jobs.tidy_turns(turn.ends_at)
    turn.refresh_from_db()
    assert turn.state == "missed"
    assert not DutyTick.objects.exists()
    assert made.take(turn, "excuse", "worker", note="住院了，家属来电").state == "excused"


def test_turns_that_often_go_uncovered_are_seen_by_post_and_day_never_by_person(made: Rota) -> None:
    today = timezone.localdate()
    for week in range(1, 7):
        on = today - dt.timedelta(days=7 * week)
        Turn.objects.create(
            post=made.post,
            begins_at=instant(on, 540),
            ends_at=instant(on, 780),
            state="missed" if week < 3 else "done",
        )
    assert risky(made.station, today) == [(made.post, today.weekday())]


def test_a_promise_of_the_past_is_never_changed(made: Rota) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    def act(since: dt.date) -> None:
        commands.set_promise(post=made.post, spans=[(0, 540, 600)], since=since, by=made.act("worker"))

    assert refusal(lambda: act(yesterday)) == "too_late"
    act(made.monday)
    assert cover_of([made.post], made.monday, made.monday)[made.post.pk, made.monday][0] == 60
    today = timezone.localdate()
    assert cover_of([made.post], today, today)[made.post.pk, today][0] == 480 or today >= made.monday


def test_who_has_turns_ahead_finds_cover_before_leaving_the_rota(made: Rota) -> None:
    turn = made.accepted("resident")
    leaving = lambda: commands.end_fellow(fellow=made.fellows["resident"], by=made.act("resident"))  # noqa: E731
    assert refusal(leaving) == "not_settled"
    made.take(turn, "want_cover", "resident")
    made.take(turn, "cover", "neighbour")
    leaving()
    assert (
        refusal(lambda: commands.end_fellow(fellow=made.fellows["secretary"], by=made.act("worker2")))
        == "not_yours"
    )


def test_what_was_done_is_told_with_its_kind_so_that_only_volunteering_becomes_hours(made: Rota) -> None:
    told: list[str] = []
    subscribe("duty_turn.leave", lambda subject, event, by: told.append(subject.kind))
    for name, day in (("worker", 0), ("secretary", 1), ("resident", 2)):
        turn = made.accepted(name, day)
        made.take(turn, "come", name, on=turn.begins_at)
        made.take(turn, "leave", name, on=turn.ends_at)
    assert told[-3:] == ["staff", "party", "volunteer"]


def test_somebody_without_a_phone_is_accepted_for_at_the_desk_and_it_is_said_so(made: Rota) -> None:
    elder = Person.objects.create(name="陈伯")
    fellow = commands.add_fellow(station=made.station, person=elder, kind="volunteer", by=made.act("worker"))
    assert fellow.account is None
    assert not Account.objects.filter(person=elder).exists()
    turn = Turn.objects.create(
        post=made.post, begins_at=instant(made.monday, 540), ends_at=instant(made.monday, 780)
    )
    made.take(turn, "offer", "worker", fellow=fellow.pk)
    assert made.take(turn, "accept", "worker").source == "desk"


def test_who_is_erased_leaves_turns_without_a_name_and_those_ahead_open(made: Rota) -> None:
    behind, ahead = made.accepted("resident", 0), made.accepted("resident", 2)
    made.take(behind, "come", "resident", on=behind.begins_at)
    made.take(behind, "leave", "resident", on=behind.ends_at)
    person = made.world.accounts["resident"].person
    erase(person=person)
    behind.refresh_from_db(), ahead.refresh_from_db()
    assert (behind.state, behind.fellow_id) == ("done", None)
    assert (ahead.state, ahead.fellow_id, ahead.kind) == ("open", None, "")
    assert not DutyFellow.objects.filter(person=person).exists()
    assert not DutyTick.objects.filter(person=person).exists()
