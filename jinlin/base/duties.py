"""Recurring duties: what the platform does by the clock. Each is registered once and done by one process at a time.

A duty only tidies up and tells: whether something is due is always a comparison with the clock, so a duty that
runs late changes nobody's rights.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import DutyMark

log = logging.getLogger("jinlin.duties")
LEFT_LYING = dt.timedelta(hours=1)
"""No duty takes so long: one that is not done by then was left lying."""


@dataclass(frozen=True)
class Duty:
    """A name, how often, and what to do; ``run`` takes the moment and answers how many things it did."""

    name: str
    every: dt.timedelta
    run: Callable[[dt.datetime], int]


duties: dict[str, Duty] = {}


def duty(
    name: str, *, every: dt.timedelta
) -> Callable[[Callable[[dt.datetime], int]], Callable[[dt.datetime], int]]:
    """Register a function as a recurring duty. ``ValueError`` where another function has that name: it would never run."""

    def register(run: Callable[[dt.datetime], int]) -> Callable[[dt.datetime], int]:
        known = duties.get(name)
        if known is not None and (known.run.__module__, known.run.__name__) != (run.__module__, run.__name__):
            raise ValueError(f"two duties are called {name!r}: {known.run.__module__} and {run.__module__}")
        duties[name] = Duty(name, every, run)
        return run

    return register


def take_up(one: Duty, now: dt.datetime) -> bool:
    """Claim a duty if its time has come; of several processes exactly one gets it.

    One that was taken up and neither done nor failed (its process was killed) is taken up again after an hour, so
    that what happens once a day is not left out for a day.
    """
    DutyMark.objects.get_or_create(name=one.name)
    due = Q(taken_at__isnull=True) | Q(taken_at__lte=now - one.every)
    unfinished = Q(fault="") & (Q(done_at__isnull=True) | Q(done_at__lt=F("taken_at")))
    due |= Q(taken_at__lte=now - LEFT_LYING) & unfinished
    return bool(DutyMark.objects.filter(due, name=one.name).update(taken_at=now, fault=""))


def _rests(one: Duty, mark: DutyMark | None, now: dt.datetime) -> bool:
    """Whether a duty's time has surely not come, as its mark stood when all were read: ``take_up`` has the last word."""
    if mark is None or mark.taken_at is None:
        return False
    unfinished = not mark.fault and (mark.done_at is None or mark.done_at < mark.taken_at)
    return mark.taken_at > now - (min(one.every, LEFT_LYING) if unfinished else one.every)


def run_due(now: dt.datetime | None = None) -> dict[str, int]:
    """Do every duty whose time has come; a failing duty is logged and does not hold up the others."""
    now = now or timezone.now()
    done: dict[str, int] = {}
    # One read says which may be due: asking each by an update, second after second, would keep the tellers waiting.
    marks = {mark.name: mark for mark in DutyMark.objects.all()}
    for one in list(duties.values()):
        if _rests(one, marks.get(one.name), now) or not take_up(one, now):
            continue
        try:
            done[one.name] = one.run(now)
            DutyMark.objects.filter(name=one.name).update(done_at=timezone.now(), fault="")
        except Exception as error:
            log.exception("duty %s failed", one.name)
            with transaction.atomic():
                DutyMark.objects.filter(name=one.name).update(fault=f"{type(error).__name__}: {error}"[:200])
    return done
