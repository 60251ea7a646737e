"""What is on at a place or a venue, for calendars: bookings that everybody may come to, and days with other hours than usual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from jinlin.base import calendar_sources
from jinlin.base.calendar_sources import CalendarEntry, entries_of
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.venues.models import Booking, OpeningChange, Station
from jinlin.venues.procedure import BOOKING
from jinlin.venues.queries import instant
from jinlin.venues.rules import DAY

MOST = 1000
SHOWN = ("requested", "confirmed", "in_use", "completed", "cancelled", "displaced")
OWN = ("booking", "opening")


def _bookings(where: Q, since: dt.datetime, until: dt.datetime) -> list[CalendarEntry]:
    """Bookings that were made open to all; by purpose and group, never by a person's name."""
    rows = Booking.objects.filter(where, open=True, state__in=SHOWN, ends_at__gt=since, begins_at__lt=until)
    return [
        CalendarEntry(
            kind="booking", pk=one.pk, title=" · ".join(part for part in (one.purpose, one.group) if part) or str(Words("活动", "Event")),
            begins=one.begins_at, ends=one.ends_at, changed_at=one.ended_at or one.begins_at - dt.timedelta(days=1),
            link=f"/stations/{one.space.station.code}/rooms/{one.space.code}", where=f"{one.space.station.name} {one.space.name} {one.space.station.address}".strip(),
            state=BOOKING.state(one.state).resident, sequence=one.trail_seq, cancelled=one.state in ("cancelled", "displaced"), room=one.space_id,
        )
        for one in rows.select_related("space__station").order_by("begins_at", "pk")[:MOST]
    ]  # fmt: skip


def _changes(where: Q, since: dt.datetime, until: dt.datetime) -> list[CalendarEntry]:
    """Days on which a venue is closed or open in other hours than usual, with the reason."""
    rows = OpeningChange.objects.filter(
        where, on__gte=(since - dt.timedelta(days=1)).date(), on__lte=until.date(), station__public=True
    )
    found = []
    for one in rows.select_related("station", "space").order_by("on", "pk")[:MOST]:
        closed = one.begins is None or one.ends is None
        begins, ends = (
            instant(one.on, 0 if closed else one.begins or 0),
            instant(one.on, DAY if closed else one.ends or DAY),
        )
        if ends <= since or begins >= until:
            continue
        name = f"{one.station.name}{f' {one.space.name}' if one.space else ''}"
        state = Words("不开放", "Closed") if closed else Words("改了时间", "Other hours")
        found.append(
            CalendarEntry(
                kind="opening", pk=one.pk, title=f"{name}：{state.zh}（{one.why}）", begins=begins, ends=ends, changed_at=instant(one.on, 0),
                link=f"/stations/{one.station.code}", where=f"{one.station.name} {one.station.address}".strip(), state=state, room=one.space_id,
            )
        )  # fmt: skip
    return found


def of_place(path: str, since: dt.datetime, until: dt.datetime) -> Iterable[CalendarEntry]:
    """Both, at a place and below, of public venues; two queries."""
    here = under(path, "space__station__place__path") & Q(space__station__public=True)
    return [*_bookings(here, since, until), *_changes(under(path, "station__place__path"), since, until)]


def of_station(station: Station, since: dt.datetime, until: dt.datetime) -> list[CalendarEntry]:
    """Everything on at a venue: its own, and what other apps hold in its rooms; in order of time."""
    rooms = set(station.spaces.values_list("pk", flat=True))
    own = [*_bookings(Q(space__in=rooms), since, until), *_changes(Q(station=station), since, until)]
    others = [
        one
        for one in entries_of(station.place.path, since, until)
        if one.kind not in OWN and one.room in rooms
    ]
    return sorted([*own, *others], key=lambda one: (one.begins, one.ends, one.kind, one.pk))


def register() -> None:
    """Register the source."""
    calendar_sources.register("venues", Words("场所", "Venues"), of_place, order=20)
