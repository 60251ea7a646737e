"""Deadlines of partners, by the declared clocks (parameters/clocks.toml)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils import timezone

from jinlin.base.clock import SHANGHAI, Clock, due
from jinlin.base.deployment_calendar import calendar
from jinlin.base.parameters import shipped_parameters

EVIDENCE = "agreement.evidence"
WARNING = "agreement.renewal_warning"
CONFIRM = "occasion.confirm"


@lru_cache(maxsize=2048)
def _clock(name: str, on: dt.date) -> Clock:
    return shipped_parameters().clock(name, on=on)


@lru_cache(maxsize=4096)
def evidence_due(last: dt.date) -> dt.date:
    """The last day on which evidence of a period that ended on ``last`` is in time."""
    return due(last, _clock(EVIDENCE, last), calendar=calendar()).at.astimezone(SHANGHAI).date()


def evidence_days() -> int:
    """How many days after its period the evidence of a duty may come."""
    return _clock(EVIDENCE, timezone.localdate()).count


def warn_days() -> int:
    """How many days before its end an agreement is warned of."""
    return _clock(WARNING, timezone.localdate()).count


def warn_from(to_on: dt.date) -> dt.date:
    """The day from which an agreement that ends on ``to_on`` is warned of and may be renewed."""
    return to_on - dt.timedelta(days=_clock(WARNING, to_on).count)


def confirm_by(at: dt.datetime) -> dt.datetime:
    """Until when the other side is asked to confirm a shared record."""
    return due(at, _clock(CONFIRM, at.date()), calendar=calendar()).at


def end_of(on: dt.date) -> dt.datetime:
    """The last second of a day in Shanghai, as deadlines are compared."""
    return dt.datetime.combine(on, dt.time(23, 59, 59), SHANGHAI)
