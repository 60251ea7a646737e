"""Figures of a place cost a dozen statements, however many figures, rows and places there are; parted counts are exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base import counting, figures, nodes
from jinlin.base.figures import Figure, Listing
from jinlin.base.periods import parse, year_of
from jinlin.base.words import Words
from jinlin.people.public import issue_token
from jinlin.places.models import Place
from jinlin.places.public import under
from tests.cast import World
from tests.organisations.partners import held, in_force, institution, link

pytestmark = pytest.mark.django_db
MOST = 12
STREET, COMMUNITY, ESTATE = "350999001000", "350999001001", "E0001"


@pytest.fixture(autouse=True)
def _one_factor(settings: object) -> None:
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]


def statements(ask: Callable[[], object]) -> int:
    """How many statements asking costs, once everything that is kept for long is known."""
    ask()
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    assert answer.status_code == 200  # type: ignore[attr-defined]
    return len(asked)


def grow(world: World) -> None:
    """More of everything: places beside and below, matters, and a pairing with its year."""
    for above, level in (("street", "community"), ("community", "estate")):
        parent = world.places[above]
        for number in range(40):
            code = f"{level[0].upper()}{number + 700}"
            Place.objects.create(
                level=level, code=code, name=f"第 {number} 处", parent=parent, path=f"{parent.path}{code}/"
            )
    for number in range(12):
        world.tell(f"第 {number} 件：楼道灯不亮，晚上看不清", category=world.categories["lift"].pk)
    institution(world, "library", "区图书馆", "苏馆员")
    today = timezone.localdate()
    row = in_force(world, term=(dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)))
    for month in range(1, 4):
        link(world, row, held(world, f"{today.year}-{month:02}-10"))


@pytest.mark.parametrize("code", [STREET, COMMUNITY, ESTATE])
def test_the_public_page_of_a_place_asks_a_dozen_questions_for_few_rows_and_for_many(
    world: World, as_: Callable[[str], Client], code: str
) -> None:
    readers = {"a stranger": Client(), "a resident": as_("resident")}
    few = {who: statements(lambda c=c: c.get(f"/places/{code}/figures")) for who, c in readers.items()}  # type: ignore[misc]
    grow(world)
    many = {who: statements(lambda c=c: c.get(f"/places/{code}/figures")) for who, c in readers.items()}  # type: ignore[misc]
    assert many == few and max(few.values()) <= MOST


@pytest.mark.parametrize("name", ["street", "resident"])
@pytest.mark.parametrize("code", [STREET, COMMUNITY, ESTATE])
def test_the_api_of_figures_asks_a_dozen_questions_for_few_rows_and_for_many(
    world: World, name: str, code: str
) -> None:
    client = Client(HTTP_AUTHORIZATION=f"Bearer {issue_token(account=world.accounts[name], audience='api')}")
    few = statements(lambda: client.get(f"/api/v1/figures?node={code}"))
    grow(world)
    many = statements(lambda: client.get(f"/api/v1/figures?node={code}"))
    assert many == few <= MOST


def test_no_figure_asks_by_itself(world: World) -> None:
    today = timezone.localdate()
    at, when = nodes.find(STREET), year_of(today, today=today)
    alone = [one for one in figures.figures.values() if one.read is None and one.fits(at, when)]
    with CaptureQueriesContext(connection) as asked:
        figures.values(alone, [at], [when, when.previous])
    assert len(asked) == 1 and len(alone) > 50


def test_rows_parted_by_place_count_as_each_place_alone_does(world: World) -> None:
    grow(world)
    at = [
        nodes.find(code)
        for code in ("350999000000", STREET, COMMUNITY, "350999001002", ESTATE, "E0002", "E700")
    ]
    when, any_words = parse("2026", today=dt.date(2026, 11, 25)), Words("一", "one")
    plain = Figure(
        "T1", any_words, unit=any_words, population=any_words, formula=any_words, paths=("path",),
        rows=lambda node, period: Place.objects.filter(under(node.path)).exclude(level="stairwell"),
        listing=Listing(name=str, link=str, seen=lambda actor: under("/")),
    )  # fmt: skip
    levels = Figure(
        "T2", any_words, unit=any_words, population=any_words, formula=any_words, paths=("path",), counted="level", rows=plain.rows,
        listing=plain.listing,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        found = figures.values([plain, levels], at, [when])
    assert len(asked) == 1 and asked.captured_queries[0]["sql"].count("COUNT(*), COUNT(*)") == 2 * 4
    for one in (plain, levels):
        for node in at:
            assert found[one.id, node.code, "2026"] == figures.recount(one, node, when), (one.id, node.name)


def test_nodes_of_one_depth_are_parted_below_their_common_place_and_never_below_half_a_code(
    world: World,
) -> None:
    at = [nodes.find(code) for code in (COMMUNITY, "350999001002", ESTATE)]
    layers = list(counting.layers(at))
    assert [(above.path, len(below)) for above, below in layers] == [
        (world.places["street"].path, 2),
        (at[2].path, 1),
    ]
