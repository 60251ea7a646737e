"""Rules of venues: when a place is open, and whether somebody may have a room. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

DAY = 24 * 60
TICK = 15
"""Minutes of one tick: a room is had by the quarter of an hour."""
HOLIDAY, MADE_UP = 7, 8


@dataclass(frozen=True, slots=True)
class Span:
    """Open on one kind of day from ``begins`` to ``ends``, minutes after midnight; ``ends`` past 1440 runs into the night.

    ``day``: 0 Monday … 6 Sunday, 7 a public holiday, 8 a weekend day that is worked.
    """

    day: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Change:
    """A dated exception: closed the whole day (``begins`` None), or open in these hours alone."""

    on: dt.date
    begins: int | None = None
    ends: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class DayKind:
    """What the working calendar says of a date."""

    holiday: bool = False
    made_up: bool = False


Hours = tuple[tuple[int, int], ...]
"""Open spans of one date in minutes after its midnight, in order, without overlap."""


def hours_of(on: dt.date, spans: Sequence[Span], changes: Iterable[Change], kind: DayKind) -> Hours:
    """The hours that begin on a date: a dated exception, else the week's plan for that kind of day, else closed.

    A holiday (a make-up workday) has hours of its own where any are declared; otherwise it is like its weekday.
    """
    dated = [change for change in changes if change.on == on]
    if dated:
        return _joined(
            (one.begins, one.ends) for one in dated if one.begins is not None and one.ends is not None
        )
    special = HOLIDAY if kind.holiday else MADE_UP if kind.made_up else None
    if special is not None and any(span.day == special for span in spans):
        return _joined((span.begins, span.ends) for span in spans if span.day == special)
    return _joined((span.begins, span.ends) for span in spans if span.day == on.weekday())


def _joined(pairs: Iterable[tuple[int, int]]) -> Hours:
    found: list[tuple[int, int]] = []
    for begins, ends in sorted(pairs):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif ends > begins:
            found.append((begins, ends))
    return tuple(found)


def day_hours(today: Hours, yesterday: Hours) -> Hours:
    """What is open within one date, with the part of last evening's hours that runs past midnight."""
    spill = tuple((0, ends - DAY) for begins, ends in yesterday if ends > DAY)
    return _joined((*spill, *((begins, min(ends, DAY)) for begins, ends in today)))


def is_open(minute: int, hours: Hours) -> bool:
    """Whether a minute of the day lies within its hours."""
    return any(begins <= minute < ends for begins, ends in hours)


def open_until(minute: int, hours: Hours) -> int | None:
    """The minute at which what is open now closes; None while it is closed."""
    return next((ends for begins, ends in hours if begins <= minute < ends), None)


def opens_next(minute: int, hours: Hours) -> int | None:
    """The next minute of the day at which it opens; None where it opens no more today."""
    return next((begins for begins, _ in hours if begins > minute), None)


def gaps(hours: Hours, taken: Sequence[tuple[int, int]], least: int = TICK) -> Hours:
    """Free spans within the hours, at least so many minutes long. ``taken`` holds what is had, with buffers."""
    free: list[tuple[int, int]] = []
    for begins, ends in hours:
        at = begins
        for first, last in sorted(taken):
            if last <= at or first >= ends:
                continue
            if first > at:
                free.append((at, first))
            at = max(at, last)
        if at < ends:
            free.append((at, ends))
    return tuple(one for one in free if one[1] - one[0] >= least)


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: minutes of one date, how many people, and what is known of the room and of them."""

    begins: int
    ends: int
    people: int
    days_ahead: int
    hours: Hours
    station_open: bool = True
    bookable: bool = True
    shortest: int = 30
    longest: int = 240
    first_days: int = 0
    last_days: int = 30
    places: int = 0
    most_active: int = 3
    active: int = 0
    noise: str = "talk"
    quiet_room: bool = False
    adult: bool = True
    adult_required: bool = False
    has_begun: bool = False


def why_not(wish: Wish) -> tuple[Reason, ...]:
    """Every reason against a wish at once, so that the next try can be the right one; empty where it may be had."""
    rules = (
        _is_bookable, _has_sense, _fits_length, _fits_days, _fits_hours, _fits_people, _fits_person, _fits_noise, _has_adult,
    )  # fmt: skip
    return tuple(reason for rule in rules if (reason := rule(wish)) is not None)


def _is_bookable(wish: Wish) -> Reason | None:
    """A room that may be booked, in a station that is open."""
    if not wish.station_open:
        return Reason("not_open", Words("这个驿站现在没有开放", "This station is not open now"))
    if not wish.bookable:
        return Reason(
            "not_bookable",
            Words("这个空间不接受预约，开放时间可以直接来", "This room is not booked; just come"),
        )
    return None


def _has_sense(wish: Wish) -> Reason | None:
    """The end lies after the beginning, both on quarters of an hour, the beginning not in the past."""
    if (
        wish.ends <= wish.begins
        or wish.begins % TICK
        or wish.ends % TICK
        or wish.begins < 0
        or wish.ends > DAY
    ):
        return Reason(
            "wrong_time",
            Words(
                "时间要按一刻钟选，结束要在开始之后",
                "Choose quarters of an hour, the end after the beginning",
            ),
        )
    if wish.has_begun or wish.days_ahead < 0:
        return Reason("too_late", Words("这个时间已经过了", "That time has passed"))
    return None


def _fits_length(wish: Wish) -> Reason | None:
    """Neither shorter nor longer than the room's rule."""
    length = wish.ends - wish.begins
    if length < wish.shortest:
        zh, en = f"最少约 {wish.shortest} 分钟", f"At least {wish.shortest} minutes"
        return Reason("too_short", Words(zh, en))
    if length > wish.longest:
        zh, en = f"一次最多约 {wish.longest} 分钟", f"At most {wish.longest} minutes"
        return Reason("too_long", Words(zh, en))
    return None


def _fits_days(wish: Wish) -> Reason | None:
    """Not sooner and not later than the room's rule."""
    if wish.days_ahead > wish.last_days:
        zh, en = f"最多提前 {wish.last_days} 天预约", f"At most {wish.last_days} days ahead"
        return Reason("too_early", Words(zh, en))
    if wish.days_ahead < wish.first_days:
        zh, en = f"要提前 {wish.first_days} 天预约", f"At least {wish.first_days} days ahead"
        return Reason("too_late_to_book", Words(zh, en))
    return None


def _fits_hours(wish: Wish) -> Reason | None:
    """Within the hours of that date."""
    if any(begins <= wish.begins and wish.ends <= ends for begins, ends in wish.hours):
        return None
    if not wish.hours:
        return Reason("not_open_then", Words("这一天不开放", "Closed on that day"))
    shown = "、".join(f"{clock(begins)}—{clock(ends)}" for begins, ends in wish.hours)
    return Reason("not_open_then", Words(f"这一天开放 {shown}", f"Open on that day: {shown}"))


def _fits_people(wish: Wish) -> Reason | None:
    """At least one person, and no more than the room may safely hold."""
    if wish.people < 1:
        return Reason("no_people", Words("请写大约几个人", "Say how many people come"))
    if wish.places and wish.people > wish.places:
        zh, en = f"这里最多 {wish.places} 人", f"At most {wish.places} people"
        return Reason("too_many_people", Words(zh, en))
    return None


def _fits_person(wish: Wish) -> Reason | None:
    """Only so many bookings ahead of one person, so that others have a turn."""
    if wish.most_active and wish.active >= wish.most_active:
        zh = f"您手上已有 {wish.active} 个没用的预约，用过或取消一个再约"
        return Reason("too_many_bookings", Words(zh, f"You hold {wish.active} bookings already"))
    return None


def _fits_noise(wish: Wish) -> Reason | None:
    """A quiet room is not for singing and instruments."""
    if wish.quiet_room and wish.noise == "loud":
        return Reason("too_loud", Words("这里要安静，唱歌和乐器请约别的房间", "This room is kept quiet"))
    return None


def _has_adult(wish: Wish) -> Reason | None:
    """Where the room asks for it, a grown-up answers for the booking."""
    if wish.adult_required and not wish.adult:
        return Reason("no_adult", Words("请写一位负责的大人", "Name a responsible adult"))
    return None


def clashes(mine: tuple[int, int], others: Iterable[tuple[int, int]], before: int, after: int) -> bool:
    """Whether a time meets another's buffered time, or its own buffered time meets another's real time.

    Both buffers may overlap each other: with 15 minutes each, 10:15 follows upon 10:00, and 10:10 does not.
    """
    first, last = mine
    return any(
        (first < end + after and last > begin - before) or (first - before < end and last + after > begin)
        for begin, end in others
    )


def may_cancel_free(hours_left: float, least: int) -> bool:
    """A booking given back so many hours ahead costs nobody anything."""
    return hours_left >= least


def clock(minute: int) -> str:
    """Minutes after midnight as people read them."""
    return f"{minute // 60 % 24 if minute < DAY else minute // 60:02d}:{minute % 60:02d}"


def fits_whole(parts: int, whole: int) -> Reason | None:
    """Rooms are together not larger than the floor, nor parts than their hall (0.01 m²); 0 as the whole is not known yet."""
    if whole and parts > whole:
        return Reason("wrong_area", Words("房间面积加起来超过了总面积", "Rooms are larger than the whole"))
    return None
