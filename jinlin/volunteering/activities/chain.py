"""A pasted chat-group chain (接龙) cut into who wants to come. Pure; nothing of it is kept here or anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 20_000
MOST = 200
_LINE = re.compile(r"^\s*(\d{1,3})\s*[.．、)）:：,，]\s*(\S.*)$")
_BARE = re.compile(r"^\s*(\d{1,3})\s+(\D\S*.*)$")
_SPLIT = re.compile(r"[\s,，;；、/|+＋（(【\[:：]+")
_PEOPLE = re.compile(r"(?:共|一共|[+＋x×]|加)?\s*(\d{1,2}|[一二两三四五六七八九十])\s*(?:个)?(?:人|位|大|口)")
_PLUS = re.compile(r"[+＋]\s*(\d)(?!\d)")
_NUMBERS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a chain: its number, the name as it stands there, how many come, and what else was said."""

    number: int
    name: str
    people: int
    note: str


def read_chain(pasted: str) -> list[Link]:
    """The numbered lines of a chain in order. Pasted twice, or once shorter and once longer, each number counts once: the
    last of that number and name. Lines without a number (the title, the chat around it) are left out."""
    found: dict[tuple[int, str], Link] = {}
    for line in pasted[:LONGEST].splitlines():
        match = _LINE.match(line) or _BARE.match(line)
        if match is None:
            continue
        number, text = int(match[1]), match[2].strip()
        name = _SPLIT.split(text, maxsplit=1)[0].strip("。.!！@ ")[:20]
        if not name or name.isdigit():
            continue
        rest = text[len(name) :].strip(" ,，;；、/|（()）【】[]:：")[:80]
        found[number, name] = Link(number, name, _people(rest), rest)
    return sorted(found.values(), key=lambda link: link.number)[:MOST]


def _people(text: str) -> int:
    plus = _PLUS.search(text)
    if plus:
        return 1 + int(plus[1])
    count = _PEOPLE.search(text)
    if count is None:
        return 1
    return max(
        1, _NUMBERS.get(count[1], 0) or int(count[1]) if count[1].isdigit() else _NUMBERS.get(count[1], 1)
    )
