"""What teams do by the clock: post what was confirmed, settle what was posted long enough, remind of shifts."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.reminding import AHEAD, Ahead, remind, within_a_day
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import ShiftTurn
from jinlin.volunteering.models.teams import ServiceHours
from jinlin.volunteering.teams.desk import RECORDS
from jinlin.volunteering.teams.queries import number
from jinlin.volunteering.teams.shifts.queries import when_of

BATCH = 500


@duty("post and settle service records", every=dt.timedelta(hours=1))
def post_and_settle(now: dt.datetime) -> int:
    """Records confirmed before today are posted; those posted for the whole time are final. Some hundred at a time."""
    today = timezone.localdate(now)
    first = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    days = dt.timedelta(days=number("service.posted_days", today))
    due = (
        ("post", ServiceHours.objects.filter(state="confirmed", confirmed_at__lt=first)),
        ("settle", ServiceHours.objects.filter(state="posted", posted_on__lte=today - days)),
    )
    done = 0
    for step, rows in due:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            try:
                RECORDS.take(pk, step, by=THE_CLOCK, on=now)
                done += 1
            except (Refused, ServiceHours.DoesNotExist):
                continue  # somebody was faster
    return done


@duty("remind of shifts", every=dt.timedelta(minutes=10))
def remind_of_shifts(now: dt.datetime) -> int:
    """Turns in shifts that begin within a day and were accepted before; a minor's guardian is told with them."""
    rows = ShiftTurn.objects.filter(
        **within_a_day("shift__begins_at", now),
        state="accepted",
        accepted_at__lte=F("shift__begins_at") - AHEAD,
    )
    ahead = rows.select_related("shift__team", "volunteer__person__account", "volunteer__guardian__account")
    return remind(
        Ahead(
            account, "turn", one.pk, one.shift.begins_at,
            Words(f"您报了{one.shift.team.name}的“{one.shift.post}”，{when_of(one.shift)}", f"{one.shift.post} with {one.shift.team.name}, {when_of(one.shift)}"),
            reverse("turn", args=[one.pk]),
        )
        for one in ahead.order_by("shift__begins_at", "pk")[:BATCH]
        for account in _accounts(one)
    )  # fmt: skip


def _accounts(turn: ShiftTurn) -> list[int]:
    """The accounts of whoever serves and of their guardian."""
    people = (turn.volunteer.person, turn.volunteer.guardian)
    return [one.account.pk for one in people if one is not None and hasattr(one, "account")]
