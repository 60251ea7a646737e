"""Figures of matters: what a hand counts in a small world, and what a recount finds after thousands of commands."""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinlin.base import figures, nodes
from jinlin.base.figures import Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period, parse
from jinlin.matters import commands, kept, rollup, tallies
from jinlin.matters.desk import CALLS, MATTERS
from jinlin.matters.imports import files
from jinlin.matters.models import Matter, Part, Tally
from tests.cast import World, at, build
from tests.matters.figure_walk import Walk

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
COMMANDS = int(os.environ.get("JINLIN_TEST_COMMANDS", "1000"))
"""How many random commands each walk tries; ten thousand once before a release."""
OURS = ("stuck", "matters")
IDS = tuple(id for group in OURS for id in figures.groups[group][1])
PERIODS = ("2026", "2025", "2025-Q4", "2026-02", "2025-11..2026-02")


def period(text: str) -> Period:
    """A period as it stands on the day of these tests."""
    return parse(text, today=TODAY)


def told(world: World, when: str, place: str = "qingrong", category: str = "") -> int:
    """A matter that the resident tells at a moment."""
    raw: dict[str, object] = {"text": "3 号楼电梯厅的灯不亮，晚上看不清", "place": world.places[place].pk}
    if category:
        raw["category"] = world.categories[category].pk
    values, faults = commands.check_telling(raw)
    assert not faults
    return commands.tell(values=values, channel="page", by=world.act("resident"), at=at(when)).matter


def step(world: World, matter: int, code: str, who: str, when: str, **given: object) -> Matter:
    """One step on a matter at a moment."""
    return MATTERS.take(matter, code, by=world.act(who), given={"note": "说明", **given}, on=at(when))


def solved(world: World, matter: int, answered: str, confirmed: str, satisfaction: str) -> None:
    """Accepted at once, answered and confirmed as solved."""
    row = Matter.objects.get(pk=matter)
    MATTERS.take(matter, "accept", by=world.act("worker"), on=row.told_at + dt.timedelta(minutes=10))
    MATTERS.take(
        matter,
        "contact",
        by=world.act("worker"),
        given={"note": "已联系"},
        on=row.told_at + dt.timedelta(minutes=20),
    )
    step(world, matter, "answer", "worker", answered)
    step(world, matter, "confirm", "resident", confirmed, satisfaction=satisfaction)


@pytest.fixture
def counted() -> World:
    """A world counted by hand: six matters at one estate, one at the community itself, one in the other community."""
    world = build()
    solved(
        world, told(world, "2026-01-05 09:00", category="lift"), "2026-01-06 09:00", "2026-01-07 09:00", "5"
    )
    solved(
        world, told(world, "2026-01-08 09:00", category="lift"), "2026-01-09 09:00", "2026-02-02 09:00", "2"
    )
    solved(
        world, told(world, "2026-01-20 09:00", "building"), "2026-06-01 09:00", "2026-06-02 09:00", "4"
    )  # far too late
    back = told(world, "2026-02-10 09:00", category="fire")
    step(world, back, "accept", "worker", "2026-02-10 10:00")
    step(world, back, "whistle", "worker", "2026-03-01 09:00", institutions=[world.institutions["fire"].pk])
    step(world, back, "supervise", "street", "2026-04-01 09:00")
    away = told(world, "2026-02-11 09:00")
    step(world, away, "accept", "worker", "2026-02-11 10:00")
    step(world, away, "not_ours", "worker", "2026-02-12 10:00", reason="petition")
    told(world, "2026-11-20 09:00")
    told(world, "2026-11-21 09:00", "community")
    told(world, "2025-12-30 09:00", "dongxi")
    return world


HAND = {
    # figure: (estate 2026, community 2026, street 2026, street 2025)
    "matters.told": (6, 7, 7, 1), "matters.closed": (3, 3, 3, 0), "L09": (3, 3, 3, 0), "matters.open": (2, 3, 4, 1),
    "matters.whistled": (1, 1, 1, 0), "matters.supervised": (1, 1, 1, 0), "matters.not_ours": (1, 1, 1, 0), "matters.unsolved": (0, 0, 0, 0),
    "matters.answered_late": (1, 1, 1, 0),
}  # fmt: skip


def test_every_number_is_what_a_hand_counts(counted: World) -> None:
    at_nodes = [nodes.find(counted.places[name].code) for name in ("qingrong", "community", "street")]
    periods = [period("2026"), period("2025")]
    found = figures.values([figures.figure(id) for id in IDS], at_nodes, periods)
    for id, (estate, community, street, before) in HAND.items():
        cells = [found[id, node.code, "2026"].number for node in at_nodes] + [
            found[id, at_nodes[2].code, "2025"].number
        ]
        assert cells == [estate, community, street, before], id
    estate = at_nodes[0].code
    assert found["matters.solution", estate, "2026"] == Value(3, 3, 3)
    assert found["matters.satisfaction", estate, "2026"] == Value(2, 3, 2)
    assert found["matters.in_time", estate, "2026"] == Value(2, 3, 2)
    assert found["matters.late", estate, "2025"] == Value(None)


def test_what_was_closed_in_february_counts_there_and_what_was_told_in_january_counts_then(
    counted: World,
) -> None:
    node = nodes.find("E0001")
    months = [period(text) for text in ("2026-01", "2026-02", "2026-06")]
    found = figures.values(
        [figures.figure(id) for id in ("matters.told", "L09", "matters.open")], [node], months
    )
    by_figure = {
        id: [found[id, "E0001", month.text].number for month in months]
        for id in ("matters.told", "L09", "matters.open")
    }
    assert by_figure == {"matters.told": [3, 2, 0], "L09": [1, 1, 1], "matters.open": [2, 2, 1]}


def test_what_is_stuck_is_counted_for_now_and_a_whistle_not_come_to_is_named(counted: World) -> None:
    now = parse("2030", today=dt.date(2030, 1, 1))
    street = nodes.find(counted.places["street"].code)
    stuck = figures.values([figures.figure(id) for id in figures.groups["stuck"][1]], [street], [now])
    assert stuck["matters.waiting", street.code, "2030"].number == 3
    assert stuck["matters.calls_late", street.code, "2030"].number == 1
    late = figures.figure("matters.late")
    assert late.rows(street, now).count() == stuck["matters.late", street.code, "2030"].number > 0
    call = Part.objects.get(kind="called")
    CALLS.take(call.pk, "reply", by=counted.act("fire_clerk"), given={"note": "去"})
    CALLS.take(call.pk, "arrive", by=counted.act("fire_clerk"), given={"note": "到"})
    assert figures.value(figures.figure("matters.calls_late"), street, now).number == 0


def test_a_later_correction_moves_the_numbers_and_they_still_equal_a_recount(counted: World) -> None:
    matter = Matter.objects.filter(outcome="solved").order_by("pk").first()
    assert matter is not None
    step(counted, matter.pk, "reopen", "resident", "2026-01-09 09:00")
    step(
        counted,
        Matter.objects.get(state="declined").pk,
        "exclude",
        "street",
        "2026-11-22 09:00",
        reason="force",
    )
    estate = nodes.find("E0001")
    assert figures.value(figures.figure("L09"), estate, period("2026-01")).number == 0
    assert tallies.differences() == [] and _differences([estate]) == []


def test_kinds_are_counted_with_those_of_the_period_before(counted: World) -> None:
    street = nodes.find(counted.places["street"].code)
    assert [(kind.code, kind.told, kind.before) for kind in kept.kinds(street, period("2026-02"))] == [
        ("fire", 1, 0),
        ("lift", 0, 2),
    ]


def _differences(at_nodes: list[Node]) -> list[object]:
    """Cells of all figures that differ from a recount of their rows."""
    declared = [figures.figure(id) for id in IDS]
    periods = [period(text) for text in PERIODS]
    found = figures.values(declared, at_nodes, periods)
    wrong = []
    for one in declared:
        for node in at_nodes:
            for when in periods:
                kept_as, real = found[one.id, node.code, when.text], figures.recount(one, node, when)
                if kept_as != real and not (kept_as.number is None and real.number == 0):
                    wrong.append((one.id, node.name, when.text, kept_as, real))
    return wrong


@pytest.fixture
def walked() -> World:
    """The cast's world, walked over by all examples of the property."""
    return build()


@settings(
    max_examples=4 if COMMANDS <= 1000 else 1,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10_000))
def test_numbers_equal_a_recount_after_thousands_of_random_commands(walked: World, seed: int) -> None:
    walk = Walk(walked, seed, pace=300 * 1000 // max(COMMANDS, 1000))
    for _ in range(4):
        rollup.fold()
        walk.go(COMMANDS // 4)
    assert walk.taken > COMMANDS * 3 // 10 and walk.now < timezone.now()
    assert Tally.objects.filter(fresh=True).exists() and Tally.objects.filter(fresh=False).exists()
    at_nodes = [
        nodes.find(walked.places[name].code)
        for name in ("qingrong", "dongxi", "community", "street", "district")
    ]
    assert tallies.differences() == [] and rollup.differences() == [] and _differences(at_nodes) == []
    rollup.fold()
    assert rollup.differences() == [] and _differences(at_nodes) == []


def test_numbers_equal_a_recount_after_six_thousand_rows_came_in_by_a_spreadsheet(tmp_path: Path) -> None:
    world = build()
    with (tmp_path / "book.csv").open("w", encoding="utf-8", newline="") as out:
        book = csv.writer(out)
        book.writerow(["编号", "时间", "地点", "类别", "主题", "详情", "办理结果", "办结时间"])
        for number in range(6000):
            month, place = number % 9 + 1, ("青榕花园", "东溪里", "榕西社区")[number % 3]
            ended = ["已解决", f"2026-{month + 1:02}-{number % 27 + 1:02} 10:00"] if number % 4 else ["", ""]
            book.writerow([f"B{number:05}", f"2026-{month:02}-{number % 27 + 1:02} 08:00", place, ("电梯故障", "消防设施", "")[number % 3], f"第{number}件", f"楼道里第{number}盏灯不亮", *ended])  # fmt: skip
    answer = files.import_file(tmp_path / "book.csv", place=world.places["district"])
    assert (answer["read"], answer["refused"]) == (6000, 0) and answer["recorded"] > 5900
    assert (
        tallies.differences() == []
        and _differences([nodes.find(world.places[name].code) for name in ("qingrong", "street")]) == []
    )
    here = Matter.objects.filter(estate=world.places["qingrong"], told_at__year=2026).count()
    assert (
        figures.value(figures.figure("matters.told"), nodes.find("E0001"), period("2026")).number
        == here
        > 1900
    )


def test_many_nodes_and_months_cost_no_more_queries_than_one(counted: World) -> None:
    declared = [figures.figure(id) for id in IDS if id != "matters.calls_late"]
    street, year = nodes.find(counted.places["street"].code), period("2026")

    def asked(at_nodes: list[Node], periods: list[Period]) -> int:
        with CaptureQueriesContext(connection) as queries:
            figures.values(declared, at_nodes, periods)
        return len(queries)

    below = list(nodes.children(street))
    assert asked(below, [year, *year.twelve]) <= asked([street], [year]) <= 4
