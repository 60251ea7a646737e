"""Text from outside: intact or refused in words, never an accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.rule import Reason
from jinlin.base.text import clean_text

ANY_TEXT = st.text(st.characters(), max_size=200)


@given(ANY_TEXT)
def test_cleaning_twice_is_the_same_as_cleaning_once(text):
    once = clean_text(text, 500)
    if isinstance(once, str):
        assert clean_text(once, 500) == once
        once.encode("utf-8")
        assert "\0" not in once


@given(st.text(st.sampled_from("𠮷㛃𬭚䶮豈é👩🏽ا你Az09，。；"), min_size=1, max_size=60))
def test_what_people_write_stays_as_it_is(text):
    assert clean_text(text, 100) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\0b", "ab"),
        ("\ufeff姓\u200b名\u2060", "姓名"),
        ("付款\u202e001\u202c元", "付款001元"),
        ("一\r\n二\r三\x07", "一\n二\n三"),
        ("　 榕树里　", "榕树里"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("张\u200d三", "张三"),
        ("葛\U000e0101", "葛\U000e0101"),
        ("\t\t\n  内容\t后", "内容\t后"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(dirty, clean):
    assert clean_text(dirty, 50) == clean


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\ud800", "wrong_text"),
        ("a" + "\u0301" * 9, "wrong_text"),
        ("字" * 51, "too_long"),
        ("a" * 20_000_000, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(text, code):
    reason = clean_text(text, 50)
    assert isinstance(reason, Reason)
    assert reason.code == code
    assert "{" not in reason.words.zh + reason.words.en
