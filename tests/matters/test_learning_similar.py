"""Suggested duplicates: the same words again, the same trouble, and the words that two tellings share."""

import csv
import gzip
from collections import defaultdict

import pytest

from jinlin.matters.learning import Similar, repeats
from jinlin.matters.learning.similar import COMPARED, TEXTS_PER_PAIR
from jinlin.matters.learning.text import bare, joined
from tests.shared_data import shared

pytestmark = pytest.mark.once

BINS = "小区北门垃圾房夜里收垃圾声音很大，孩子老人都睡不好，希望换个时间"
BINS_AGAIN = "小区北门垃圾房夜里收垃圾，声音很大！孩子老人都睡不好，希望能换个时间。"
BINS_OTHER_WORDS = "北门那个垃圾房又臭又吵，夜里两点收垃圾，什么时候能搬走"
LIFT = "七号楼二单元的电梯这个月已经第三次困人，物业说等零件"
PARKING = "消防通道常年停满私家车，救护车都开不进来"


def index_of_three() -> Similar:
    index = Similar()
    for id, text in (("M1", BINS), ("M2", LIFT), ("M3", PARKING)):
        index.add(id, text)
    return index


def test_the_same_words_told_again_are_a_repeat():
    found = index_of_three().query(BINS_AGAIN)
    assert [(alike.id, alike.kind) for alike in found] == [("M1", "repeat")]


def test_the_same_trouble_in_other_words_is_offered_with_the_words_shared():
    found = index_of_three().query(BINS_OTHER_WORDS)
    assert [(alike.id, alike.kind) for alike in found] == [("M1", "same_topic")]
    assert "垃圾房" in "、".join(found[0].words)
    assert all(word in BINS and word in BINS_OTHER_WORDS for word in found[0].words)


def test_another_trouble_is_not_offered():
    assert index_of_three().query("请问幼儿园什么时候报名") == []


def test_a_text_of_nothing_but_punctuation_is_like_nothing():
    index = Similar()
    index.add("M1", "。。。")
    assert index.query("！！") == []


def test_a_very_short_text_told_again_is_a_repeat():
    index = Similar()
    index.add("M1", "停电")
    assert [alike.kind for alike in index.query("停电！")] == ["repeat"]


def test_a_removed_text_is_not_offered_and_leaves_nothing_behind():
    index = index_of_three()
    for id in ("M1", "M2", "M3", "unknown"):
        index.remove(id)
    assert len(index) == 0
    assert index.query(BINS) == []
    assert not index._texts_with
    assert not index._count
    assert not index._same


def test_the_same_id_again_replaces_what_was_known():
    index = index_of_three()
    index.add("M1", "儿童滑梯的螺丝松了")
    assert index.query(BINS_AGAIN) == []
    assert [alike.id for alike in index.query("滑梯螺丝松了，儿童容易受伤")] == ["M1"]


def test_a_query_reads_a_bounded_part_of_an_index_of_equal_texts():
    index = Similar()
    for number in range(3 * TEXTS_PER_PAIR):
        index.add(number, BINS)
    assert all(len(holders) <= TEXTS_PER_PAIR for holders in index._texts_with.values())
    assert len(index.query(BINS_AGAIN, limit=1000)) <= 2 * COMPARED


def test_a_table_gives_groups_of_repeats_in_its_own_order():
    rows = [("1", LIFT), ("2", BINS), ("3", PARKING), ("4", BINS_AGAIN), ("5", LIFT), ("6", BINS)]
    assert [group.ids for group in repeats(rows)] == [("1", "5"), ("2", "4", "6")]


@pytest.mark.slow
def test_every_repeated_report_of_the_real_table_comes_out_in_one_group():
    with gzip.open(shared("zh-gov-messages/messages_for_hot_topics.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    texts = [(row["留言编号"], joined((row["留言主题"], row["留言详情"]))) for row in rows]
    group_of = {id: place for place, group in enumerate(repeats(texts)) for id in group.ids}
    told = defaultdict(list)
    for row in rows:
        told[bare(row["留言详情"])].append(row["留言编号"])
    repeated = [ids for ids in told.values() if len(ids) > 1]
    assert sum(len(ids) - 1 for ids in repeated) >= 109
    apart = [ids for ids in repeated if len({group_of.get(id, id) for id in ids}) > 1]
    assert apart == []
