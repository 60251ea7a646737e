"""What waits on the first page: seats to fill, terms that end soon, gatherings to run, minutes to confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.base.worklist import Item
from jinlin.organisations import vacancies
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.listing import title_of
from jinlin.organisations.models import Gathering
from jinlin.places.public import under

WHAT = {
    "planned": Words("还没发通知", "Not called yet"),
    "called": Words("到时间开", "To be opened"),
    "open": Words("正在开，散会后记", "Open now"),
    "held": Words("等写会议记录", "Minutes to write"),
    "drafted": Words("等确认会议记录", "Minutes to confirm"),
}
AHEAD = dt.timedelta(days=14)
NO_HOLDER = Words("空岗，等您安排人", "Vacant; yours to fill")
ENDS = Words("任期快到，要安排下一任", "The term ends; a successor is wanted")


def waiting_gatherings(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Gatherings that this actor's seats run and that are not done: minutes first, then what is near. One query."""
    condition, any_ = Q(pk__in=[]), False
    for seat in actor.seats:
        if seat.path and seat.role in rolls.RUN_BY:
            condition |= under(seat.path, "organisation__place__path")
            any_ = True
    if not any_:
        return
    undone = Q(state__in=("open", "held", "drafted")) | Q(
        state__in=("planned", "called"), starts_at__lt=now + AHEAD
    )
    # Who wrote the minutes waits for another to confirm them.
    mine = ~Q(state="drafted", drafted_by=actor.account)
    rows = Gathering.objects.filter(condition, undone, mine).select_related("organisation")
    for one in rows.order_by("starts_at", "pk")[:limit]:
        yield Item(
            one.title, reverse("gathering", args=[one.pk]), WHAT.get(one.state, WHAT["planned"]), due_at=one.starts_at,
            where=one.organisation.name, tone="calm" if one.starts_at > now else "soon",
        )  # fmt: skip


def waiting_seats(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Vacant seats that this actor fills, and terms that end within ninety days. Two queries."""
    if not vacancies.mine_to_fill(actor)[1]:
        return
    on = timezone.localdate(now)
    vacant = list(vacancies.to_fill(actor, on)[:limit])
    for one in vacancies.vacancies(vacant, on):
        yield Item(
            f"{one.at} {one.role}",
            reverse("seat", args=[one.seat.pk]),
            NO_HOLDER,
            where=str(one.since or ""),
            tone="soon",
        )
    for tenure in vacancies.ending(actor, on)[: limit - len(vacant)]:
        assert tenure.to_on is not None
        due = dt.datetime.combine(
            tenure.to_on + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone()
        )
        yield Item(
            title_of(tenure.seat),
            reverse("seat", args=[tenure.seat_id]),
            ENDS,
            due_at=due,
            where=tenure.person.name,
        )


def register() -> None:
    """Put both onto the first page."""
    worklist.register("gatherings", Words("支部活动", "Gatherings"), waiting_gatherings, order=70)
    worklist.register("seats", Words("岗位", "Seats"), waiting_seats, order=80)
