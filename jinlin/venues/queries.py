"""Reads of venues: hours of a day, what is free, what is open now, who may do what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.clock import SHANGHAI
from jinlin.base.deployment_calendar import calendar
from jinlin.base.working_calendar import DayKind as CalendarKind
from jinlin.organisations.public import roles
from jinlin.places.public import Place, under
from jinlin.venues import rules
from jinlin.venues.models import OCCUPYING, Booking, Occupancy, OpeningChange, OpeningSpan, Space, Station
from jinlin.venues.rules import Change, DayKind, Hours, Span

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def tick_of(at: dt.datetime) -> int:
    """The quarter of an hour in which an instant lies, counted since 1970 (UTC)."""
    return int((at - EPOCH).total_seconds()) // (rules.TICK * 60)


def instant(on: dt.date, minute: int) -> dt.datetime:
    """A minute of a date in Shanghai as an instant."""
    return dt.datetime.combine(on, dt.time(), SHANGHAI) + dt.timedelta(minutes=minute)


def minute_of(at: dt.datetime, on: dt.date) -> int:
    """An instant as minutes after a date's midnight in Shanghai."""
    return int((at - instant(on, 0)).total_seconds()) // 60


def day_kind(on: dt.date) -> DayKind:
    """Whether the working calendar calls a date a holiday, or a weekend day that is worked."""
    kind = calendar().day(on).kind
    return DayKind(holiday=kind is CalendarKind.HOLIDAY, made_up=kind is CalendarKind.SHIFTED)


@dataclass(frozen=True)
class Plans:
    """The weekly plans and dated changes of several stations, so that many pages ask twice, not once each."""

    spans: dict[tuple[int, int | None], list[Span]]
    changes: dict[tuple[int, int | None], list[Change]]

    def hours(self, station: int, space: int | None, on: dt.date) -> Hours:
        """What of a date is open: the room's own plan where it has one, else the station's; the same for exceptions."""
        own = (station, space) if space is not None and self.spans.get((station, space)) else (station, None)
        spans = self.spans.get(own, [])
        changes = [
            *self.changes.get((station, None), []),
            *(self.changes.get((station, space), []) if space else []),
        ]
        day, before = on, on - dt.timedelta(days=1)
        return rules.day_hours(
            rules.hours_of(day, spans, changes, day_kind(day)),
            rules.hours_of(before, spans, changes, day_kind(before)),
        )


def plans(stations: Iterable[int], since: dt.date, until: dt.date) -> Plans:
    """The plans of these stations with the exceptions between two dates; two queries."""
    known = list(stations)
    spans: dict[tuple[int, int | None], list[Span]] = defaultdict(list)
    for one in OpeningSpan.objects.filter(station__in=known).order_by("day", "begins"):
        spans[one.station_id, one.space_id].append(Span(one.day, one.begins, one.ends))
    changes: dict[tuple[int, int | None], list[Change]] = defaultdict(list)
    around = OpeningChange.objects.filter(
        station__in=known, on__gte=since - dt.timedelta(days=1), on__lte=until
    )
    for change in around.order_by("on", "pk"):
        changes[change.station_id, change.space_id].append(
            Change(change.on, change.begins, change.ends, change.why)
        )
    return Plans(spans, changes)


def standing(on: dt.datetime) -> Q:
    """The condition on a booking that it keeps its room at that moment: a hold that is over keeps nothing."""
    return Q(state__in=OCCUPYING) & (~Q(state="held") | Q(hold_until__gt=on))


def leaves_of(stations: Iterable[int]) -> Callable[[int], list[int]]:
    """How to find the smallest parts of any room of these stations, itself where it has none; one query."""
    below: dict[int | None, list[int]] = defaultdict(list)
    rows = Space.objects.filter(station__in=list(stations), ended_on__isnull=True)
    for pk, parent in rows.values_list("pk", "parent_id"):
        below[parent].append(pk)

    def found(space: int) -> list[int]:
        parts, ahead = [], [space]
        while ahead:
            pk = ahead.pop()
            if below.get(pk):
                ahead.extend(below[pk])
            else:
                parts.append(pk)
        return sorted(parts)

    return found


def leaves(space: Space) -> list[int]:
    """Ids of the smallest parts of a room, in order; itself where it has none."""
    return leaves_of([space.station_id])(space.pk)


def taken(space_ids: Sequence[int], on: dt.date, now: dt.datetime) -> dict[int, list[tuple[int, int]]]:
    """When these smallest rooms are had on a date: by room, (first minute, last minute); two queries.

    Asked in one, PostgreSQL would read all bookings of all years to find those few hundred.
    """
    first, last = tick_of(instant(on, 0)), tick_of(instant(on, rules.DAY))
    ticks = Occupancy.objects.filter(space__in=space_ids, tick__gte=first, tick__lt=last)
    had = list(ticks.values_list("space_id", "booking_id").distinct())
    bookings = Booking.objects.filter(standing(now), pk__in=sorted({booking for _, booking in had}))
    times = {
        pk: (max(0, minute_of(begins, on)), min(rules.DAY, minute_of(ends, on)))
        for pk, begins, ends in bookings.values_list("pk", "begins_at", "ends_at")
    }
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for space, booking in had:
        if booking in times:
            found[space].append(times[booking])
    return found


@dataclass(frozen=True)
class Now:
    """How a station stands at a moment: open until when, or when it opens next today."""

    open: bool
    until: int | None
    next: int | None
    hours: Hours


def now_of(station: Station, found: Plans, at: dt.datetime) -> Now:
    """Whether a station is open at an instant. One that is suspended, planned or closed is not."""
    local = timezone.localtime(at)
    hours = found.hours(station.pk, None, local.date()) if station.state == "open" else ()
    minute = local.hour * 60 + local.minute
    return Now(
        rules.is_open(minute, hours), rules.open_until(minute, hours), rules.opens_next(minute, hours), hours
    )


def stations_of(place: Place) -> QuerySet[Station]:
    """The stations that residents of a place may use: below it, and those of the places above up to the community."""
    return Station.objects.filter(under(place.path, "place__path"), public=True).exclude(state="closed")


def kept_by(actor: Actor, relations: frozenset[str] = frozenset({"community", "supervisor"})) -> Q:
    """The condition on a station that this actor keeps it or stands over it; with ``community`` alone, that they keep it."""
    condition = Q(owner__in=actor.institutions) if actor.institutions else Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if seat.path and role and role.relations & relations:
            condition |= under(seat.path, "place__path")
    return condition


def relations(station: Station, actor: Actor) -> frozenset[str]:
    """What an actor is to a station: its keeper (community or owning institution), or the level above."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    if station.owner_id and station.owner_id in actor.institutions:
        found.add("keeper")
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is None or not seat.covers(station.place.path):
            continue
        if "community" in role.relations:
            found.add("keeper")
        if "supervisor" in role.relations:
            found.add("supervisor")
    return frozenset(found)


def booking_relations(booking: Booking, actor: Actor) -> frozenset[str]:
    """What an actor is to a booking: whoever has it, or a keeper of its station."""
    found = set(relations(booking.space.station, actor)) & {"keeper", "clock"}
    mine = booking.account_id == actor.account or (bool(actor.person) and booking.person_id == actor.person)
    if actor.signed_in and mine:
        found.add("holder")
    return frozenset(found)
