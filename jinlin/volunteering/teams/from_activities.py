"""Service at activities: who helped, came and left, and whoever taught, has a record of service once the list is locked."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Q, Sum

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.people.public import Account
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import Served, record_service

log = logging.getLogger("jinlin.volunteering")
AROUND = dt.timedelta(minutes=30)
"""Setting up and clearing away: so long before the beginning and behind the end still counts as service there."""
SIGNALS = {"door": "door", "pass": "second", "list": "second", "walk_in": "second", "paper": "desk"}
"""What each way of noting presence is worth as evidence: one's own scan at the door, or somebody at the list."""


@dataclass(frozen=True)
class Stint:
    """One person's time at an activity, and what speaks for it."""

    person: int
    begins_at: dt.datetime
    ends_at: dt.datetime
    signals: frozenset[str]


def activity_locked(*, subject: Any, event: Event, by: Actor) -> None:
    """Record those who helped and whoever taught, by the platform; a second person still confirms. A record that cannot be
    (another speaks for that time) holds nobody else up."""
    helpers = _helpers(subject)
    teacher = _teacher(subject, {one.person for one in helpers})
    for one in (*helpers, *([teacher] if teacher else [])):
        served = Served(
            person=one.person, begins_at=one.begins_at, ends_at=one.ends_at, minutes=rules.served_minutes(one.begins_at, one.ends_at), what=subject.title,
            place=subject.place_id, planned=rules.served_minutes(subject.begins_at, subject.ends_at),
        )  # fmt: skip
        source = f"activity:{subject.pk}:{one.person}"
        try:
            record_service(served=served, signals=sorted(one.signals), by=None, source=source, at=event.at)
        except Refused as refusal:
            log.info("service at activity %s is not recorded: %s", subject.pk, refusal.reason.code)


def _helpers(subject: Any) -> list[Stint]:
    """Volunteers who came and left, and whoever taught and is on the list as such. Who has no exit noted is left to be
    asked: full time is never made up."""
    taught = subject.series.lead_id
    rows = list(
        subject.attendances.filter(
            Q(role="volunteer") | Q(person=taught, person__isnull=False),
            person__isnull=False,
            came_at__isnull=False,
            left_at__isnull=False,
        ).order_by("person")
    )
    taps: dict[int, set[str]] = defaultdict(set)
    for person, kind, method in subject.presence.filter(
        person__in=[one.person_id for one in rows], kind__in=("in", "out")
    ).values_list("person", "kind", "method"):
        signal = SIGNALS.get(method, "desk")
        taps[person].add(f"door_{kind}" if signal == "door" else signal)
    return [
        Stint(
            one.person_id,
            max(one.came_at, subject.begins_at - AROUND),
            min(one.left_at, subject.ends_at + AROUND),
            frozenset(taps[one.person_id]),
        )
        for one in rows
    ]


def _teacher(subject: Any, known: Collection[int]) -> Stint | None:
    """Whoever taught a session that was held and did not tick their own name: the list of pupils speaks for the lesson.

    It began by the plan, or with the first pupil who came later, and was over with the last who is known to have left, or
    by the plan. What somebody else at the list or at the closing noted is a second person's word; else a desk's alone.
    """
    taught = subject.series.lead_id
    if taught is None or taught in known:
        return None
    times = subject.attendances.aggregate(came=Min("came_at"), left=Max("left_at"), people=Sum("people"))
    if not times["people"]:
        return None
    begins = max(times["came"] or subject.begins_at, subject.begins_at)
    ends = min(times["left"] or subject.ends_at, subject.ends_at)
    if ends <= begins:
        return None
    account = Account.objects.filter(person=taught).values_list("pk", flat=True).first()
    closers = Event.objects.filter(subject="activity", subject_id=subject.pk, thing="activity.close")
    others = subject.presence.exclude(by=None).exclude(by=account).exists() or (
        closers.exclude(actor_id__in=(0, account or 0)).exists()
    )
    return Stint(taught, begins, ends, frozenset({"second" if others else "desk"}))


def register() -> None:
    """Listen before the points do, so that helpers earn by their minutes and not twice."""
    subscribe("activity.lock", activity_locked)
