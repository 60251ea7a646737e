"""Writes of venues: a station entered, rooms, hours and exceptions, and a room had for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.recurrence import Recurrence, dates
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.places.public import Place
from jinlin.venues import limits, rules
from jinlin.venues.desk import BOOKINGS
from jinlin.venues.free import NOT_FREE, Asked, clash, wish_of
from jinlin.venues.models import (
    Asset,
    Booking,
    Occupancy,
    OpeningChange,
    OpeningSpan,
    RefusedDate,
    Series,
    Space,
    Station,
)
from jinlin.venues.queries import instant, leaves, relations, standing, tick_of

NOT_YOURS = Reason(
    "not_yours", Words("由社区或场所单位来做", "The community or the venue's institution does this")
)
NOT_SETTLED = Reason(
    "not_settled",
    Words(
        "这段时间还有预约：先逐个改期或说明取消，再登记",
        "Bookings stand in that time; settle each of them first",
    ),
)
MOST_SERIES_DATES = 60


def keeper(station: Station, by: Actor) -> None:
    """Refused with ``not_yours`` unless the actor keeps the station."""
    if not relations(station, by) & {"keeper", "supervisor"}:
        raise Refused(NOT_YOURS)


def enter_station(
    *, code: str, name: str, kind: str, acquired: str, place: Place, by: Actor, owner: Institution | None = None,
    **facts: Any,
) -> Station:  # fmt: skip
    """Enter a station into the plan. ``facts``: address, phone, floor_area (0.01 m²), planned_on, programme, access."""
    station = Station(
        code=code, name=name, kind=kind, acquired=acquired, place=place, owner=owner, planned_on=facts.pop("planned_on", timezone.localdate()),
        **facts,
    )  # fmt: skip
    keeper(station, by)
    with transaction.atomic():
        station.save(force_insert=True)
        trail.record(station, "station", "station.entered", by=by)
        station.save(update_fields=["trail_seq", "trail_hash"])
    return station


def change_station(*, station: Station, by: Actor, **facts: Any) -> None:
    """Change name, address, areas, access; the old values stand in the trail."""
    keeper(station, by)
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).select_related("place").get(pk=station.pk)
        old = {name: str(getattr(row, name)) for name, value in facts.items() if getattr(row, name) != value}
        for name, value in facts.items():
            setattr(row, name, value)
        trail.record(row, "station", "station.changed", by=by, data={"old": old})
        row.save()


def add_space(
    *, station: Station, code: str, name: str, by: Actor, parent: Space | None = None, **facts: Any
) -> Space:
    """A further room of a station, or a part of one. Refused: ``wrong_area`` where rooms outgrow the floor, ``not_settled``
    where a room with bookings would get parts."""
    keeper(station, by)
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        made = Space(station=row, parent=parent, code=code, name=name, **facts)
        if (
            parent is not None
            and Booking.objects.filter(
                standing(timezone.now()), space=parent, ends_at__gt=timezone.now()
            ).exists()
        ):
            raise Refused(NOT_SETTLED)
        beside = Space.objects.filter(station=row, parent=parent, ended_on__isnull=True).values_list(
            "area", flat=True
        )
        whole = parent.area if parent else row.floor_area
        too_large = rules.fits_whole(sum(beside) + made.area, whole)
        if too_large is not None:
            raise Refused(too_large)
        made.save(force_insert=True)
    return made


def set_hours(
    *, station: Station, spans: list[tuple[int, int, int]], by: Actor, space: Space | None = None
) -> None:
    """The weekly plan anew: (day, begins, ends) in minutes; of one room where ``space`` is given."""
    keeper(station, by)
    if any(
        not (0 <= day <= 8 and 0 <= begins < rules.DAY and begins < ends <= 2160)
        for day, begins, ends in spans
    ):
        raise Refused(
            Reason(
                "wrong_time", Words("开放时间不对：结束要晚于开始", "The end must lie after the beginning")
            )
        )
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        OpeningSpan.objects.filter(station=row, space=space).delete()
        OpeningSpan.objects.bulk_create(
            OpeningSpan(station=row, space=space, day=day, begins=begins, ends=ends)
            for day, begins, ends in spans
        )
        trail.record(row, "station", "station.hours", by=by, data={"spans": len(spans)})
        row.save(update_fields=["trail_seq", "trail_hash"])


def change_day(
    *, station: Station, on: dt.date, why: str, by: Actor, begins: int | None = None, ends: int | None = None,
    space: Space | None = None,
) -> OpeningChange:  # fmt: skip
    """A dated exception. Refused with ``not_settled`` while a standing booking would lie outside the new hours."""
    keeper(station, by)
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        rooms = Booking.objects.filter(standing(timezone.now()), space__station=row)
        rooms = rooms.filter(space=space) if space else rooms
        for booking in rooms.filter(begins_at__lt=instant(on, rules.DAY), ends_at__gt=instant(on, 0)):
            first, last = (
                (at - instant(on, 0)).total_seconds() / 60 for at in (booking.begins_at, booking.ends_at)
            )
            if begins is None or ends is None or first < begins or last > ends:
                raise Refused(NOT_SETTLED)
        made = OpeningChange.objects.create(
            station=row, space=space, on=on, begins=begins, ends=ends, why=why[:120]
        )
        trail.record(row, "station", "station.exception", by=by, data={"on": on.isoformat()}, text=why)
        row.save(update_fields=["trail_seq", "trail_hash"])
    return made


@dataclass(frozen=True)
class For:
    """For whom and what for: a group's name, the purpose, who asked at the desk, the adult who answers; whether all may come."""

    purpose: str = ""
    group: str = ""
    adult: str = ""
    for_whom: str = ""
    institution: int | None = None
    open: bool = False


def hold(
    *,
    space: Space,
    asked: Asked,
    by: Actor,
    about: For | None = None,
    at: dt.datetime | None = None,
    series: Series | None = None,
) -> Booking:
    """Keep a room for ten minutes. Refused with every reason of the rules at once, or ``not_free``.

    The smallest rooms are locked in the order of their ids, and the database lets one booking have a quarter of an
    hour: of any number at once exactly one gets it. A hold that is over is cleared by whoever comes next.
    """
    at, about = at or timezone.now(), about or For()
    rooms = leaves(space)
    begins_at, ends_at = instant(asked.on, asked.begins), instant(asked.on, asked.ends)
    with transaction.atomic():
        # Whoever suspends the station or changes its hours holds the same row: no booking slips in behind their back.
        space.station = (
            Station.objects.select_for_update(of=("self",)).select_related("place").get(pk=space.station_id)
        )
        list(Space.objects.select_for_update(of=("self",)).filter(pk__in=rooms).order_by("pk"))
        reasons = rules.why_not(wish_of(space, asked, by, at))
        if reasons:
            raise Refused(*reasons)
        _clear_holds(rooms, at)
        full = clash(space, rooms, begins_at, ends_at, at)
        if full is not None:
            raise Refused(full)
        booking = Booking(
            space=space, state="held", begins_at=begins_at, ends_at=ends_at, hold_until=at + dt.timedelta(minutes=limits.number("venues.hold_minutes", timezone.localdate(at))),
            account_id=by.account or None, person_id=by.person if not by.staff else None, institution_id=about.institution,
            group=about.group, on_behalf=bool(about.for_whom), for_whom=about.for_whom, people=asked.people, purpose=about.purpose,
            noise=asked.noise, adult=asked.adult or about.adult, series=series, open=about.open,
        )  # fmt: skip
        booking.save(force_insert=True)
        try:
            with transaction.atomic():
                Occupancy.objects.bulk_create(
                    Occupancy(space_id=room, tick=tick, booking=booking)
                    for room in rooms
                    for tick in range(tick_of(begins_at), tick_of(ends_at))
                )
        except IntegrityError:
            raise Refused(NOT_FREE) from None
        trail.record(booking, "booking", "booking.held", by=by, at=at, seen="teller")
        booking.save(update_fields=["trail_seq", "trail_hash"])
    return booking


def book(
    *,
    space: Space,
    asked: Asked,
    by: Actor,
    about: For | None = None,
    at: dt.datetime | None = None,
    series: Series | None = None,
) -> Booking:
    """Hold a room and take it in one go: confirmed at once, or asked for where a person gives it."""
    at = at or timezone.now()
    with transaction.atomic():
        held = hold(space=space, asked=asked, by=by, about=about, at=at, series=series)
        own = bool(relations(space.station, by) & {"keeper"})
        step = "request" if space.approval and not own else "confirm"
        taken: Booking = BOOKINGS.take(held.pk, step, by=by, on=at)
    return taken


def _clear_holds(rooms: list[int], at: dt.datetime) -> None:
    """Holds that are over leave these rooms, inside the transaction of whoever wants them now."""
    over = Booking.objects.filter(state="held", hold_until__lte=at, ticks__space__in=rooms).distinct()
    for pk in list(over.values_list("pk", flat=True)):
        BOOKINGS.take(pk, "expire", by=THE_CLOCK, on=at)


def book_series(
    *, space: Space, rule: str, since: dt.date, until: dt.date, asked: Asked, by: Actor, about: For | None = None,
    at: dt.datetime | None = None,
) -> Series:  # fmt: skip
    """The same room by a rule of days. Each date is had by itself; what cannot be had is kept with its reason.

    Refused with the faults of the rule, ``too_many_dates`` beyond sixty.
    """
    from jinlin.base.deployment_calendar import calendar

    at, about = at or timezone.now(), about or For()
    found = [one.on for one in dates(Recurrence.parse(rule), since, until, calendar=calendar())]
    if len(found) > MOST_SERIES_DATES:
        raise Refused(
            Reason(
                "too_many_dates",
                Words(f"一次最多排 {MOST_SERIES_DATES} 次", f"At most {MOST_SERIES_DATES} dates at once"),
            )
        )
    series = Series.objects.create(
        space=space,
        rule=rule,
        since=since,
        until=until,
        purpose=about.purpose,
        group=about.group,
        made_at=at,
        by_id=by.account,
        begins=asked.begins,
        ends=asked.ends,
        people=asked.people,
        noise=asked.noise,
        open=about.open,
    )
    for on in found:
        one = Asked(on, asked.begins, asked.ends, asked.people, asked.noise, asked.adult)
        try:
            with transaction.atomic():
                book(space=space, asked=one, by=by, about=about, at=at, series=series)
        except Refused as refusal:
            reason = refusal.reason
            RefusedDate.objects.create(
                series=series, on=on, code=reason.code, zh=reason.words.zh[:200], en=reason.words.en[:200]
            )
    return series


def retry_series(*, series: Series, by: Actor, at: dt.datetime | None = None) -> int:
    """Try the refused dates that lie ahead once more; answers how many were had. The rest keep their newest reason."""
    at = at or timezone.now()
    keeper(series.space.station, by)
    about, had = For(series.purpose, series.group, open=series.open), 0
    with transaction.atomic():
        rows = RefusedDate.objects.select_for_update(of=("self",)).filter(
            series=series, booking__isnull=True, on__gt=timezone.localdate(at)
        )
        for row in rows.order_by("on"):
            asked = Asked(row.on, series.begins, series.ends, series.people, series.noise, by.title)
            try:
                with transaction.atomic():
                    row.booking = book(
                        space=series.space, asked=asked, by=by, about=about, at=at, series=series
                    )
                    had += 1
            except Refused as refusal:
                reason = refusal.reason
                row.code, row.zh, row.en = reason.code, reason.words.zh[:200], reason.words.en[:200]
            row.save()
    return had


def instead(*, booking: Booking, space: Space, by: Actor, at: dt.datetime) -> Booking:
    """Another room for somebody who is displaced: the same time, in their name, confirmed. Refused as any booking is."""
    first, last = timezone.localtime(booking.begins_at), timezone.localtime(booking.ends_at)
    begins = first.hour * 60 + first.minute
    ends = begins + int((last - first).total_seconds()) // 60
    asked = Asked(first.date(), begins, ends, booking.people, booking.noise, booking.adult or by.title)
    about = For(
        booking.purpose, booking.group, booking.adult, booking.for_whom, booking.institution_id, booking.open
    )
    made = book(space=space, asked=asked, by=by, about=about, at=at)
    made.account_id, made.person_id, made.on_behalf = booking.account_id, booking.person_id, True
    made.save(update_fields=["account", "person", "on_behalf"])
    return made


def enter_asset(
    *,
    name: str,
    code: str,
    place: Place,
    by: Actor,
    station: Station | None = None,
    space: Space | None = None,
    keeper_name: str = "",
    donor: str = "",
) -> Asset:
    """Enter something that people use, with the seat or institution that looks after it."""
    keeper(station or Station(place=place), by)
    with transaction.atomic():
        made = Asset(
            name=name, code=code, place=place, station=station, space=space, keeper=keeper_name, donor=donor
        )
        made.save(force_insert=True)
        trail.record(made, "asset", "asset.entered", by=by)
        made.save(update_fields=["trail_seq", "trail_hash"])
    return made
