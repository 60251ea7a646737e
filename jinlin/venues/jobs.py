"""What venues do by the clock: let holds go, release rooms that nobody came to, end what is over. Only tidying."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.venues import limits
from jinlin.venues.desk import BOOKINGS
from jinlin.venues.models import Booking

BATCH = 300
KEPT = dt.timedelta(days=366)


@duty("tidy bookings", every=dt.timedelta(minutes=1))
def tidy_bookings(now: dt.datetime) -> int:
    """Holds that are over, bookings that nobody came to, and those whose time has passed; a few hundred at a time."""
    late = dt.timedelta(minutes=limits.number("venues.check_in_late", timezone.localdate(now)) + 1)
    due = (
        ("expire", Booking.objects.filter(state="held", hold_until__lte=now)),
        ("release", Booking.objects.filter(state="confirmed", begins_at__lt=now - late)),
        ("end", Booking.objects.filter(state="in_use", ends_at__lte=now)),
    )
    done = 0
    for step, rows in due:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            try:
                BOOKINGS.take(pk, step, by=THE_CLOCK, on=now)
                done += 1
            except (Refused, Booking.DoesNotExist):
                continue  # somebody was faster
    return done


@duty("forget who booked", every=dt.timedelta(hours=24))
def forget_names(now: dt.datetime) -> int:
    """A year after its time a booking is a number: names and persons are taken off, as the form promised."""
    old = Booking.objects.filter(ends_at__lt=now - KEPT).exclude(person=None, adult="", for_whom="")
    ids = list(old.values_list("pk", flat=True)[: BATCH * 10])
    return Booking.objects.filter(pk__in=ids).update(person=None, adult="", for_whom="")


@duty("forget sheets of venues", every=dt.timedelta(hours=6))
def forget_sheets(now: dt.datetime) -> int:
    """After thirty days neither a sheet nor its returned rows lie here any more."""
    gone, limit = 0, (now - dt.timedelta(days=30)).timestamp()
    for path in (Path(settings.ENV.data) / "imports").glob("venues-*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
