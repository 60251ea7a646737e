"""Talents: their own word first, skills checked by another, licences that are valid, rest when the week is full, gone at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connections
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.figures import figures
from jinlin.base.models import Notice
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.people.models import Look, Person
from jinlin.places.public import node_of
from jinlin.visits.models import Talent, TalentRequest, TalentSkill
from jinlin.visits.talents import commands, jobs
from jinlin.visits.talents.desk import REQUESTS, TALENTS
from jinlin.visits.talents.queries import helped, shown, talent_relations
from jinlin.visits.talents.skills import found_by, load_skills
from tests.cast import World
from tests.visits.gifted import PHONE, listed, people, skill, town

TERMS = {"seen": "public", "most_week": 2, "bio": ""}


@pytest.fixture
def world() -> World:
    return town()


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **more)  # type: ignore[operator]
    return caught.value.reason.code


def agreed(world: World, row: Talent, who: str = "resident") -> TalentRequest:
    made = commands.ask(talent=row, skill=skill(), text="想学围棋", by=world.act(who))
    return REQUESTS.take(made.pk, "agree", by=world.act("neighbour"), given={"note": "周日九点驿站见"})  # type: ignore[no-any-return]


@pytest.mark.django_db
def test_nobody_sees_a_neighbour_before_their_own_word(world: World) -> None:
    row = commands.nominate(
        by=world.act("resident"), place=world.places["qingrong"], called="李老师", phone=PHONE
    )
    assert (row.person, row.called, row.phone) == (world.accounts["neighbour"].person, "", "")
    for who in ("worker", "secretary", "grid_worker", "stranger", "street"):
        assert talent_relations(row, world.act(who)) == frozenset()
    assert (
        refused(TALENTS.take, row.pk, "accept_for", by=world.act("worker"), given={"how": "call", **TERMS})
        == "not_yours"
    )
    assert Notice.objects.filter(account=world.accounts["neighbour"], subject="talent").count() == 1
    TALENTS.take(row.pk, "accept", by=world.act("neighbour"), given=TERMS)
    row.refresh_from_db()
    assert talent_relations(row, world.act("worker")) == {"community"}
    assert talent_relations(row, world.act("worker2")) == frozenset()
    assert not shown(timezone.localdate()).exists()  # no skill was checked yet
    assert (
        refused(
            commands.nominate,
            by=world.act("stranger"),
            place=world.places["qingrong"],
            called="x",
            phone=PHONE,
        )
        == "not_twice"
    )


@pytest.mark.django_db
def test_somebody_without_an_account_is_asked_by_a_worker_and_the_look_is_kept(world: World) -> None:
    row = commands.nominate(
        by=world.act("resident"), place=world.places["qingrong"], called="吴师傅", phone="13900009999"
    )
    assert row.person is None
    assert refused(commands.open_contact, row=row, by=world.act("worker2")) == "not_yours"
    assert commands.open_contact(row=row, by=world.act("worker"))["phone"] == "13900009999"
    assert Look.objects.get().what == "talent"
    row = TALENTS.take(row.pk, "accept_for", by=world.act("worker"), given={"how": "call", **TERMS})
    assert (row.state, row.accepted_how) == ("accepted", "call")


@pytest.mark.django_db
def test_a_skill_is_checked_by_another_and_a_regulated_one_needs_a_valid_licence(world: World) -> None:
    row = commands.nominate_self(by=world.act("neighbour"), place=world.places["qingrong"], values=TERMS)
    with pytest.raises(Faulty) as caught:
        TALENTS.take(row.pk, "add_skill", by=world.act("neighbour"), given={"skill": skill("care.nurse").pk})
    assert caught.value.faults["licence_until"].code == "no_licence"
    until = timezone.localdate() + dt.timedelta(days=10)
    TALENTS.take(
        row.pk,
        "add_skill",
        by=world.act("neighbour"),
        given={"skill": skill("care.nurse").pk, "licence_until": until},
    )
    assert (
        refused(
            TALENTS.take, row.pk, "verify", by=world.act("neighbour"), given={"held": row.skills.get().pk}
        )
        == "not_yours"
    )
    TALENTS.take(row.pk, "verify", by=world.act("worker"), given={"held": row.skills.get().pk})
    row.refresh_from_db()
    assert row.state == "active"
    assert shown(until).get() == row
    assert not shown(until + dt.timedelta(days=1)).exists()  # the day after its licence ended
    own = commands.nominate_self(by=world.act("worker"), place=world.places["qingrong"], values=TERMS)
    TALENTS.take(own.pk, "add_skill", by=world.act("worker"), given={"skill": skill().pk})
    assert (
        refused(TALENTS.take, own.pk, "verify", by=world.act("worker"), given={"held": own.skills.get().pk})
        == "not_own"
    )


@pytest.mark.django_db
def test_children_are_not_listed(world: World) -> None:
    Person.objects.filter(pk=world.accounts["neighbour"].person_id).update(
        birth_year=timezone.localdate().year - 12
    )
    assert (
        refused(
            commands.nominate_self, by=world.act("neighbour"), place=world.places["qingrong"], values=TERMS
        )
        == "not_adult"
    )


@pytest.mark.django_db
def test_a_week_that_is_full_is_rest_whoever_asks(world: World) -> None:
    row = listed(world)
    for who in ("resident", "stranger"):
        agreed(world, row, who)
    assert helped(row, timezone.now()) == 2
    assert (
        refused(commands.ask, talent=row, skill=skill(), text="我也想学", by=world.act("mediator"))
        == "too_many"
    )
    later = timezone.now() + dt.timedelta(days=8)
    again = commands.ask(talent=row, skill=skill(), text="我也想学", by=world.act("mediator"), at=later)
    assert (
        refused(commands.ask, talent=row, skill=skill(), text="再问", by=world.act("mediator"), at=later)
        == "not_twice"
    )
    assert (
        refused(commands.ask, talent=row, skill=skill(), text="自己", by=world.act("neighbour"), at=later)
        == "not_own"
    )
    assert (
        refused(
            commands.ask, talent=row, skill=skill("handy.plumbing"), text="x", by=world.act("clerk"), at=later
        )
        == "no_skill"
    )
    assert jobs.lapse(later + dt.timedelta(days=6)) == 0
    assert jobs.lapse(later + dt.timedelta(days=7)) == 1
    again.refresh_from_db()
    assert again.state == "lapsed"


@pytest.mark.django_db
def test_whoever_withdraws_is_gone_at_once_with_words_and_skills(world: World) -> None:
    row = listed(world)
    waiting = commands.ask(talent=row, skill=skill(), text="想学围棋", by=world.act("resident"))
    TALENTS.take(row.pk, "withdraw", by=world.act("neighbour"), given={})
    row.refresh_from_db()
    assert (row.state, row.bio, TalentSkill.objects.count(), shown(timezone.localdate()).count()) == (
        "withdrawn",
        "",
        0,
        0,
    )
    waiting.refresh_from_db()
    assert waiting.state == "lapsed"
    assert talent_relations(row, world.act("worker")) == frozenset()
    assert verify(heads())["faults"] == []
    assert listed(world).pk != row.pk  # and may come back


@pytest.mark.django_db
def test_skills_are_found_by_any_of_their_names_and_load_again_without_change(world: World) -> None:
    assert load_skills() == load_skills()
    names = {"剪头": "care.haircut", "修水龙头": "handy.plumbing", "围棋": "arts.go", "下棋": "arts.go"}
    for words, code in names.items():
        assert skill(code).pk in found_by(words), words
    assert found_by("造火箭") == []


@pytest.mark.django_db
def test_figures_count_people_by_checked_skill_active_ones_and_answers(world: World) -> None:
    row = listed(world)
    done = agreed(world, row)
    REQUESTS.take(done.pk, "done", by=world.act("resident"), given={})
    commands.ask(talent=row, skill=skill(), text="想学", by=world.act("stranger"))
    today = timezone.localdate()
    period, node = parse(f"{today:%Y-%m}", today=today), node_of(world.places["community"])
    assert [
        figures[code].rows(node, period).count()
        for code in ("talents.listed", "talents.active", "talents.answered")
    ] == [1, 1, 1]
    base = figures["talents.answered"].base
    assert base is not None and base(node, period).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_agreed_to_at_once_no_more_count_than_a_week_holds() -> None:
    world = town()
    row = listed(world, most_week=2)
    asked = [commands.ask(talent=row, skill=skill(), text="想学", by=who) for who in people(5)]
    gate, said = threading.Barrier(5), Counter[str]()

    def agree(number: int) -> None:
        gate.wait()
        try:
            REQUESTS.take(asked[number].pk, "agree", by=world.act("neighbour"), given={"note": "周日"})
            said["had"] += 1
        except Refused as refusal:
            said[refusal.reason.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=agree, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == Counter({"had": 2, "too_many": 3})
