"""Many at once for one wish, and one who claims many at once: exactly what the rules allow. On both databases."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from jinlin.base.trail import heads, verify
from jinlin.volunteering.claims import services
from jinlin.volunteering.claims.desk import PROPOSALS
from jinlin.volunteering.claims.queries import reserved
from jinlin.volunteering.models.wishes import WishClaim
from jinlin.volunteering.wishes import commands
from tests.cast import build
from tests.racing import at_once
from tests.volunteering.claiming import proposed, resource, window
from tests.volunteering.wishing import people, published

CLIENTS = 10


@pytest.mark.django_db(transaction=True)
def test_of_ten_claimants_in_one_second_one_has_each_part_and_one_hand_holds_three_at_most() -> None:
    world = build()
    wish, who = published(world, parts=["buy", "carry"]), people(CLIENTS)
    parts = list(wish.parts.all())
    said = at_once(*[partial(commands.claim, part=parts[n % 2], by=who[n]) for n in range(CLIENTS)])
    assert said["done"] == 2
    assert sum(said.values()) == CLIENTS
    assert set(said) <= {"done", "not_free", "not_open"}
    assert WishClaim.objects.filter(state="held").values("part").distinct().count() == 2
    wish.refresh_from_db()
    assert wish.state == "claimed"
    many = [published(world) for _ in range(6)]
    said = at_once(*[partial(commands.claim, part=one.parts.get(), by=world.act("stranger")) for one in many])
    assert said == Counter({"done": 3, "too_many_claims": 3})
    assert verify(heads())["faults"] == []


@pytest.mark.django_db(transaction=True)
def test_a_resource_is_never_promised_beyond_what_was_offered_nor_a_time_beyond_its_places() -> None:
    world = build()
    offer = resource(world, amount=10)
    rows = [proposed(world, 4, resource=offer) for _ in range(5)]
    said = at_once(
        *[partial(PROPOSALS.take, row.pk, "accept", by=world.act("worker"), given={}) for row in rows]
    )
    assert said == Counter({"done": 2, "not_enough": 3})
    assert reserved(offer) == 8
    time, who = window(world, places=3), people(8)
    said = at_once(*[partial(services.order, window=time, by=one) for one in who])
    assert said == Counter({"done": 3, "not_free": 5})
    assert verify(heads())["faults"] == []
