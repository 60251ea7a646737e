"""Hot spots: many people, one place, one problem; a heat that adds up; nobody makes heat alone."""

import csv
import gzip
import json
from datetime import datetime

import pytest

from jinlin.matters.learning import Faults, Row, hotspots, hotspots_in_rows, topic_as_dict
from jinlin.matters.learning.heat import heat_of
from jinlin.matters.learning.place_names import districts_in, names_in
from tests.shared_data import shared

pytestmark = pytest.mark.once

SMOKE = [
    ("锦绣花园楼下烧烤摊油烟扰民", "烧烤摊每天晚上油烟直排，不敢开窗，希望城管管一管"),
    ("锦绣花园烧烤油烟太大", "一楼的烧烤店没有烟道，油烟从窗户灌进来，老人咳嗽"),
    ("投诉锦绣花园夜宵店", "夜宵烧烤营业到凌晨三点，油烟和吵闹让人没法睡"),
    ("锦绣花园油烟什么时候能治理", "烧烤油烟问题反映过两次，烟道至今没装"),
]
OTHERS = [
    ("请问滨江路何时修好", "路面开挖三个月，行人只能走机动车道"),
    ("咨询新生儿医保怎么办理", "孩子出生满月，户口已经报好，医保需要什么材料"),
    ("北门社区路灯不亮", "进村的十几盏路灯都不亮，学生晚自习回家看不清"),
    ("建议增加公交班次", "早高峰半小时才来一趟，上班总是迟到"),
]


def table(smoke_tellers: list[str] | None = None) -> list[Row]:
    tellers = smoke_tellers or ["甲", "乙", "丙", "丁"]
    rows = [
        Row(f"S{place}", title, detail, datetime(2024, 3 + place, 5), 2, teller)
        for place, ((title, detail), teller) in enumerate(zip(SMOKE, tellers, strict=True))
    ]
    rows += [
        Row(f"O{place}", title, detail, datetime(2024, 5, 1), 900, f"别人{place}")
        for place, (title, detail) in enumerate(OTHERS)
    ]
    return rows


def test_one_problem_told_by_many_at_one_place_is_the_hot_spot():
    topics = hotspots(table())
    assert [topic.ids for topic in topics] == [("S0", "S1", "S2", "S3")]
    assert topics[0].places[0] == "锦绣花园"
    assert topics[0].name.startswith("锦绣花园")
    assert "烧烤" in topics[0].name or "油烟" in topics[0].name
    assert (topics[0].first_at, topics[0].last_at) == (datetime(2024, 3, 5), datetime(2024, 6, 5))


def test_one_resident_who_repeats_himself_makes_no_hot_spot():
    assert hotspots(table(smoke_tellers=["甲", "甲", "甲", "甲"])) == []


def test_the_same_words_under_other_numbers_are_one_person_where_nobody_is_named():
    title, detail = SMOKE[0]
    rows = [Row(str(place), title, detail + "！" * place) for place in range(9)]
    assert hotspots(rows) == []


def test_repeating_adds_rows_to_a_topic_but_no_heat():
    once = hotspots(table())[0]
    again = Row("S9", *SMOKE[0], datetime(2025, 9, 1), 2, "甲")
    twice = hotspots([*table(), again])[0]
    assert "S9" in twice.ids
    assert twice.heat == once.heat


def test_likes_of_a_single_message_do_not_make_it_a_hot_spot():
    assert all(not id.startswith("O") for topic in hotspots(table()) for id in topic.ids)


def test_heat_adds_up_from_people_time_and_likes():
    told = [(1, datetime(2024, 1, 31), 5), (2, datetime(2024, 3, 1), 0), (3, None, 1)]
    heat = heat_of(told)
    assert (heat.tellers, heat.months, heat.likes) == (3, 2, 6)
    assert heat.total == 10 * 3 + 4 * 2 + 3
    assert str(heat.total) in heat.words.zh


def test_time_and_likes_never_outweigh_the_people():
    heat = heat_of([(1, datetime(1990, 1, 1), 10_000), (2, datetime(2024, 1, 1), 10_000)])
    assert heat.total == 10 * 2 + 8 * 2 + 1 * 2


def test_places_are_found_by_how_they_are_named():
    stretch = "我家住厦门市翔安区马巷街道五星社区锦绣花园三号楼"
    assert names_in(stretch) == ["马巷街道", "五星社区", "锦绣花园"]
    assert districts_in([stretch]) == ["厦门市", "翔安区"]
    assert names_in("我们小区的道路坑洼不平") == []
    assert districts_in(["希望市政府管管小区旁边的超市"]) == []


def test_an_empty_table_has_no_hot_spots():
    assert hotspots([]) == []


def as_cells() -> list[dict[str, str]]:
    return [
        {
            "编号": row.id,
            "标题": row.title,
            "内容": row.detail,
            "时间": f"{row.at.year}/{row.at.month}/{row.at.day} 9:05:00",
            "赞": str(row.likes),
            "留言用户": row.teller,
        }
        for row in table()
    ]


def test_rows_of_a_table_give_topics_ready_for_json():
    topics = hotspots_in_rows(as_cells(), ["标题", "内容"], id="编号", time="时间", likes="赞")
    told = json.loads(json.dumps(topic_as_dict(topics[0]), ensure_ascii=False))
    assert told["ids"] == ["S0", "S1", "S2", "S3"]
    assert (told["from"], told["to"]) == ("2024-03-05", "2024-06-05")
    assert told["heat"] == 10 * 4 + 4 * 3 + 4


def test_the_column_that_names_the_teller_is_found_by_its_heading():
    rows = [row | {"留言用户": "甲"} for row in as_cells()]
    assert hotspots_in_rows(rows, ["标题", "内容"], id="编号") == []


def test_every_missing_column_is_named_at_once():
    with pytest.raises(Faults) as refused:
        hotspots_in_rows(as_cells(), ["题目", "内容"], id="号", time="时间", likes="点赞")
    assert [reason.code for reason in refused.value.reasons] == ["no_column"] * 3


def test_columns_that_hold_no_time_and_no_number_are_refused_together():
    with pytest.raises(Faults) as refused:
        hotspots_in_rows(as_cells(), ["标题", "内容"], time="标题", likes="内容")
    assert [reason.code for reason in refused.value.reasons] == ["wrong_time", "wrong_number"]


@pytest.mark.slow
def test_both_topics_of_the_official_example_are_among_the_first_five_of_the_real_table():
    with gzip.open(shared("zh-gov-messages/messages_for_hot_topics.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    official = json.loads(
        shared("zh-gov-messages/hot_topic_official_example.json").read_text(encoding="utf-8")
    )
    topics = hotspots_in_rows(
        rows, ["留言主题", "留言详情"], id="留言编号", time="留言时间", likes="点赞数", opposes="反对数"
    )
    for example in official["topics"]:
        printed = set(example["message_ids_printed"])
        assert any(printed <= set(topic.ids) for topic in topics[:5]), example["description"]


@pytest.mark.slow
def test_the_members_of_the_example_topics_are_gathered_whole_and_alone():
    with shared("zh-gov-messages/hot_topic_example_30.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    official = json.loads(
        shared("zh-gov-messages/hot_topic_official_example.json").read_text(encoding="utf-8")
    )
    members = [
        {row["留言编号"] for row in rows if row["example_topic"] == number}
        | set(example["message_ids_printed"])
        for number, example in zip("12", official["topics"], strict=True)
    ]
    topics = hotspots_in_rows(rows, ["留言主题", "留言详情"], id="留言编号", time="留言时间", likes="点赞数")
    assert [set(topic.ids) for topic in topics] == members
