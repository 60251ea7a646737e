"""The first set-up of a deployment: no default account; one link, once, for the first operator."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jinlin.base.rule import Refused
from jinlin.matters.public import Category
from jinlin.organisations.public import Tenure, actor
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.site.cli.setup import set_up

JINLIN = Path(sys.executable).with_name("jinlin")
DISTRICT = {"district": "990101000000", "district_name": "榕城区"}
OPERATOR = {"username": "luoming", "name": "罗明"}


def first(**given: str) -> dict:
    wanted = {"places_file": None, "district": "", "district_name": "", "username": "", "name": ""}
    return set_up(**{**wanted, **given}, url="https://jinlin.example")


@pytest.mark.django_db
def test_the_first_operator_gets_a_seat_and_a_link_and_no_password() -> None:
    answer = first(**DISTRICT, **OPERATOR)
    assert answer["link"].startswith("https://jinlin.example/invitation/")
    account = Account.objects.get()
    assert account.username == "luoming" and not account.has_usable_password()
    assert [(seat.role, seat.at) for seat in actor(account).seats] == [("operator", "榕城区")]
    assert Category.objects.count() == answer["categories"]["added"] > 25


@pytest.mark.django_db
def test_run_again_it_leaves_everything_and_gives_a_new_link_until_a_password_is_set() -> None:
    first(**DISTRICT, **OPERATOR)
    again = first()
    assert again["operator"] == "luoming" and again["categories"]["added"] == 0 and "link" in again
    account = Account.objects.get(username="luoming")
    account.set_password("correct horse battery")
    account.save()
    assert "link" not in first()
    assert Tenure.objects.count() == Account.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_district"),
        (DISTRICT, "no_operator"),
        ({**DISTRICT, "district": "123", **OPERATOR}, "wrong_code"),
        ({**DISTRICT, "district": "990101001000", **OPERATOR}, "wrong_level"),
    ],
)
def test_what_is_lacking_is_named_and_no_place_and_no_account_is_left(given: dict, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        first(**given)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not Place.objects.exists() and not Account.objects.exists()


@pytest.mark.django_db
def test_a_divisions_file_brings_the_places_and_the_district_is_named_by_its_code(tmp_path: Path) -> None:
    source = tmp_path / "divisions.csv"
    source.write_text(
        "code,name,parent,level\n990100000000,榕海市,,2\n990101000000,榕城区,990100000000,3\n"
        "990102000000,榕江区,990100000000,3\n990101001000,榕西街道,990101000000,4\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refusal:
        first(places_file=str(source), **OPERATOR)
    assert refusal.value.reason.code == "wrong_district"
    answer = first(places_file=str(source), district="990101000000", **OPERATOR)
    assert answer["district"] == "榕城区" and answer["places"]["unchanged"] == 4


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    return subprocess.run(
        [JINLIN, "setup", "--json", *arguments], env={**clean, "JINLIN_DATA": str(data)}, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip


@pytest.mark.slow
def test_the_command_sets_an_empty_folder_up_and_lists_what_it_lacks(tmp_path: Path) -> None:
    lacking = run(tmp_path)
    assert lacking.returncode == 2, lacking.stderr
    assert json.loads(lacking.stdout)["faults"][0]["code"] == "no_district"
    done = run(
        tmp_path,
        "--district",
        "990101000000",
        "--district-name",
        "榕城区",
        "--username",
        "luoming",
        "--name",
        "罗明",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["operator"] == "luoming"
    assert (tmp_path / "static").is_dir() and not (tmp_path / "demo.json").exists()
