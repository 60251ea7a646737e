"""Categories over rows of a table: rows come back as they came, and all faults are told at once."""

import pytest

from jinlin.matters.learning import Faults, suggest_rows, train_from_rows

pytestmark = pytest.mark.once

ROWS = [
    {"标题": title, "详情": detail, "时间": "2024/1/1", "类别": label}
    for title, detail, label in (
        ("电梯停了", "三号楼的电梯坏了一周", "电梯"),
        ("电梯困人", "昨晚电梯困人半小时", "电梯"),
        ("电梯异响", "电梯运行时响声很大", "电梯"),
        ("夜里施工", "工地夜里施工噪音扰民", "噪音"),
        ("广场舞", "广场舞音响噪音太大", "噪音"),
        ("装修噪音", "楼上午休时间装修噪音", "噪音"),
    )
]


def test_rows_come_back_in_order_as_they_came_with_three_columns_added():
    model = train_from_rows(ROWS, ["标题", "详情"], "类别")
    given = [{"标题": "施工噪音", "详情": None, "编号": 7}, {"标题": "", "详情": "电梯坏了", "编号": 8}]
    answered = suggest_rows(model, given, ["标题", "详情"])
    assert [{key: row[key] for key in given[0]} for row in answered] == given
    assert [list(row)[-3:] for row in answered] == [["suggested", "score", "runner_ups"]] * 2
    assert [row["suggested"] for row in answered] == ["噪音", "电梯"]
    assert all(0 < float(row["score"]) <= 1 for row in answered)
    assert answered[0]["runner_ups"].startswith("电梯 0.")


def test_no_rows_to_suggest_for_give_no_rows():
    model = train_from_rows(ROWS, ["标题", "详情"], "类别")
    assert suggest_rows(model, [], ["标题"]) == []


def test_all_faults_of_the_columns_are_told_at_once():
    with pytest.raises(Faults) as refused:
        train_from_rows(ROWS, ["题目", "正文", "类别"], "类别")
    assert [reason.code for reason in refused.value.reasons] == ["no_column", "no_column", "wrong_column"]


def test_an_empty_table_cannot_be_learned_from():
    with pytest.raises(Faults) as refused:
        train_from_rows([], ["标题"], "类别")
    assert [reason.code for reason in refused.value.reasons] == ["no_rows"]


def test_a_column_that_would_be_overwritten_is_refused():
    model = train_from_rows(ROWS, ["标题"], "类别")
    with pytest.raises(Faults) as refused:
        suggest_rows(model, [{"标题": "电梯", "score": "5"}], ["标题"])
    assert [reason.code for reason in refused.value.reasons] == ["wrong_column"]
