"""Covenants in pure rules: flags of what law forbids, versions side by side, thresholds of the law."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinlin.base.parameters import Share
from jinlin.deliberation.covenants import rules
from jinlin.deliberation.covenants.comparing import LEAST_EQUAL, Version, compare, parts, sentence
from jinlin.deliberation.covenants.flags import flags, found_in

HALF, TWO_THIRDS = Share(1, 2, False), Share(2, 3, True)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("乱停车的，每次罚款五十元。", ["fine"]),
        ("屡教不改的，扣除押金。", ["fine"]),
        ("不交卫生费的，取消其评选文明家庭的资格。", ["exclusion"]),
        ("拖欠费用的停水停电。", ["exclusion"]),
        ("社区可以扣留违规电动车。", ["person"]),
        ("有意见先找社区，不得上访。", ["voice"]),
        ("不文明行为在公告栏曝光。", ["privacy"]),
        ("租户不得使用活动室。", ["exclusion", "unequal"]),
        ("每户必须捐五十元。", ["levy"]),
        ("积分排名靠后的通报批评。", ["privacy", "score"]),
        ("晚上十点以后不大声喧哗，音响调小。", []),
        ("电动车不进楼、不飞线充电，充电到车棚。", []),
        ("邻里有难处互相搭把手；有纠纷找调解员。", []),
    ],
)
def test_passages_that_look_forbidden_are_pointed_at_and_plain_ones_are_not(text, codes):
    assert [one.flag.code for one in found_in(text)] == codes


def test_each_flag_names_its_clause_and_what_was_not_read_is_unverified():
    assert all(one.basis and one.why for one in flags().values())
    assert not flags()["fine"].verified
    assert flags()["voice"].verified


def test_the_passage_stands_with_a_few_characters_around():
    found = found_in("第一句没有问题。" * 3 + "乱贴广告的罚款一百元。" + "后面也没有问题。" * 3)
    assert "罚款一百元" in found[0].passage
    assert len(found[0].passage) <= 30


def test_two_versions_side_by_side_show_what_went_and_what_came():
    old, new = parts("晚上十点后不放音响", "晚上十点后不放音响、不打牌")
    assert [one.kind for one in old] == ["equal"]
    assert [(one.kind, one.text) for one in new] == [("equal", "晚上十点后不放音响"), ("in", "、不打牌")]


texts = st.text(alphabet="天地人你我他水火土，。一二三", max_size=40)


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_the_parts_of_two_versions_joined_are_the_versions(old, new):
    left, right = parts(old, new)
    assert "".join(one.text for one in left) == old
    assert "".join(one.text for one in right) == new
    # Where one side has something in between, an equal stretch stands there in two pieces.
    same = ["".join(one.text for one in side if one.kind == "equal") for side in (left, right)]
    assert same[0] == same[1]


def test_single_equal_characters_inside_a_change_are_no_island():
    left, _ = parts("甲乙丙丁戊己庚辛", "子乙丑丁寅己卯辰")
    assert all(len(one.text) >= LEAST_EQUAL for one in left if one.kind == "equal")


def _version(*rows):
    return [Version(clause, place, title, text) for place, (clause, title, text) in enumerate(rows, 1)]


def test_clauses_are_compared_one_by_one_and_told_in_a_sentence():
    old = _version((1, "停车", "不占道"), (2, "养狗", "牵绳"), (3, "音响", "十点后关"))
    new = _version((1, "停车", "不占道"), (4, "电动车", "不进楼"), (3, "音响", "九点半后关"))
    rows = compare(old, new)
    assert [(one.clause, one.kind) for one in rows] == [(1, "same"), (4, "new"), (2, "gone"), (3, "changed")]
    assert sentence(rows).zh == "改了 1 条，新加的 1 条，去掉了 1 条，没有改 1 条"
    assert sentence(compare(old, old)).zh == "两版完全一样"


def carried(**numbers):
    whole = {
        "entitled": 60,
        "present": 40,
        "in_favour": 21,
        "against": 10,
        "abstained": 9,
        "quorum": TWO_THIRDS,
        "carried": HALF,
        **numbers,
    }
    reason = rules.is_carried(**whole)
    return reason.code if reason else None


def test_forty_of_sixty_may_open_and_twenty_one_carry():
    """The law's own vector: 60 members, 40 present may open; passing needs 21 (law.md B2)."""
    assert carried() is None
    assert carried(in_favour=20, against=11) == "not_carried"
    assert carried(present=39, in_favour=39, against=0, abstained=0) == "not_enough"


def test_exactly_half_of_an_assembly_is_no_quorum():
    assert carried(entitled=80, quorum=HALF) == "not_enough"
    assert carried(entitled=79, quorum=HALF) is None


def test_votes_that_do_not_add_up_are_refused():
    assert carried(in_favour=22) == "wrong_count"
    assert carried(present=61, in_favour=61, against=0, abstained=0) == "wrong_count"


def test_every_pattern_can_match_something():
    assert all(re.compile(one.pattern).pattern for one in flags().values())
    assert len(flags()) >= 8
