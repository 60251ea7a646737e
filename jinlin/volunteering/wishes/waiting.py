"""What waits because of wishes: to check, to publish, claims to answer, to take on, to ask the recipient, to fulfil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes.desk import title_of
from jinlin.volunteering.wishes.queries import number, worked_by

_WHAT = {
    "recorded": Words("等核实", "to be checked"), "verified": Words("等公布", "to be published"),
    "published": Words("满 7 天没人认领，社区兜底", "a week without a claim: take it on"), "delivered": Words("送到了，请另一位同事问本人", "delivered: ask the recipient"),
    "disputed": Words("有疑问，请核对", "questioned"),
}  # fmt: skip


def wishes(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Wishes that wait for the community's workers; one query."""
    if not actor.staff:
        return []
    week = now - dt.timedelta(days=number("wish.widen_again", timezone.localdate(now)))
    waits = Q(state__in=("recorded", "verified", "disputed")) | Q(state="published", published_at__lte=week)
    waits |= Q(state="delivered") & ~Q(recorded_by=actor.account)
    rows = (
        Wish.objects.filter(waits, worked_by(actor))
        .select_related("place")
        .order_by("verify_by", "pk")[:limit]
    )
    return [
        worklist.Item(
            title_of(one), reverse("wish", args=[one.pk]), _WHAT[one.state], one.verify_by, one.place.name
        )
        for one in rows
    ]


def claims(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Claims that the community answers, and claims of the actor's own hand that are to be fulfilled; one query."""
    answer = Q(state="held", free_at__gt=now) & worked_by(actor, "wish__place") & ~Q(account=actor.account)
    own = Q(state__in=("accepted", "started"), account=actor.account)
    rows = (
        WishClaim.objects.filter(answer | own)
        .select_related("wish__place")
        .order_by("accept_by", "due_on", "pk")[:limit]
    )
    reply, fulfil = (
        Words("有人认领，等您同意", "a claim to answer"),
        Words("您认领的，记得去办", "yours to fulfil"),
    )
    return [
        worklist.Item(
            title_of(one.wish), reverse("wish", args=[one.wish_id]), reply if one.state == "held" else fulfil,
            one.accept_by if one.state == "held" else _end(one.due_on), one.wish.place.name,
        )
        for one in rows
    ]  # fmt: skip


def _end(on: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(on, dt.time(23, 59))) if on else None


def register() -> None:
    """Register the sources."""
    worklist.register("wishes", Words("微心愿", "Micro-wishes"), wishes, order=55)
    worklist.register("wish_claims", Words("心愿认领", "Claims on wishes"), claims, order=56)
