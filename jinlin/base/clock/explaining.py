"""How a deadline came about, in sentences for the person who asks "why that day?"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from jinlin.base.clock.reading import Unit, Way
from jinlin.base.clock.reckoning import Due, Pause, Stage
from jinlin.base.words import Words
from jinlin.base.working_calendar import SHANGHAI, Day, DayKind, WorkingCalendar

WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_SPANS = 12
ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}
PROVISIONAL = Words(
    "{years}年放假安排尚未公布，按周一至周五并扣除日期固定的法定节日暂算，公布后重算。",
    "The holidays of {years} are not published yet; Monday to Friday without the fixed statutory days stand "
    "in for them, and the deadline will be reckoned again.",
)


def explain(due: Due) -> Words:
    """All sentences of a deadline, in order."""
    said: list[Words] = []
    for number, stage in enumerate(due.stages):
        said.append(_opening(due, stage) if number == 0 else _extension(stage))
        said.extend(_skipped(stage, due.calendar))
        said.extend(_move(stage, due.calendar))
    said.extend(_pause(pause) for pause in due.period.pauses)
    if due.provisional:
        said.append(_assumed(due))
    said.append(_closing(due))
    return Words("".join(w.zh for w in said), " ".join(w.en for w in said))


def shown_date(on: date, *, weekday: bool = False) -> Words:
    """2026年10月8日（周四）; Thu 8 Oct 2026."""
    zh = f"{on.year}年{on.month}月{on.day}日"
    en = f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    if weekday:
        zh, en = f"{zh}（周{WEEKDAYS[on.weekday()]}）", f"{on:%a} {en}"
    return Words(zh, en)


def _short(on: date) -> Words:
    return Words(f"{on.month}月{on.day}日", f"{on.day} {MONTHS[on.month - 1]}")


def _span(first: date, last: date) -> Words:
    begins, ends = _short(first), _short(last)
    if first == last:
        return begins
    zh = f"{begins.zh}至{last.day}日" if first.month == last.month else f"{begins.zh}至{ends.zh}"
    return Words(zh, f"{begins.en} to {ends.en}")


def _moment(at: datetime) -> Words:
    on, time = shown_date(at.date(), weekday=True), f"{at:%H:%M}"
    return Words(f"{on.zh}{time}", f"{on.en}, {time}")


def _opening(due: Due, stage: Stage) -> Words:
    clock, start = stage.clock, due.period.start
    day, amount = shown_date(start.date(), weekday=True), clock.words
    if clock.way is Way.BEFORE:
        if not clock.unit.by_day:
            at = _moment(start)
            return Words(f"至迟在{at.zh}前{amount.zh}。", f"At the latest {amount.en} before {at.en}.")
        en = f"Event on {day.en}; notice at the latest so that {amount.en} lie in full between."
        return Words(f"事项定于{day.zh}，至迟通知日与该日之间须隔满{amount.zh}。", en)
    if not clock.unit.by_day:
        at = _moment(start)
        return Words(f"自{at.zh}起算{amount.zh}。", f"{amount.en} from {at.en}.")
    basis = "、第202条" if clock.unit in (Unit.MONTH, Unit.YEAR) else ""
    verb = Words("须保持", "Must last ") if clock.way is Way.UP else Words("起算", "")
    zh = f"自{day.zh}{verb.zh}{amount.zh}，当日不计（民法典第201条{basis}）。"
    articles = "201, 202" if basis else "201"
    return Words(zh, f"{verb.en}{amount.en} from {day.en}, that day not counted (Civil Code {articles}).")


def _extension(stage: Stage) -> Words:
    amount = stage.clock.words
    return Words(f"期满后延长{amount.zh}。", f"Then extended by {amount.en}.")


def _skipped(stage: Stage, calendar: WorkingCalendar) -> Iterator[Words]:
    """What a count of worked time passed over, and which weekends were worked."""
    if stage.clock.unit not in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        return
    days = [calendar.day(stage.first + timedelta(days=i + 1)) for i in range((stage.last - stage.first).days)]
    weekends = sum(day.kind is DayKind.REST for day in days)
    spans = list(_spans(days))
    for first, last, day in spans[:MOST_SPANS]:
        yield _named(first, last, day)
    if len(spans) > MOST_SPANS:
        rest = len(spans) - MOST_SPANS
        yield Words(f"另有{rest}段放假或调休。", f"{rest} more holidays or shifted days.")
    if weekends:
        yield Words(f"周末{weekends}天不计。", f"Weekend days not counted: {weekends}.")


def _spans(days: list[Day]) -> Iterator[tuple[date, date, Day]]:
    """Spans of one kind and name in ``days`` (no gaps), without ordinary working days and weekends."""
    first: Day | None = None
    last: Day | None = None
    for day in days:
        if first and last and (day.kind, day.name) == (first.kind, first.name):
            last = day
            continue
        if first and last:
            yield first.date, last.date, first
        first = last = None if day.kind in (DayKind.WORKING, DayKind.REST) else day
    if first and last:
        yield first.date, last.date, first


def _named(first: date, last: date, day: Day) -> Words:
    span = _span(first, last)
    name = Words(day.name, ENGLISH.get(day.name, day.name))
    if day.kind is DayKind.SHIFTED:
        weekday = f"（周{WEEKDAYS[first.weekday()]}）" if first == last else ""
        return Words(f"{span.zh}{weekday}调休上班，计入。", f"{span.en} is a shifted workday and counts.")
    if day.kind is DayKind.HALF:
        return Words(f"{span.zh}{name.zh}只办公{day.hours}。", f"{span.en}: only {day.hours} ({name.en}).")
    if day.kind is DayKind.STOPPED:
        return Words(f"{span.zh}{name.zh}停工，不计。", f"{span.en}: work stopped ({name.en}), not counted.")
    return Words(f"{span.zh}{name.zh}放假，不计。", f"{span.en}: {name.en}, not counted.")


def _move(stage: Stage, calendar: WorkingCalendar) -> Iterator[Words]:
    if stage.moved_to == stage.last:
        return
    day = calendar.day(stage.last)
    last, to = _short(stage.last), _short(stage.moved_to)
    if day.kind is DayKind.HOLIDAY:
        why = Words(f"逢{day.name}放假", f"falls on {ENGLISH.get(day.name, day.name)}")
    elif day.kind is DayKind.REST:
        why = Words("逢周末", "falls on a weekend")
    else:
        why = Words("时计时暂停", "falls into a pause")
    yield Words(
        f"最后一日{last.zh}{why.zh}，顺延至{to.zh}（民法典第203条）。",
        f"The last day {last.en} {why.en} and moves to {to.en} (Civil Code 203).",
    )


def _pause(pause: Pause) -> Words:
    begins = _moment(pause.begins.astimezone(SHANGHAI))
    if pause.ends is None:
        return Words(f"{begins.zh}起暂停。", f"Standing still since {begins.en}.")
    ends = _moment(pause.ends.astimezone(SHANGHAI))
    return Words(f"{begins.zh}至{ends.zh}暂停，不计。", f"Standing still from {begins.en} to {ends.en}.")


def _assumed(due: Due) -> Words:
    days = [d for s in due.stages if s.provisional for d in (s.first, s.last, s.moved_to)]
    years = range(min(days).year, max(days).year + 1)
    return PROVISIONAL.format(years="、".join(str(y) for y in years if not due.calendar.is_known(y)))


def _closing(due: Due) -> Words:
    day = shown_date(due.day, weekday=True)
    by_day = due.stages[-1].clock.unit.by_day
    at = Words(f"{day.zh}24时", f"24:00 on {day.en}") if by_day else _moment(due.at)
    if due.period.clock.way is Way.UP:
        return Words(f"至少保持到{at.zh}。", f"At least until {at.en}.")
    return Words(f"截止{at.zh}。", f"Due by {at.en}.")
