"""Divisions with 12-digit codes, from province to community: rows checked, and what a new edition changes. Pure.

The digits of a code say where a place belongs: 2 province, 4 city, 6 district, 9 street, 12 community; the rest is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinlin.base.rule import Reason
from jinlin.base.words import Words

LEVELS = ("province", "city", "district", "street", "community")
DIGITS = dict(zip(LEVELS, (2, 4, 6, 9, 12), strict=True))
NAMED = {
    **{str(number): level for number, level in enumerate(LEVELS, 1)}, **{level: level for level in LEVELS},
    "省": "province", "市": "city", "地级市": "city", "区": "district", "县": "district", "区县": "district", "县级": "district",
    "街道": "street", "镇": "street", "乡": "street", "镇街": "street", "街镇": "street", "乡镇街道": "street",
    "社区": "community", "村": "community", "村居": "community", "居委会": "community", "村委会": "community",
}  # fmt: skip
CODE = re.compile(r"[1-9]\d{11}")


@dataclass(frozen=True, slots=True)
class Division:
    """One row of a divisions file that nothing speaks against."""

    row: int
    code: str
    name: str
    parent: str
    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A row that was not taken, with its number in the file and the reason."""

    row: int
    code: str
    name: str
    reason: Reason

    def to_data(self) -> dict[str, Any]:
        """The row as a report lists it."""
        words = self.reason.words
        return {
            "row": self.row,
            "place": self.code,
            "name": self.name,
            "code": self.reason.code,
            "zh": words.zh,
            "en": words.en,
        }


@dataclass
class Read:
    """All rows of a file: those accepted, parents before children, and those returned."""

    count: int = 0
    accepted: dict[str, Division] = field(default_factory=dict)
    returned: list[Returned] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    @property
    def listed(self) -> set[str]:
        """Codes whose children this file lists: it names the place itself and at least one child."""
        return {one.parent for one in self.accepted.values()} & set(self.accepted)


def level_of(code: str) -> str:
    """The level that the zeros of a code say."""
    return next(level for level in LEVELS if code[DIGITS[level] :] == "0" * (12 - DIGITS[level]))


def read_divisions(
    rows: Iterable[Mapping[str, Any]], known: Mapping[str, str], *, first_row: int = 1
) -> Read:
    """Check rows with ``code``, ``name`` and, where given, ``parent``, ``level``, ``kind`` (and ``row``, its number).

    ``known`` holds codes already in the deployment with their level. A row is returned with ``wrong_code``,
    ``wrong_level``, ``no_name``, ``not_twice`` (the code stood before), or ``no_parent`` (an orphan, also where its
    parent was itself returned). Without a parent it belongs to the nearest known place above, else it is a root.
    """
    read = Read()
    candidates: list[Division] = []
    for number, row in enumerate(rows, first_row):
        read.count += 1
        found = _division(row, int(row.get("row") or number), read.named)
        if isinstance(found, Returned):
            read.returned.append(found)
        else:
            candidates.append(found)
        read.named.add(str(row.get("code") or "").strip())
    _place(candidates, known, read)
    read.returned.sort(key=lambda one: one.row)
    return read


def _division(row: Mapping[str, Any], number: int, named: set[str]) -> Division | Returned:
    code, name = str(row.get("code") or "").strip(), str(row.get("name") or "").strip()
    parent, level = str(row.get("parent") or "").strip(), str(row.get("level") or "").strip()
    reason = _why_not(code, name, level, named)
    if reason:
        return Returned(number, code[:40], name[:80], reason)
    return Division(number, code, name, parent, level_of(code), str(row.get("kind") or "").strip()[:20])


def _why_not(code: str, name: str, level: str, named: set[str]) -> Reason | None:
    if not CODE.fullmatch(code):
        return _reason(
            "wrong_code", "代码应是 12 位数字：“{value}”", "the code should have 12 digits: {value!r}", code
        )
    if level and NAMED.get(level) != level_of(code):
        words = (
            "代码 {value} 的零表示的级别与所填级别不符",
            "the zeros of {value} say another level than the row",
        )
        return _reason("wrong_level", *words, code)
    if not name:
        return _reason("no_name", "代码 {value} 没有名称", "{value} has no name", code)
    if len(name) > 80:
        return _reason(
            "too_long",
            "代码 {value} 的名称超过 80 字",
            "the name of {value} has more than 80 characters",
            code,
        )
    if code in named:
        return _reason("not_twice", "代码 {value} 在前面出现过", "{value} stood in an earlier row", code)
    return None


def _place(candidates: list[Division], known: Mapping[str, str], read: Read) -> None:
    """Find everybody's parent, from the top down, so that the parent of an accepted row is accepted too."""
    here = {one.code for one in candidates}
    for one in sorted(candidates, key=lambda one: (LEVELS.index(one.level), one.row)):
        parent = one.parent or _nearest(one, here, known)
        if parent and not _begins(parent, one.code):
            words = "上级代码 {value} 与本行代码对不上", "the parent's code {value} does not begin this code"
            read.returned.append(
                Returned(one.row, one.code, one.name, _reason("wrong_parent", *words, parent))
            )
        elif parent and parent not in read.accepted and (parent in here or parent not in known):
            words = "找不到上级 {value}", "there is no parent {value}"
            read.returned.append(Returned(one.row, one.code, one.name, _reason("no_parent", *words, parent)))
        else:
            read.accepted[one.code] = Division(one.row, one.code, one.name, parent, one.level, one.kind)


def _begins(parent: str, code: str) -> bool:
    """Whether the significant digits of the parent's code begin the code."""
    return (
        bool(CODE.fullmatch(parent))
        and parent != code
        and code.startswith(parent[: DIGITS[level_of(parent)]])
    )


def _nearest(one: Division, here: set[str], known: Mapping[str, str]) -> str:
    for level in reversed(LEVELS[: LEVELS.index(one.level)]):
        code = one.code[: DIGITS[level]].ljust(12, "0")
        if code in here or code in known:
            return code
    return ""


def _reason(code: str, zh: str, en: str, value: str) -> Reason:
    return Reason(code, Words(zh.format(value=value[:40]), en.format(value=value[:40])))
