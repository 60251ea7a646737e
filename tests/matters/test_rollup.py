"""Sums by street: exact before they are added up, after, and while others tell."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from jinlin.base import nodes
from jinlin.base.periods import parse
from jinlin.matters import commands, kept, rollup, tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import StreetTally, Tally
from tests.cast import World, at, build

SINCE, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 12, 1)


def _tell(world: World, when: str = "2026-11-20 08:00") -> int:
    values, faults = commands.check_telling(
        {
            "text": "楼道灯不亮，晚上看不清",
            "place": world.places["qingrong"].pk,
            "category": world.categories["lift"].pk,
        }
    )
    assert not faults
    return commands.tell(values=values, channel="page", by=world.act("resident"), at=at(when)).matter


def _told(world: World) -> tuple[int, int, int]:
    """Told this year in the estate, the street and the district."""
    asked = [nodes.find(world.places[name].code) for name in ("qingrong", "street", "district")]
    found = kept.sums(asked, SINCE, UNTIL)
    estate, street, district = (sum(one["told"] for one in found[node.code].values()) for node in asked)
    return estate, street, district


@pytest.mark.django_db
def test_a_district_counts_the_same_before_and_after_adding_up_and_after_the_next_telling() -> None:
    world = build()
    for _ in range(3):
        _tell(world)
    assert _told(world) == (3, 3, 3)
    assert rollup.fold() > 0 and _told(world) == (3, 3, 3)
    _tell(world)
    assert _told(world) == (4, 4, 4)
    assert rollup.fold() > 0 and rollup.fold() == 0
    assert _told(world) == (4, 4, 4) and rollup.differences() == []


@pytest.mark.django_db
def test_a_step_that_corrects_a_month_long_past_is_seen_at_once() -> None:
    world = build()
    matter = _tell(world, "2026-02-03 08:00")
    rollup.fold()
    MATTERS.take(
        matter, "withdraw", by=world.act("resident"), given={"note": "已经好了"}, on=at("2026-11-20 09:00")
    )
    district = nodes.find(world.places["district"].code)
    months = kept.sums([district], SINCE, UNTIL)[district.code]
    assert months[dt.date(2026, 11, 1)]["ended"] == 1 and months[dt.date(2026, 2, 1)]["told"] == 1
    kinds = kept.kinds(district, parse("2026", today=dt.date(2026, 11, 25)))
    assert [(kind.code, kind.told) for kind in kinds] == [("lift", 1)]


@pytest.mark.django_db
def test_a_district_reads_one_row_a_street_and_month_once_they_are_added_up() -> None:
    world = build()
    for month in range(1, 10):
        _tell(world, f"2026-0{month}-03 08:00")
    rollup.fold()
    with CaptureQueriesContext(connection) as asked:
        assert _told(world) == (9, 9, 9)
    assert len(asked) <= 5
    streets = StreetTally.objects.filter(category=0).values_list("street", "month")
    assert len(streets) == 9 and not Tally.objects.filter(fresh=True).exists()


@pytest.mark.django_db
def test_a_sum_that_was_changed_by_hand_is_named() -> None:
    world = build()
    _tell(world)
    rollup.fold()
    StreetTally.objects.filter(category=0).update(told=7)
    assert [(row["measure"], row["kept"], row["counted"]) for row in rollup.differences()] == [("told", 7, 1)]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_counted_twice_while_many_tell_and_two_add_up() -> None:
    world, faults = build(), []

    def telling() -> None:
        try:
            for _ in range(12):
                _tell(world)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    def adding(stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                rollup.fold()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    stop = threading.Event()
    tellers = [threading.Thread(target=telling) for _ in range(4)]
    adders = [threading.Thread(target=adding, args=(stop,)) for _ in range(2)]
    for thread in (*tellers, *adders):
        thread.start()
    for thread in tellers:
        thread.join()
    stop.set()
    for thread in adders:
        thread.join()
    assert faults == []
    assert _told(world) == (48, 48, 48) and tallies.differences() == [] and rollup.differences() == []
