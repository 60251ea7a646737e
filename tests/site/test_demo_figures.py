"""The figures of the demo world: each of the sources' says something somewhere, and parted by place all are exact."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from click.testing import CliRunner

from jinlin.base import figures
from jinlin.base.periods import year_of
from jinlin.places.public import Place, node_of
from jinlin.site.cli import main
from tests.house.sources import ROOT
from tests.site.standing import ON

pytestmark = pytest.mark.django_db
LEVELS = ("district", "street", "community", "estate")
NOT_OF_THE_DISTRICT = {"L14", "N11", "N12", "N13", "N21", "W06", "X01", "X02", "X09"}
"""Figures of one estate, community, station or course: no sum of them is one of the sources' numbers."""
with (ROOT / "docs" / "figures.csv").open(encoding="utf-8", newline="") as _handle:
    BUILT = [row["figure"] for row in csv.DictReader(_handle) if row["state"] == "built"]
YEAR = year_of(ON, today=ON)


def test_every_figure_that_is_parted_by_place_equals_the_recount_of_each_place(made: dict[str, Any]) -> None:
    parted = [one for one in figures.figures.values() if one.paths or one.id in ("X02", "X09")]
    assert len(parted) > 5
    places = Place.objects.filter(level__in=LEVELS)
    at = [node_of(place) for place in places.order_by("path")[:60]]
    found = figures.values(parted, at, [YEAR, YEAR.previous])
    wrong = [
        (one.id, node.name, when.text)
        for one in parted
        for node in at
        for when in (YEAR, YEAR.previous)
        if one.fits(node, when) and found[one.id, node.code, when.text] != figures.recount(one, node, when)
    ]
    assert wrong == []
    told = {id for (id, _, _), value in found.items() if value.number}
    assert {"X02", "X04", "X06", "X08", "X09"} <= told


def test_every_figure_of_the_sources_that_is_built_has_a_value_at_some_node(made: dict[str, Any]) -> None:
    at = [node_of(place) for place in Place.objects.filter(level__in=LEVELS, valid_to__isnull=True)]
    level = {node.code: node.level for node in at}
    found = figures.values([figures.figure(id) for id in BUILT], at, [YEAR])
    told = {(id, level[code]) for (id, code, _), value in found.items() if value.number}
    assert sorted(set(BUILT) - {id for id, _ in told}) == []
    assert {id for id in BUILT if (id, "district") not in told} == NOT_OF_THE_DISTRICT


def test_the_command_gives_a_communitys_and_an_estates_own_figures(made: dict[str, Any]) -> None:
    def told(code: str) -> dict[str, Any]:
        done = CliRunner().invoke(main, ["figures", "--node", code, "--period", YEAR.text, "--json"])
        assert done.exit_code == 0, done.output
        return {one["id"]: one["value"] for one in json.loads(done.stdout)["figures"]}

    places = {place.name: place for place in Place.objects.filter(level__in=LEVELS)}
    community, estate = told(places["榕西社区"].code), told(places["安和新苑"].code)
    assert {id: community[id] for id in ("N11", "X01", "X02", "X09")} == {
        "N11": 8, "X01": 21, "X02": 251, "X09": 20
    }  # fmt: skip
    assert community["N12"] and community["N13"]
    assert estate["L13"] == 3 and estate["L14"] == 12 and estate["N12"] > 300 and estate["N13"] > 1200
