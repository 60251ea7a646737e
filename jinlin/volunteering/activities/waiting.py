"""What waits for those who run activities: to look at before publishing, to close, without a room, asked-for classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.volunteering.activities.desk import when_of
from jinlin.volunteering.activities.kinds import number
from jinlin.volunteering.activities.queries import run_by
from jinlin.volunteering.models import ClassAsked, Occurrence


def _item(one: Occurrence, words: Words, due: dt.datetime | None) -> worklist.Item:
    said = Words(f"{when_of(one).zh}，{words.zh}", f"{when_of(one).en}, {words.en}")
    return worklist.Item(one.title, reverse("activity_desk", args=[one.pk]), said, due, one.place.name)


def to_review(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Activities that a second person must look at, other than those that the actor handed in; one query."""
    if not actor.staff:
        return []
    rows = Occurrence.objects.filter(run_by(actor), state="in_review", begins_at__gt=now).exclude(
        submitted_by=actor.account
    )
    words = Words("等您看过再发布", "waits for your look")
    return [
        _item(one, words, one.begins_at - dt.timedelta(days=1))
        for one in rows.select_related("place").order_by("begins_at")[:limit]
    ]


def to_close(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Activities that are over and not closed; one query."""
    if not actor.signed_in:
        return []
    rows = Occurrence.objects.filter(run_by(actor), state__in=("published", "under_way"), ends_at__lte=now)
    words = Words("结束了，请核对到场", "is over; check who came")
    return [
        _item(one, words, one.ends_at + dt.timedelta(hours=3))
        for one in rows.select_related("place").order_by("ends_at")[:limit]
    ]


def without_room(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Drafts of the coming three weeks whose room could not be had; one query."""
    if not actor.staff:
        return []
    soon = now + dt.timedelta(weeks=3)
    rows = Occurrence.objects.filter(
        run_by(actor),
        state__in=("draft", "in_review"),
        space__isnull=False,
        booking__isnull=True,
        begins_at__gt=now,
        begins_at__lt=soon,
    )
    words = Words("还没有场地", "has no room yet")
    return [
        _item(one, words, one.begins_at - dt.timedelta(days=3))
        for one in rows.select_related("place").order_by("begins_at")[:limit]
    ]


def classes_asked(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Courses for which several ask for a smaller class; one query."""
    if not actor.staff:
        return []
    mine = Occurrence.objects.filter(run_by(actor)).values("series")
    rows = (
        ClassAsked.objects.filter(answered_at__isnull=True, series__in=mine)
        .order_by()
        .values("series", "series__title")
        .annotate(many=Count("pk"))
    )
    least = number("small_class_asked", now.date())
    return [
        worklist.Item(one["series__title"], reverse("series_desk", args=[one["series"]]), Words(f"{one['many']} 人想要小课", f"{one['many']} ask for a smaller class"))
        for one in rows.filter(many__gte=least).order_by("-many", "series")[:limit]
    ]  # fmt: skip


def register() -> None:
    """Register the sources."""
    worklist.register(
        "activities_review", Words("活动等您看过", "Activities to look at"), to_review, order=55
    )
    worklist.register("activities_close", Words("活动要核对到场", "Activities to close"), to_close, order=56)
    worklist.register(
        "activities_room", Words("活动还没有场地", "Activities without a room"), without_room, order=57
    )
    worklist.register("activities_asked", Words("居民想要的课", "Classes asked for"), classes_asked, order=58)
