"""Service on a station's rota: a volunteer's turn becomes a record of service once they left. Staff duty and party tasks do not."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.people.public import Account
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import Served, record_service

log = logging.getLogger("jinlin.volunteering")
AROUND = dt.timedelta(minutes=30)
"""Opening up and handing over: so long before the beginning and behind the end still counts as service there."""


def turn_left(*, subject: Any, event: Event, by: Actor) -> None:
    """Record the minutes between coming and leaving, by the platform; a second person still confirms. A turn without a
    time of leaving is left to be asked: full time is never made up. A record that cannot be (another speaks for that time)
    never keeps anybody from leaving; a time corrected afterwards is corrected in the record itself."""
    if (
        subject.kind != "volunteer"
        or subject.fellow is None
        or subject.came_at is None
        or subject.left_at is None
    ):
        return
    begins = max(subject.came_at, subject.begins_at - AROUND)
    ends = min(subject.left_at, subject.ends_at + AROUND)
    post = subject.post
    served = Served(
        person=subject.fellow.person_id, begins_at=begins, ends_at=ends, minutes=rules.served_minutes(begins, ends),
        what=f"{post.station.name} {post.name}", place=post.station.place_id, planned=rules.served_minutes(subject.begins_at, subject.ends_at),
    )  # fmt: skip
    try:
        record_service(
            served=served,
            signals=_signals(subject, event),
            by=None,
            source=f"duty:{subject.pk}",
            at=event.at,
        )
    except Refused as refusal:
        log.info("service on turn %s is not recorded: %s", subject.pk, refusal.reason.code)


def _signals(turn: Any, event: Event) -> list[str]:
    """Somebody else who noted the coming or the leaving there and then is a second witness; one's own taps, and what was
    said afterwards, are less."""
    taps = Event.objects.filter(
        subject="duty_turn",
        subject_id=turn.pk,
        thing__in=("duty_turn.come", "duty_turn.leave"),
        actor_id__gt=0,
    )
    noted = set(taps.values_list("actor_id", flat=True))
    own = set(Account.objects.filter(person=turn.fellow.person_id).values_list("pk", flat=True))
    if noted - own:
        return ["second"]
    return ["self"] if event.thing == "duty_turn.leave" else ["leader", "self"]


def register() -> None:
    """Listen to turns that ended."""
    subscribe("duty_turn.leave", turn_left)
    subscribe("duty_turn.say_left", turn_left)
