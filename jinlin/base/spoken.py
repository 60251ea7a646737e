"""Digests in words: six two-character words (66 bits) that people can read aloud, write down and compare. Pure.

The list of 2,048 words is made of 64 first and 32 second characters, so that it needs no file: word number n is
``FIRST[n // 32] + SECOND[n % 32]``. A digest's words are its first 66 bits, eleven for each word.
"""

from __future__ import annotations

import re

FIRST = "春夏秋冬东西南北红黄蓝白青紫金银大小高长深清明新老早远近平安福喜乐和静美香甜凉暖雨雪云月星晨晚朝山江海湖林竹松梅石玉花草飞流古今"
SECOND = "风光水土木火田园门楼桥路船车书画诗歌茶米豆瓜果叶鱼鸟马牛羊燕灯钟"
WORDS = 6
BITS = 11


def words_of(digest: str) -> tuple[str, ...]:
    """The six words of a hexadecimal digest (of at least 66 bits)."""
    number = int(digest[:20], 16) >> (80 - WORDS * BITS)
    found = []
    for place in range(WORDS - 1, -1, -1):
        part = (number >> (place * BITS)) & (2**BITS - 1)
        found.append(FIRST[part // 32] + SECOND[part % 32])
    return tuple(found)


def spoken(digest: str) -> str:
    """The six words in one line, parted by blanks; empty for an empty digest."""
    return " ".join(words_of(digest)) if digest else ""


def read_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, however they were parted; empty where they are not six words of the list."""
    plain = re.sub(r"[\s,，、。.·\-]+", "", text)
    pairs = [plain[place : place + 2] for place in range(0, len(plain), 2)]
    known = len(pairs) == WORDS and all(
        len(pair) == 2 and pair[0] in FIRST and pair[1] in SECOND for pair in pairs
    )
    return tuple(pairs) if known else ()
