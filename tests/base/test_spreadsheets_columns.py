"""Which column holds what: matched by name, shown where unsure, remembered as data."""

from __future__ import annotations

import json

import pytest

from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Column, Kind, fingerprint, from_data, match, private_among, read
from jinlin.base.words import Words
from tests.shared_data import shared

TITLE = Column("title", Words("标题", "title"), ("留言主题", "诉求标题", "反映事项", "主题"), required=True)
DETAIL = Column(
    "detail",
    Words("内容", "detail"),
    ("留言详情", "诉求内容", "反映内容", "详情"),
    required=True,
    limit=10_000,
)
TOLD_AT = Column(
    "told_at", Words("时间", "time"), ("留言时间", "反映时间", "受理时间", "登记日期"), kind=Kind.MOMENT
)
PLACE = Column("place", Words("地点", "place"), ("小区", "地址", "所属小区", "小区名称"))
PHONE = Column("phone", Words("联系电话", "phone"), ("手机", "电话", "手机号", "电话号码"), kind=Kind.PHONE)
NAME = Column("name", Words("姓名", "name"), ("反映人", "留言用户", "来电人", "联系人"))
NUMBER = Column("number", Words("编号", "number"), ("留言编号", "工单号"), kind=Kind.CODE)
WANTED = (NUMBER, TITLE, DETAIL, TOLD_AT, PLACE, PHONE, NAME)


def found(headings: list[str]) -> dict[str, str]:
    return {name: choice.heading for name, choice in match(headings, WANTED).chosen.items()}


def test_headings_are_matched_by_name_and_synonym_whatever_stands_around_them():
    headings = ["*工单号", "诉求标题（必填）", "诉求内容：", "受 理 时 间", "小区名称", "手机号", "来电人"]
    assert found(headings) == dict(zip([c.name for c in WANTED], headings, strict=True))


def test_a_heading_of_several_levels_is_matched_by_its_last():
    headings = ["编号", "反映事项", "反映内容", "反映人信息/姓名", "反映人信息/联系电话", "办理/登记日期"]
    assert found(headings)["phone"] == "反映人信息/联系电话"
    assert found(headings)["name"] == "反映人信息/姓名"
    assert found(headings)["told_at"] == "办理/登记日期"


def test_the_columns_own_name_wins_over_a_synonym():
    assert found(["标题", "主题", "内容"])["title"] == "标题"


def test_two_headings_that_fit_alike_are_shown_and_not_chosen():
    mapping = match(["留言主题", "反映事项", "内容"], WANTED)
    assert "title" not in mapping.chosen
    assert [choice.heading for choice in mapping.unsure["title"]] == ["留言主题", "反映事项"]
    assert [reason.code for reason in mapping.reasons(WANTED)] == ["not_decided"]
    assert "留言主题（A 列）" in mapping.reasons(WANTED)[0].words.zh
    decided = mapping.with_choice("title", "反映事项", 1)
    assert decided.chosen["title"].index == 1
    assert decided.reasons(WANTED) == []


def test_the_same_heading_twice_is_not_decided_by_its_place():
    mapping = match(["标题", "内容", "上午/姓名", "下午/姓名"], WANTED)
    assert "name" not in mapping.chosen
    assert len(mapping.unsure["name"]) == 2


def test_a_strong_likeness_that_leads_clearly_is_taken_and_says_so():
    mapping = match(["诉求标题名称", "详细内容", "反映人联系电话"], WANTED)
    assert mapping.chosen["phone"].heading == "反映人联系电话"
    assert mapping.chosen["phone"].how == "alike"


def test_strangers_are_not_matched():
    mapping = match(["民族", "政治面貌", "血型"], WANTED)
    assert mapping.chosen == {}
    assert mapping.missing == tuple(column.name for column in WANTED)
    assert [reason.code for reason in mapping.reasons(WANTED)] == ["no_column", "no_column"]
    assert mapping.unused == (0, 1, 2)


@pytest.mark.parametrize(
    "heading",
    [
        "民族",
        "宗教信仰",
        "上访次数",
        "有无前科",
        "是否重点人员",
        "人员情况/民族",
        "Religion",
        "信用等级（A-D）",
        "负债",
    ],
)
def test_a_private_column_is_never_taken_whoever_asks_for_it(heading):
    wanted = Column("what", Words(heading, heading))

    assert match([heading, "标题"], [wanted]).chosen == {}
    for told in (heading, "A", {"heading": heading, "column": 1}):
        with pytest.raises(Refused) as refused:
            from_data({"what": told}, [heading, "标题"], [wanted])
        assert [one.code for one in refused.value.reasons] == ["not_collected"]
        assert heading in refused.value.reasons[0].words.zh
    assert private_among(["编号", heading, ""]) == [heading]


@pytest.mark.parametrize(
    "heading",
    [
        "上访人",
        "信访件编号",
        "民生类别",
        "信用社网点",
        "关于宗教场所周边夜间停车和消防通道被占问题的处理意见",
    ],
)
def test_a_column_that_only_sounds_alike_is_read(heading):
    assert private_among([heading]) == []


def test_a_mapping_is_kept_as_json_and_found_again_by_its_fingerprint():
    headings = ["留言编号", "留言主题", "留言详情", "留言时间"]
    mapping = match(headings, WANTED)
    kept = json.loads(json.dumps(mapping.to_data(), ensure_ascii=False))
    again = from_data(kept, headings, WANTED)
    assert {n: c.index for n, c in again.chosen.items()} == {n: c.index for n, c in mapping.chosen.items()}
    assert kept["fingerprint"] == fingerprint(["留言 编号", "*留言主题", "留言详情（必填）", "留言时间"])
    assert kept["fingerprint"] != fingerprint(headings[::-1])


def test_a_mapping_written_by_hand_names_headings_or_letters():
    mapping = from_data({"title": "留言主题", "detail": "C"}, ["编号", "留言主题", "正文"], WANTED)
    assert mapping.chosen["title"].index == 1
    assert mapping.chosen["detail"].index == 2
    assert mapping.chosen["detail"].how == "told"


@pytest.mark.parametrize("data", [[], "x", {"columns": 3}])
def test_what_is_no_mapping_is_refused(data):
    with pytest.raises(Refused) as refused:
        from_data(data, ["标题"], WANTED)
    assert refused.value.reason.code == "wrong_mapping"


def test_all_faults_of_a_mapping_are_told_at_once():
    with pytest.raises(Refused) as refused:
        from_data({"titel": "标题", "detail": "没有", "place": 7}, ["标题"], WANTED)
    assert [reason.code for reason in refused.value.reasons] == ["wrong_mapping", "no_heading", "no_heading"]


@pytest.mark.parametrize(
    "name", ["附件2_样例_部分", "附件2_测试数据_无标签", "附件3_热点", "附件4_答复_部分"]
)
def test_the_messages_of_a_real_board_are_matched_without_a_hand(name):
    with read(shared(f"zh-gov-messages/xlsx/{name}.xlsx")) as book:
        mapping = match(book.table.headings, WANTED)
        chosen = {key: choice.heading for key, choice in mapping.chosen.items()}
    assert chosen == {
        "number": "留言编号",
        "title": "留言主题",
        "detail": "留言详情",
        "told_at": "留言时间",
        "name": "留言用户",
    }
    assert mapping.reasons(WANTED) == []


def test_headings_of_real_community_ledgers_never_fall_on_the_wrong_column():
    entries = json.loads(
        shared("zh-excel-layouts/header_rows_of_left_out_workbooks.json").read_text(encoding="utf-8")
    )
    allowed = {
        "name": {"姓名", "业主名称", "物业负责人", "楼栋长姓名", "房主姓名", "户主姓名"},
        "phone": {"电话号码", "手机号", "物业电话", "楼栋长电话", "物业负责人电话", "固定电话"},
        "place": {"小区名称", "所属小区", "居民地址", "详细地址", "建筑地址", "房屋详址"},
    }
    for entry in entries:
        chosen = match(entry["header"], WANTED).chosen
        for name, headings in allowed.items():
            if name in chosen:
                assert chosen[name].heading.lstrip("*") in headings, (entry["workbook"], name)
