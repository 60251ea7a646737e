"""What waits for somebody in elections: answers that are due, sheets to enter, results to sign and publish, filings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from jinlin.ballots.elections import desk, owners_desk
from jinlin.ballots.elections.models import Election
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words

WANTED = {
    "listed": desk.ORGANISERS, "candidates": desk.ORGANISERS, "voting": desk.CLERKS, "counting": desk.CLERKS,
    "announced": desk.COUNTERS | desk.MONITORS | desk.ORGANISERS, "published": desk.GUIDES,
}  # fmt: skip
OWNERS_WANTED = {
    "nominated": owners_desk.ORGANISERS,
    "called": owners_desk.ORGANISERS,
    "elected": owners_desk.ORGANISERS,
    "filed": owners_desk.GUIDES,
}


def _end_of(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day, dt.time(23, 59, 59), timezone.get_default_timezone())


def _due(row: Election) -> dt.datetime | None:
    """By when the next step is due: the day of the vote."""
    return _end_of(row.voting_on) if row.state in ("listed", "candidates", "voting") else None


def elections(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Elections whose next step is the actor's; one query."""
    if not actor.staff:
        return []
    found = []
    for row in desk.for_staff(actor).filter(state__in=list(WANTED)).order_by("pk")[: 4 * limit]:
        if actor.roles_over(row.place.path) & WANTED[row.state] and len(found) < limit:
            found.append(
                worklist.Item(
                    row.title,
                    f"/desk/elections/{row.pk}",
                    ELECTION.state(row.state).words,
                    _due(row),
                    row.place.name,
                )
            )
    return found


def committees(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Owners' committees whose next step is the actor's; the filing by its thirtieth day; one query."""
    if not actor.staff:
        return []
    found = []
    for row in owners_desk.for_staff(actor).filter(state__in=list(OWNERS_WANTED)).order_by("pk")[: 4 * limit]:
        if actor.roles_over(row.place.path) & OWNERS_WANTED[row.state] and len(found) < limit:
            due = _end_of(row.file_by) if row.state == "elected" else None
            found.append(
                worklist.Item(
                    row.title,
                    f"/desk/committees/{row.pk}",
                    COMMITTEE.state(row.state).words,
                    due,
                    row.place.name,
                )
            )
    return found


def register() -> None:
    """Register the sources."""
    worklist.register("elections", Words("居委会选举", "Residents' committee elections"), elections, order=61)
    worklist.register("committees", Words("业委会选举", "Owners' committees"), committees, order=62)
