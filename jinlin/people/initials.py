"""The pinyin initials of a name, such as ``wxl`` for 王秀兰: how people type a name who look for somebody."""

from __future__ import annotations

import re
from functools import lru_cache

# As surnames these are read otherwise than in words.
SURNAMES = {"曾": "z", "单": "s", "解": "x", "仇": "q", "查": "z", "区": "o", "翟": "z", "朴": "p", "缪": "m", "覃": "q", "乐": "y", "盖": "g"}  # fmt: skip
_INITIALS = re.compile(r"[a-z]{2,6}")


@lru_cache(maxsize=8192)
def _initial(character: str) -> str:
    # The dictionary is large: only a process that is asked for initials loads it.
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1]).lower()


def initials(name: str) -> str:
    """The initials of a name, at most 24; letters of another script stay as they are."""
    bare = "".join(name.split())
    first = SURNAMES.get(bare[:1]) or (_initial(bare[0]) if bare else "")
    return (first + "".join(_initial(character) for character in bare[1:]))[:24]


def read_initials(words: str) -> str:
    """The initials that somebody typed, in small letters; empty where the words are no initials (two letters and up)."""
    bare = "".join(words.split()).lower()
    return bare if _INITIALS.fullmatch(bare) else ""
