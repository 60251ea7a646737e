"""What each step of a station, a booking and an asset writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import check_telling, tell, until
from jinlin.venues import limits, rules, words
from jinlin.venues.models import Asset, Booking, Check, FundingLine, Occupancy, Space, StandardItem, Station

Given = dict[str, Any]


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _progress(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    station.percent = values["percent"]
    return _note(values, percent=values["percent"])


def _fund(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    FundingLine.objects.create(
        station=station,
        level=values["level"],
        amount=values["amount"],
        on=values["on"],
        voucher=values["voucher"],
    )
    shown = f"{words.label(words.LEVELS, values['level']).zh} {values['amount'] / 100:.2f} 元，凭证 {values['voucher']}"
    return Taken(
        data={"level": values["level"], "amount": values["amount"]},
        text=shown,
        files=values.get("files") or [],
    )


def _open(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    station.opened_on = station.opened_on or timezone.localdate(at)
    station.percent = 100
    return _note(values)


def _check(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    item = StandardItem.objects.filter(pk=values["item"], ended_on__isnull=True).first()
    if item is None:
        raise Faulty({"item": Reason("wrong_reference", Words("没有这一项标准", "No such item"))})
    files = values.get("files") or []
    met = bool(values.get("met"))
    if met and not files:
        raise Faulty(
            {
                "files": Reason(
                    "no_photo",
                    Words(
                        "达到的一项要附照片，一年内有效",
                        "An item that is met needs a photo; it counts for a year",
                    ),
                )
            }
        )
    Check.objects.create(
        station=station, item=item, met=met, on=timezone.localdate(at), note=(values.get("note") or "")[:300], by_title=by.title[:80],
        evidence=bool(files),
    )  # fmt: skip
    said = f"{item.zh}：{'达到' if met else '还没达到'}"
    return Taken(
        data={"item": item.code, "met": met},
        text=f"{said}。{values.get('note') or ''}".rstrip("。") + "。",
        files=files,
    )


def _suspend(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    station.suspended_until = values["until"]
    return _note(
        values, reason=words.label(words.SUSPENSIONS, values["reason"]).zh, until=values["until"].isoformat()
    )


def _reopen(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    station.suspended_until = None
    return _note(values)


def _close(station: Station, values: Given, by: Actor, at: dt.datetime) -> Taken:
    station.closed_on, station.public = timezone.localdate(at), False
    return _note(values)


STATION_EFFECTS: dict[str, Effect] = {
    "progress": _progress, "fund": _fund, "open": _open, "check": _check, "suspend": _suspend, "reopen": _reopen, "close": _close,
}  # fmt: skip


def let_go(booking: Booking) -> None:
    """The room is free again from this moment on."""
    Occupancy.objects.filter(booking=booking).delete()


def _freed(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    let_go(booking)
    booking.ended_at = at
    return _note(values)


def _cancel(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    booking.late_cancel = not rules.may_cancel_free(
        (booking.begins_at - at).total_seconds() / 3600,
        limits.number("venues.free_cancel_hours", timezone.localdate(at)),
    )
    taken = _freed(booking, values, by, at)
    taken.data["late"] = booking.late_cancel
    return taken


def _displace(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    taken = _freed(booking, values, by, at)
    taken.data["reason"] = words.label(words.PREEMPTIONS, values["reason"]).zh
    if values["instead"]:
        from jinlin.venues.commands import instead

        space = Space.objects.filter(
            pk=values["instead"], station=booking.space.station_id, bookable=True
        ).first()
        if space is None:
            raise Faulty({"instead": Reason("wrong_reference", Words("没有这个房间", "No such room"))})
        made = instead(booking=booking, space=space, by=by, at=at)
        taken.data["instead"] = made.pk
        taken.text = f"{taken.text}\n已替您约好：{space.name}（预约 {made.pk}）"
    return taken


def _settle(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    booking.hold_until = None
    return _note(values)


def _request(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    booking.hold_until, booking.decide_by = None, until("booking_decision", at)
    return _note(values, decide_by=booking.decide_by.isoformat())


def _check_in(booking: Booking, values: Given, by: Actor, at: dt.datetime) -> Taken:
    booking.checked_in_at = at
    return _note(values)


BOOKING_EFFECTS: dict[str, Effect] = {
    "confirm": _settle, "request": _request, "approve": _settle, "expire": _freed, "reject": _freed, "check_in": _check_in,
    "leave": _freed, "end": _freed, "release": _freed, "cancel": _cancel, "displace": _displace,
}  # fmt: skip


def _told_broken(asset: Asset, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The word about a broken thing becomes a matter at its place, with an owner and a deadline like any other."""
    raw = {
        "text": f"{asset.name}坏了（{asset.code}）" + (f"：{values['note']}" if values.get("note") else ""),
        "place": asset.place_id,
        "spot": _spot(asset),
    }
    checked, faults = check_telling(raw)
    if faults:
        raise Refused(*faults.values())
    receipt = tell(values=checked, channel="wall", by=by, at=at)
    asset.matter = receipt.matter
    return _note(values, matter=receipt.number)


def _spot(asset: Asset) -> str:
    room = f" {asset.space.name}" if asset.space else ""
    return f"{asset.station.name}{room}" if asset.station else ""


def _mended(asset: Asset, values: Given, by: Actor, at: dt.datetime) -> Taken:
    asset.matter = None
    return _note(values)


def _keep(asset: Asset, values: Given, by: Actor, at: dt.datetime) -> Taken:
    asset.keeper = values["keeper"]
    return Taken(data={"keeper": values["keeper"]})


ASSET_EFFECTS: dict[str, Effect] = {"told_broken": _told_broken, "mended": _mended, "keep": _keep}
