"""The data behind the working calendar: the shipped table, the State Council's yearly notice, and the seed.

A notice is read from CSV (``date,kind,name`` and optionally ``source,published_on,region,hours``) or from
TOML (``year``, ``source``, ``published_on`` and ``[[day]]`` tables with ``date`` or ``from``/``to``,
``kind``, ``name``). A faulty file is refused whole, with every fault listed.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.base.working_calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Day,
    DayKind,
    FixedDay,
    OfficeHours,
    WorkingCalendar,
)

KINDS = {
    **{kind.value: kind for kind in DayKind},
    "放假": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY,
    "上班": DayKind.SHIFTED,
    "调休": DayKind.SHIFTED,
    "调休上班": DayKind.SHIFTED,
    "补班": DayKind.SHIFTED,
    "停工": DayKind.STOPPED,
    "半天": DayKind.HALF,
}
HEADINGS = {
    "日期": "date",
    "类型": "kind",
    "名称": "name",
    "来源": "source",
    "发布日期": "published_on",
    "地区": "region",
    "办公时间": "hours",
}
FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
COLUMNS = ("date", "kind", "name", "source", "published_on")


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's list of holidays and shifted workdays, as the State Council's office published it."""

    year: int
    days: tuple[Day, ...]


def parameters_folder() -> Path:
    """The folder of shipped data: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "parameters"
    return inside if inside.is_dir() else package.parent / "parameters"


@lru_cache(maxsize=1)
def national_calendar() -> WorkingCalendar:
    """The shipped calendar of the whole country, read once."""
    return load_calendar(parameters_folder() / "calendar")


def load_calendar(folder: Path) -> WorkingCalendar:
    """The calendar in a folder: ``national.csv`` and ``rules.toml``; refused with all faults when faulty.

    A year is known when its first of October is listed: no notice ever left out National Day.
    """
    days = read_days((folder / "national.csv").read_text("utf-8"), where="national.csv")
    rules = tomllib.loads((folder / "rules.toml").read_text("utf-8"))
    fixed = [_fixed(entry) for entry in rules["fixed"]]
    known = {d.date.year for d in days if (d.date.month, d.date.day) == (10, 1)}
    hours = OfficeHours.parse(rules["office_hours"]["value"])
    return WorkingCalendar(days, known_years=known, fixed=fixed, hours=hours)


def _fixed(entry: Mapping[str, Any]) -> FixedDay:
    month, day = map(int, entry["day"].split("-"))
    since, until = entry.get("since", FIRST_YEAR), entry.get("until", LAST_YEAR)
    return FixedDay(month, day, entry["name"], since, until)


def read_days(text: str, *, where: str) -> list[Day]:
    """Days of a CSV table, any number of years and regions; ``Refused`` lists every faulty row."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    headings = [HEADINGS.get(h.strip(), h.strip()) for h in rows.fieldnames or ()]
    missing = [name for name in ("date", "kind", "name") if name not in headings]
    if missing:
        raise Refused(
            _fault(
                "no_column", where, "缺少列：{text}", "these columns are missing: {text}", ", ".join(missing)
            )
        )
    rows.fieldnames = headings
    return _days(((f"{where}:{rows.line_num}", row) for row in rows), where)


def read_notice(text: str, *, where: str = "notice", year: int | None = None) -> Notice:
    """One year's notice from CSV or TOML text. Refused with every fault found:

    an unreadable file, a row that cannot be read, a date twice, a date of another year (the December before
    is allowed: notices shift it), a shifted workday on a weekday, or a year without its fixed statutory days.
    """
    if "[[day]]" in text:
        days, stated = _read_toml(text, where)
        year = year or stated
    else:
        days = read_days(text, where=where)
    if not days:
        raise Refused(_fault("no_days", where, "没有任何日期{text}", "it lists no days{text}", ""))
    year = year or Counter(d.date.year for d in days).most_common(1)[0][0]
    faults = _notice_faults(days, year, where)
    if faults:
        raise Refused(*faults)
    return Notice(year, tuple(days))


def with_notice(calendar: WorkingCalendar, notice: Notice) -> WorkingCalendar:
    """The calendar after a notice was read in: the year is known, its days stand in place of earlier ones.

    A corrected notice drops what the first one listed; only a December keeps its days, for the following
    year's notice may have shifted it.
    """
    kept = [
        day for day in calendar.days if day.region or day.date.year != notice.year or day.date.month == 12
    ]
    return calendar.with_only(kept).with_days(notice.days, known_years={notice.year})


def _read_toml(text: str, where: str) -> tuple[list[Day], int | None]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            _fault("wrong_file", where, "不是有效的 TOML：{text}", "not valid TOML: {text}", str(error))
        ) from error
    common = {key: str(data[key]) for key in ("source", "published_on") if key in data}
    rows: list[tuple[str, dict[str, str]]] = []
    for number, entry in enumerate(data.get("day", ()), 1):
        first, last = entry.get("from", entry.get("date")), entry.get("to", entry.get("date"))
        row = {**common, **{key: str(value) for key, value in entry.items()}}
        spot = f"{where} day {number}"
        if isinstance(first, date) and isinstance(last, date) and first <= last <= first + timedelta(60):
            span = (first + timedelta(days=i) for i in range((last - first).days + 1))
            rows.extend((spot, {**row, "date": on.isoformat()}) for on in span)
        else:
            rows.append((spot, {**row, "date": f"{first}–{last}"}))
    year = data.get("year")
    return _days(rows, where), year if isinstance(year, int) else None


def _days(rows: Iterable[tuple[str, Mapping[str, str | None]]], where: str) -> list[Day]:
    days: list[Day] = []
    faults: list[Reason] = []
    seen: set[tuple[str, date]] = set()
    for spot, row in rows:
        try:
            day = _day(row, spot)
        except Refused as refused:
            faults.extend(refused.reasons)
            continue
        if (day.region, day.date) in seen:
            faults.append(
                _fault("wrong_date", spot, "日期重复：{text}", "listed twice: {text}", str(day.date))
            )
        seen.add((day.region, day.date))
        days.append(day)
    if faults:
        raise Refused(*faults)
    return days


def _day(row: Mapping[str, str | None], spot: str) -> Day:
    cell = {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)}
    faults: list[Reason] = []
    on = _date(cell.get("date", ""), spot, faults)
    kind = KINDS.get(cell.get("kind", ""))
    if kind is None:
        zh, en = (
            "类型“{text}”不认识，可用：" + "、".join(KINDS),
            "unknown kind {text}; use " + ", ".join(DayKind),
        )
        faults.append(_fault("wrong_kind", spot, zh, en, cell.get("kind", "")))
    published = _date(cell["published_on"], spot, faults) if cell.get("published_on") else None
    hours = None
    if kind is DayKind.HALF or cell.get("hours"):
        try:
            hours = OfficeHours.parse(cell.get("hours", ""))
        except Refused as refused:
            faults.extend(refused.reasons)
    if faults or on is None or kind is None:
        raise Refused(*faults)
    return Day(
        on, kind, cell.get("name", ""), cell.get("source", ""), published, cell.get("region", ""), hours
    )


def _date(text: str, spot: str, faults: list[Reason]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        zh, en = "日期“{text}”看不懂，请写成 2027-10-01", "date {text!r} cannot be read, write 2027-10-01"
        faults.append(_fault("wrong_date", spot, zh, en, text))
        return None


def _notice_faults(days: list[Day], year: int, where: str) -> list[Reason]:
    faults = []
    for day in days:
        if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
            zh, en = "{text}不属于这一年的安排", "{text} is not of this notice's year"
            faults.append(_fault("wrong_year", where, zh, en, str(day.date)))
        if day.kind is DayKind.SHIFTED and day.date.weekday() < 5:
            zh, en = (
                "{text}本来就是工作日，不会是调休上班",
                "{text} is a weekday and cannot be a shifted workday",
            )
            faults.append(_fault("wrong_kind", where, zh, en, str(day.date)))
    holidays = {d.date for d in days if d.kind is DayKind.HOLIDAY}
    for fixed in national_calendar().fixed:
        on = date(year, fixed.month, fixed.day)
        if fixed.since <= year <= fixed.until and on not in holidays:
            zh, en = "缺少法定节假日{text}", "the statutory holiday {text} is missing"
            faults.append(_fault("no_day", where, zh, en, str(on)))
    return faults


def _fault(code: str, where: str, zh: str, en: str, text: str) -> Reason:
    shown = text[:80]
    return Reason(code, Words(f"{where}：{zh.format(text=shown)}", f"{where}: {en.format(text=shown)}"))


def seed() -> str:
    """The table of ``national.csv`` as the package chinesecalendar knows it, with Chinese names."""
    from importlib.metadata import version

    from chinese_calendar import constants  # type: ignore[import-untyped]

    source = f"chinesecalendar {version('chinesecalendar')}"
    rows = [(on, DayKind.HOLIDAY, name) for on, name in constants.holidays.items()]
    rows += [(on, DayKind.SHIFTED, name) for on, name in constants.workdays.items()]
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(COLUMNS)
    for on, kind, name in sorted(rows):
        write.writerow((on.isoformat(), kind.value, FESTIVALS[name], source, ""))
    return out.getvalue()


if __name__ == "__main__":
    (parameters_folder() / "calendar" / "national.csv").write_text(seed(), "utf-8")
