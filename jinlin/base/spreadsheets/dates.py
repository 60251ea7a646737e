"""Dates and times in the shapes that offices type."""

from __future__ import annotations

import datetime
import re
import unicodedata
from zoneinfo import ZoneInfo

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets.cells import INVISIBLE, Cell
from jinlin.base.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_SERIAL = 3_654  # 1910-01-01 as a spreadsheet counts days; below, 2026 would be read as a day of 1905
LAST_SERIAL = 73_050  # 2099-12-31
LONGEST = 100  # characters of a cell that could still be a date
DAY_ZERO = datetime.datetime(1899, 12, 30)

SEPARATOR = r"\s*[-/.。、·_]\s*"
FULL = re.compile(
    rf"(\d{{4}})(?:\s*年\s*|{SEPARATOR})(\d{{1,2}})(?:\s*月\s*|{SEPARATOR})(\d{{1,2}})\s*[日号]?"
)
SHORT = re.compile(
    rf"['’]?(\d{{2}})(?:\s*年\s*|{SEPARATOR})(\d{{1,2}})(?:\s*月\s*|{SEPARATOR})(\d{{1,2}})\s*[日号]?"
)
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?!\d)")
NO_YEAR = re.compile(rf"(\d{{1,2}})(?:\s*月\s*|{SEPARATOR})(\d{{1,2}})\s*[日号]?(?!\d)")
NO_DAY = re.compile(r"(\d{4})\s*(?:年|[-/.])?\s*(?:(\d{1,2})\s*月?(?:份)?)?")
SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
WEEKDAY = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
CLOCK = re.compile(
    r"(?P<part>上午|下午|晚上|傍晚|夜间|夜里|中午|凌晨|早上|清晨|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时点]\s*(?:(?P<half>半)|(?P<minute>\d{1,2}))?)"
    r"\s*(?:[:分]\s*(?P<second>\d{1,2})?(?:\.\d+)?\s*秒?)?\s*(?P<after>AM|PM)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.I,
)
DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
TENS = re.compile("([一二两三四五六七八九])?十([一二三四五六七八九])?")
CHINESE = re.compile("[〇零○一二两三四五六七八九十廿卅]+(?=[年月日号时点分])")


def _reason(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))


WRONG_DATE = _reason(
    "wrong_date",
    "认不出这个日期；请写成 2026-09-03 的样子。",
    "This is no date that can be read; please write 2026-09-03.",
)
NO_YEAR_GIVEN = _reason(
    "no_year", "日期没有年份；请写成 2026-09-03 的样子。", "The date has no year; please write 2026-09-03."
)
NO_DAY_GIVEN = _reason(
    "no_day", "日期没有写到日；请写成 2026-09-03 的样子。", "The date has no day; please write 2026-09-03."
)
WRONG_ORDER = _reason(
    "wrong_date_order",
    "看不出哪个是月、哪个是日；请写成 2026-09-03 的样子。",
    "It cannot be told which is the month; please write 2026-09-03.",
)
NOT_A_DAY = _reason("not_a_day", "日历上没有这一天。", "There is no such day.")
WRONG_TIME = _reason(
    "wrong_time", "认不出这个时间；请写成 08:30 的样子。", "This is no time; please write 08:30."
)


def chinese_number(text: str) -> int:
    """A number under 100 in Chinese (二十六, 廿六, 十), or digits said one by one (二〇二六)."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if found := TENS.fullmatch(text):
        tens, ones = found.groups()
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[digit]) for digit in text if digit != "十"))


def _plain(text: str) -> str:
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    text = CHINESE.sub(lambda found: str(chinese_number(found.group())), text)
    return WEEKDAY.sub(" ", text).strip()


def parse_date(
    cell: Cell, *, year: int | None = None, latest: datetime.date | None = None
) -> datetime.date | Reason:
    """The day that a cell means. ``year`` completes 9月3日; ``latest`` moves 60.1.1 back to 1960.

    Refused: ``wrong_date``, ``no_year``, ``no_day``, ``wrong_date_order`` (3/9/2026), ``not_a_day``
    (2026-02-30), ``wrong_time``. A time of day after the date is read and left away.
    """
    moment = parse_moment(cell, year=year, latest=latest)
    return moment if isinstance(moment, Reason) else moment.date()


def parse_moment(
    cell: Cell, *, year: int | None = None, latest: datetime.date | None = None
) -> datetime.datetime | Reason:
    """The moment that a cell means, in Asia/Shanghai unless it names a zone; a bare date is its midnight.

    Two digits of a year mean 1970–2069, or the latest such year not after ``latest``. Refused as ``parse_date``.
    """
    if isinstance(cell, datetime.datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=SHANGHAI)
    if isinstance(cell, datetime.date):
        return datetime.datetime.combine(cell, datetime.time(), SHANGHAI)
    if cell is None or isinstance(cell, datetime.time | bool):
        return WRONG_DATE
    if isinstance(cell, int | float):
        if FIRST_SERIAL <= cell <= LAST_SERIAL:
            return _from_serial(float(cell))
        cell = str(int(cell)) if float(cell).is_integer() else str(cell)
    if len(cell) > LONGEST:
        return WRONG_DATE
    text = _plain(cell)
    if SERIAL.fullmatch(text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return _from_serial(float(text))
    day, rest = _day(text, year, latest)
    if isinstance(day, Reason):
        return day
    return _with_clock(day, rest.strip().lstrip("T").strip())


def _from_serial(days: float) -> datetime.datetime:
    return DAY_ZERO.replace(tzinfo=SHANGHAI) + datetime.timedelta(seconds=round(days * 86_400))


def _day(text: str, year: int | None, latest: datetime.date | None) -> tuple[datetime.date | Reason, str]:
    """The date at the beginning of a text, and what follows it."""
    if found := FULL.match(text):
        return _calendar_day(*found.groups()), text[found.end() :]
    if found := PACKED.match(text):
        y, m, d, hour, minute, second = found.groups()
        rest = f"{hour}:{minute}:{second or '00'}" if hour else ""
        return _calendar_day(y, m, d), rest + text[found.end() :]
    if found := YEAR_LAST.match(text):
        return _year_last(*found.groups()), text[found.end() :]
    if found := SHORT.match(text):
        return _short_year(found, latest), text[found.end() :]
    if NO_DAY.fullmatch(text) and 1900 <= int(text[:4]) <= 2100:
        return NO_DAY_GIVEN, ""
    if found := NO_YEAR.match(text):
        return (NO_YEAR_GIVEN if year is None else _calendar_day(year, *found.groups())), text[found.end() :]
    return WRONG_DATE, ""


def _short_year(found: re.Match[str], latest: datetime.date | None) -> datetime.date | Reason:
    short, month, day = found.groups()
    century = 2000 if int(short) < 70 else 1900
    whole = _calendar_day(century + int(short), month, day)
    if isinstance(whole, datetime.date) and latest is not None and whole > latest:
        return _calendar_day(whole.year - 100, month, day)
    return whole


def _year_last(first: str, second: str, year: str) -> datetime.date | Reason:
    """9/23/2026 and 23/9/2026 have one reading; 3/9/2026 has two."""
    if int(first) > 12:
        return _calendar_day(year, second, first)
    if int(second) > 12 or first == second:
        return _calendar_day(year, first, second)
    return WRONG_ORDER


def _calendar_day(year: str | int, month: str | int, day: str | int) -> datetime.date | Reason:
    if not 1900 <= int(year) <= 2100:
        return WRONG_DATE
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return NOT_A_DAY


def _with_clock(day: datetime.date, rest: str) -> datetime.datetime | Reason:
    midnight = datetime.datetime.combine(day, datetime.time(), SHANGHAI)
    if not rest:
        return midnight
    found = CLOCK.fullmatch(rest)
    if not found:
        return WRONG_TIME if re.search(r"\d", rest) and ":" in rest else WRONG_DATE
    hour = _hour(int(found["hour"]), (found["part"] or found["after"] or "").upper())
    minute = 30 if found["half"] else int(found["minute"] or 0)
    second = int(found["second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return WRONG_TIME
    moment = midnight + datetime.timedelta(hours=hour, minutes=minute, seconds=second)
    if zone := found["zone"]:
        offset = "+00:00" if zone in "Zz" else zone
        try:
            there = datetime.datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + offset)
        except ValueError:
            return WRONG_TIME
        return there.astimezone(SHANGHAI)
    return moment


def _hour(hour: int, part: str) -> int:
    """The hour of 24 from an hour of 12 and the part of the day."""
    if hour > 12:
        return hour
    if part in ("下午", "晚上", "傍晚", "夜间", "夜里", "PM"):
        return hour if hour == 12 else hour + 12
    if part == "中午":
        return hour if hour >= 10 else hour + 12
    if part in ("上午", "凌晨", "早上", "清晨", "AM"):
        return 0 if hour == 12 else hour
    return hour
