"""What a deployment starts with: kinds of matters and level templates, brought in from data, twice without change."""

from pathlib import Path

import pytest

from jinlin.base.rule import Refused
from jinlin.matters.public import Category, load_categories
from jinlin.organisations.public import Level, Template, load_templates

pytestmark = pytest.mark.django_db

LIFT = '[lift]\nzh = "电梯"\nen = "Lifts"\ngroup = "safety"\npublic = true\nclock = "answer_day"\n'


def test_the_shipped_kinds_come_in_once_and_a_second_time_change_nothing() -> None:
    first = load_categories()
    assert first["added"] == first["read"] >= 25
    assert load_categories() == {**first, "added": 0, "unchanged": first["read"]}
    fire = Category.objects.get(code="fire")
    assert fire.proof and fire.why and fire.group == "safety"


def test_a_kind_that_left_the_file_ends_and_lives_again_when_it_comes_back(tmp_path: Path) -> None:
    source = tmp_path / "categories.toml"
    source.write_text(LIFT + LIFT.replace("lift", "lamp"), encoding="utf-8")
    load_categories(source)
    source.write_text(LIFT.replace("电梯", "电梯故障"), encoding="utf-8")
    assert load_categories(source) == {"read": 1, "added": 0, "changed": 1, "ended": 1, "unchanged": 0}
    assert Category.objects.get(code="lamp").ended_on is not None
    source.write_text(LIFT + LIFT.replace("lift", "lamp"), encoding="utf-8")
    load_categories(source)
    assert Category.objects.get(code="lamp").ended_on is None


def test_every_fault_of_the_file_is_named_and_nothing_is_brought_in(tmp_path: Path) -> None:
    source = tmp_path / "categories.toml"
    wrong = '[a]\nzh = "甲"\nen = "A"\ngroup = "odd"\npublic = true\nclock = "no_such"\nproof = true\ncolour = "red"\n'
    source.write_text(LIFT + wrong, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_categories(source)
    codes = {reason.code for reason in refusal.value.reasons}
    assert codes == {"wrong_group", "wrong_clock", "wrong_key", "no_why"}
    assert not Category.objects.exists()


def test_level_templates_come_in_once_with_five_and_four_levels() -> None:
    assert load_templates()["added"] == 7
    assert load_templates()["unchanged"] == 7
    levels = {one.code: one.levels.count() for one in Template.objects.all()}
    assert levels == {
        "five_level": 5, "four_level": 4, "grid_building_stairwell": 3, "functional": 1, "residents": 2, "owners": 1, "property": 1,
    }  # fmt: skip
    top = Level.objects.filter(template__code="five_level").order_by("rank").first()
    assert top is not None and top.covers == "district"


def test_a_template_whose_levels_changed_is_brought_up_to_date(tmp_path: Path) -> None:
    load_templates()
    source = tmp_path / "organisations.toml"
    level = '[[{0}.levels]]\ncode = "{1}"\nzh = "{1}"\nen = "{1}"\ncovers = "grid"\n'
    head = '[grid_building_stairwell]\nzh = "两级"\nen = "Two"\n'
    name = "grid_building_stairwell"
    source.write_text(head + level.format(name, "stairwell") + level.format(name, "grid"), encoding="utf-8")
    assert load_templates(source)["changed"] == 1
    kept = Level.objects.filter(template__code=name).order_by("rank").values_list("rank", "code")
    assert list(kept) == [(1, "stairwell"), (2, "grid")]
