"""Reads: meetings, motions, results and points in an actor's lists; the season of the chair; the way of a motion."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.deliberation import agenda, facts, sight
from jinlin.deliberation.models import Body, Meeting, Motion, Point, Result, Ruling
from jinlin.deliberation.rules import progress
from jinlin.deliberation.variants import Gate
from jinlin.places.public import Place


def meetings(actor: Actor, *, body: str = "", state: str = "") -> QuerySet[Meeting]:
    """Meetings in an actor's lists: of bodies below, above or its own; for others the public ones. Latest first."""
    open_ones = Q(state="published") | Q(body__is_open=True)
    rows = Meeting.objects.select_related("body__place", "chair").filter(
        sight.bodies(actor, "body__") | open_ones
    )
    rows = rows.filter(body__code=body) if body else rows
    if state == "to_come":
        return rows.filter(state__in=(*agenda.TO_COME, "sitting")).order_by("begins_at", "pk")
    rows = rows.filter(state=state) if state else rows
    return rows.order_by("-begins_at", "-pk")


def season(body: Body, count: int = 12) -> list[tuple[int, dt.datetime, str]]:
    """Who chairs the meetings to come: number, when, name."""
    rows = (
        body.meetings.filter(state__in=(*agenda.TO_COME, "sitting"))
        .select_related("chair")
        .order_by("begins_at")
    )
    return [(one.number, one.begins_at, one.chair.name if one.chair else "") for one in rows[:count]]


def results(
    actor: Actor, *, state: str = "", late: bool = False, body: Body | None = None
) -> QuerySet[Result]:
    """Results in an actor's lists by due day: of its bodies and places, of its institution, of public motions."""
    seen = (
        sight.bodies(actor, "body__")
        | Q(motion__isnull=False)
        | Q(lead__in=actor.institutions)
        | Q(body__is_open=True)
    )
    if actor.signed_in:
        seen |= Q(owner=actor.account)
    rows = (
        Result.objects.filter(seen)
        .select_related("body__place", "motion__place", "lead")
        .prefetch_related("milestones")
    )
    rows = rows.filter(body=body) if body else rows
    rows = rows.filter(state=state) if state else rows
    if late:
        rows = rows.filter(state="working", due_at__lt=timezone.now())
    return rows.order_by("due_at", "pk")


@dataclass(frozen=True)
class Shown:
    """A result as lists show it."""

    row: Result
    percent: int
    reached: int
    steps: int
    is_late: bool


def shown_results(rows: Any, now: dt.datetime) -> list[Shown]:
    """Results with their progress reckoned from milestones."""
    found = []
    for row in rows:
        steps = list(row.milestones.all())
        reached = sum(1 for one in steps if one.reached_at)
        found.append(
            Shown(
                row,
                progress(reached, len(steps)),
                reached,
                len(steps),
                row.state == "working" and row.due_at < now,
            )
        )
    return found


def motions(actor: Actor, *, place: Place | None = None, state: str = "") -> QuerySet[Motion]:
    """Submitted motions, and the actor's own drafts, newest first."""
    seen = ~Q(state="drafting")
    if actor.signed_in:
        seen |= Q(proposer=actor.account)
    rows = Motion.objects.filter(seen).select_related("place")
    if place is not None:
        rows = rows.filter(sight.at_place(place.path, "place__path"))
    return (rows.filter(state=state) if state else rows).order_by("-made_at", "-pk")


@dataclass(frozen=True)
class Station:
    """One station of a motion's way: done, now or later, and what passed it."""

    gate: Gate
    stand: str
    ruling: Ruling | None

    @property
    def words(self) -> Words:
        """What is said of it to a screen reader."""
        return {"done": Words("已过", "passed"), "now": Words("正在这一步", "now here")}.get(
            self.stand, Words("还没到", "still to come")
        )


def stations(motion: Motion) -> list[Station]:
    """The line of stations that everybody understands: what is behind, where it is now, what is to come."""
    variant = facts.variant_of(motion)
    rulings = {one.gate: one for one in motion.rulings.all() if one.passed}
    over = motion.state in ("carrying", "done")
    made = []
    for number, gate in enumerate(variant.gates):
        here = number == motion.gate and not over
        stand = "done" if number < motion.gate or over else "now" if here else ""
        made.append(Station(gate, stand, rulings.get(number) if stand else None))
    return made


def steps_gone(motion: Motion) -> int:
    """How many steps of its procedure a motion has gone through (figure W07)."""
    return sum(
        1
        for one in stations(motion)
        if one.stand == "done" or (one.stand == "now" and one.ruling is not None)
    )


def place_meetings(place: Place, now: dt.datetime, count: int = 5) -> list[Meeting]:
    """The next open meetings for a reader at a place: announced or planned, of its own place, above or below."""
    rows = Meeting.objects.filter(
        sight.at_place(place.path, "body__place__path"),
        body__is_open=True,
        state__in=(*agenda.TO_COME, "sitting"),
        ends_at__gt=now,
    )
    return list(rows.select_related("body__place").order_by("begins_at")[:count])


def place_motions(place: Place, count: int = 5) -> list[Motion]:
    """Motions under way for a reader at a place."""
    rows = Motion.objects.filter(sight.at_place(place.path, "place__path")).exclude(
        state__in=("drafting", "done", "rejected", "withdrawn")
    )
    return list(rows.select_related("place").order_by("-made_at")[:count])


def series(place: Place | None = None) -> QuerySet[Body]:
    """Open bodies that still meet, with how many of their points were answered."""
    rows = Body.objects.filter(is_open=True, ended_on__isnull=True).select_related("place")
    if place is not None:
        rows = rows.filter(sight.at_place(place.path, "place__path"))
    answered = Count("points", filter=Q(points__state__in=("answered", "working", "done")))
    return rows.annotate(point_count=Count("points"), answered_count=answered).order_by("place__path", "pk")


def points_of(body: Body, count: int = 60) -> list[Point]:
    """Points of a series, newest first, with what became of each."""
    rows = body.points.exclude(state="withdrawn").select_related("answered_in__body", "result")
    return list(rows.order_by("-raised_at")[:count])
