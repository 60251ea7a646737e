"""Spreadsheets of estates, buildings and dwellings: each row accepted or returned, the same file adds nothing."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from jinlin.base.rule import Refused
from jinlin.places.estates import key_of, shown
from jinlin.places.imports import import_estates, import_places, import_rows
from jinlin.places.models import Place
from tests.places.test_divisions import rows

HEAD = ("街道", "所属社区", "小区名称", "楼栋", "单元", "房号", "建筑面积（㎡）", "户数", "网格")


@pytest.fixture
def land(db: None) -> None:
    import_rows(rows(), on=dt.date(2026, 1, 1))


def book(tmp_path: Path, *lines: tuple, head: tuple = HEAD) -> Path:
    sheet = openpyxl.Workbook()
    assert sheet.active is not None
    sheet.active.append(["榕城区住宅小区台账"])
    for line in (head, *lines):
        sheet.active.append(line)
    path = tmp_path / "小区.xlsx"
    sheet.save(path)
    return path


def counts(report: dict) -> tuple[int, ...]:
    return tuple(report[name] for name in ("read", "added", "changed", "unchanged")) + (
        len(report["refused"]),
    )


@pytest.mark.parametrize(
    ("level", "one", "other"),
    [
        ("building", "3号楼", "3 号楼"), ("building", "３栋", "三幢"), ("building", "03#", "3座"), ("building", "十二号楼", "12"),
        ("stairwell", "2单元", "二单元"), ("dwelling", "302", "302室"), ("dwelling", "0302", "302"), ("grid", "第3网格", "3"),
        ("estate", "青榕 花园", "青榕花园"), ("building", "二十三栋", "23"),
    ],
)  # fmt: skip
def test_names_as_offices_write_them_mean_one_place(level: str, one: str, other: str) -> None:
    assert key_of(level, one) == key_of(level, other)


@pytest.mark.parametrize(("one", "other"), [("A栋", "B栋"), ("1号楼", "11号楼"), ("商铺", "车库")])
def test_names_that_differ_stay_different_places(one: str, other: str) -> None:
    assert key_of("building", one) != key_of("building", other)


def test_a_bare_number_is_shown_as_a_name() -> None:
    assert (shown("building", "3"), shown("dwelling", "302"), shown("building", "A栋")) == (
        "3 号楼",
        "302 室",
        "A栋",
    )


def test_estates_buildings_and_dwellings_come_in_and_a_second_time_change_nothing(
    land: None, tmp_path: Path
) -> None:
    path = book(
        tmp_path,
        ("榕西街道", "榕西社区", "青榕花园", None, None, None, None, 320, 3),
        ("榕西街道", "榕西居委会", "青榕花园", 3, 1, 302, 89.9, None, None),
        ("榕西街道", "榕西社区", "青榕花园", "三栋", "1单元", "303", 89.9, None, None),
        (None, "南桥社区", "南桥里", "A栋", None, 101, 66, None, None),
    )
    report = import_places(path)
    assert report["what"] == "estates" and counts(report) == (4, 4, 0, 0, 0)
    assert counts(import_places(path)) == (4, 0, 0, 4, 0)
    dwelling = Place.objects.get(name="302 室")
    assert dwelling.area_cm2 == 8990
    assert [place.name for place in Place.objects.filter(path__in=_paths(dwelling)).order_by("path")][-4:] == [
        "青榕花园", "3 号楼", "1 单元", "302 室",
    ]  # fmt: skip
    estate = Place.objects.get(name="青榕花园")
    assert estate.households == 320 and estate.grid is not None and estate.grid.name == "第 3 网格"
    assert dwelling.grid_id == estate.grid_id
    assert Place.objects.filter(level="building").count() == 2


def _paths(place: Place) -> list[str]:
    parts = place.path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


def test_every_row_that_cannot_be_taken_is_returned_with_its_reason(land: None, tmp_path: Path) -> None:
    import_rows([*rows(), {"code": "990101002002", "name": "榕西社区", "parent": "990101002000"}])
    path = book(
        tmp_path,
        ("", "没有的社区", "某小区", None, None, None, None, None, None),
        ("", "榕西社区", "某小区", None, None, None, None, None, None),
        ("南桥街道", "榕西社区", "桥边苑", None, 2, None, None, None, None),
        ("南桥街道", "榕西社区", "桥边苑", 1, 1, 101, "很大", None, None),
        ("南桥街道", "榕西社区", "桥边苑", 1, 1, 102, 0, None, None),
        ("南桥街道", "榕西社区", "桥边苑", 1, 1, 103, 70, None, None),
        ("南桥街道", "榕西社区", "桥边苑", 1, 1, "103室", 71, None, None),
        ("南桥街道", "榕西社区", None, 1, 1, 104, 71, None, None),
    )
    report = import_estates(path)
    refused = {row["row"]: row["code"] for row in report["refused"]}
    assert refused == {
        3: "no_community", 4: "wrong_community", 5: "no_building", 6: "wrong_number", 7: "wrong_area", 9: "not_twice",
        10: "no_value",
    }  # fmt: skip
    assert report["added"] == 1
    assert Place.objects.get(name="103 室").area_cm2 == 7000


def test_a_full_name_decides_between_a_community_and_a_village_of_one_stem(
    land: None, tmp_path: Path
) -> None:
    import_rows([*rows(), {"code": "990101001009", "name": "榕西村", "parent": "990101001000"}])
    report = import_estates(book(tmp_path, ("", "榕西村", "桥边苑", None, None, None, None, None, None)))
    assert report["refused"] == [] and Place.objects.get(name="桥边苑").parent == Place.objects.get(
        name="榕西村"
    )


def test_new_figures_change_a_place_and_a_new_grid_takes_all_below_along(land: None, tmp_path: Path) -> None:
    first = ("", "榕西社区", "青榕花园", 1, 1, 101, 80, None, None)
    import_estates(book(tmp_path, ("", "榕西社区", "青榕花园", None, None, None, None, 100, 1), first))
    report = import_estates(
        book(tmp_path, ("", "榕西社区", "青榕花园", None, None, None, None, 120, 2), first)
    )
    assert counts(report) == (2, 0, 1, 1, 0)
    estate, dwelling = Place.objects.get(name="青榕花园"), Place.objects.get(name="101 室")
    assert estate.households == 120 and estate.grid is not None and estate.grid.name == "第 2 网格"
    assert dwelling.grid_id == estate.grid_id


def test_a_sheet_without_the_columns_is_refused_whole(land: None, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        import_estates(book(tmp_path, ("甲", "乙"), head=("姓名", "电话")))
    assert {reason.code for reason in refusal.value.reasons} == {"no_column"}
