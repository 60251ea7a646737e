"""Limits and weights of bookings, duty and the stage: the numbers of ``parameters/venues.toml``, and how a page shows them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.parameters import Parameter, shipped_parameters
from jinlin.base.words import Words
from jinlin.venues.duty.rules import Weights
from jinlin.venues.stage.rules import StageWeights

BOOKING = ("venues.hold_minutes", "venues.check_in_early", "venues.check_in_late", "venues.free_cancel_hours")
DUTY = ("duty.come_early", "duty.late_minutes")
STAGE = ("stage.objection_days", "stage.recent_days")
STAGE_WEIGHTS = (
    "stage.tickets",
    "stage.less_recent",
    "stage.less_won",
    "stage.more_people",
    "stage.loud_a_week",
)
DUTY_WEIGHTS = ("duty.evening_weight", "duty.night_weight", "duty.weekend_weight", "duty.holiday_weight")


def number(name: str, on: dt.date | None = None) -> int:
    """A whole number in force on a date; today where none is named."""
    return shipped_parameters().integer(name, on=on or timezone.localdate())


def shown(names: tuple[str, ...], on: dt.date | None = None) -> list[Parameter]:
    """The values themselves, with source and mark, for ``venues/_limits.html``."""
    return [shipped_parameters().get(name, on=on or timezone.localdate()) for name in names]


def facts(names: tuple[str, ...]) -> list[tuple[Words, str]]:
    """The same as rows above a form."""
    return [
        (one.words, f"{one.value}（{one.basis}{f'，{one.mark}' if one.mark else ''}）")
        for one in shown(names)
    ]


def duty_weights(on: dt.date | None = None) -> Weights:
    """What a rota's turns count where the planner says nothing else."""
    return Weights(*(number(name, on) for name in DUTY_WEIGHTS))


def stage_weights(on: dt.date | None = None) -> StageWeights:
    """The tickets of a round where the announcement says nothing else."""
    return StageWeights(*(number(name, on) for name in STAGE_WEIGHTS))
