"""Duties: meetings made ahead, results reminded of, publications that are served, names of a sign-in list erased."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.words import Words
from jinlin.deliberation import agenda, dates, notices
from jinlin.deliberation.models import Body, Motion, Point, Result, Stay
from jinlin.deliberation.notices import say

BATCH = 200
NAMES_KEPT = dt.timedelta(days=366)


@duty("plan meetings ahead", every=dt.timedelta(hours=6))
def plan_ahead(now: dt.datetime) -> int:
    """Make the meetings of every rule for the weeks ahead, and fill the next agenda of every body."""
    done = 0
    for pk in list(Body.objects.filter(ended_on__isnull=True).values_list("pk", flat=True)):
        with transaction.atomic():
            body = Body.objects.select_for_update(of=("self",)).select_related("place").get(pk=pk)
            done += len(agenda.plan_ahead(body, on=dates.local(now), at=now))
            done += agenda.fill(body, at=now)
    return done


@duty("remind of results", every=dt.timedelta(seconds=60))
def remind(now: dt.datetime) -> int:
    """The worked day before: those in charge. On the due day: those in charge and the chair. Late: the convener too,
    and the result stands first on the next agenda."""
    done = 0
    for pk in list(
        Result.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            row = Result.objects.select_for_update(of=("self",)).get(pk=pk)
            if row.remind_at is None or row.remind_at > now:
                continue
            if row.state != "working":
                Result.objects.filter(pk=pk).update(remind_at=None)
                continue
            _speak(row, now)
            done += 1
    return done


def _speak(row: Result, now: dt.datetime) -> None:
    if now > row.due_at:
        event = trail.record(
            row,
            "result",
            "result.late",
            by=THE_CLOCK,
            at=now,
            data={"due": dates.local(row.due_at).isoformat()},
        )
        say(
            row,
            ("lead", "owner", "chair", "convener", "supervisor"),
            Words("到期了，还没有结果", "is due and has no result"),
            THE_CLOCK,
        )
        row.remind_at = None
        row.save(update_fields=["remind_at", "trail_seq", "trail_hash"])
        if row.body is not None:
            meeting = agenda.next_meeting(row.body, now)
            if meeting is not None:
                agenda.draw_overdue(meeting, now)
        del event
        return
    if dates.local(now) == dates.local(row.due_at):
        say(row, ("lead", "owner", "chair"), Words("今天到期", "is due today"), THE_CLOCK)
    else:
        say(row, ("lead", "owner"), Words("快到期了", "is due soon"), THE_CLOCK)
    Result.objects.filter(pk=row.pk).update(remind_at=dates.next_reminder(row.due_at, now))


@duty("tell of served publications", every=dt.timedelta(hours=1))
def served(now: dt.datetime) -> int:
    """Who convenes hears, once, that a publication has been served. Going on is a body's affair, never the clock's."""
    rows = Motion.objects.filter(
        state="serving", served_until__lt=now, served_until__gte=now - dt.timedelta(hours=1)
    )
    for row in rows[:BATCH]:
        say(
            row,
            ("convener", "proposer"),
            Words("公布期满，可以走下一步", "has served its publication"),
            THE_CLOCK,
        )
    return len(rows)


@duty("erase names of sign-in lists", every=dt.timedelta(hours=24))
def erase_names(now: dt.datetime) -> int:
    """Names written down at a sign-in desk, and names and numbers left with an answered point, go after a year."""
    old = now - NAMES_KEPT
    stays = Stay.objects.filter(came_at__lt=old).exclude(name="").update(name="")
    points = Point.objects.filter(answered_at__lt=old).exclude(name="", phone="").update(name="", phone="")
    return stays + points


__all__ = ["notices", "plan_ahead", "remind", "served"]
