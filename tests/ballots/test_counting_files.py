"""The count file: the example of the format, all faults at once, the command line, and speed."""

import json
import random

import pytest
from click.testing import CliRunner

from jinlin.ballots import counting
from jinlin.base.rule import Refused
from jinlin.site.cli import main
from tests.ballots.making import ON, ballots, counted, said, units, vote

pytestmark = pytest.mark.once

EXAMPLE = {
    "format": "jinlin.count/1",
    "scope": "estate",
    "rules": {"parking_counts": True, "silent": "absent", "conflict": "hold", "basis": {"silent": "议事规则 第12条"}},
    "units": [
        {"unit": "1-101", "area": "90.00", "holder": "A", "status": "owned", "kind": "dwelling"},
        {"unit": "1-102", "area": "90.00", "holder": "B", "status": "owned", "kind": "dwelling"},
        {"unit": "1-103", "area": "180.00", "holder": "B", "status": "owned", "kind": "dwelling"},
        {"unit": "9-901", "area": "500.00", "holder": "DEV", "status": "unsold", "kind": "dwelling"},
        {"unit": "P-01", "area": "12.50", "holder": "A", "status": "owned", "kind": "parking"},
    ],
    "motions": [{"id": "m1", "matter": "278.5", "options": ["yes", "no", "abstain"]}],
    "served": [{"unit": "1-101", "to": "owner", "at": "2026-09-01T10:00:00+08:00"}],
    "ballots": [
        {"id": "b1", "unit": "1-101", "channel": "paper", "at": "2026-09-20T10:00:00+08:00", "valid": True, "marks": {"m1": "yes"}},
        {"id": "b2", "unit": "1-102", "channel": "phone", "at": "2026-09-21T10:00:00+08:00", "valid": True, "marks": {"m1": "no"}},
    ],
}  # fmt: skip


def test_the_example_of_the_format_is_answered_as_written():
    assert counted(EXAMPLE) == {
        "id": "m1", "matter": "278.5", "base": {"area": "872.50", "persons": 3},
        "taking_part": {"area": "372.50", "persons": 2, "deemed": {"area": "0.00", "persons": 0}},
        "quorum": {"area": False, "persons": True, "met": False, "need": ">= 2/3"},
        "options": {"yes": {"area": "102.50", "persons": 1}, "no": {"area": "270.00", "persons": 1},
                    "abstain": {"area": "0.00", "persons": 0}},
        "approval": {"area": False, "persons": False, "need": "> 1/2"},
        "verdict": "no_quorum", "reasons": ["quorum_area"], "held": [],
    }  # fmt: skip


def test_the_command_prints_the_answer(tmp_path):
    path = tmp_path / "vote.json"
    path.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    found = CliRunner().invoke(main, ["ballots", "count", str(path), "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["format"] == "jinlin.count/1#result"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "jinlin.count/2"}, "wrong_format"),
        ({"rules": {}}, "no_parking_choice"),
        ({"rules": {"parking_counts": "yes"}}, "no_parking_choice"),
        ({"rules": {"parking_counts": True, "silent": "majority"}}, "no_basis"),
        ({"rules": {"parking_counts": True, "conflict": "newest"}}, "wrong_conflict"),
        ({"units": units(1, "-1.00")}, "wrong_area"),
        ({"units": units(1, "1.005")}, "wrong_area"),
        ({"units": units(1) + units(1)}, "wrong_unit_twice"),
        ({"units": units(1, status="sold")}, "wrong_status"),
        ({"units": []}, "no_units"),
        ({"ballots": ballots({"u9": "yes"})}, "wrong_unit"),
        ({"ballots": ballots({"u1": "maybe"})}, "wrong_mark"),
        ({"ballots": ballots({"u1": "yes"}, motion="m7")}, "wrong_motion"),
        ({"ballots": ballots({"u1": "yes"}) * 2}, "wrong_ballot_twice"),
        ({"motions": [{"id": "m1", "matter": "278.10"}]}, "wrong_matter"),
        ({"motions": [{"id": "m1", "matter": "278.1", "options": ["yes", "abstain"]}]}, "wrong_options"),
        ({"served": [{"unit": "u7", "to": "owner"}]}, "wrong_unit"),
        ({"motions": [{"id": "m1", "matter": ["278.1"]}]}, "wrong_matter"),
        ({"ballots": [{**ballots({"u1": "yes"})[0], "channel": {}}]}, "wrong_channel"),
        ({"ballots": [{**ballots({"u1": "yes"})[0], "channel": " "}]}, "wrong_channel"),
    ],
)
def test_each_fault_has_its_reason(change, code):
    with pytest.raises(Refused) as refused:
        counting.read_data({**vote(units(2), []), **change})
    assert code in {reason.code for reason in refused.value.reasons}


def test_all_faults_are_listed_at_once_and_the_command_ends_with_2(tmp_path):
    path = tmp_path / "vote.json"
    bad = vote(units(1, "-3"), [*ballots({"u9": "yes"}), *ballots({"u1": "si"})])
    del bad["rules"]["parking_counts"]
    path.write_text(json.dumps(bad), encoding="utf-8")
    found = CliRunner().invoke(main, ["ballots", "count", str(path), "--json"])
    assert found.exit_code == 2
    codes = {fault["code"] for fault in json.loads(found.stdout)["faults"]}
    assert codes >= {"no_parking_choice", "wrong_area", "wrong_unit", "wrong_mark", "wrong_ballot_twice"}


@pytest.mark.parametrize(
    "text", ["", "[1]", "{", '{"units": 3, "ballots": [1], "motions": {}}', "null", "NaN", b"\xff\xfe"]
)
def test_what_is_no_vote_is_refused_and_never_fails(text):
    with pytest.raises(Refused):
        counting.read(text)


def test_where_paper_stands_first_every_ballot_says_how_it_came():
    file = vote(units(2), ballots({"u1": "yes"}))
    del file["ballots"][0]["channel"]
    assert counted(file)["taking_part"]["persons"] == 1
    file["rules"]["conflict"] = "paper"
    with pytest.raises(Refused) as refused:
        counting.read_data(file)
    assert [reason.code for reason in refused.value.reasons] == ["wrong_channel"]


def test_any_value_in_any_place_is_counted_or_refused_in_lines_that_print():
    chance, odd = (
        random.Random(4),
        [None, True, 0, -1, 10**30, "", "\ud800", "九" * 5000, [], [[]], {}, {"a": 1}, "2026-13-01"],
    )
    text, refused = json.dumps(EXAMPLE), 0
    for turn in range(1500):
        file = json.loads(text)
        at, key = chance.choice(list(_spots(file)))
        at[key] = odd[turn % len(odd)]
        try:
            counting.answer(counting.count(counting.read(json.dumps(file)), on=ON))
        except Refused as refusal:
            refused += 1
            for reason in refusal.reasons:
                assert reason.words.zh.encode() and len(reason.words.zh) < 400 and len(reason.words.en) < 400
    assert refused > 500


def _spots(value):
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _spots(value[key])


@pytest.mark.parametrize("columns", ["project_id;name\n1;a", "project_id;cost\n1;x", "cost\n1"])
def test_a_district_file_without_its_columns_is_refused_in_words(columns, tmp_path):
    path = tmp_path / "vote.pb"
    path.write_text(
        f"META\nkey;value\nvote_type;approval\nbudget;9\nPROJECTS\n{columns}\nVOTES\nvoter_id;vote\n1;1",
        "utf-8",
    )
    found = CliRunner().invoke(main, ["ballots", "tally", str(path)])
    assert found.exit_code == 2, found.output
    assert "jinlin: " in found.output


def test_a_number_literal_never_passes_through_a_float():
    text = json.dumps(vote(units(3), ballots(said(2)))).replace('"100.00"', "33333333.33")
    found = counting.answer(counting.count(counting.read(text), on=ON))["motions"][0]
    assert found["base"]["area"] == "99999999.99"
    assert found["quorum"]["area"]


def test_an_explicit_list_of_units_is_a_scope():
    file = vote(units(5), ballots({"u1": "yes", "u2": "yes"}))
    file["scope"] = ["u1", "u2", "u3"]
    assert counted(file)["base"] == {"area": "300.00", "persons": 3}


def test_ten_thousand_owners_are_counted():
    marks = {f"u{n}": ("yes", "no", "abstain")[n % 3] for n in range(1, 9001)}
    text = json.dumps(vote(units(10_000, "88.17"), ballots(marks)))
    found = counting.answer(counting.count(counting.read(text), on=ON))
    assert json.dumps(found).count("3000") >= 3
