"""The trail finds every later change, and a person's words can be erased without breaking it."""

import random

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.models import Anchor, Event
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from tests.cast import build

pytestmark = pytest.mark.django_db
HEADS = [("matter", Matter)]


@pytest.fixture
def matters():
    world = build()
    made = [world.tell().matter for _ in range(4)]
    for matter in made:
        MATTERS.take(matter, "accept", by=world.act("worker"))
        for note in ("看过了", "已报修", "等配件"):
            MATTERS.take(matter, "follow", by=world.act("worker"), given={"note": note})
    trail.anchor(timezone.localdate())
    return made


def faults():
    return trail.verify(HEADS)["faults"]


def test_an_untouched_trail_is_whole(matters):
    found = trail.verify(HEADS)
    assert (found["faults"], found["events"], found["anchors"]) == ([], 20, 1)


def _change(event, dice):
    field = dice.choice(
        ["thing", "actor_title", "actor_id", "acting_for", "seen", "data", "at", "previous", "hash", "text"]
    )
    value = {
        "actor_id": 99999, "data": {"to": "closed"}, "at": timezone.now() + timezone.timedelta(days=1), "text": event.text + "改",
    }.get(field, str(getattr(event, field, ""))[:20] + "x")  # fmt: skip
    if field == "text" and not event.salt:
        field, value = "thing", "matter.flew"
    Event.objects.filter(pk=event.pk).update(**{field: value})


def _remove(event, dice):
    Event.objects.filter(pk=event.pk).delete()


def _swap(event, dice):
    other = (
        Event.objects.exclude(pk=event.pk)
        .exclude(subject_id=event.subject_id)
        .order_by("pk")[dice.randrange(10)]
    )
    a, b = (event.subject_id, event.seq), (other.subject_id, other.seq)
    Event.objects.filter(pk=event.pk).update(subject_id=-1)
    Event.objects.filter(pk=other.pk).update(subject_id=a[0], seq=a[1])
    Event.objects.filter(pk=event.pk).update(subject_id=b[0], seq=b[1])


@pytest.mark.parametrize("seed", range(40))
def test_any_change_removal_or_exchange_is_found(matters, seed):
    dice = random.Random(seed)
    events = list(Event.objects.filter(subject="matter"))
    act = (_change, _remove, _swap)[seed % 3]
    act(dice.choice(events), dice)
    assert faults(), act.__name__


def test_a_chain_cut_at_its_end_is_found_by_head_and_by_anchor(matters):
    last = Event.objects.filter(subject="matter", subject_id=matters[0]).order_by("seq").last()
    last.delete()
    kinds = {fault.subject for fault in faults()}
    assert kinds == {"matter", "anchor"}


def test_a_whole_chain_removed_with_its_subject_is_found_by_the_anchor(matters):
    Event.objects.filter(subject="matter", subject_id=matters[1]).delete()
    Matter.objects.filter(pk=matters[1]).update(trail_seq=0, trail_hash="")
    assert [fault.subject for fault in faults()] == ["anchor"]


def test_words_are_erased_and_the_chain_still_holds(matters):
    Event.objects.filter(text__contains="看过").update(text="", erased_at=timezone.now())
    assert faults() == []


def test_one_anchor_a_day_and_each_follows_the_one_before(matters):
    today = timezone.localdate()
    assert trail.anchor(today).pk == trail.anchor(today).pk
    trail.anchor(today + timezone.timedelta(days=1))
    assert Anchor.objects.count() == 2
    assert faults() == []
