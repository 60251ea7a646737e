"""The workbooks that real offices drew up: where the header is found, and how its levels are joined."""

from __future__ import annotations

import json

import pytest

from jinlin.base.spreadsheets import read
from tests.shared_data import shared

# workbook: sheet, header rows (from 1), columns, a heading that must be there, rows of data
EXPECTED = {
    "人员导入模板_27列.xlsx": ("Person", (1, 1), 29, "现住小区/建筑", 0),
    "党组织党员情况_汇总导出.xls": ("fp_diqu", (1, 3), 54, "村组织情况/其中：年龄分布（人）/35岁以下", 0),
    "医疗业务月报表_四层表头.xls": ("Sheet1", (2, 5), 34, "住院病人手术次数/无菌手术愈合例数/其中/甲级", 0),
    "同期对比表.xls": ("同期对比1", (3, 4), 20, "诊疗人次/2010年", 0),
    "培训电话回访记录表.xls": ("Sheet1", (4, 4), 5, "联系电话", 0),
    "培训签到签退表.xls": ("Sheet1", (4, 5), 10, "上午/姓名", 10),
    "房屋缴费历史导入.xlsx": ("房屋缴费历史", (1, 1), 10, "应缴金额", 3),
    "扶贫_帮扶到户到村_月报表.xls": ("1", (4, 7), 31, "1.贫困户基本情况/有劳动能力/低保对象(户)", 0),
    "扶贫_帮扶资金_月报表.xls": ("3 ", (4, 6), 11, "4/已投入帮扶资金构成/社会引资（元）", 0),
    "扶贫_汇总导出_65列.xls": ("fp_diqu", (1, 2), 65, "有劳动能力/低保对象(户)", 0),
    "扶贫_统计_五张表.xls": ("一", (1, 2), 16, "无劳动能力/低收入困难家庭(人)", 0),
    "扶贫_资金导出_17列.xls": ("fp_diqu", (1, 1), 17, "社会募捐(元)", 0),
    "水电表导入.xlsx": ("水电表", (1, 1), 8, "采集器ID", 1),
    "调查表二_户.xls": ("Sheet1", (3, 3), 4, "填表项目", 55),
    "调查表二_户_2012_汇总.xls": ("Sheet1", (3, 3), 4, "填表项目", 53),
    "贫困户名单_空表.xls": ("Sheet1", (1, 1), 5, "所属地区", 0),
    "贫困户类型统计表.xls": ("Sheet1", (1, 2), 12, "贫困户类型/有劳动能力的低保户", 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_header_of_a_real_workbook_is_found_and_joined(name):
    sheet, header, columns, heading, rows = EXPECTED[name]
    with read(shared(f"zh-excel-layouts/{name}")) as book:
        table = book.table
        assert table.sheet.name == sheet
        assert (table.layout.header[0] + 1, table.layout.header[1] + 1) == header
        assert len(table.headings) == columns
        assert heading in table.headings
        assert sum(1 for _ in table.rows()) == rows


def test_three_tables_under_each_other_are_found_one_by_one():
    with read(shared("zh-excel-layouts/医院工作报表_五层表头.xls")) as book:
        found = book.sheets[0].tables
        assert [table.layout.header for table in found] == [(1, 4), (13, 14), (38, 41)]
        assert "诊疗人次数/其中：门急诊人次数/急诊人次数/其中死亡人数" in found[0].headings
        assert book.choose(0, 2).headings[0] == "门诊小手术数"


def test_merged_regions_are_those_that_the_files_hold():
    for entry in json.loads(shared("zh-excel-layouts/manifest.json").read_text(encoding="utf-8")):
        with read(shared(f"zh-excel-layouts/{entry['file']}")) as book:
            for sheet, told in zip(book.sheets, entry["sheets"], strict=False):
                assert sheet.name == told["sheet"]
                assert sorted(sheet.merged) == sorted(tuple(region) for region in told["merged"])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("附件1_分类体系", 517),
        ("附件2_样例_部分", 350),
        ("附件2_测试数据_无标签", 2801),
        ("附件3_热点", 4326),
        ("附件4_答复_部分", 1967),
    ],
)
def test_every_row_of_the_message_workbooks_is_read(name, rows):
    with read(shared(f"zh-gov-messages/xlsx/{name}.xlsx")) as book:
        assert sum(1 for _ in book.table.rows()) == rows
        assert sum(1 for _ in book.table.walk()) == rows
        assert all(book.table.headings)
