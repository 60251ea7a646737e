"""Divisions with 12-digit codes: an edition comes in, again without change, and the next one changes what it changes."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from jinlin.places.divisions import level_of, read_divisions
from jinlin.places.imports import import_divisions, import_places, import_rows
from jinlin.places.models import FormerName, Place
from tests.shared_data import shared

ON = dt.date(2026, 11, 20)
ROWS = (
    ("990000000000", "闽江省", "", "1"),
    ("990100000000", "榕海市", "990000000000", "2"),
    ("990101000000", "榕城区", "990100000000", "3"),
    ("990101001000", "榕西街道", "990101000000", "4"),
    ("990101001001", "榕西社区", "990101001000", "5"),
    ("990101001002", "东溪社区", "990101001000", "5"),
    ("990101002000", "南桥街道", "990101000000", "4"),
    ("990101002001", "南桥社区", "990101002000", "5"),
)


def rows(*without: str, **renamed: str) -> list[dict[str, str]]:
    return [
        {"code": code, "name": renamed.get("c" + code, name), "parent": parent, "level": level}
        for code, name, parent, level in ROWS
        if code not in without
    ]


def counts(report: dict) -> tuple[int, ...]:
    return tuple(report[name] for name in ("read", "added", "changed", "ended", "unchanged"))


def test_the_zeros_of_a_code_say_its_level() -> None:
    assert [level_of(code) for code, *_ in ROWS[:5]] == [
        "province",
        "city",
        "district",
        "street",
        "community",
    ]
    assert level_of("350902500000") == "street"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "99010100100", "name": "短"}, "wrong_code"),
        ({"code": "9901010010AB", "name": "字母"}, "wrong_code"),
        ({"code": "", "name": "空"}, "wrong_code"),
        ({"code": "990101001003", "name": "级别", "level": "4"}, "wrong_level"),
        ({"code": "990101001003", "name": "级别", "level": "某级"}, "wrong_level"),
        ({"code": "990101001003", "name": ""}, "no_name"),
        ({"code": "990101001003", "name": "长" * 81}, "too_long"),
        ({"code": "990101001001", "name": "重复"}, "not_twice"),
        ({"code": "990101009001", "name": "孤儿", "parent": "990101009000"}, "no_parent"),
        ({"code": "990101001003", "name": "错上级", "parent": "990101002000"}, "wrong_parent"),
        ({"code": "990101001003", "name": "自己", "parent": "990101001003"}, "wrong_parent"),
    ],
)
def test_a_faulty_row_is_returned_with_its_reason_and_the_others_are_taken(row: dict, reason: str) -> None:
    found = read_divisions([*rows(), row], {})
    assert len(found.accepted) == len(ROWS)
    assert [(one.row, one.reason.code) for one in found.returned] == [(len(ROWS) + 1, reason)]


def test_children_of_a_returned_row_are_orphans() -> None:
    listed = rows()
    listed[3]["name"] = ""
    found = read_divisions(listed, {})
    assert [one.reason.code for one in found.returned] == ["no_name", "no_parent", "no_parent"]


@pytest.mark.django_db
def test_an_edition_comes_in_and_a_second_time_changes_nothing() -> None:
    assert counts(import_rows(rows(), on=ON)) == (8, 8, 0, 0, 0)
    assert counts(import_rows(rows(), on=ON)) == (8, 0, 0, 0, 8)
    place = Place.objects.get(code="990101001001")
    assert place.path == "990000000000/990100000000/990101000000/990101001000/990101001001/"
    assert place.parent is not None and place.parent.name == "榕西街道"


@pytest.mark.django_db
def test_the_next_edition_adds_renames_and_ends_and_keeps_rows_and_old_names() -> None:
    import_rows(rows("990101002001"), on=dt.date(2025, 1, 1))
    report = import_rows(rows("990101001002", c990101001001="榕西新社区"), on=ON)
    assert counts(report) == (7, 1, 1, 1, 5)
    ended = Place.objects.get(code="990101001002")
    assert ended.valid_to == ON and ended.name == "东溪社区"
    assert Place.objects.get(code="990101002001").valid_from == ON
    assert list(FormerName.objects.values_list("place__code", "name", "until_on")) == [
        ("990101001001", "榕西社区", ON)
    ]
    assert counts(import_rows(rows("990101001002", c990101001001="榕西新社区"), on=ON)) == (7, 0, 0, 0, 7)
    assert counts(import_rows(rows(c990101001001="榕西新社区"), on=ON)) == (8, 0, 1, 0, 7)
    assert Place.objects.get(code="990101001002").valid_to is None


@pytest.mark.django_db
def test_a_street_that_is_gone_ends_with_its_communities_and_names_estates_left_behind() -> None:
    import_rows(rows(), on=ON)
    community = Place.objects.get(code="990101002001")
    Place.objects.create(
        level="estate", code="E1", name="南桥里", parent=community, path=f"{community.path}E1/"
    )
    report = import_rows(rows("990101002000", "990101002001"), on=ON)
    assert report["ended"] == 2 and report["stranded"] == ["990101002001"]
    assert Place.objects.get(code="E1").valid_to is None


@pytest.mark.django_db
def test_a_file_of_a_few_communities_ends_nothing_else() -> None:
    import_rows(rows(), on=ON)
    report = import_rows([{"code": "990101001003", "name": "新社区"}], on=ON)
    assert counts(report) == (1, 1, 0, 0, 0)
    assert not Place.objects.filter(valid_to__isnull=False).exists()


@pytest.mark.django_db
def test_a_district_that_stood_alone_moves_under_its_city_with_all_below() -> None:
    import_rows([{"code": "990101000000", "name": "榕城区"}], on=ON)
    district = Place.objects.get(code="990101000000")
    Place.objects.create(
        level="street",
        code="990101001000",
        name="榕西街道",
        parent=district,
        path=f"{district.path}990101001000/",
    )
    report = import_rows(rows(), on=ON)
    assert report["refused"] == []
    street = Place.objects.get(code="990101001000")
    assert street.path == "990000000000/990100000000/990101000000/990101001000/"


@pytest.mark.django_db
def test_a_file_with_chinese_headings_and_marks_is_read_and_faulty_cells_are_named(tmp_path: Path) -> None:
    path = tmp_path / "区划.csv"
    lines = ["区划代码,区划名称,上级代码,级别", *(",".join(row) for row in ROWS), "abc,坏行,,", ",,,"]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    report = import_places(path, on=ON)
    assert counts(report) == (9, 8, 0, 0, 0) and report["what"] == "divisions"
    assert [(row["row"], row["code"]) for row in report["refused"]] == [(10, "wrong_code")]


@pytest.mark.django_db
def test_all_of_fujian_comes_in_twice_without_change_and_from_one_edition_to_the_next() -> None:
    changes = list(
        csv.DictReader(shared("cn-divisions-fujian/fujian_changes_2021_to_2022.csv").open(encoding="utf-8"))
    )
    expected = {
        kind: sum(row["change"] == kind for row in changes)
        for kind in ("added", "removed", "renamed", "type changed")
    }
    first = import_divisions(shared("cn-divisions-fujian/fujian_2021.csv"), on=dt.date(2021, 12, 31))
    assert counts(first) == (18633, 18633, 0, 0, 0) and first["refused"] == []
    again = import_divisions(shared("cn-divisions-fujian/fujian_2021.csv"), on=dt.date(2021, 12, 31))
    assert counts(again) == (18633, 0, 0, 0, 18633)
    later = import_divisions(shared("cn-divisions-fujian/fujian_2022.csv"), on=ON)
    assert (later["read"], later["added"], later["ended"]) == (18704, expected["added"], expected["removed"])
    assert FormerName.objects.count() == expected["renamed"]
    assert Place.objects.filter(valid_to__isnull=True).count() == 18704
    assert counts(import_divisions(shared("cn-divisions-fujian/fujian_2022.csv"), on=ON)) == (
        18704,
        0,
        0,
        0,
        18704,
    )
