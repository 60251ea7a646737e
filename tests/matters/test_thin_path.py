"""A resident's word reaches its answer: the thin path from telling to confirmed."""

import pytest
from django.db import transaction

from jinlin.base import trail
from jinlin.base.bigrams import read_query
from jinlin.base.rule import Refused
from jinlin.matters import commands, search, tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Telling
from tests.cast import build

pytestmark = pytest.mark.django_db


def test_a_word_told_has_an_owner_and_a_deadline_from_the_first_moment():
    world = build()
    receipt = world.tell()
    matter = Matter.objects.get(pk=receipt.matter)
    assert matter.owner == world.accounts["grid_worker"]
    assert matter.due_at is not None and matter.due_at > matter.told_at
    assert matter.state == "told"
    assert matter.community == world.places["community"]


def test_a_word_is_accepted_worked_on_answered_and_confirmed_by_its_teller():
    world = build()
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(matter, "follow", by=world.act("worker"), given={"note": "已通知物业换灯"})
    MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "灯已换好"})
    row = MATTERS.take(matter, "confirm", by=world.act("resident"), given={"satisfaction": "5"})
    assert (row.state, row.solved, row.satisfaction) == ("closed", True, 5)
    assert row.owner == world.accounts["worker"]
    assert tallies.differences() == []
    assert trail.verify([("matter", Matter)])["faults"] == []


def test_a_stranger_may_take_no_step_and_is_told_whose_it_is():
    world = build()
    matter = world.tell().matter
    with pytest.raises(Refused) as refusal:
        MATTERS.take(matter, "accept", by=world.act("stranger"))
    assert refusal.value.reason.code == "not_yours"


def test_the_second_of_two_who_accept_is_told_who_was_first():
    world = build()
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("grid_worker"))
    with pytest.raises(Refused) as refusal:
        MATTERS.take(matter, "accept", by=world.act("worker"))
    assert refusal.value.reason.code == "wrong_state"
    assert "周敏" in refusal.value.reason.words.zh


def test_a_whistle_calls_departments_and_the_answer_waits_until_they_have_acted():
    from jinlin.matters.desk import CALLS
    from jinlin.matters.models import Part

    world = build()
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    fire = world.institutions["fire"].pk
    MATTERS.take(
        matter, "whistle", by=world.act("worker"), given={"institutions": [fire], "note": "社区做不了"}
    )
    with pytest.raises(Refused) as refusal:
        MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "好了"})
    assert refusal.value.reason.code == "not_all_acted"
    call = Part.objects.get(matter=matter, kind="called").pk
    for step in ("reply", "arrive", "act"):
        CALLS.take(call, step, by=world.act("fire_clerk"), given={"note": "到场处理"})
    CALLS.take(call, "mark", by=world.act("worker"), given={"mark": "5"})
    row = MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "好了"})
    assert row.state == "answered"
    assert trail.verify([("matter", Matter), ("call", Part)])["faults"] == []


def test_what_a_teller_keeps_private_is_never_made_public_by_sorting_it():
    world = build()
    receipt = world.tell("电梯停在三楼", category=world.categories["lift"].pk, private=True)
    assert not Matter.objects.get(pk=receipt.matter).public
    given = {"category": world.categories["lift"].pk, "public": True}
    row = MATTERS.take(receipt.matter, "triage", by=world.act("worker"), given=given)
    assert not row.public


def test_contacts_are_forgotten_two_years_after_closing():
    import datetime as dt

    from django.utils import timezone

    from jinlin.matters import jobs
    from jinlin.matters.models import Telling

    world = build()
    old, young = (
        world.tell(name="王秀兰", phone="13900000001"),
        world.tell(name="李国强", phone="13900000002"),
    )
    now = timezone.now()
    Matter.objects.filter(pk=old.matter).update(state="closed", closed_at=now - dt.timedelta(days=732))
    Matter.objects.filter(pk=young.matter).update(state="closed", closed_at=now - dt.timedelta(days=700))
    assert jobs.forget_contacts(now) == 1
    assert [one.phone for one in Telling.objects.order_by("pk")] == ["", "13900000002"]


def test_a_draft_whose_writing_the_database_undid_is_written_again_as_if_for_the_first_time():
    world = build()
    values, faults = commands.check_telling(
        {"text": "三楼的灯坏了，晚上看不见", "place": world.places["qingrong"].pk}
    )
    assert faults == {}
    draft = commands.draft(values=values, channel="web")
    assert Matter.objects.count() == 0
    with pytest.raises(RuntimeError), transaction.atomic():
        commands.record(draft)
        raise RuntimeError("a deadlock")
    assert Matter.objects.count() == 0
    with transaction.atomic():
        receipt = commands.record(draft)
    matter = Matter.objects.get()
    assert (matter.pk, matter.owner, matter.trail_seq) == (receipt.matter, world.accounts["grid_worker"], 1)
    assert Telling.objects.get().matter_id == matter.pk
    assert [hit.matter for hit in search.hits(read_query("三楼的灯"))] == [matter.pk]
    assert trail.verify([("matter", Matter)])["faults"] == []
    assert tallies.differences() == []
