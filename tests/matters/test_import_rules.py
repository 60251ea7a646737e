"""What one row means and which place a cell names: no database needed."""

import datetime as dt

import pytest

from jinlin.base.rule import Reason
from jinlin.matters.imports.ledger import Known, Ledger
from jinlin.matters.imports.places import Named, PlaceNames
from jinlin.matters.imports.rows import faults, phone_of, tidy, told

KEY = b"k" * 32
NOW = dt.datetime(2026, 11, 19, 10, tzinfo=dt.UTC)
PLACES = PlaceNames(
    [
        Named(1, "350999001000", "榕西街道", "350999000000/350999001000/"),
        Named(2, "350999001001", "榕西社区", "350999000000/350999001000/350999001001/"),
        Named(3, "350999001002", "东溪社区", "350999000000/350999001000/350999001002/"),
        Named(4, "E0001", "青榕花园", "350999000000/350999001000/350999001001/E0001/"),
        Named(5, "E0001-03", "3号楼", "350999000000/350999001000/350999001001/E0001/E0001-03/"),
        Named(6, "E0002", "东溪里", "350999000000/350999001000/350999001002/E0002/"),
        Named(7, "E0002-03", "3号楼", "350999000000/350999001000/350999001002/E0002/E0002-03/"),
    ]
)  # fmt: skip


def row(number=1, **given):
    values = dict.fromkeys(
        ("source_id", "name", "phone", "title", "detail", "told_at", "place", "spot", "category", "answer", "answered_at", "likes", "against")
    )  # fmt: skip
    return told(number, {**values, "detail": "电梯坏了", "name": "王秀兰", **given}, None, KEY)


@pytest.mark.parametrize(
    ("text", "pk"),
    [
        ("350999001001", 2),
        ("E0001-03", 5),
        ("青榕花园", 4),
        (" 青榕 花园 ", 4),
        ("榕西街道榕西社区青榕花园３号楼502室", 5),
        ("东溪里3号楼2单元", 7),
        ("家住东溪社区菜市场旁", 3),
    ],
)
def test_a_place_is_found_by_code_by_name_and_by_the_names_in_an_address(text, pk):
    assert PLACES.find(text) == pk


@pytest.mark.parametrize(
    ("text", "code"), [("火星", "no_place"), ("3号楼", "not_one_place"), ("3 号楼门口", "not_one_place")]
)
def test_a_place_that_is_none_or_several_is_a_reason_and_never_a_guess(text, code):
    found = PLACES.find(text)
    assert isinstance(found, Reason) and found.code == code


def test_text_of_a_workbook_loses_its_indents_and_marks_and_nothing_else():
    assert (
        tidy("\n\t\t\n\t\t尊敬的领导：_x000D_\n　　电梯 坏了。\n\n谢谢 ") == "尊敬的领导：\n电梯 坏了。\n谢谢"
    )


@pytest.mark.parametrize(
    ("cell", "phone"), [("138-0000-0000", "13800000000"), ("138****0000", ""), ("12", ""), ("", "")]
)
def test_a_masked_or_broken_number_is_no_number(cell, phone):
    assert phone_of(cell) == phone


def test_a_row_says_why_it_is_returned():
    def codes(**given):
        values = {"title": None, "detail": "灯坏了", "told_at": NOW, "answered_at": None} | given
        return [(name, reason.code) for name, reason in faults(values, now=NOW, has_time=True)]

    assert codes() == []
    assert codes(detail=None) == [("detail", "no_text")]
    assert codes(told_at=None) == [("told_at", "no_told_at")]
    assert codes(told_at=NOW + dt.timedelta(days=9)) == [("told_at", "too_late")]
    assert codes(answered_at=NOW - dt.timedelta(days=2)) == [("answered_at", "wrong_order")]


def test_the_same_words_of_the_same_teller_are_known_again_whatever_marks_stand_in_them():
    assert row().same == row(detail="电梯，坏了！！", source_id="9").same
    assert row().own != row(source_id="9").own
    assert row().same != row(name="李国强").same
    assert row().same != row(place="青榕花园").same
    assert row(name=None).same == "" and row(name=None).own
    assert told(1, row_values(), None, b"x" * 32).same != told(1, row_values(), None, KEY).same


def row_values():
    names = (
        "source_id",
        "phone",
        "title",
        "told_at",
        "place",
        "spot",
        "category",
        "answer",
        "answered_at",
        "likes",
        "against",
    )
    return {**dict.fromkeys(names), "detail": "电梯坏了", "name": "王秀兰"}


def judge(ledger, *rows):
    return [ledger.judge(one, NOW).kind for one in rows]


def test_the_same_word_again_is_merged_and_the_same_row_again_is_known():
    ledger = Ledger()
    first, again = row(source_id="1", told_at=NOW), row(2, source_id="2", told_at=NOW)
    assert judge(ledger, first, again, first, again) == ["recorded", "merged", "known", "known"]


def test_a_word_told_again_after_the_end_is_a_matter_of_its_own():
    first = row(source_id="1")
    early, late = NOW - dt.timedelta(days=9), NOW - dt.timedelta(days=2)
    ledger = Ledger({first.same: Known(7, "closed", NOW - dt.timedelta(days=5))})
    assert judge(ledger, row(2, source_id="2", told_at=early)) == ["merged"]
    assert judge(ledger, row(3, source_id="3", told_at=late)) == ["recorded"]


def test_a_row_with_an_answer_of_its_own_never_loses_it_in_another_matter():
    ledger = Ledger()
    rows = [row(n, source_id=str(n), told_at=NOW, answer="已修好", answered_at=NOW) for n in (1, 2)]
    assert judge(ledger, *rows, *rows) == ["recorded", "recorded", "known", "known"]


def test_tellers_without_a_name_are_not_taken_for_one_person():
    ledger = Ledger()
    rows = [row(n, name=None, source_id=str(n), told_at=NOW) for n in (1, 2)]
    assert judge(ledger, *rows, *rows) == ["recorded", "recorded", "known", "known"]
