"""Service at activities: who helped, came and left becomes a record of service once the activity's list is locked."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import Served, record_service

log = logging.getLogger("jinlin.volunteering")
AROUND = dt.timedelta(minutes=30)
"""Setting up and clearing away: so long before the beginning and behind the end still counts as service there."""
SIGNALS = {"door": "door", "pass": "second", "list": "second", "walk_in": "second", "paper": "desk"}
"""What each way of noting presence is worth as evidence: one's own scan at the door, or somebody at the list."""


def activity_locked(*, subject: Any, event: Event, by: Actor) -> None:
    """Record those who helped, by the platform; a second person still confirms. Who has no exit noted is left to be asked:
    full time is never made up. A record that cannot be (another speaks for that time) holds nobody else up."""
    helpers = list(
        subject.attendances.filter(
            role="volunteer", person__isnull=False, came_at__isnull=False, left_at__isnull=False
        ).order_by("person")
    )
    taps: dict[int, set[str]] = defaultdict(set)
    wanted = [one.person_id for one in helpers]
    for person, kind, method in subject.presence.filter(
        person__in=wanted, kind__in=("in", "out")
    ).values_list("person", "kind", "method"):
        signal = SIGNALS.get(method, "desk")
        taps[person].add(f"door_{kind}" if signal == "door" else signal)
    for one in helpers:
        begins, ends = (
            max(one.came_at, subject.begins_at - AROUND),
            min(one.left_at, subject.ends_at + AROUND),
        )
        minutes = rules.served_minutes(begins, ends)
        served = Served(
            person=one.person_id, begins_at=begins, ends_at=ends, minutes=minutes, what=subject.title, place=subject.place_id,
            planned=rules.served_minutes(subject.begins_at, subject.ends_at),
        )  # fmt: skip
        try:
            record_service(
                served=served,
                signals=sorted(taps[one.person_id]),
                by=None,
                source=f"activity:{subject.pk}:{one.person_id}",
                at=event.at,
            )
        except Refused as refusal:
            log.info("service at activity %s is not recorded: %s", subject.pk, refusal.reason.code)


def register() -> None:
    """Listen before the points do, so that helpers earn by their minutes and not twice."""
    subscribe("activity.lock", activity_locked)
