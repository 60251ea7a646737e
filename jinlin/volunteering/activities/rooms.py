"""The room of an activity: booked through venues in the same step, let go when it is called off, changed when it moves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.rule import Refused
from jinlin.organisations.public import actor
from jinlin.venues.public import BOOKINGS, Asked, Booking, For, Space, book
from jinlin.volunteering.activities.queries import limit_of
from jinlin.volunteering.models import Occurrence

OCCUPYING = ("held", "requested", "confirmed", "in_use")


def where_of(activity: Occurrence) -> str:
    """Where it is, in words: station and room, or what the organiser wrote."""
    if activity.space is not None:
        return f"{activity.space.station.name} {activity.space.name}"
    return activity.where or activity.place.name


def try_room(activity: Occurrence, *, by: Actor, at: dt.datetime) -> Refused | None:
    """Book the room of an activity; where it cannot be had the reason stays with the activity and is answered.

    The caller saves the activity. Nothing happens where no room is wanted or one is booked already.
    """
    if activity.space_id is None or activity.booking_id is not None:
        return None
    begins, ends = timezone.localtime(activity.begins_at), timezone.localtime(activity.ends_at)
    first = begins.hour * 60 + begins.minute
    asked = Asked(
        begins.date(), first, first + int((ends - begins).total_seconds() // 60), people=max(limit_of(activity), 1), noise=activity.series.noise,
        adult=by.name,
    )  # fmt: skip
    space = Space.objects.select_related("station__place", "station__owner").get(pk=activity.space_id)
    about = For(
        purpose=activity.title[:80], group=activity.series.brand[:60], institution=activity.series.partner_id
    )
    try:
        with transaction.atomic():
            activity.booking = book(space=space, asked=asked, by=by, about=about, at=at)
    except Refused as refusal:
        activity.no_room = refusal.reason.words.zh[:120]
        return refusal
    activity.no_room = ""
    return None


def has_room(activity: Occurrence) -> bool:
    """Whether the activity needs no room or has one that stands (a request that waits is not enough)."""
    if activity.space_id is None:
        return True
    booking = activity.booking
    return booking is not None and booking.state in ("confirmed", "in_use", "completed")


def let_go(activity: Occurrence, *, by: Actor, at: dt.datetime, why: str = "") -> None:
    """Give the room back, if it is still kept."""
    booking = activity.booking
    if booking is None or booking.state not in OCCUPYING:
        return
    try:
        with transaction.atomic():
            BOOKINGS.take(booking.pk, "cancel", by=_holder(booking, by), given={"note": why}, on=at)
    except Refused:
        done(activity, at=at)  # it has begun: its time simply ends


def _holder(booking: Booking, by: Actor) -> Actor:
    """Whoever booked it may give it back, whoever now acts for the activity."""
    return actor(booking.account) if booking.account is not None else by


def arrive(activity: Occurrence, *, at: dt.datetime) -> None:
    """The activity has begun: its room is in use, and is not released as one to which nobody came."""
    booking = activity.booking
    if booking is None or booking.state != "confirmed":
        return
    try:
        with transaction.atomic():
            BOOKINGS.take(booking.pk, "check_in", by=_holder(booking, THE_CLOCK), on=at)
    except Refused:
        return


def done(activity: Occurrence, *, at: dt.datetime) -> None:
    """The room's time is over: say so, so that it does not count as one to which nobody came."""
    booking = activity.booking
    if booking is None or booking.state != "in_use":
        return
    try:
        with transaction.atomic():
            BOOKINGS.take(booking.pk, "end", by=THE_CLOCK, on=at)
    except Refused:
        return


def rebook(activity: Occurrence, *, space: int | None, where: str, by: Actor, at: dt.datetime) -> None:
    """Move to another time or room: the old one is let go, the new one had, or nothing changes at all.

    Refused with the reasons of the room. Without a room and without words the room stays the same.
    """
    wanted = space if space is not None else (None if where else activity.space_id)
    let_go(activity, by=by, at=at)
    activity.booking = None
    activity.space = Space.objects.select_related("station").get(pk=wanted) if wanted else None
    activity.where = where
    refusal = try_room(activity, by=by, at=at)
    if refusal is not None:
        raise refusal
