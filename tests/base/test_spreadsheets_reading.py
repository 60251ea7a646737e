"""Reading sheets: encodings, titles, headers of several levels, remarks, merged data, and what is refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Limits, Table, read

LEDGER = [
    ["编号", "标题", "电话", "时间"],
    ["350802001001", "电梯坏了", "13800000000", "2026/9/3 8:05:01"],
    ["350802001002", "路灯不亮", "0592-1234567", "2026/9/4"],
]


@contextmanager
def table_of(source: Path | str | bytes, name: str = "") -> Iterator[Table]:
    with read(source, name) as book:
        yield book.table


def values(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows()]


def text_bytes(rows: list[list[str]], encoding: str, mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(row) for row in rows).encode(encoding)


def sheet_file(path: Path, rows: list[list[object]], merged: list[tuple[int, int, int, int]] = ()) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("台账")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    for top, left, bottom, right in merged:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_table_is_read_in_every_encoding_that_offices_save(encoding):
    with table_of(text_bytes(LEDGER, encoding), "台账.csv") as table:
        assert table.headings == ("编号", "标题", "电话", "时间")
        assert values(table)[1] == ("350802001002", "路灯不亮", "0592-1234567", "2026/9/4")


@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，"])
def test_the_separator_is_told_from_the_lines(mark):
    with table_of(text_bytes(LEDGER, "utf-8", mark)) as table:
        assert [row[1] for row in values(table)] == ["电梯坏了", "路灯不亮"]


def test_rare_characters_survive_gb18030():
    with table_of(text_bytes([["姓名", "小区"], ["𠮷㛃𬭚", "榕树里"]], "gb18030")) as table:
        assert values(table) == [("𠮷㛃𬭚", "榕树里")]


def test_a_quoted_line_break_stays_in_its_cell_and_a_kept_zero_is_text():
    with table_of('编号,内容\n="00123","第一行\n第二行"\n'.encode()) as table:
        assert values(table) == [("00123", "第一行\n第二行")]


def test_a_code_stored_as_a_number_comes_back_whole(tmp_path):
    rows = [["区划代码", "面积", "登记日期"], [350802001001.0, 89.99, datetime.date(2026, 9, 3)]]
    with table_of(sheet_file(tmp_path / "a.xlsx", rows)) as table:
        assert values(table) == [(350802001001, 89.99, datetime.date(2026, 9, 3))]
        assert table.address(2, 17) == "C17"


def test_titles_and_the_line_with_unit_and_date_stand_over_the_header(tmp_path):
    rows = [
        ["榕树里社区诉求台账", None, None, None],
        ["填报单位：榕树里社区", None, None, "日期：2026年9月"],
        ["序号", "诉求标题", "联系电话", "办理情况"],
        [1, "电梯坏了", "13800000000", "办结"],
        [2, "路灯不亮", "13800000001", "在办"],
        ["合计", None, None, 2],
        ["填表人：甲", None, None, None],
    ]
    with table_of(sheet_file(tmp_path / "a.xlsx", rows, [(0, 0, 0, 3)])) as table:
        assert table.headings == ("序号", "诉求标题", "联系电话", "办理情况")
        assert table.layout.above == ("榕树里社区诉求台账", "填报单位：榕树里社区", "日期：2026年9月")
        assert [(row.number, row.left_out) for row in table.walk()] == [
            (4, None),
            (5, None),
            (6, "total"),
            (7, "remark"),
        ]


def test_a_header_of_two_levels_is_joined_even_where_a_text_table_lost_its_merged_cells():
    rows = [["姓名", "联系方式", "", "住址"], ["", "电话", "微信", ""], ["甲", "13800000000", "w1", "3栋"]]
    with table_of(text_bytes(rows, "utf-8")) as table:
        assert table.headings == ("姓名", "联系方式/电话", "联系方式/微信", "住址")
        assert len(values(table)) == 1


def test_a_column_without_a_name_does_not_swallow_the_first_row_of_data():
    rows = [["姓名", "电话", ""], ["甲", "无", "常外出"], ["乙", "有", ""]]
    with table_of(text_bytes(rows, "utf-8")) as table:
        assert table.headings == ("姓名", "电话", "")
        assert len(values(table)) == 2


def test_cells_merged_downwards_speak_for_every_row_of_theirs(tmp_path):
    rows = [["社区", "小区", "户数"], ["榕树里", "一期", 10], [None, "二期", 20], ["凤凰", "南苑", 30]]
    with table_of(sheet_file(tmp_path / "a.xlsx", rows, [(1, 0, 2, 0)])) as table:
        assert [row[0] for row in values(table)] == ["榕树里", "榕树里", "凤凰"]


def test_numbering_hints_and_a_header_printed_again_are_no_data():
    rows = [
        ["姓名", "电话", "出生日期"],
        ["（1）", "（2）", "（3）"],
        ["必填，真实姓名", "如：13800000000", "格式YYYYMMDD"],
        ["甲", "13800000000", "19600101"],
        ["姓名", "电话", "出生日期"],
        ["乙", "13800000001", "19600102"],
    ]
    with table_of(text_bytes(rows, "utf-8")) as table:
        assert [row[0] for row in values(table)] == ["甲", "乙"]
        assert set(table.layout.skipped.values()) == {"numbering", "annotation"}
        assert table.layout.hints[2] == "格式YYYYMMDD"


def test_a_list_beside_the_table_is_not_taken_for_part_of_it(tmp_path):
    rows = [
        ["房屋", "金额", None, None, "说明："],
        ["1-1-101", 10, None, None, "房屋写编号"],
        ["1-1-102", 20, None, None, "金额以元计"],
    ]
    with table_of(sheet_file(tmp_path / "a.xlsx", rows)) as table:
        assert table.headings == ("房屋", "金额")
        assert table.layout.beside == ("E:E",)


def test_a_blank_column_in_the_middle_parts_no_table(tmp_path):
    rows = [
        ["姓名", "电话", None, "住址", "备注"],
        ["甲", "1", None, "3栋", "x"],
        ["乙", "2", None, "4栋", "y"],
    ]
    with table_of(sheet_file(tmp_path / "a.xlsx", rows)) as table:
        assert table.headings == ("姓名", "电话", "", "住址", "备注")


def test_blanks_and_line_breaks_in_headings_are_taken_out(tmp_path):
    with table_of(sheet_file(tmp_path / "a.xlsx", [["联 系\n电　话 ", "门牌 No 1"], ["1", "2"]])) as table:
        assert table.headings == ("联系电话", "门牌No 1")


def test_the_fullest_visible_sheet_is_taken_and_another_can_be_chosen(tmp_path):
    path = tmp_path / "many.xls"
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in (("封面", [["说明"]]), ("台账", LEDGER), ("字典", [["类别", "代码"], ["a", "1"]])):
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    book.add_sheet("Sheet2")
    book.save(str(path))
    with read(path) as found:
        assert found.table.sheet.name == "台账"
        assert [sheet.name for sheet in found.sheets] == ["封面", "台账", "字典", "Sheet2"]
        assert found.choose("字典").headings == ("类别", "代码")
        with pytest.raises(Refused) as refused:
            found.choose("没有")
        assert refused.value.reason.code == "no_sheet"


def test_a_web_page_named_xls_is_read_with_its_spans():
    page = (
        "<html><meta charset=gbk><table><tr><td rowspan=2>姓名</td><td colspan=2>联系</td></tr>"
        "<tr><td>电话</td><td>地址</td></tr><tr><td>甲</td><td>138&amp;1</td><td>3栋<br>2楼</td></tr></table>"
    )
    with table_of(page.encode("gb18030"), "导出.xls") as table:
        assert table.headings == ("姓名", "联系/电话", "联系/地址")
        assert values(table) == [("甲", "138&1", "3栋\n2楼")]


def test_a_table_without_a_header_is_read_from_its_first_row():
    with table_of(b"1,20200106,3\n2,20200107,5\n") as table:
        assert table.layout.header is None
        assert len(values(table)) == 2


def test_rows_can_be_walked_again_and_are_gone_when_the_book_is_closed():
    book = read(text_bytes(LEDGER, "utf-8"))
    path = book.table.sheet.path
    assert values(book.table) == values(book.table)
    book.close()
    assert not path.exists()


def refusal_of(source: Path | str | bytes | io.BytesIO, **limits: int) -> str:
    with pytest.raises(Refused) as refused:
        read(source, limits=Limits(**limits)).close()
    assert refused.value.reason.words.zh and refused.value.reason.words.en
    assert "{" not in refused.value.reason.words.zh
    return refused.value.reason.code


def test_what_is_no_table_is_refused_in_words(tmp_path):
    assert refusal_of(tmp_path / "absent.xlsx") == "no_file"
    assert refusal_of("/dev/zero") == "wrong_kind"
    (tmp_path / "empty.csv").write_bytes(b"")
    assert refusal_of(tmp_path / "empty.csv") == "no_content"
    assert refusal_of(b"\x89PNG\r\n\x1a\n" + b"\0" * 100) == "wrong_kind"
    assert refusal_of(b"PK\x03\x04" + b"\0" * 100) == "not_readable"
    assert refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096) == "not_readable"
    assert refusal_of(b"\x81\xff\xfe\x81,\xff\n" * 30) == "wrong_encoding"
    assert refusal_of(sheet_file(tmp_path / "blank.xlsx", [])) == "no_table"


def test_a_stream_that_never_ends_is_refused_at_the_limit():
    with open("/dev/zero", "rb") as endless:
        assert refusal_of(endless, file=2_000_000) == "too_large"


def test_too_many_rows_and_columns_are_refused_with_the_limit_in_the_words(tmp_path):
    path = sheet_file(tmp_path / "a.xlsx", [["编号", "标题"]] + [[n, "x"] for n in range(120)])
    with pytest.raises(Refused) as refused:
        read(path, limits=Limits(rows=100))
    assert refused.value.reason.code == "too_many_rows"
    assert "100" in refused.value.reason.words.zh
    assert refusal_of(path, columns=1) == "too_many_columns"
    assert refusal_of(text_bytes(LEDGER, "utf-8"), rows=2) == "too_many_rows"


def test_one_cell_in_the_last_corner_of_a_sheet_does_not_end_this_process(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "corner.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, 1)
    sheet.write(1_048_575, 16_383, 1)
    book.close()
    assert refusal_of(tmp_path / "corner.xlsx") == "too_large_unpacked"


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_bomb_is_refused_by_what_its_directory_says():
    bomb = packed({"[Content_Types].xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 40_000_000})
    assert len(bomb) < 100_000
    assert refusal_of(bomb) == "too_large_unpacked"
    assert refusal_of(packed({f"xl/{n}.xml": b"<a/>" for n in range(40)}), entries=30) == "too_many_entries"


def test_a_shared_text_repeated_a_million_times_is_refused_by_its_memory(tmp_path):
    cells = "".join(f'<row r="{r}">' + '<c t="s"><v>0</v></c>' * 50 + "</row>" for r in range(1, 4001))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}'
    original = sheet_file(tmp_path / "a.xlsx", [["字"]])
    parts = {}
    with zipfile.ZipFile(original) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (sheet + "</sheetData></worksheet>").encode()
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("字".encode(), b"x" * 30_000)
    assert refusal_of(packed(parts)) == "too_large_unpacked"


def ods(rows: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="台账">{rows}</table:table>'
    content = f"<office:document-content {spaces}>{body}</office:spreadsheet></office:body></office:document-content>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed(
        {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def ods_row(*texts: str, repeated: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    cells = cells or "<table:table-cell/>"
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def test_a_sheet_of_libreoffice_is_read():
    with table_of(ods(ods_row("编号", "标题") + ods_row("1", "路灯") + ods_row(repeated=1_000_000))) as table:
        assert table.sheet.name == "台账"
        assert values(table) == [("1", "路灯")]


def test_a_row_repeated_without_end_is_refused():
    bomb = ods(ods_row("编号", "标题") + ods_row(*("x" * 100 for _ in range(50)), repeated=1_000_000_000))
    assert refusal_of(bomb) in ("too_many_rows", "too_large_unpacked", "too_slow")


def test_a_workbook_with_a_password_is_refused_in_those_words():
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )
    assert refusal_of(locked) == "not_readable_with_password"


def test_declared_entities_are_refused(tmp_path):
    original = sheet_file(tmp_path / "a.xlsx", [["字", "词"], ["1", "2"]])
    with zipfile.ZipFile(original) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    assert refusal_of(packed(parts)) == "wrong_entities"


def test_one_cell_of_twenty_million_letters_is_refused():
    assert refusal_of("编号,标题\n1,".encode() + b"a" * 20_000_000) == "too_long_cell"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=60))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(tmp_path, place, damage):
    path = tmp_path / "whole.xlsx"
    if not path.exists():
        sheet_file(path, LEDGER)
    data = bytearray(path.read_bytes())
    start = place % len(data)
    data[start : start + len(damage)] = damage
    try:
        read(bytes(data)).close()
    except Refused as refused:
        assert refused.reason.words.zh


def test_merged_cells_declared_over_everything_cost_little(tmp_path):
    original = sheet_file(tmp_path / "a.xlsx", [["编号", "标题"], ["1", "路灯"]])
    with zipfile.ZipFile(original) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    everywhere = b'<mergeCell ref="A1:XFD1048576"/>' * 20_000
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + everywhere + b"</mergeCells>"
    )
    with read(packed(parts)) as book:
        assert len(book.table.sheet.merged) == 20_000
        assert sum(1 for _ in book.table.walk()) <= 2
