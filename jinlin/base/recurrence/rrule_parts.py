"""The parts of a RFC 5545 recurrence rule, each checked on its own so that all faults are listed (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinlin.base.rule import Reason
from jinlin.base.words import Words

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OF_TIME = ("BYHOUR", "BYMINUTE", "BYSECOND")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")
_RANGES = {"BYMONTH": (1, 12, False), "BYMONTHDAY": (1, 31, True), "BYYEARDAY": (1, 366, True), "BYWEEKNO": (1, 53, True), "BYSETPOS": (1, 366, True)}  # fmt: skip
_ONLY = {
    "BYWEEKNO": ("YEARLY",), "BYYEARDAY": ("YEARLY",), "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
}  # fmt: skip
ORDER = (
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYMONTH",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYDAY",
    "BYSETPOS",
    "WKST",
)


def part_faults(text: str) -> tuple[tuple[tuple[str, str], ...], list[Reason]]:
    """The parts of a rule in one fixed order, and every fault found in them."""
    parts: dict[str, str] = {}
    faults: list[Reason] = []
    for part in text.split(";"):
        name, sign, value = part.upper().partition("=")
        if not sign or not value:
            faults.append(_bad(part, "应写成 名称=值", "write NAME=VALUE"))
        elif name in OF_TIME:
            faults.append(_bad(name, "几点开始写在会议上，不写在规则里", "the hour belongs to the sitting"))
        elif name not in ORDER:
            faults.append(
                _bad(
                    name, f"没有这一项；可用：{'、'.join(ORDER)}", f"is not known; known: {', '.join(ORDER)}"
                )
            )
        elif name in parts:
            faults.append(_bad(name, "写了两遍", "is given twice"))
        else:
            parts[name] = value
    faults += _value_faults(parts)
    faults += _joint_faults(parts)
    return tuple((name, parts[name]) for name in ORDER if name in parts), faults


def _bad(what: str, zh: str, en: str) -> Reason:
    return Reason("wrong_rrule", Words(f"RRULE 的“{what[:30]}”：{zh}", f"RRULE part “{what[:30]}”: {en}"))


def _value_faults(parts: dict[str, str]) -> Iterator[Reason]:
    for name, value in parts.items():
        if name == "FREQ" and value not in FREQUENCIES:
            yield _bad(
                f"FREQ={value}",
                "只能是 DAILY、WEEKLY、MONTHLY、YEARLY",
                "is one of DAILY, WEEKLY, MONTHLY, YEARLY",
            )
        elif name in ("INTERVAL", "COUNT") and not (re.fullmatch(r"\d{1,5}", value) and int(value)):
            yield _bad(f"{name}={value}", "应是 1 到 99999 的整数", "is a whole number from 1 to 99999")
        elif name == "UNTIL":
            yield from _until_faults(value)
        elif name == "WKST" and value not in WEEKDAYS:
            yield _bad(f"WKST={value}", "应是 MO 到 SU", "is MO to SU")
        elif name == "BYDAY":
            for one in value.split(","):
                if not _WEEKDAY.fullmatch(one):
                    yield _bad(f"BYDAY={one}", "应写成 SU 或 2SA、-1FR", "is written SU, or 2SA, -1FR")
        elif name in _RANGES:
            yield from _range_faults(name, value)


def _range_faults(name: str, value: str) -> Iterator[Reason]:
    low, high, signed = _RANGES[name]
    for one in value.split(","):
        fits = re.fullmatch(r"[+-]?\d{1,3}" if signed else r"\d{1,3}", one)
        if not fits or not low <= abs(int(one)) <= high:
            sides = f"{low}–{high}" + (f" 或 -{high}–-{low}" if signed else "")
            yield _bad(f"{name}={one}", f"应在 {sides}", f"should lie in {sides.replace(' 或 ', ' or ')}")


def _until_faults(value: str) -> Iterator[Reason]:
    found = _UNTIL.fullmatch(value)
    fits = found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31
    if not fits:
        yield _bad(f"UNTIL={value}", "应写成 20261231", "is written 20261231")


def _joint_faults(parts: dict[str, str]) -> Iterator[Reason]:
    frequency = parts.get("FREQ", "")
    if not frequency:
        yield _bad("FREQ", "缺少频率", "the frequency is missing")
    if "COUNT" in parts and "UNTIL" in parts:
        yield _bad("COUNT", "次数和截止日期只能写一个", "COUNT and UNTIL exclude each other")
    for name, wanted in _ONLY.items():
        if name in parts and frequency in FREQUENCIES and frequency not in wanted:
            yield _bad(name, f"只用于 {'、'.join(wanted)}", f"goes with {', '.join(wanted)} only")
    numbered = re.search(r"\d", parts.get("BYDAY", ""))
    if numbered and (frequency in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts):
        yield _bad(
            "BYDAY", "“第几个星期几”只用于每月或每年", "a numbered weekday goes with MONTHLY or YEARLY only"
        )
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        yield _bad("BYSETPOS", "要和另一个 BY… 一起用", "needs another BY… part")
