"""Fields read money, areas and times exactly, and refuse what is none."""

from __future__ import annotations

import datetime as dt

import pytest

from jinlin.base.given import Field
from jinlin.base.rule import Reason
from jinlin.base.words import Words

WORDS = Words("这一项", "This")


def read(kind: str, raw: object, **more: object) -> object:
    return Field("it", kind, WORDS, required=False, **more).clean(raw)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "12", 1200), ("money", "12.5", 1250), ("money", "1,234.05", 123405), ("money", "", None),
        ("area", "88.17", 8817), ("area", "90", 9000), ("time", "9:05", 545), ("time", "24:00", 1440), ("time", "14：30", 870),
        ("url", "https://example.org/a?b=1", "https://example.org/a?b=1"), ("url", "", None),
    ],
)  # fmt: skip
def test_numbers_become_integers_without_a_float(kind: str, raw: str, value: object) -> None:
    assert read(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("money", "12.345", "wrong_number"), ("money", "-3", "wrong_number"), ("money", "1e3", "wrong_number"),
        ("area", "九十", "wrong_number"), ("time", "24:01", "wrong_time"), ("time", "noon", "wrong_time"),
        ("datetime", "tomorrow", "wrong_time"), ("url", "javascript:alert(1)", "wrong_address"),
        ("url", "data:text/html,x", "wrong_address"),
    ],
)  # fmt: skip
def test_what_is_none_of_it_is_refused_in_words(kind: str, raw: str, code: str) -> None:
    refused = read(kind, raw)
    assert isinstance(refused, Reason)
    assert refused.code == code
    assert refused.words.zh


def test_an_hour_without_a_zone_is_meant_in_shanghai() -> None:
    found = read("datetime", "2026-11-19 14:30")
    assert isinstance(found, dt.datetime)
    assert found.utcoffset() == dt.timedelta(hours=8)


def test_money_keeps_within_its_bounds() -> None:
    assert isinstance(read("money", "500.01", limit=50000), Reason)
    assert read("money", "500", limit=50000) == 50000


def test_a_subject_names_its_kind() -> None:
    with pytest.raises(ValueError, match="names its kind"):
        Field("it", "subject", WORDS)
    with pytest.raises(ValueError, match="nothing else does"):
        Field("it", "text", WORDS, of="post")


def test_what_only_sometimes_belongs_to_a_form_is_never_required() -> None:
    with pytest.raises(ValueError, match="cannot be required"):
        Field("called", "text", Words("称呼", "Name"), belongs=(("way", ("helper",)),))
