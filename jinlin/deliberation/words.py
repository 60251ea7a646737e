"""Closed lists of the app, in Chinese and English. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


def pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """A closed list as a table's column takes it."""
    return [(choice.code, choice.words.late()) for choice in choices]


def words_of(choices: Iterable[Choice], code: str) -> Words:
    """The words of a code in a closed list; empty words where it is not there."""
    return next((choice.words for choice in choices if choice.code == code), Words("", ""))


KINDS = _choices(
    ("joint", "联席会议", "Joint meeting"),
    ("talk", "议事会", "Talk series"),
    ("three", "居业协同", "Three-party table"),
    ("committee", "社区两委会议", "Two committees' meeting"),
    ("representatives", "居民代表会议", "Residents' representatives"),
    ("assembly", "居民会议", "Residents' assembly"),
)
FORMS = _choices(
    ("tea", "茶叙室", "Tea room"),
    ("pavilion", "议事亭", "Talk pavilion"),
    ("tens", "逢10说事", "Talk on days with a ten"),
    ("lane", "小巷公议会", "Lane council"),
    ("hot", "热点议事厅", "Hot-topic hall"),
    ("problem", "问题协商会", "Problem round"),
)
CONVENERS = _choices(("street", "街道", "The street"), ("community", "社区", "The community"))
POINT_CHANNELS = _choices(
    ("page", "网页", "Page"),
    ("phone", "电话", "Telephone"),
    ("paper", "纸条", "Paper"),
    ("spot", "当场", "On the spot"),
)
TAKEN = _choices(
    ("taken", "采纳", "Taken"), ("partly", "部分采纳", "Partly taken"), ("not", "不采纳", "Not taken")
)
WAYS = _choices(("list", "按名单", "By the list"), ("desk", "签到台", "At the desk"))
SIDES = ("居委会", "业委会", "物业")
"""The three sides of a three-party table."""
