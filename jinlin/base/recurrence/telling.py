"""A rule in the words of a notice board: 每逢 10 日、20 日、30 日 · 每周日 · 农历九月初九."""

from __future__ import annotations

import re

from jinlin.base.recurrence.reading import LunarDay, Recurrence, Shift
from jinlin.base.words import Words

_WEEK = {"MO": ("一", "Monday"), "TU": ("二", "Tuesday"), "WE": ("三", "Wednesday"), "TH": ("四", "Thursday"), "FR": ("五", "Friday"), "SA": ("六", "Saturday"), "SU": ("日", "Sunday")}  # fmt: skip
_EVERY = {
    "DAILY": ("天", "day"),
    "WEEKLY": ("周", "week"),
    "MONTHLY": ("月", "month"),
    "YEARLY": ("年", "year"),
}
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_FIGURES = "零一二三四五六七八九十"
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_SHIFTED = {
    Shift.SKIP: ("停一次", "is left out"), Shift.NEXT: ("顺延到下一个工作日", "moves to the next working day"),
    Shift.PREVIOUS: ("提前到上一个工作日", "moves to the working day before"),
}  # fmt: skip


def told(rule: Recurrence) -> Words:
    """The rule as people say it; what no short sentence tells is given as it stands."""
    main = _endings(rule) if rule.endings else _lunar(rule) if rule.lunar else _rrule(dict(rule.rrule))
    zh, en = main.zh, main.en
    for shift, when in (
        (rule.holidays, ("遇法定假日", "a public holiday")),
        (rule.rest_days, ("遇休息日", "a day off")),
    ):
        if shift is not Shift.KEEP:
            zh += f"，{when[0]}{_SHIFTED[shift][0]}"
            en += f"; {when[1]} {_SHIFTED[shift][1]}"
    if rule.until:
        zh += f"，到 {rule.until.year} 年 {rule.until.month} 月 {rule.until.day} 日为止"
        en += f"; until {rule.until}"
    return Words(zh, en)


def _endings(rule: Recurrence) -> Words:
    days = [day for day in range(1, 32) if day % 10 in rule.endings]
    return Words(
        "每月逢 " + "、".join(f"{day}" for day in days) + " 日",
        "On the " + ", ".join(map(str, days)) + " of each month",
    )


def _lunar(rule: Recurrence) -> Words:
    zh = "、".join(_lunar_zh(day) for day in rule.lunar)
    en = ", ".join(f"{day.month or 'every month'}-{day.day or 'last'}" for day in rule.lunar)
    return Words(f"农历{zh}", f"Lunar {en}")


def _lunar_zh(day: LunarDay) -> str:
    month = f"{_MONTHS[day.month - 1]}月" if day.month else "每月"
    if not day.day:
        return "除夕" if day.month == 12 else f"{month}最后一天"
    tens, ones = divmod(day.day, 10)
    if day.day <= 10:
        return f"{month}初{_FIGURES[day.day]}"
    name = {20: "二十", 30: "三十"}.get(day.day) or {1: "十", 2: "廿"}[tens] + _FIGURES[ones]
    return month + name


def _rrule(parts: dict[str, str]) -> Words:
    zh_unit, en_unit = _EVERY[parts["FREQ"]]
    many = int(parts.get("INTERVAL", "1"))
    zh = f"每{zh_unit}" if many == 1 else f"每 {many} {'个' if zh_unit == '月' else ''}{zh_unit}"
    en = f"Every {en_unit}" if many == 1 else f"Every {many} {en_unit}s"
    if set(parts) & {"BYWEEKNO", "BYYEARDAY", "BYSETPOS"}:
        rest = ";".join(f"{name}={value}" for name, value in parts.items() if name.startswith("BY"))
        return Words(f"{zh}（{rest}）", f"{en} ({rest})")
    if "BYMONTH" in parts:
        zh += " " + "、".join(parts["BYMONTH"].split(",")) + " 月"
        en += f" in month {parts['BYMONTH']}"
    if "BYMONTHDAY" in parts:
        zh += " " + "、".join(
            "最后一天" if one == "-1" else f"{one} 日" for one in parts["BYMONTHDAY"].split(",")
        )
        en += f" on day {parts['BYMONTHDAY']}"
    if "BYDAY" in parts:
        days = [re.fullmatch(r"([+-]?\d+)?(\w\w)", one) for one in parts["BYDAY"].split(",")]
        zh += ("" if parts["FREQ"] == "WEEKLY" and many == 1 else "的") + "、".join(
            _weekday_zh(one[1], one[2], parts["FREQ"]) for one in days if one
        )
        en += " on " + ", ".join(_weekday_en(one[1], one[2]) for one in days if one)
    if "COUNT" in parts:
        zh, en = f"{zh}，共 {parts['COUNT']} 次", f"{en}, {parts['COUNT']} times"
    return Words(zh, en)


def _weekday_zh(nth: str | None, day: str, frequency: str) -> str:
    name = _WEEK[day][0]
    if nth is None:
        return name if frequency == "WEEKLY" else f"星期{name}"
    number = int(nth)
    which = f"第 {number} 个" if number > 0 else "最后一个" if number == -1 else f"倒数第 {-number} 个"
    return f"{which}星期{name}"


def _weekday_en(nth: str | None, day: str) -> str:
    return _WEEK[day][1] if nth is None else f"the {_NTH.get(int(nth), nth)} {_WEEK[day][1]}"
