"""N08 and what stands beside it, on a hand-counted world: a claim is not yet a wish fulfilled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.figures import figures, value
from jinlin.base.periods import parse
from jinlin.places.public import node_of
from jinlin.volunteering.models.wishes import Wish
from jinlin.volunteering.wishes.desk import CLAIMS, WISHES
from tests.cast import build
from tests.volunteering.wishing import claim, deliver, published, record

pytestmark = pytest.mark.django_db


def test_claimed_delivered_and_confirmed_wishes_are_three_numbers_and_each_wish_counts_once() -> None:
    world = build()
    record(world)
    published(world)
    claim(world, published(world), "neighbour", accept=False)  # nobody accepted it
    returned = claim(world, published(world), "neighbour")
    CLAIMS.take(returned.pk, "give_back", by=world.act("neighbour"), given={})
    claim(world, returned.wish, "stranger")  # twice claimed, one wish
    relay = published(world, parts=["buy", "carry"])
    claim(world, relay, "manager", 1)
    claim(world, relay, "clerk", 2)
    given = published(world)
    deliver(world, claim(world, given))
    confirmed = published(world)
    deliver(world, claim(world, confirmed, "stranger"), "stranger")
    WISHES.take(confirmed.pk, "confirm", by=world.act("resident"), given={"how": "tap"})
    Wish.objects.filter(pk=confirmed.pk).update(published_at=timezone.now() - dt.timedelta(days=5))
    today = timezone.localdate()
    period = parse(f"{today:%Y-%m}", today=today)
    node = node_of(world.places["district"])
    counts = {
        code: figures[code].rows(node, period).count()
        for code in ("wishes.recorded", "N08", "wishes.delivered", "wishes.confirmed", "wishes.fallback")
    }
    assert counts == {
        "wishes.recorded": 7,
        "N08": 4,
        "wishes.delivered": 2,
        "wishes.confirmed": 1,
        "wishes.fallback": 0,
    }
    days = value(figures["wishes.days"], node, period)
    assert (days.number, days.rows) == (2, 2)  # none and five days: the middle, rounded down
    other = node_of(world.places["community2"])
    assert figures["N08"].rows(other, period).count() == 0
