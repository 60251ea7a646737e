"""Duty on the first page and among one's own things: turns to accept, gaps ahead, and what pickers offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jinlin.base import references, worklist
from jinlin.base.actor import Actor
from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.venues.duty.desk import time_of
from jinlin.venues.duty.procedure import TURN
from jinlin.venues.duty.queries import on_rota, own, turn_relations
from jinlin.venues.models import DutyFellow, Station, Turn
from jinlin.venues.queries import kept_by

SOON = dt.timedelta(days=3)
SHOWN = 4


def asked(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Turns for which one's own word is wanted, and one's turn of today; one query."""
    rows = own(actor, now).filter(Q(state="offered") | Q(begins_at__lt=now + dt.timedelta(hours=16)))
    return [
        worklist.Item(
            f"{one.post.station.name} {one.post.name}",
            reverse("duty_turn", args=[one.pk]),
            _what(one),
            one.begins_at,
        )
        for one in rows[:limit]
    ]


def _what(turn: Turn) -> Words:
    said = TURN.state(turn.state).resident
    return Words(f"{time_of(turn).zh}，{said.zh}", f"{time_of(turn).en}, {said.en}")


def uncovered(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Turns of the next three days that nobody has or that want cover, at stations that the actor keeps; one query."""
    if not actor.staff:
        return []
    mine = Station.objects.filter(kept_by(actor)).values("pk")
    rows = Turn.objects.filter(
        state__in=("open", "offered", "wanted"),
        post__station__in=mine,
        ends_at__gt=now,
        begins_at__lt=now + SOON,
    ).select_related("post__station")
    return [
        worklist.Item(
            f"{one.post.station.name} {one.post.name}",
            reverse("duty_turn", args=[one.pk]),
            _what(one),
            one.begins_at,
        )
        for one in rows.order_by("begins_at", "pk")[:limit]
    ]


def own_panel(request: HttpRequest) -> str:
    """One's turns ahead; nothing for who stands on no rota."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = list(own(actor, timezone.now())[:SHOWN]) if actor.person else []
    if not rows and not DutyFellow.objects.filter(person=actor.person or -1, until__isnull=True).exists():
        return ""
    shown = [(one, time_of(one), TURN.state(one.state)) for one in rows]
    return render_to_string("venues/_my_duty.html", {"turns": shown}, request=request)


def _fellows(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    if not isinstance(subject, Turn) or "keeper" not in turn_relations(subject, actor):
        return []
    return [
        (one.pk, f"{one.person.name} · {one.get_kind_display()}")
        for one in on_rota(subject.post.station_id, timezone.localdate())
    ]


def _other_turns(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    """Turns of the same station that others said yes to, of the next five weeks; without names."""
    if not isinstance(subject, Turn):
        return []
    now = timezone.now()
    rows = Turn.objects.filter(
        post__station=subject.post.station_id,
        state__in=("accepted", "covered"),
        begins_at__gt=now,
        begins_at__lt=now + dt.timedelta(days=35),
    ).exclude(fellow=subject.fellow_id)
    return [
        (one.pk, f"{time_of(one)} {one.post.name}")
        for one in rows.select_related("post").order_by("begins_at", "pk")
    ]


def register() -> None:
    """Register sources, the panel and the pickers."""
    worklist.register("duty_asked", Words("值班等您答应", "Duty turns for you"), asked, order=20)
    worklist.register("duty_gaps", Words("值班还缺人", "Duty turns without anybody"), uncovered, order=55)
    fill("me", own_panel, order=35)
    references.register("duty_fellow", options=_fellows)
    references.register("duty_turn", options=_other_turns)
