"""Declared figures are counted from their rows, many in one statement, and refuse what makes no sense."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from jinlin.base import figures, nodes
from jinlin.base.figures import Figure, Listing, Value
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations.public import Tenure
from jinlin.places.public import Place, under
from tests.cast import build

PERIOD = parse("2026", today=dt.date(2026, 11, 25))
ANY = Words("一", "one")
PLACES = Listing(name=lambda row: row.name, link=lambda row: "", seen=lambda actor: Q())


def _figure(id: str, rows: Any, **more: Any) -> Figure:
    return Figure(id, ANY, unit=ANY, population=ANY, formula=ANY, rows=rows, listing=PLACES, **more)


def _below(level: str) -> Any:
    return lambda node, period: Place.objects.filter(under(node.path), level=level).order_by("name")


ESTATES = _figure("T1", _below("estate"))
SHARE = _figure("T2", _below("estate"), kind="share", base=_below("community"), base_words=ANY)
HOLDERS = _figure(
    "T3",
    lambda node, period: Tenure.objects.filter(under(node.path, "seat__place__path"), from_on__lte=period.on),
    counted="person",
)
HOMES = _figure("T4", _below("estate"), total="households")
NONE = _figure("T5", lambda node, period: Place.objects.none())


@pytest.mark.django_db
def test_many_figures_of_many_nodes_are_one_statement_and_equal_their_rows() -> None:
    world = build()
    Place.objects.filter(level="estate").update(households=120)
    at = [nodes.find(world.places[name].code) for name in ("district", "community", "community2")]
    with CaptureQueriesContext(connection) as asked:
        found = figures.values([ESTATES, SHARE, HOLDERS, HOMES, NONE], at, [PERIOD, PERIOD.previous])
    assert len(asked) == 1 and len(found) == 5 * 3 * 2
    district, community = at[0].code, at[1].code
    assert found["T1", district, "2026"] == Value(2, None, 2) and found["T1", community, "2026"] == Value(
        1, None, 1
    )
    assert found["T2", district, "2026"] == Value(2, 2, 2) and found["T2", district, "2026"].per_mille == 1000
    people = set(HOLDERS.rows(at[0], PERIOD).values_list("person", flat=True))
    assert found["T3", district, "2026"].number == len(people) == 7
    assert found["T4", district, "2026"] == Value(240, None, 2)
    assert found["T5", district, "2026"] == Value(0, None, 0)
    assert all(
        figures.recount(one, at[0], PERIOD) == found[one.id, district, "2026"]
        for one in (ESTATES, SHARE, HOLDERS)
    )


@pytest.mark.django_db
def test_a_node_is_any_place_or_organisation_by_code_and_an_unknown_one_is_refused() -> None:
    world = build()
    found = nodes.find("350999001000")
    assert (found.kind, found.level, found.name) == ("place", "street", "榕西街道")
    assert [one.name for one in nodes.children(found)] == ["榕西社区", "东溪社区"]
    assert [one.level for one in nodes.above(found)] == ["province", "city", "district"]
    assert nodes.children(nodes.find(world.places["dongxi"].code)) == ()
    with pytest.raises(Refused) as refused:
        nodes.find("nowhere")
    assert refused.value.reason.code == "no_node"


@pytest.mark.django_db
def test_a_figure_outside_its_grain_has_no_cell_and_is_refused_when_asked_alone() -> None:
    build()
    district = nodes.find("350999000000")
    only_estates = replace(ESTATES, levels=("estate",))
    assert figures.values([only_estates], [district], [PERIOD]) == {}
    with pytest.raises(Refused) as refused:
        figures.value(only_estates, district, PERIOD)
    assert refused.value.reason.code == "wrong_grain"


def test_faulty_declarations_are_refused_with_all_their_faults() -> None:
    wrong = replace(ESTATES, id="T9", kind="share", guard=3, periods=("week",), name=Words("", ""))
    with pytest.raises(ValueError, match="no name.*periods.*base and base_words.*guard is 5"):
        figures.register("test", ANY, [wrong])
    assert "T9" not in figures.figures and "test" not in figures.groups


def test_numbers_are_shown_as_people_read_them() -> None:
    assert SHARE.shown(Value(2, 3, 2)) == "66.6%" and SHARE.shown(Value(0, 0, 0)) == "—"
    assert replace(ESTATES, kind="money").shown(Value(600000050)) == "6000000.5"
    assert replace(ESTATES, kind="area").shown(Value(310000)) == "3100"
    assert ESTATES.shown(Value(6800)) == "6800" and ESTATES.shown(Value(None)) == "—"
