"""The demo world begins in an empty database, and its stories are ready on any day."""

import datetime as dt
from pathlib import Path

import pytest

from jinlin.base.rule import Refused
from jinlin.matters.public import Matter, load_categories
from jinlin.organisations.public import load_templates
from jinlin.places.public import Place
from jinlin.site.demo.make import build, make_world, mark_of
from jinlin.site.demo.scale import SMALL
from tests.site.standing import ON

pytestmark = pytest.mark.django_db


def test_it_is_never_mixed_with_other_data(tmp_path: Path) -> None:
    Place.objects.create(level="province", code="1", name="别处", path="1/")
    with pytest.raises(Refused) as refusal:
        make_world(scale="small", data=tmp_path, on=ON)
    assert refusal.value.reason.code == "not_empty"
    assert mark_of(tmp_path) is None


@pytest.mark.parametrize("on", ["2026-11-23", "2026-11-21", "2026-10-05", "2027-02-10", "2026-01-01"])
def test_the_stories_are_ready_on_any_day_of_the_year(on: str) -> None:
    load_categories()
    load_templates()
    world = build(SMALL, dt.date.fromisoformat(on), "!")
    by_title = {matter.title[:6]: matter for matter in world.rows.of(Matter)}
    states = {
        title: by_title[title].state
        for title in ("小区那张乒乓", "3号楼三楼楼", "3号楼门口雨", "广场舞音响能")
    }
    assert states == {
        "小区那张乒乓": "working",
        "3号楼三楼楼": "answered",
        "3号楼门口雨": "closed",
        "广场舞音响能": "told",
    }
    late = by_title["沿街十二家店"]
    assert late.supervised_at is not None and late.due_at is not None and late.due_at < world.now
    assert by_title["4号楼302"].due_at < world.now
    assert any(matter.long_running and matter.supervised_at for matter in world.rows.of(Matter))
    solved = [matter for matter in world.rows.of(Matter) if matter.outcome == "solved" and matter.estate]
    assert sum(matter.estate.name == "万华里" for matter in solved) >= 44


@pytest.mark.once
@pytest.mark.parametrize(
    ("on", "what"),
    [
        ("2027-01-01", "a register of voters that was posted over the holiday of October"),
        ("2026-12-06", "an adopted motion that hung over the holiday of October"),
        ("2026-12-30", "a roll of owners whose notice ended on the mid-autumn festival"),
        ("2027-02-24", "two assessments that would fall into one year"),
        ("2027-03-28", "a Sunday, when the hall has its class already"),
        ("2027-11-15", "a Monday"),
        ("2027-02-10", "days of a year whose holidays are not announced yet"),
    ],
)
def test_the_whole_world_is_made_on_any_day_of_the_year(tmp_path: Path, on: str, what: str) -> None:
    assert make_world(scale="small", data=tmp_path, on=dt.date.fromisoformat(on))["made"], what
