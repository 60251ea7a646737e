"""Reading clocks ("5 wd", "24 h", "15 d before", "1 month") and starts from text, and writing them back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.base.working_calendar import SHANGHAI

FIRST_START, LAST_START = 2000, 2150


class Unit(StrEnum):
    """What a clock counts."""

    MINUTE = "min"
    HOUR = "h"
    WORKING_HOUR = "wh"
    DAY = "d"
    WORKING_DAY = "wd"
    MONTH = "month"
    YEAR = "year"

    @property
    def by_day(self) -> bool:
        """Whether the clock ends with a whole day at 24:00 rather than at an instant."""
        return self not in (Unit.MINUTE, Unit.HOUR, Unit.WORKING_HOUR)


class Way(StrEnum):
    """Which side of the deadline is allowed."""

    AFTER = "after"  # at the latest so long after the start
    BEFORE = "before"  # at the latest so long before an event, with that many full days between
    UP = "up"  # must last at least so long (publication, keeping)


NAMES = {
    Unit.MINUTE: Words("分钟", "minute"),
    Unit.HOUR: Words("小时", "hour"),
    Unit.WORKING_HOUR: Words("个工作小时", "working hour"),
    Unit.DAY: Words("天", "day"),
    Unit.WORKING_DAY: Words("个工作日", "working day"),
    Unit.MONTH: Words("个月", "month"),
    Unit.YEAR: Words("年", "year"),
}
SPELLINGS = {
    Unit.MINUTE: "min minute minutes 分钟",
    Unit.HOUR: "h hour hours 小时 个小时",
    Unit.WORKING_HOUR: "wh 工作小时 个工作小时",
    Unit.DAY: "d day days 日 天",
    Unit.WORKING_DAY: "wd 工作日 个工作日",
    Unit.MONTH: "month months 月 个月",
    Unit.YEAR: "year years 年",
}
UNITS = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings.split()}
CEILING = {
    Unit.MINUTE: 525_600,
    Unit.HOUR: 87_600,
    Unit.WORKING_HOUR: 20_000,
    Unit.DAY: 36_525,
    Unit.WORKING_DAY: 25_000,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}
SHAPE = re.compile(r"(\d{1,40}) *([a-z]+|[\u4e00-\u9fff]+)((?: (?:before|up|exact|moved))*)")
ACCEPTED = "30 min, 24 h, 2 wh, 15 d, 5 wd, 1 month, 3 months, 1 year"


@dataclass(frozen=True, slots=True)
class Clock:
    """An amount of a unit in one direction, for example five working days at most after.

    ``moves``: whether a last day on a weekend or holiday moves to the next working day (Civil Code 203). It
    does for calendar days, months and years that run after something; it does not for publication minimums
    ("up") and notice periods ("before") unless asked. Text may end with ``before`` or ``up``, and with
    ``exact`` (the last day stays) or ``moved``.
    """

    count: int
    unit: Unit
    way: Way = Way.AFTER
    moves: bool = False

    @classmethod
    def parse(cls, text: str) -> Clock:
        """Read a clock. Refused: ``wrong_clock`` (listing what is accepted), ``too_small``, ``too_large``."""
        read = _parse(text)
        if isinstance(read, Reason):
            raise Refused(read)
        return read

    @property
    def words(self) -> Words:
        """The amount for people: 5个工作日, 5 working days."""
        name, plural = NAMES[self.unit], "" if self.count == 1 else "s"
        return Words(f"{self.count}{name.zh}", f"{self.count} {name.en}{plural}")

    def __str__(self) -> str:
        unit = f"{self.unit}s" if self.count > 1 and self.unit in (Unit.MONTH, Unit.YEAR) else self.unit
        way = "" if self.way is Way.AFTER else f" {self.way}"
        usual = _moves_usually(self.unit, self.way)
        ending = "" if self.moves == usual else " moved" if self.moves else " exact"
        return f"{self.count} {unit}{way}{ending}"


def clock_fault(text: str) -> Reason | None:
    """Why the text is not a clock, or None."""
    read = _parse(text)
    return read if isinstance(read, Reason) else None


def _moves_usually(unit: Unit, way: Way) -> bool:
    return way is Way.AFTER and unit in (Unit.DAY, Unit.MONTH, Unit.YEAR)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Clock | Reason:
    plain = " ".join(unicodedata.normalize("NFKC", text[:80]).lower().split())
    found = SHAPE.fullmatch(plain)
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        return _wrong_clock(text)
    endings = found[3].split()
    ways = [ending for ending in endings if ending in ("before", "up")]
    fixed = [ending for ending in endings if ending in ("exact", "moved")]
    if len(ways) > 1 or len(fixed) > 1:
        return _wrong_clock(text)
    way = Way(ways[0]) if ways else Way.AFTER
    moves = fixed == ["moved"] if fixed else _moves_usually(unit, way)
    if moves and (way is Way.BEFORE or not unit.by_day or unit is Unit.WORKING_DAY):
        return _wrong_clock(text)
    count = int(found[1])
    if count == 0:
        return Reason("too_small", Words("期限至少为 1", "a clock runs for at least 1"))
    if count > CEILING[unit]:
        words = Words("期限“{text}”过长：{unit}最多 {most}", "{text!r} is too long: at most {most} {unit}")
        return Reason("too_large", words.format(text=plain, unit=unit.value, most=CEILING[unit]))
    return Clock(count, unit, way, moves)


def _wrong_clock(text: str) -> Reason:
    words = Words(
        "期限“{text}”看不懂。可用：{accepted}；后面可加 before（至迟提前）、up（至少保持）、exact（不顺延）、"
        "moved（逢假顺延）",
        "{text!r} is not a clock. Accepted: {accepted}; then before (at the latest before an event), "
        "up (must last), exact (the last day stays), moved (a last day on a holiday moves)",
    )
    return Reason("wrong_clock", words.format(text=text[:40], accepted=ACCEPTED))


def read_start(text: str) -> datetime:
    """The instant at which a clock starts: ISO date (its midnight) or date and time, with or without zone.

    Without a zone Shanghai's time is meant. Refused: ``wrong_start``, ``too_early`` and ``too_far`` (outside
    the years that the calendar carries).
    """
    try:
        read = datetime.fromisoformat(text.strip())
        start = read.replace(tzinfo=SHANGHAI) if read.tzinfo is None else read.astimezone(SHANGHAI)
    except (ValueError, OverflowError) as error:
        words = Words(
            "起算时间“{text}”看不懂，请写成 2026-09-18 或 2026-09-18T09:30",
            "start {text!r} cannot be read: write 2026-09-18 or 2026-09-18T09:30",
        )
        raise Refused(Reason("wrong_start", words.format(text=text[:40]))) from error
    fault = start_fault(start)
    if fault:
        raise Refused(fault)
    return start


def start_fault(start: datetime) -> Reason | None:
    """Why no clock may start then: the year must lie within what the calendar carries."""
    if start.year < FIRST_START:
        words = Words("起算时间早于 {year} 年", "the start lies before {year}")
        return Reason("too_early", words.format(year=FIRST_START))
    if start.year > LAST_START:
        words = Words("起算时间晚于 {year} 年", "the start lies after {year}")
        return Reason("too_far", words.format(year=LAST_START))
    return None


def as_start(start: datetime | date) -> datetime:
    """An aware Shanghai instant from a date (its midnight), or from an aware or Shanghai-naive datetime."""
    if not isinstance(start, datetime):
        return datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    if start.tzinfo is None:
        return start.replace(tzinfo=SHANGHAI)
    return start.astimezone(SHANGHAI)
