"""A day is said in the language that the page is read in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from jinlin.base import days

SUNDAY = dt.datetime(2026, 11, 29, 1, 0, tzinfo=dt.UTC)
LATER = SUNDAY + dt.timedelta(minutes=90)


def test_a_day_is_said_in_chinese_and_in_english() -> None:
    on = dt.date(2026, 11, 29)
    assert [days.day(on).zh, days.day(on).en] == ["11 月 29 日", "29 Nov"]
    assert [days.full_day(on).zh, days.full_day(on).en] == ["2026 年 11 月 29 日", "29 Nov 2026"]
    assert [days.named_day(on).zh, days.named_day(on).en] == ["11 月 29 日（周日）", "Sun 29 Nov"]
    assert [days.month(on).zh, days.month(on).en] == ["2026 年 11 月", "Nov 2026"]


def test_a_span_is_said_in_local_hours_with_its_weekday() -> None:
    said = days.named_span(SUNDAY, LATER)
    assert [said.zh, said.en] == ["11 月 29 日（周日）09:00—10:30", "Sun 29 Nov 09:00—10:30"]
    plain = days.span(SUNDAY, LATER)
    assert [plain.zh, plain.en] == ["11 月 29 日 09:00—10:30", "29 Nov 09:00—10:30"]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "zh-hans",
            "11 月 29 日|11/29|2026 年 11 月 29 日|11 月 29 日（周日）|11 月 29 日 09:00|2026 年 11 月",
        ),
        (
            "zh-hant",
            "11 月 29 日|11/29|2026 年 11 月 29 日|11 月 29 日（週日）|11 月 29 日 09:00|2026 年 11 月",
        ),
        ("en", "29 Nov|29 Nov|29 Nov 2026|Sun 29 Nov|29 Nov 09:00|Nov 2026"),
    ],
)
def test_filters_of_pages_follow_the_language(language: str, shown: str) -> None:
    ways = ("day", "short_day", "full_day", "named_day", "day_time", "month")
    page = Template("|".join("{{ at|" + way + " }}" for way in ways))
    with translation.override(language):
        assert page.render(Context({"at": SUNDAY})) == shown
        assert page.render(Context({"at": None})) == "|||||"


def test_an_instant_of_this_year_is_said_in_the_readers_language() -> None:
    at = timezone.localtime().replace(month=1, day=2, hour=9, minute=5)
    if at.date() == timezone.localdate():
        at = at.replace(day=3)
    with translation.override("en"):
        assert f">{at.day} Jan 09:05</time>" in Template("{% when at %}").render(Context({"at": at}))


def test_a_row_with_two_names_is_called_as_the_page_is_read() -> None:
    page = Template("{{ row|as_read }}")
    with translation.override("en"):
        assert page.render(Context({"row": {"zh": "漏水", "en": "Leak"}})) == "Leak"
        assert page.render(Context({"row": {"zh": "漏水", "en": ""}})) == "漏水"
    with translation.override("zh-hant"):
        assert page.render(Context({"row": {"zh": "围棋", "en": "Go"}})) == "圍棋"
