"""A pasted piece of a chat is cut into who said what. No database needed."""

import pytest

from jinlin.matters.imports.chat import cut

TIMED = """张阿姨 10:32
3号楼的电梯又停了
家里有老人下不来

李师傅 10:33
我也看见了，从早上停到 10:30

张阿姨 10:40
谁来管管"""


def said(text):
    return [(one.name, one.time, one.text) for one in cut(text)]


def test_name_and_time_over_the_words():
    assert said(TIMED) == [
        ("张阿姨", "10:32", "3号楼的电梯又停了\n家里有老人下不来"),
        ("李师傅", "10:33", "我也看见了，从早上停到 10:30"),
        ("张阿姨", "10:40", "谁来管管"),
    ]


def test_name_and_time_without_blank_lines_between():
    assert said("张阿姨 10:32\n电梯停了\n李师傅 10:33\n我也看见了") == [
        ("张阿姨", "10:32", "电梯停了"),
        ("李师傅", "10:33", "我也看见了"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "王秀兰 2026/11/19 10:32:05", "2026-11-19 10:32:05 王秀兰", "王秀兰 11月19日 上午10:32", "10:32 王秀兰",
        "王秀兰 昨天 10:32", "[10:32] 王秀兰:",
    ],
)  # fmt: skip
def test_the_shapes_in_which_a_time_is_copied(head):
    found = cut(f"{head}\n楼道灯坏了\n")
    assert [(one.name, one.text) for one in found] == [("王秀兰", "楼道灯坏了")]
    assert "10:32" in found[0].time


def test_a_name_with_a_colon_before_or_over_the_words():
    assert said("张阿姨：电梯停了\n李师傅：看见了\n地址：3号楼") == [
        ("张阿姨", "", "电梯停了"),
        ("李师傅", "", "看见了\n地址：3号楼"),
    ]
    assert said("张阿姨:\n电梯停了\n请快来\n\n李师傅:\n好的") == [
        ("张阿姨", "", "电梯停了\n请快来"),
        ("李师傅", "", "好的"),
    ]


def test_lines_of_one_person_in_a_row_are_joined():
    assert said("张阿姨 10:32\n电梯停了\n\n张阿姨 10:33\n三号楼") == [("张阿姨", "10:32", "电梯停了\n三号楼")]


def test_days_and_words_of_the_program_itself_are_left_out():
    text = "—— 2026年11月19日 ——\n张阿姨 10:32\n灯坏了\n“李师傅”撤回了一条消息\n10:50\n王五 10:51\n收到"
    assert said(text) == [("张阿姨", "10:32", "灯坏了"), ("王五", "10:51", "收到")]


def test_words_without_a_name_stay_one_saying():
    assert said("电梯停了，请来看看\n谢谢") == [("", "", "电梯停了，请来看看\n谢谢")]
    assert said("  \n\n ") == []


def test_a_sentence_with_a_time_or_a_colon_names_nobody():
    text = "张阿姨 10:32\n今天下午，停水到 18:00\n通知说：晚上来水\n大家存点水"
    assert said(text) == [("张阿姨", "10:32", "今天下午，停水到 18:00\n通知说：晚上来水\n大家存点水")]
