"""Many at once for one wish, and one who claims many at once: exactly what the rules allow. On both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.volunteering.claims import services
from jinlin.volunteering.claims.desk import PROPOSALS
from jinlin.volunteering.claims.queries import reserved
from jinlin.volunteering.models.wishes import WishClaim
from jinlin.volunteering.wishes import commands
from tests.cast import build
from tests.volunteering.claiming import proposed, resource, window
from tests.volunteering.wishing import people, published

CLIENTS = 10


def at_once(count: int, act: Callable[[int], object]) -> Counter[str]:
    """What became of so many at the same moment."""
    gate, said = threading.Barrier(count), Counter[str]()

    def run(number: int) -> None:
        gate.wait()
        try:
            act(number)
            said["had"] += 1
        except Refused as refusal:
            said[refusal.reason.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_of_ten_claimants_in_one_second_one_has_each_part_and_one_hand_holds_three_at_most() -> None:
    world = build()
    wish, who = published(world, parts=["buy", "carry"]), people(CLIENTS)
    parts = list(wish.parts.all())
    said = at_once(CLIENTS, lambda number: commands.claim(part=parts[number % 2], by=who[number]))
    assert said["had"] == 2
    assert sum(said.values()) == CLIENTS
    assert set(said) <= {"had", "not_free", "not_open"}
    assert WishClaim.objects.filter(state="held").values("part").distinct().count() == 2
    wish.refresh_from_db()
    assert wish.state == "claimed"
    many = [published(world) for _ in range(6)]
    said = at_once(6, lambda number: commands.claim(part=many[number].parts.get(), by=world.act("stranger")))
    assert said == Counter({"had": 3, "too_many_claims": 3})
    assert verify(heads())["faults"] == []


@pytest.mark.django_db(transaction=True)
def test_a_resource_is_never_promised_beyond_what_was_offered_nor_a_time_beyond_its_places() -> None:
    world = build()
    offer = resource(world, amount=10)
    rows = [proposed(world, 4, resource=offer) for _ in range(5)]
    said = at_once(
        5, lambda number: PROPOSALS.take(rows[number].pk, "accept", by=world.act("worker"), given={})
    )
    assert said == Counter({"had": 2, "not_enough": 3})
    assert reserved(offer) == 8
    time, who = window(world, places=3), people(8)
    said = at_once(8, lambda number: services.order(window=time, by=who[number]))
    assert said == Counter({"had": 3, "not_free": 5})
    assert verify(heads())["faults"] == []
