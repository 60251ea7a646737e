"""A pasted chat-group chain (接龙) cut into who wants to come. Pure; nothing of it is kept here or anywhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 20_000
MOST = 200
MOST_IN_A_LINE = 20

_WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0B, 0xFF5E)}  # fmt: skip
_WIDE |= {0x3000: 0x20, 0xA0: 0x20} | dict.fromkeys(
    [*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xFE0E, 0xFE0F, 0x20E3]
)
_LINE = re.compile(r"^\s*(\d{1,3})\s*[.．。、)）:：,，\-－—_]+\s*(\S.*)$")
_ROUND = re.compile(r"^\s*[(（\[【]\s*(\d{1,3})\s*[)）\]】]\s*[.．。、:：,，]?\s*(\S.*)$")
_BARE = re.compile(r"^\s*(\d{1,3})\s+(\D\S*.*)$")
_SPLIT = re.compile(r"[\s,，;；、/|&＆+（(【\[:：]+")
_EDGE = " ,，;；、/|&＆（()）【】[]:：。.!！@~"
_TIME = re.compile(r"^\d{1,2}(?:[:：]\d\d|[-－/]\d{1,2}(?:\s|$))")
_DATE = re.compile(r"^\d{1,4}(?:日|号(?![楼栋幢])|点|时|月|[:：.\-/年]\d)")
_ROOM = re.compile(r"^\d{1,4}(?:号楼|号院|号|栋|幢|座|单元|楼|室|#|-\d)[\d\-栋幢座单元室层楼号#]*$")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_LATIN = re.compile(r"^[A-Za-z][A-Za-z.'-]*$")
_HAN = re.compile(r"^[\u4e00-\u9fff·]+$")
_BOTH = re.compile(r"\s*[、/&＆+]\s*|\s+[和跟]\s+|(?<=[\u4e00-\u9fff]{2})[和跟](?=[\u4e00-\u9fff]{2})")
_NOBODY = re.compile(
    r"^(?:自?带|再?加|共|一家|全家|[老小]?孩|[大小]人|家[属人]|老人|宝|娃|需?要|想|可|会|没|不|都|有|先生|女士|阿姨|老师|叔|大)"
)
_GONE = re.compile(r"取消|作废|退出|退报|来不了|去不了|不来|不去|不参加|请假|~~")

_N = r"(\d{1,2}|[一二两俩三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三四五六七八九])"
_OF = r"\s*(?:个|名)?\s*"
_PLUS = re.compile(r"[+＋加]\s*" + _N + r"(?!\d)")
_WITH = re.compile(
    rf"(?:带|携)\s*{_N}{_OF}(?:人|位|孩子|小孩|小朋友|娃|宝|老人|家属)|家属\s*{_N}{_OF}(?:人|位)?"
)
_PARTS = re.compile(_N + _OF + r"(?:大人|小孩|孩子|小朋友|老人|大|小|老)(?![\u4e00-\u9fff])")
_WHOLE = re.compile(_N + r"\s*(?:个人|人|位|口)")
_TIMES = re.compile(r"[xX×*]\s*(\d{1,2})(?!\d)")
_ALONE = re.compile(r"^(\d)(?:个|名)?$")
_PAIR = re.compile(r"俩(?:人|口)?$")
_TAIL = re.compile(
    rf"^(\D+?)\s*((?:共|一共)?{_N}{_OF}(?:人|位|口|大人|大|小孩|小).*|[xX×*]\s*\d{{1,2}}|\d|俩)$"
)
_TENS = {one: at for at, one in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2}


@dataclass(frozen=True, slots=True)
class Link:
    """One name of a chain: its number, the name as it stands there, how many come, what else was said, a phone given with
    it, and whether the line says that they do not come after all."""

    number: int
    name: str
    people: int
    note: str
    phone: str = ""
    gone: bool = False


def read_chain(pasted: str) -> list[Link]:
    """The numbered lines of a chain in order. Pasted twice, or once shorter and once longer, each number counts once: the
    last of that number and name. Lines without a number (the title, the chat around it) are left out."""
    found: dict[tuple[int, str], Link] = {}
    for line in pasted[:LONGEST].splitlines():
        cut = _cut(line)
        if cut is None:
            continue
        number, text = cut
        links = _links(number, text)
        if not links and _GONE.search(text):
            for key in [one for one in found if one[0] == number]:
                found[key] = _but_gone(found[key])
        for link in links:
            found[number, link.name] = link
    return sorted(found.values(), key=lambda link: link.number)[:MOST]


def companions(name: str, people: int) -> list[str]:
    """Those who come with somebody and whom the chain does not name: each takes a place and is ticked by this name."""
    more = max(0, min(people, MOST_IN_A_LINE) - 1)
    return [
        f"{name[:20]}（同来{number}）" if more > 1 else f"{name[:20]}（同来）"
        for number in range(1, more + 1)
    ]


def _but_gone(link: Link) -> Link:
    return Link(link.number, link.name, link.people, link.note, link.phone, gone=True)


def _cut(line: str) -> tuple[int, str] | None:
    """The number that a line begins with and the rest; None for the chat around the chain, a date or a time of day."""
    line = line.translate(_WIDE).lstrip()
    if line and unicodedata.category(line[0]) == "No":
        line = f"{int(unicodedata.numeric(line[0]))}. {line[1:].lstrip(' .、')}"
    match = _LINE.match(line) or _ROUND.match(line) or _BARE.match(line)
    if match is None or _TIME.match(line) or _DATE.match(match[2]):
        return None
    return int(match[1]), match[2].strip()


def _links(number: int, text: str) -> list[Link]:
    """Everybody whom one line names; who comes with the first without a name is counted with them."""
    gone, phone = bool(_GONE.search(text)), _PHONE.search(text)
    text = _PHONE.sub(" ", text).strip("~ ")
    name, rest = _name(text.lstrip("@ "))
    if gone:
        name = _GONE.split(name, maxsplit=1)[0].rstrip(_EDGE)
    if not name:
        return []
    names, note = _names(name, rest)
    people = _people(note)
    if len(names) > 1:
        people = max(1, min(_whole(note), MOST_IN_A_LINE) - len(names) + 1)
        note = "" if _count_alone(note.strip(_EDGE)) else note
    digits = re.sub(r"\D", "", phone[0]) if phone else ""
    first = Link(number, names[0], people, note.strip(_EDGE)[:80], digits, gone)
    return [first, *(Link(number, other, 1, "", "", gone) for other in names[1:])]


def _name(text: str) -> tuple[str, str]:
    """The name a line begins with, and what stands after it. A house number or a count before it belongs to the rest."""
    before, left = "", text
    while left:
        token = _SPLIT.split(left, maxsplit=1)[0]
        rest = left[len(token) :]
        bare = token.strip(_EDGE)
        if bare and not bare.isdigit() and not _ROOM.match(bare) and not _count_alone(bare):
            break
        before, left = f"{before} {bare}".strip(), rest.lstrip(_EDGE + "+")
    else:
        return "", text
    if _LATIN.match(bare):
        more = re.match(r"(?: [A-Za-z][A-Za-z.'-]+)+", rest)
        bare, rest = (bare + more[0], rest[more.end() :]) if more else (bare, rest)
    elif len(bare) == 1 and _HAN.match(bare):
        more = re.match(r" ?([\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff])", rest)
        bare, rest = (bare + more[1], rest[more.end() :]) if more else (bare, rest)
    tail = _TAIL.match(bare)
    if tail and tail[1].strip(_EDGE):
        bare, rest = tail[1].strip(_EDGE), f"{tail[2]} {rest}"
    return bare[:20], f"{before} {rest.strip()}".strip()


def _count_alone(word: str) -> bool:
    return any(one.fullmatch(word) for one in (_WHOLE, _PARTS, _TIMES))


def _names(first: str, rest: str) -> tuple[list[str], str]:
    """All names that stand in a line (甲、乙两人), and what is left of it; one name where the rest only says more of the
    first (带孩子)."""
    halves = _BOTH.split(first)
    if len(halves) > 1 and all(map(_is_name, halves)):
        return halves, rest
    pieces = _BOTH.split(f"{first}{rest}" if rest[:1] in "、/&＆+" else f"{first} {rest}")
    names, left = [first], ""
    for piece in pieces[1:]:
        name, more = _name(piece.strip())
        if left or pieces[0].strip() != first or not _is_name(name):
            return [first], rest
        names.append(name)
        left = more
    return names, left if len(names) > 1 else rest


def _is_name(word: str) -> bool:
    if _NOBODY.match(word) or _GONE.search(word) or re.search(r"\d", word):
        return False
    return bool(_HAN.match(word)) and 2 <= len(word) <= 4 or bool(_LATIN.match(word)) and len(word) <= 12


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return 10 * _TENS.get(tens, 1) + _TENS.get(ones, 0)
    return _TENS.get(words, 1)


def _whole(text: str) -> int:
    """How many a line says there are altogether; 0 where it does not say."""
    parts = _PARTS.findall(text)
    if parts:
        return sum(map(_number, parts))
    whole = _WHOLE.search(text)
    if whole:
        return _number(whole[1])
    times = _TIMES.search(text) or _ALONE.match(text.strip(_EDGE))
    return int(times[1]) if times else 2 if _PAIR.search(text.strip(_EDGE)) else 0


def _people(text: str) -> int:
    """How many come by what stands after a name: 2人, 2大1小, +1, x3, 带2个孩子, 一家三口; one where nothing is said."""
    more = sum(map(_number, _PLUS.findall(text))) or sum(
        _number(one or two) for one, two in _WITH.findall(text)
    )
    return max(1, min(1 + more if more else _whole(text), MOST_IN_A_LINE))
