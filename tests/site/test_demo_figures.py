"""The figures of the demo world: parted by place they are what each place counts alone."""

from __future__ import annotations

from typing import Any

import pytest

from jinlin.base import figures
from jinlin.base.periods import year_of
from jinlin.places.public import Place, node_of
from tests.site.standing import ON

pytestmark = pytest.mark.django_db
YEAR = year_of(ON, today=ON)


def test_every_figure_that_is_parted_by_place_equals_the_recount_of_each_place(made: dict[str, Any]) -> None:
    parted = [one for one in figures.figures.values() if one.paths or one.id in ("X02", "X09")]
    assert len(parted) > 5
    places = Place.objects.filter(level__in=("district", "street", "community", "estate"))
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
