"""Sheets that are written: nothing evaluates, nothing is lost, and every office program opens them."""

from __future__ import annotations

import csv
import datetime
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from jinlin.base.spreadsheets import Heading, Kind, Page, read, write_csv, write_xlsx
from jinlin.base.spreadsheets.writing import csv_text
from jinlin.base.text import clean_text

STARTS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
FORMULAS = [start + "1+1" for start in STARTS] + [
    '=HYPERLINK("http://example.org")',
    "@SUM(1)",
    "+8613800000000",
]
UTC = datetime.UTC


def test_no_text_becomes_a_formula_in_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, Page("导出", [Heading("内容")], [[text] for text in FORMULAS]))
    cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [unescape(cell.value) for cell in cells] == FORMULAS
    assert all(cell.quotePrefix for cell in cells)
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_no_text_becomes_a_formula_in_a_text_table_and_reading_gives_it_back(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(path, [Heading("编号"), Heading("内容")], [["x", text] for text in FORMULAS])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        shown = [row[1] for row in csv.reader(stream)][1:]
    assert not any(text[0] in "".join(STARTS) for text in shown)
    with read(path) as book:
        back = [clean_text(row.cells[1], 100) for row in book.table.rows()]
    assert back == [clean_text(text, 100) for text in FORMULAS]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_guarding_changes_nothing_but_the_start(text):
    assert csv_text(text) in (text, "\u200b" + text)
    assert csv_text(text)[0] not in "=+-@\t\r＝＋－＠"


def test_values_are_written_as_what_they_are(tmp_path):
    path = tmp_path / "a.xlsx"
    headings = [
        Heading("代码", Kind.CODE),
        Heading("日期", Kind.DATE),
        Heading("时间", Kind.MOMENT),
        Heading("面积", Kind.AREA),
        Heading("金额", Kind.MONEY),
        Heading("是否", Kind.YES_NO),
        Heading("电话", Kind.PHONES),
        Heading("空"),
    ]
    moment = datetime.datetime(2026, 9, 3, 16, 30, tzinfo=UTC)
    row = ["001234567890123456", datetime.date(2026, 9, 3), moment, 8999, -1250, True, ("1", "2"), None]
    write_xlsx(path, Page("导出", headings, [row], "来源：榕树里社区；截至 2026-09-03"))
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A1"].value == "来源：榕树里社区；截至 2026-09-03"
    assert sheet.freeze_panes == "A3"
    assert [cell.value for cell in sheet[3]] == [
        "001234567890123456",
        datetime.datetime(2026, 9, 3),
        datetime.datetime(2026, 9, 4, 0, 30),
        89.99,
        -12.5,
        "是",
        "1；2",
        None,
    ]
    assert sheet["A3"].number_format == "@"
    with read(path) as book:
        assert book.table.headings == tuple(heading.text for heading in headings)


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_counted(tmp_path):
    written = write_xlsx(tmp_path / "a.xlsx", Page("导出", [Heading("内容")], [["字" * 40_000], ["短"]]))
    assert (written.rows, written.cut) == (2, 1)
    value = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…（已截断）")


def test_sheet_names_are_made_fit_and_different(tmp_path):
    pages = [Page(name, [Heading("x")], [["1"]]) for name in ("甲/乙:*?", "甲_乙___", "", "长" * 60)]
    write_xlsx(tmp_path / "a.xlsx", *pages)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [
        "甲_乙___",
        "甲_乙___(2)",
        "Sheet",
        "长" * 27,
    ]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("jinlin.base.spreadsheets.writing.ROW_LIMIT", 4)
    write_xlsx(
        tmp_path / "a.xlsx", Page("导出", [Heading("n", Kind.INTEGER)], [[n] for n in range(7)], "截至")
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["导出", "导出(2)", "导出(3)", "导出(4)"]
    assert [sheet["A3"].value for sheet in book] == [0, 2, 4, 6]


@pytest.mark.parametrize("text", ["\x00\x01控制", "\ud800半个", "_x000D_", "𠮷㛃𬭚", "<b>&\"'"])
def test_hostile_text_is_written_and_the_file_opens(tmp_path, text):
    write_xlsx(tmp_path / "a.xlsx", Page("导出", [Heading("编号"), Heading("内容")], [["1", text]]))
    write_csv(tmp_path / "a.csv", [Heading("编号"), Heading("内容")], [["1", text]])
    with read(tmp_path / "a.xlsx") as book:
        (row,) = book.table.rows()
    assert row.cells[1] == text.replace("\ud800", "\ufffd")
    with read(tmp_path / "a.csv") as book:
        assert len(list(book.table.rows())) == 1
