"""The desks of stations, bookings and assets: relations, facts, who is told; and how each is found and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jinlin.base import days
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import clerks_of, holders_over
from jinlin.venues import effects, limits, words
from jinlin.venues.models import Asset, Booking, OpeningSpan, Space, Station
from jinlin.venues.procedure import ASSET, BOOKING, STATION, BookingFacts, StationFacts
from jinlin.venues.queries import booking_relations, relations, standing

WHOLE = ("public", "teller", "staff")


def _accounts(station: Station, relation: str) -> set[int]:
    on = timezone.localdate()
    seat = {"keeper": "community", "supervisor": "supervisor"}[relation]
    found = set(holders_over(path=station.place.path, relation=seat, on=on, grid=station.place.grid_id))
    if relation == "keeper" and station.owner_id:
        found.update(clerks_of(institutions=[station.owner_id], on=on))
    return found


def keepers_of(station: Station) -> set[int]:
    """Accounts of those who keep a station."""
    return _accounts(station, "keeper")


def station_facts(station: Station, actor: Actor, held: frozenset[str], on: dt.datetime) -> StationFacts:
    """Bookings ahead, and whether hours are published."""
    ahead = Booking.objects.filter(standing(on), space__station=station, ends_at__gt=on).count()
    return StationFacts(ahead, OpeningSpan.objects.filter(station=station).exists())


def _tell_station(station: Station, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    said = Words(f"{station.name}：{step.past.zh}", f"{station.name}: {step.past.en}")
    accounts = {one for relation in step.tells for one in _accounts(station, relation)} - {by.account}
    link = reverse("station_desk", args=[station.code])
    send(Letter("station", station.pk, said, link, account=one) for one in sorted(accounts))


def _after(kind: str) -> Any:
    def after(row: Any, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
        attach(row, kind, event, list(values.get("files") or []))

    return after


STATIONS = Desk(
    procedure=STATION, model=Station, relations=relations, facts=station_facts, effects=effects.STATION_EFFECTS, tell=_tell_station,
    after=_after("station"), related=("place",),
)  # fmt: skip


def booking_facts(booking: Booking, actor: Actor, held: frozenset[str], on: dt.datetime) -> BookingFacts:
    """Minutes until it begins and ends, whether a person must agree, whether a hold is over."""
    return BookingFacts(
        minutes_to_start=int((booking.begins_at - on).total_seconds() // 60),
        minutes_to_end=int((booking.ends_at - on).total_seconds() // 60),
        needs_approval=booking.space.approval and "keeper" not in held,
        hold_is_over=booking.hold_until is not None and booking.hold_until <= on,
        early=limits.number("venues.check_in_early", timezone.localdate(on)),
        late=limits.number("venues.check_in_late", timezone.localdate(on)),
    )


def when_of(booking: Booking) -> Words:
    """A booking's time as people say it."""
    return days.span(booking.begins_at, booking.ends_at)


def _tell_booking(booking: Booking, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    room, hours = f"{booking.space.station.name} {booking.space.name}", when_of(booking)
    said = Words(f"{room} {hours.zh}：{step.past.zh}", f"{room} {hours.en}: {step.past.en}")
    link = reverse("booking", args=[booking.pk])
    accounts: set[int] = set()
    if "holder" in step.tells and booking.account_id:
        accounts.add(booking.account_id)
    if "keeper" in step.tells:
        accounts |= _accounts(booking.space.station, "keeper")
    send(Letter("booking", booking.pk, said, link, account=one) for one in sorted(accounts - {by.account}))


BOOKINGS = Desk(
    procedure=BOOKING, model=Booking, relations=booking_relations, facts=booking_facts, effects=effects.BOOKING_EFFECTS,
    tell=_tell_booking, after=_after("booking"), related=("space__station__place",),
)  # fmt: skip


def asset_relations(asset: Asset, actor: Actor) -> frozenset[str]:
    """Everybody may say that it is broken; its station's keepers and those of its place look after it."""
    keeper = (
        relations(asset.station, actor) if asset.station else relations(Station(place=asset.place), actor)
    )
    return frozenset({"anybody"} | (set(keeper) & {"keeper"}))


def _tell_asset(asset: Asset, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "keeper" not in step.tells:
        return
    station = asset.station or Station(place=asset.place)
    said = Words(f"{asset.name}：{step.past.zh}", f"{asset.name}: {step.past.en}")
    link = reverse("asset", args=[asset.token])
    send(
        Letter("asset", asset.pk, said, link, account=one)
        for one in sorted(_accounts(station, "keeper") - {by.account})
    )


ASSETS = Desk(
    procedure=ASSET, model=Asset, relations=asset_relations, facts=lambda asset, actor, held, on: None, effects=effects.ASSET_EFFECTS,
    tell=_tell_asset, after=_after("asset"), related=("place", "station__place", "space"),
)  # fmt: skip


def _find_station(ref: str, actor: Actor) -> Station:
    row = Station.objects.select_related("place", "owner").get(code=ref)
    if not row.public and not relations(row, actor):
        raise Station.DoesNotExist
    return row


def _seen(row: Station, actor: Actor) -> tuple[str, ...]:
    return WHOLE if relations(row, actor) else ("public",)


STATION_SUBJECT = Subject(
    desk=STATIONS, plural="stations", find=_find_station, ref=lambda row: row.code, title=lambda row: row.name,
    page=lambda row, actor: reverse("station_desk" if relations(row, actor) else "station", args=[row.code]), seen=_seen,
    shown=lambda row, actor: {
        "code": row.code, "name": row.name, "kind": row.kind, "acquired": row.acquired, "place": row.place.code,
        "floor_area_m2": f"{row.floor_area / 100:.2f}", "opened_on": row.opened_on.isoformat() if row.opened_on else None,
        "percent": row.percent, "step_free": row.step_free, "lift": row.lift, "toilet": row.toilet,
        "spaces": [
            {"code": one.code, "name": one.name, "use": one.use, "seats": one.seats, "bookable": one.bookable, "part_of": one.parent.code if one.parent else None}
            for one in Space.objects.filter(station=row, ended_on__isnull=True).select_related("parent").order_by("pk")
        ],
    },
    other={"station.entered": Words("列入计划", "entered it into the plan"), "station.changed": Words("改了资料", "changed its facts"),
           "station.hours": Words("改了开放时间", "changed the hours"), "station.exception": Words("登记了特殊开放日", "entered a dated exception"),
           "station.duty_post": Words("设了值班岗位", "set up a duty post"), "station.duty_promise": Words("定了值班时间", "promised duty hours"),
           "station.roster": Words("排了一版值班表", "made a rota")},
)  # fmt: skip


def _find_booking(ref: str, actor: Actor) -> Booking:
    row = Booking.objects.select_related("space__station__place", "space__station__owner", "institution").get(
        pk=int(ref)
    )
    if not booking_relations(row, actor):
        raise Booking.DoesNotExist
    return row


BOOKING_SUBJECT = Subject(
    desk=BOOKINGS, plural="bookings", find=_find_booking, ref=lambda row: str(row.pk),
    title=lambda row: f"{row.space.station.name} {row.space.name} {when_of(row)}", page=lambda row, actor: reverse("booking", args=[row.pk]),
    seen=lambda row, actor: WHOLE if "keeper" in booking_relations(row, actor) else ("public", "teller"),
    shown=lambda row, actor: {
        "space": row.space.code, "station": row.space.station.code, "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at),
        "people": row.people, "purpose": row.purpose, "hold_until": stamp(row.hold_until), "decide_by": stamp(row.decide_by),
    },
    other={"booking.held": Words("暂时保留", "held it for ten minutes")},
)  # fmt: skip


def _find_asset(ref: str, actor: Actor) -> Asset:
    return Asset.objects.select_related("place", "station__place", "space").get(token=ref)


ASSET_SUBJECT = Subject(
    desk=ASSETS, plural="assets", find=_find_asset, ref=lambda row: row.token, title=lambda row: row.name,
    page=lambda row, actor: reverse("asset", args=[row.token]), seen=lambda row, actor: ("public",),
    shown=lambda row, actor: {"name": row.name, "code": row.code, "keeper": row.keeper, "place": row.place.code},
    other={"asset.entered": Words("登记在册", "entered it")},
)  # fmt: skip


def kind_words(station: Station) -> Words:
    """What kind of venue it is."""
    return words.label(words.KINDS, station.kind)
