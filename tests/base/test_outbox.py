"""Notices leave once each, and each person's in the order in which they were written, whatever fails in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jinlin.ballots import casting
from jinlin.base import outbox
from jinlin.base.models import Notice
from jinlin.base.notices import Letter, send
from jinlin.base.sealed import key_of
from jinlin.base.words import Words
from jinlin.matters.desk import MATTERS
from jinlin.venues import commands as venues
from jinlin.venues.desk import BOOKINGS
from tests.ballots.estate import OPEN, opened
from tests.cast import World, at, build
from tests.gateway import Gateway, gateway
from tests.venues.house import house

pytestmark = pytest.mark.django_db
NOON = at("2026-11-19 12:00")
WANG, LI = "13900000001", "13900000002"


@pytest.fixture
def sms(settings) -> Iterator[Gateway]:
    """The platform with a gateway of short messages that rests after no failure of an earlier test."""
    with gateway() as made:
        settings.ENV = replace(settings.ENV, sms_url=made.address)
        outbox._resting.clear()
        yield made
        outbox._resting.clear()


def wants_sms(world: World, **phones: str) -> None:
    for name, phone in phones.items():
        account = world.accounts[name]
        account.person.phone, account.person.phone_key = phone, key_of(phone)
        account.person.save()
        account.notice_doors = ["sms"]
        account.save()


def written(account: int, *texts: str) -> None:
    send(
        Letter(subject="test", subject_id=n, words=Words(text, text), account=account)
        for n, text in enumerate(texts)
    )
    Notice.objects.filter(account=account, sent_at__isnull=True).update(send_after=NOON)


def test_a_notice_that_fails_holds_that_persons_later_ones_and_nobody_elses(sms: Gateway):
    world = build()
    wants_sms(world, resident=WANG, neighbour=LI)
    written(world.accounts["resident"].pk, "一", "二", "三")
    written(world.accounts["neighbour"].pk, "甲", "乙")
    sms.refused = {WANG}
    for seconds in range(0, 60, 2):
        outbox.send_waiting(NOON + dt.timedelta(seconds=seconds))
    assert sms.of(LI) == ["甲", "乙"] and sms.of(WANG) == []

    sms.refused = set()
    outbox._resting.clear()
    for seconds in range(60, 900, 2):
        outbox.send_waiting(NOON + dt.timedelta(seconds=seconds))

    assert sms.of(WANG) == ["一", "二", "三"] and sms.of(LI) == ["甲", "乙"]
    assert not Notice.objects.filter(account__notice_doors=["sms"], sent_at__isnull=True).exists()


def one_in_hand() -> Notice:
    """Two notices to one person, the first of which another process has in hand."""
    world = build()
    wants_sms(world, resident=WANG)
    written(world.accounts["resident"].pk, "一", "二")
    first = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=first.pk).update(send_after=NOON + outbox.CLAIM, tries=1)
    return first


def test_a_notice_that_another_process_has_in_hand_is_not_overtaken(sms: Gateway):
    first = one_in_hand()
    outbox.send_waiting(NOON)
    assert sms.got == []

    Notice.objects.filter(pk=first.pk).update(sent_at=NOON, send_after=None)
    outbox.send_waiting(NOON + dt.timedelta(seconds=12))

    assert sms.of(WANG) == ["二"]


def test_what_a_killed_process_had_in_hand_goes_first_after_five_minutes(sms: Gateway):
    one_in_hand()
    for seconds in range(0, 400, 2):
        outbox.send_waiting(NOON + dt.timedelta(seconds=seconds))
    assert sms.of(WANG) == ["一", "二"]


def test_one_that_is_given_up_after_eight_tries_holds_nobody_for_ever(sms: Gateway):
    world = build()
    wants_sms(world, resident=WANG)
    written(world.accounts["resident"].pk, "一", "二")
    Notice.objects.filter(zh="一").update(tries=outbox.MOST_TRIES)
    outbox.send_waiting(NOON)
    assert sms.of(WANG) == ["二"]


def test_with_the_jobs_away_people_tell_book_and_vote_and_hear_of_it_later_once_each_and_in_order(
    sms: Gateway,
):
    made = opened()
    world = made.world
    wants_sms(world, resident=WANG, neighbour=LI)
    Notice.objects.all().delete()

    told = world.tell().matter
    for step, given in (("accept", {}), ("answer", {"note": "灯换好了"})):
        MATTERS.take(told, step, by=world.act("worker"), given=given)
    rooms = house(world)
    booking = venues.book(space=rooms.quiet, asked=rooms.asked(), by=world.act("neighbour"))
    BOOKINGS.take(booking.pk, "approve", by=world.act("worker"))
    line = casting.cast(
        decision=made.decision.pk,
        row=made.row("3号楼101室").row,
        marks={"m1": "yes"},
        by=made.act("resident"),
        on=OPEN,
        key="a",
    )

    assert line.n == 1 and sms.got == []
    waits = {
        phone: list(
            Notice.objects.filter(account=world.accounts[name], sent_at__isnull=True)
            .order_by("pk")
            .values_list("zh", flat=True)
        )
        for name, phone in (("resident", WANG), ("neighbour", LI))
    }
    assert len(waits[WANG]) >= 2 and waits[LI]
    Notice.objects.filter(sent_at__isnull=True).update(send_after=NOON)
    for seconds in range(0, 30, 2):
        outbox.send_waiting(NOON + dt.timedelta(minutes=10, seconds=seconds))
    assert {phone: sms.of(phone) for phone in waits} == {
        phone: [" ".join(text.split()) for text in texts] for phone, texts in waits.items()
    }
