"""Periods of report-in, by the declared values (parameters/party.toml): each dated, with its source and whether verified."""

from __future__ import annotations

import datetime as dt

from jinlin.base.clock import Unit
from jinlin.base.keeping import edge
from jinlin.base.parameters import Parameter, shipped_parameters

CONFIRM, LETTER, SERVICE, COMMITMENT = (
    "members.confirm_within", "members.letter", "members.service_back", "members.commitment",
)  # fmt: skip
_NOON = dt.time(12)


def period(name: str, on: dt.date) -> Parameter:
    """A period in force on a day, with its source and its mark."""
    return shipped_parameters().get(name, on=on)


def days(name: str, on: dt.date) -> dt.timedelta:
    """A period as a span of days; months and years by the longest they can be."""
    clock = period(name, on).clock
    return dt.timedelta(days=clock.count * {Unit.DAY: 1, Unit.MONTH: 31, Unit.YEAR: 366}[clock.unit])


def earliest(name: str, on: dt.date) -> dt.date:
    """The day a period before another."""
    return edge(period(name, on).clock, dt.datetime.combine(on, _NOON)).date()
