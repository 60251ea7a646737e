"""Digests in words: six two-character words (66 bits) that people can read aloud, write down and compare. Pure.

The list of 2,048 everyday words stands in ``spoken.txt`` beside this file, in the order of their sounds; no two of them
sound alike. A digest's words are its first 66 bits, eleven for each word. Receipts of ballots use the same list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

WORDS = 6
BITS = 11
OLDER_FIRST = "春夏秋冬东西南北红黄蓝白青紫金银大小高长深清明新老早远近平安福喜乐和静美香甜凉暖雨雪云月星晨晚朝山江海湖林竹松梅石玉花草飞流古今"
OLDER_SECOND = "风光水土木火田园门楼桥路船车书画诗歌茶米豆瓜果叶鱼鸟马牛羊燕灯钟"
"""Before the present list a word was one of these with one of those. Only told apart from a mistake; nothing is made of them."""


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 2,048 words."""
    return tuple((Path(__file__).parent / "spoken.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def places() -> dict[str, int]:
    """By word: its number in the list."""
    return {word: place for place, word in enumerate(word_list())}


def words_of(digest: str) -> tuple[str, ...]:
    """The six words of a hexadecimal digest (of at least 66 bits)."""
    number = int(digest[:20], 16) >> (80 - WORDS * BITS)
    found = []
    for place in range(WORDS - 1, -1, -1):
        part = (number >> (place * BITS)) & (2**BITS - 1)
        found.append(word_list()[part])
    return tuple(found)


def spoken(digest: str) -> str:
    """The six words in one line, parted by blanks; empty for an empty digest."""
    return " ".join(words_of(digest)) if digest else ""


def read_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, however they were parted; empty where they are not six words of the list."""
    plain = re.sub(r"[\s,，、。.·\-]+", "", text)
    pairs = [plain[place : place + 2] for place in range(0, len(plain), 2)]
    known = len(pairs) == WORDS and all(pair in places() for pair in pairs)
    return tuple(pairs) if known else ()


def is_older(text: str) -> bool:
    """Whether these are six words of the list that papers were printed with before the present one."""
    plain = re.sub(r"[\s,，、。.·\-]+", "", text)
    pairs = [plain[place : place + 2] for place in range(0, len(plain), 2)]
    return len(pairs) == WORDS and all(
        len(pair) == 2 and pair[0] in OLDER_FIRST and pair[1] in OLDER_SECOND for pair in pairs
    )
