"""The numbers of bookings, duty and the stage are data: with a source, marked until verified, shown where they count."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.parameters import Parameters, shipped_parameters
from jinlin.venues import commands, limits
from jinlin.venues.desk import booking_facts
from jinlin.venues.duty.procedure import TurnFacts, may_come, nobody_is_there
from jinlin.venues.procedure import BookingFacts, may_check_in, nobody_came
from tests.people.pages import sign_in
from tests.venues.house import House, house

ALL = (*limits.BOOKING, *limits.DUTY, *limits.DUTY_WEIGHTS, *limits.STAGE, *limits.STAGE_WEIGHTS)


def test_every_number_has_a_source_and_says_that_nobody_verified_it() -> None:
    for one in limits.shown(ALL):
        assert one.source, one.name
        assert one.mark is not None, one.name
        assert one.kind == "integer", one.name


def test_the_rules_take_the_minutes_they_are_given_and_say_them() -> None:
    assert may_check_in(BookingFacts(minutes_to_start=-19, late=20)) is None
    refused = may_check_in(BookingFacts(minutes_to_start=-21, late=20))
    assert refused is not None
    assert "20 分钟" in refused.words.zh
    assert nobody_came(BookingFacts(minutes_to_start=-19, late=20)) is not None
    assert nobody_came(BookingFacts(minutes_to_start=-21, late=20)) is None
    assert may_come(TurnFacts(minutes_to_start=44, minutes_to_end=90, early=45)) is None
    assert nobody_is_there(TurnFacts(minutes_to_start=-9, minutes_to_end=90, uncalled=1, late=10)) is not None
    assert nobody_is_there(TurnFacts(minutes_to_start=-11, minutes_to_end=90, uncalled=1, late=10)) is None


@pytest.fixture
def made(db: None) -> House:
    return house()


def test_a_deployments_own_number_counts_from_its_day_on(
    made: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    now = timezone.now()
    assert booking_facts(booking, made.world.act("resident"), frozenset(), now).late == 15
    today = timezone.localdate(now)
    own = [
        replace(one, until=today - dt.timedelta(days=1)) if one.name == "venues.check_in_late" else one
        for one in shipped_parameters().entries
    ]
    own.append(replace(shipped_parameters().get("venues.check_in_late", on=today), value=25, since=today))
    changed = Parameters(own)
    monkeypatch.setattr(limits, "shipped_parameters", lambda: changed)
    facts = booking_facts(booking, made.world.act("resident"), frozenset(), now)
    assert (facts.early, facts.late) == (15, 25)


def test_pages_show_the_numbers_with_their_source(made: House) -> None:
    booking = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    page = sign_in(Client(), made.world.accounts["resident"]).get(reverse("booking", args=[booking.pk]))
    words = page.content.decode()
    for part in ("开始后几分钟没来就放给别人", "本平台建议", "未核实"):
        assert part in words, part
    plan = sign_in(Client(), made.world.accounts["worker"]).get(reverse("duty_plan", args=["ST1"]))
    assert "120（本平台建议，未核实）" in plan.content.decode()
    stage = sign_in(Client(), made.world.accounts["worker"]).get(reverse("stage_new", args=["ST1"]))
    assert "舞台抽签后几天内可以提异议" in stage.content.decode()
