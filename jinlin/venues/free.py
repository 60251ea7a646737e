"""Whether a room may be had, and what else could be: facts for the rules, gaps of a day, other rooms at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.venues import rules
from jinlin.venues.models import Booking, Space
from jinlin.venues.queries import instant, leaves, leaves_of, minute_of, plans, standing, taken, tick_of
from jinlin.venues.rules import Hours, Wish

MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Asked:
    """What somebody asks for; minutes after midnight of ``on`` in Shanghai."""

    on: dt.date
    begins: int
    ends: int
    people: int = 1
    noise: str = "talk"
    adult: str = ""


def wish_of(space: Space, asked: Asked, by: Actor, now: dt.datetime) -> Wish:
    """The facts for the rules. Workers are not held to the limit of bookings in one hand, nor to the days ahead."""
    hours = plans([space.station_id], asked.on, asked.on).hours(space.station_id, space.pk, asked.on)
    ahead = Booking.objects.filter(standing(now), ends_at__gt=now)
    mine = ahead.filter(person=by.person).count() if by.person and not by.staff else 0
    return Wish(
        begins=asked.begins, ends=asked.ends, people=asked.people, days_ahead=(asked.on - timezone.localdate(now)).days, hours=hours,
        station_open=space.station.state == "open", bookable=space.bookable and space.ended_on is None, shortest=space.shortest,
        longest=space.longest, first_days=space.first_days, last_days=400 if by.staff else space.last_days, places=space.seats,
        most_active=0 if by.staff else space.most_active, active=mine, noise=asked.noise, quiet_room=space.quiet, adult=bool(asked.adult),
        adult_required=space.adult_required, has_begun=instant(asked.on, asked.begins) < now,
    )  # fmt: skip


def neighbours(
    rooms: list[int], begins_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime, beside: int = 0
) -> list[tuple[int, int]]:
    """Times in minutes since 1970 of the standing bookings around a time in these smallest rooms, but for ``beside``."""
    wide = dt.timedelta(hours=6)
    rows = (
        Booking.objects.filter(
            standing(now), ticks__space__in=rooms, ticks__tick__gte=tick_of(begins_at - wide), ticks__tick__lt=tick_of(ends_at + wide)
        )
        .exclude(pk=beside)
        .values_list("begins_at", "ends_at")
        .distinct()
    )  # fmt: skip
    return [(int(begins.timestamp()) // 60, int(ends.timestamp()) // 60) for begins, ends in rows]


def clash(
    space: Space, rooms: list[int], begins_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime
) -> Reason | None:
    """Why a time meets another booking, with the buffers of this room; None where it does not."""
    mine = (int(begins_at.timestamp()) // 60, int(ends_at.timestamp()) // 60)
    if rules.clashes(
        mine, neighbours(rooms, begins_at, ends_at, now), space.buffer_before, space.buffer_after
    ):
        return NOT_FREE
    return None


NOT_FREE = Reason(
    "not_free",
    Words("这个时间已经有人约了，请看下面别的时间和房间", "Somebody has it then; see other times and rooms"),
)


def day_gaps(space: Space, on: dt.date, now: dt.datetime) -> Hours:
    """Free spans of a date in this room, with its buffers, none of them in the past."""
    hours = plans([space.station_id], on, on).hours(space.station_id, space.pk, on)
    had = [
        (first - space.buffer_after, last + space.buffer_before)
        for rows in taken(leaves(space), on, now).values()
        for first, last in rows
    ]
    past = minute_of(now, on)
    if past > 0:
        had.append((0, -(-past // rules.TICK) * rules.TICK))
    return rules.gaps(hours, had, least=space.shortest)


def day_of(spaces: Sequence[Space], on: dt.date, now: dt.datetime) -> dict[int, Hours]:
    """Free spans of a date in many rooms at once, as ``day_gaps`` says for one; five queries, whatever their number."""
    stations = {one.station_id for one in spaces}
    hours = plans(stations, on, on)
    below = leaves_of(stations)
    wanted = {one.pk: below(one.pk) for one in spaces}
    had = taken(sorted({leaf for leaves_ in wanted.values() for leaf in leaves_}), on, now)
    past = minute_of(now, on)
    gone = [(0, -(-past // rules.TICK) * rules.TICK)] if past > 0 else []
    found = {}
    for one in spaces:
        busy = [
            (first - one.buffer_after, last + one.buffer_before)
            for leaf in wanted[one.pk]
            for first, last in had.get(leaf, ())
        ]
        found[one.pk] = rules.gaps(
            hours.hours(one.station_id, one.pk, on), [*busy, *gone], least=one.shortest
        )
    return found


def alternatives(space: Space, asked: Asked, now: dt.datetime) -> list[tuple[Space, int, int]]:
    """Up to three other ways: the same room later or earlier that day, other rooms of the station at the same time."""
    length = max(asked.ends - asked.begins, rules.TICK)
    found: list[tuple[Space, int, int]] = []
    free = [
        (abs(begins - asked.begins), begins)
        for begins, ends in day_gaps(space, asked.on, now)
        if ends - begins >= length
    ]
    found += [(space, begins, begins + length) for _, begins in sorted(free)[:1]]
    others = Space.objects.filter(station=space.station_id, bookable=True, ended_on__isnull=True).exclude(
        pk=space.pk
    )
    for other in others.select_related("station").order_by("pk"):
        if (other.seats and other.seats < asked.people) or (other.quiet and asked.noise == "loud"):
            continue
        if any(
            begins <= asked.begins and asked.ends <= ends for begins, ends in day_gaps(other, asked.on, now)
        ):
            found.append((other, asked.begins, asked.ends))
        if len(found) >= MOST_ALTERNATIVES:
            break
    return found
