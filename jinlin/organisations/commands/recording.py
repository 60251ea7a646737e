"""What every command of organisations does around its own write: asks who may, and adds a line to the trail."""

from __future__ import annotations

from typing import Any

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.models import Threaded
from jinlin.base.rule import Reason, Refused
from jinlin.organisations import rules


def refuse(*reasons: Reason | None) -> None:
    """Raise the reasons that there are."""
    found = [reason for reason in reasons if reason is not None]
    if found:
        raise Refused(*found)


def keeper(by: Actor, path: str, kept_by: str) -> Reason | None:
    """Whether one of the actor's seats keeps what is kept at that level, at that place."""
    return rules.may_keep(held=[(seat.role, seat.path) for seat in by.seats], path=path, kept_by=kept_by)


def record(subject: Threaded, kind: str, thing: str, by: Actor, **data: Any) -> None:
    """A line in the subject's trail, seen by workers; the head stands in its row."""
    trail.record(subject, kind, thing, by=by, data=data, seen="staff")
    subject.save(update_fields=["trail_seq", "trail_hash"])
