"""A rule's text read into a ``Recurrence``; whatever is wrong is listed at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from jinlin.base.recurrence.rrule_parts import part_faults
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2299, 12, 31)
LONGEST = 2000
"""Characters of a rule's text."""


class Shift(StrEnum):
    """What becomes of a day that falls on a day off."""

    KEEP = "keep"
    SKIP = "skip"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar year; ``month`` 0 is every month, ``day`` 0 the month's last day."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule as read. Exactly one of ``rrule``, ``endings`` and ``lunar`` is set."""

    rrule: tuple[tuple[str, str], ...] = ()
    endings: tuple[int, ...] = ()
    lunar: tuple[LunarDay, ...] = ()
    start: dt.date | None = None
    until: dt.date | None = None
    without: frozenset[dt.date] = frozenset()
    also: frozenset[dt.date] = frozenset()
    holidays: Shift = Shift.KEEP
    rest_days: Shift = Shift.KEEP

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        """Read a rule. ``Refused`` with every fault (``wrong_…``, ``no_…``, ``too_…``) where it can't be read."""
        reader = _Reader()
        found = reader.read(text)
        if reader.faults:
            raise Refused(*reader.faults)
        return found

    @property
    def count(self) -> int | None:
        """COUNT of a RRULE."""
        found = dict(self.rrule).get("COUNT")
        return int(found) if found else None

    def __str__(self) -> str:
        """The rule's text again, in one fixed order, so that equal rules have equal texts."""
        parts = []
        if self.rrule:
            parts.append("RRULE:" + ";".join(f"{name}={value}" for name, value in self.rrule))
        if self.endings:
            parts.append("day-ends:" + ",".join(map(str, self.endings)))
        if self.lunar:
            parts.append("lunar:" + ",".join(_lunar_text(day) for day in self.lunar))
        if self.start:
            parts.append(f"DTSTART:{self.start}")
        if self.until:
            parts.append(f"UNTIL:{self.until}")
        if self.without:
            parts.append("EXDATE:" + ",".join(map(str, sorted(self.without))))
        if self.also:
            parts.append("RDATE:" + ",".join(map(str, sorted(self.also))))
        for name, shift in (("holidays", self.holidays), ("rest-days", self.rest_days)):
            if shift is not Shift.KEEP:
                parts.append(f"{name}:{shift}")
        return "\n".join(parts)


def _lunar_text(day: LunarDay) -> str:
    month = f"{day.month:02d}" if day.month else "*"
    return f"{month}-{day.day:02d}" if day.day else f"{month}-last"


def fault(code: str, zh: str, en: str) -> Reason:
    """One fault of a rule's text."""
    return Reason(code, Words(zh, en))


@dataclass
class _Reader:
    faults: list[Reason] = field(default_factory=list)

    def read(self, text: str) -> Recurrence:
        if len(text) > LONGEST:
            self.faults.append(
                fault(
                    "too_long",
                    f"规则太长，最多 {LONGEST} 字",
                    f"The rule is longer than {LONGEST} characters",
                )
            )
            return Recurrence()
        seen: dict[str, str] = {}
        for part in text.split():
            name, colon, value = part.partition(":")
            key = name if name in _READERS else name.upper() if name.upper() in _READERS else name.lower()
            if not colon or key not in _READERS:
                self._no_part(part)
            elif key in seen:
                self.faults.append(fault("wrong_part", f"“{key}”写了两遍", f"“{key}” is given twice"))
            else:
                seen[key] = value
        rules = [name for name in ("RRULE", "day-ends", "lunar") if name in seen]
        if len(rules) != 1:
            self._not_one(rules)
        values = {_FIELDS[name]: _READERS[name](self, value) for name, value in seen.items()}
        found = Recurrence(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]
        if found.start and found.until and found.until < found.start:
            self.faults.append(fault("wrong_until", "结束日期早于开始日期", "UNTIL lies before DTSTART"))
        return found

    def _no_part(self, part: str) -> None:
        known = "、".join(_READERS)
        self.faults.append(
            fault("wrong_part", f"看不懂“{part[:40]}”；可用：{known}", f"“{part[:40]}” is not known; known: {', '.join(_READERS)}")
        )  # fmt: skip

    def _not_one(self, rules: list[str]) -> None:
        if rules:
            zh = f"只能有一条主规则，这里有 {len(rules)} 条：{'、'.join(rules)}"
            self.faults.append(
                fault("too_many_rules", zh, f"One main rule is wanted, not {', '.join(rules)}")
            )
        else:
            zh = "缺少主规则：RRULE:…、day-ends:0 或 lunar:09-09"
            self.faults.append(
                fault("no_rule", zh, "A main rule is missing: RRULE:…, day-ends:0 or lunar:09-09")
            )

    def rrule(self, value: str) -> tuple[tuple[str, str], ...]:
        parts, faults = part_faults(value)
        self.faults += faults
        return parts

    def endings(self, value: str) -> tuple[int, ...]:
        found = []
        for one in value.split(","):
            if re.fullmatch(r"\d", one):
                found.append(int(one))
            else:
                zh = f"day-ends 后面应是 0 到 9 的一个数字，不是“{one[:20]}”"
                self.faults.append(
                    fault("wrong_ending", zh, f"day-ends takes a figure from 0 to 9, not “{one[:20]}”")
                )
        return tuple(sorted(set(found)))

    def lunar(self, value: str) -> tuple[LunarDay, ...]:
        found = []
        for one in value.split(","):
            match = re.fullmatch(r"(\*|\d{1,2})-(\d{1,2}|last)", one)
            month = 0 if match and match[1] == "*" else int(match[1]) if match else -1
            day = 0 if match and match[2] == "last" else int(match[2]) if match else -1
            fits = match and (match[1] == "*" or 1 <= month <= 12) and (match[2] == "last" or 1 <= day <= 30)
            if fits:
                found.append(LunarDay(month, day))
            else:
                zh = f"农历日期应写成 09-09（月 1–12，日 1–30 或 last），不是“{one[:20]}”"
                en = f"A lunar date is written 09-09 (month 1–12 or *, day 1–30 or last), not “{one[:20]}”"
                self.faults.append(fault("wrong_lunar", zh, en))
        return tuple(dict.fromkeys(found))

    def date(self, value: str) -> dt.date | None:
        digits = value.replace("-", "")
        try:
            if not re.fullmatch(r"\d{8}", digits):
                raise ValueError
            found = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            self.faults.append(
                fault("wrong_date", f"没有“{value[:20]}”这一天，请写成 2026-02-01", f"There is no day “{value[:20]}”; write 2026-02-01")
            )  # fmt: skip
            return None
        if not FIRST <= found <= LAST:
            zh, en = f"日期要在 {FIRST} 到 {LAST} 之间", f"A date must lie between {FIRST} and {LAST}"
            self.faults.append(fault("wrong_date", zh, en))
        return found

    def days(self, value: str) -> frozenset[dt.date]:
        found = (self.date(one) for one in value.split(","))
        return frozenset(one for one in found if one is not None)

    def shift(self, value: str) -> Shift | None:
        try:
            return Shift(value.lower())
        except ValueError:
            known = "、".join(Shift)
            zh = f"遇到放假怎么办：{known} 之一，不是“{value[:20]}”"
            self.faults.append(
                fault(
                    "wrong_shift",
                    zh,
                    f"What becomes of a day off is one of {', '.join(Shift)}, not “{value[:20]}”",
                )
            )
            return None


_READERS: dict[str, Callable[[_Reader, str], object]] = {
    "RRULE": _Reader.rrule, "day-ends": _Reader.endings, "lunar": _Reader.lunar, "DTSTART": _Reader.date,
    "UNTIL": _Reader.date, "EXDATE": _Reader.days, "RDATE": _Reader.days, "holidays": _Reader.shift, "rest-days": _Reader.shift,
}  # fmt: skip
_FIELDS = {
    "RRULE": "rrule", "day-ends": "endings", "lunar": "lunar", "DTSTART": "start", "UNTIL": "until", "EXDATE": "without",
    "RDATE": "also", "holidays": "holidays", "rest-days": "rest_days",
}  # fmt: skip


def stretch_faults(first: dt.date, last: dt.date) -> Iterator[Reason]:
    """What is wrong with a stretch for which dates are asked: the wrong way round, too long, out of the calendar."""
    if last < first:
        yield fault("wrong_stretch", "结束日期早于开始日期", "The end lies before the beginning")
    if first < FIRST or last > LAST:
        yield fault(
            "too_far", f"日期要在 {FIRST} 到 {LAST} 之间", f"Dates must lie between {FIRST} and {LAST}"
        )
    elif (last - first).days > 366 * 30:
        yield fault("too_far", "一次最多算三十年", "At most thirty years at once")
