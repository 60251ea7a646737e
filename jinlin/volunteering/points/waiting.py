"""What waits for those who keep points: rewards to hand over, lines that were appealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.places.public import within
from jinlin.volunteering.models.points import PointAppeal, Redemption


def points(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Appeals first, then what is kept for somebody; two queries."""
    if not actor.staff:
        return []
    appeals = (
        PointAppeal.objects.filter(within(actor, "entry__account__place__path"), state="open")
        .select_related("entry__txn")
        .order_by("pk")[:limit]
    )
    kept = (
        Redemption.objects.filter(within(actor, "reward__place__path"), state="reserved", until_at__gt=now)
        .select_related("reward")
        .order_by("until_at")[:limit]
    )
    found = [
        worklist.Item(
            one.entry.txn.zh,
            reverse("point_appeal", args=[one.pk]),
            Words("有人申诉这条积分", "A line of points was appealed"),
        )
        for one in appeals
    ]
    found += [
        worklist.Item(
            one.reward.name,
            reverse("redemption", args=[one.pk]),
            Words("等人来领", "Waiting to be fetched"),
            one.until_at,
        )
        for one in kept
    ]
    return found[:limit]


def register() -> None:
    """Register the source."""
    worklist.register("points", Words("积分兑换和申诉", "Rewards and appeals"), points, order=75)
