"""The day before: whoever has a room and whoever said yes to a turn on a rota is reminded, unless they do not want it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from jinlin.base.duties import duty
from jinlin.base.models import Event
from jinlin.base.reminding import AHEAD, Ahead, remind, within_a_day
from jinlin.base.words import Words
from jinlin.venues.desk import when_of
from jinlin.venues.models import Booking, Turn

BATCH = 1000


@duty("remind of rooms", every=dt.timedelta(minutes=10))
def remind_of_rooms(now: dt.datetime) -> int:
    """Confirmed bookings that begin within a day and were made before; whom the desk booked for has no account to tell."""
    made = Event.objects.filter(
        subject="booking", subject_id=OuterRef("pk"), at__lte=OuterRef("begins_at") - AHEAD
    )
    rows = Booking.objects.filter(
        Exists(made),
        **within_a_day("begins_at", now),
        state="confirmed",
        on_behalf=False,
        account__isnull=False,
    )
    return remind(
        Ahead(
            one.account_id or 0, "booking", one.pk, one.begins_at,
            Words(f"您约了 {one.space.station.name} {one.space.name}，{when_of(one)}", f"{one.space.station.name} {one.space.name}, {when_of(one)}"),
            reverse("booking", args=[one.pk]),
        )
        for one in rows.select_related("space__station").order_by("begins_at", "pk")[:BATCH]
    )  # fmt: skip


@duty("remind of turns", every=dt.timedelta(minutes=10))
def remind_of_turns(now: dt.datetime) -> int:
    """Turns on rotas that begin within a day and were accepted before."""
    rows = Turn.objects.filter(
        **within_a_day("begins_at", now), state__in=("accepted", "covered"), fellow__account__isnull=False,
        accepted_at__lte=F("begins_at") - AHEAD,
    )  # fmt: skip
    return remind(
        Ahead(
            one.fellow.account_id or 0, "duty_turn", one.pk, one.begins_at,
            Words(f"您在 {one.post.station.name} {one.post.name}有一班，{when_of(one)}", f"your turn at {one.post.station.name} {one.post.name}, {when_of(one)}"),
            reverse("duty_turn", args=[one.pk]),
        )
        for one in rows.select_related("post__station", "fellow").order_by("begins_at", "pk")[:BATCH]
        if one.fellow is not None
    )  # fmt: skip
