"""Checking rows and handing back what cannot be taken, with its reason and the address of the cell."""

from __future__ import annotations

import datetime
from pathlib import Path

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets import (
    Checked,
    Column,
    Kind,
    Setting,
    check,
    form_of,
    match,
    read,
    write_returned,
)
from jinlin.base.words import Words
from tests.base.test_spreadsheets_columns import DETAIL, NAME, PHONE, TITLE, TOLD_AT
from tests.base.test_spreadsheets_reading import sheet_file
from tests.shared_data import shared

KIND = Column(
    "kind", Words("类别", "kind"), kind=Kind.CHOICE, choices=(("市政", "roads"), ("物业", "estate"))
)
AREA = Column("area", Words("建筑面积", "area"), ("面积",), kind=Kind.AREA)
WANTED = (TITLE, DETAIL, TOLD_AT, PHONE, KIND, AREA)

ROWS = [
    ["诉求台账", None, None, None, None, None],
    ["标题", "内容", "登记日期", "联系电话", "类别", "面积（㎡）"],
    ["电梯坏了", "三号楼电梯停了两天", "2026年9月3日", 13800000000, "物业", 89.99],
    ["路灯不亮", None, "9月3日", "1380", "绿化", "89.999"],
    ["积水", "路口积水", datetime.date(2026, 9, 4), None, "市 政", None],
]


def checked(path: Path, **given: object) -> list[Checked]:
    with read(path) as book:
        return list(check(book.table, WANTED, match(book.table.headings, WANTED), **given))


def test_a_sound_row_becomes_values_and_a_faulty_one_names_every_cell(tmp_path):
    first, second, third = checked(sheet_file(tmp_path / "a.xlsx", ROWS))
    assert first.is_accepted
    assert first.values["told_at"].isoformat() == "2026-09-03T00:00:00+08:00"
    assert (first.values["phone"], first.values["kind"], first.values["area"]) == (
        "13800000000",
        "estate",
        8999,
    )
    assert second.values == {}
    assert [(fault.address, fault.reason.code) for fault in second.faults] == [
        ("B4", "no_value"),
        ("C4", "no_year"),
        ("D4", "wrong_phone"),
        ("E4", "wrong_choice"),
        ("F4", "too_precise"),
    ]
    assert third.values["kind"] == "roads"
    assert third.values["phone"] is None


def test_the_year_may_come_from_the_one_who_imports(tmp_path):
    second = checked(sheet_file(tmp_path / "a.xlsx", ROWS), setting=Setting(year=2026))[1]
    assert "no_year" not in [fault.reason.code for fault in second.faults]


def test_a_rule_over_the_whole_row_sees_only_sound_rows(tmp_path):
    seen = []

    def not_before(values):
        seen.append(values["title"])
        if values["told_at"].day == 4:
            yield "told_at", Reason("too_late", Words("太晚。", "Too late."))

    rows = checked(sheet_file(tmp_path / "a.xlsx", ROWS), rule=not_before)
    assert seen == ["电梯坏了", "积水"]
    assert rows[2].faults[0].address == "C5"
    assert rows[2].values == {}


def test_the_file_of_returned_rows_can_be_corrected_and_handed_in_again(tmp_path):
    path = sheet_file(tmp_path / "a.xlsx", ROWS)
    with read(path) as book:
        results = list(check(book.table, WANTED, match(book.table.headings, WANTED)))
        written = write_returned(tmp_path / "returned.xlsx", book.table, results)
    assert written.rows == 1
    with read(tmp_path / "returned.xlsx") as book:
        assert book.table.headings[:6] == ("标题", "内容", "登记日期", "联系电话", "类别", "面积（㎡）")
        assert book.table.headings[6:] == ("原行号", "单元格", "原因")
        (row,) = list(book.table.rows())
        assert row.cells[6] == 4
        assert row.cells[7] == "B4、C4、D4、E4、F4"
        assert "C4 日期没有年份" in row.cells[8]
        again = list(check(book.table, WANTED, match(book.table.headings, WANTED)))
    assert [fault.reason for fault in again[0].faults] == [fault.reason for fault in results[1].faults]


def test_every_message_of_the_real_board_is_accepted_with_its_time():
    wanted = (TITLE, DETAIL, TOLD_AT, NAME)
    for name in ("附件2_样例_部分", "附件3_热点", "附件4_答复_部分"):
        with read(shared(f"zh-gov-messages/xlsx/{name}.xlsx")) as book:
            rows = list(check(book.table, wanted, match(book.table.headings, wanted)))
        assert [row.faults for row in rows if row.faults] == []
        assert all(row.values["told_at"].year in range(2008, 2021) for row in rows)
        assert not any(row.values["detail"].startswith(("\n", "\t", " ")) for row in rows)


def test_a_form_with_labels_beside_its_values_is_checked_like_a_row(tmp_path):
    rows = [
        ["居民诉求登记表", None, None, None],
        ["姓名", "甲", "联系电话", 13800000000],
        ["登记日期：2026年9月3日", None, None, None],
        ["标题", "电梯坏了", None, None],
        ["内容", "三号楼电梯停了两天", None, None],
    ]
    wanted = (TITLE, DETAIL, TOLD_AT, PHONE, NAME)
    with read(sheet_file(tmp_path / "form.xlsx", rows, [(0, 0, 0, 3), (3, 1, 3, 3), (4, 1, 4, 3)])) as book:
        form = form_of(book.sheets[0], wanted)
        (row,) = list(check(form, wanted, match(form.headings, wanted)))
    assert row.is_accepted
    assert row.values["phone"] == "13800000000"
    assert row.values["detail"] == "三号楼电梯停了两天"
    assert row.values["told_at"].day == 3
    assert form.address(form.headings.index("联系电话"), 1) == "D2"


def test_a_table_is_no_form(tmp_path):
    with read(sheet_file(tmp_path / "a.xlsx", ROWS)) as book:
        assert form_of(book.sheets[0], WANTED) is None
