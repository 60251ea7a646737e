"""Small powers: listing one, and what each of its steps writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.clock import Clock, due
from jinlin.base.clock.reading import Unit
from jinlin.base.deployment_calendar import calendar
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.given import clean_given
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.publicity.models import Power, Use
from jinlin.publicity.procedure import POWER_FIELDS

TWICE = Reason("not_twice", Words("这里已有同名的小微权力", "A power of this name is listed here already"))
KEEPERS = frozenset({"community_secretary", "street_supervisor"})


def list_power(*, place: Place, raw: dict[str, Any], by: Actor, at: dt.datetime | None = None) -> Power:
    """Put a small power on the place's public list. Refused: ``not_yours``, ``not_twice``; ``Faulty`` for what was given."""
    at = at or timezone.now()
    if not by.roles_over(place.path) & KEEPERS:
        raise Refused(
            Reason(
                "not_yours",
                Words("清单由社区书记或街道来管", "The community's secretary or the street keeps the list"),
            )
        )
    values, faults = clean_given(POWER_FIELDS, raw)
    if faults:
        raise Faulty(faults)
    row = Power(
        place=place, name=values["name"], basis=values["basis"], holder=values["holder"], steps=values["steps"],
        within_days=values["within_days"], since_on=timezone.localdate(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            trail.record(row, "power", "power.listed", by=by, at=at, data={"name": row.name})
            row.save(update_fields=["trail_seq", "trail_hash"])
    except IntegrityError:
        raise Refused(TWICE) from None
    return row


def _use(row: Power, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    today, asked, used = timezone.localdate(at), values["asked_on"], values["used_on"]
    if used > today or (asked and asked > used):
        raise Faulty({"used_on": Reason("wrong_date", Words("日期不对", "That day cannot be"))})
    due_on = None
    if asked and row.within_days:
        due_on = due(asked, Clock(row.within_days, Unit.WORKING_DAY), calendar=calendar()).day
    Use.objects.create(
        power=row,
        asked_on=asked,
        used_on=used,
        what=values["what"],
        outcome=values["outcome"],
        due_on=due_on,
        by_id=by.account or None,
    )
    return Taken({"outcome": values["outcome"], "used_on": used.isoformat()}, values["what"])


def _revise(row: Power, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    before = {"basis": row.basis, "holder": row.holder, "steps": row.steps, "within_days": row.within_days}
    row.basis, row.holder, row.steps, row.within_days = (
        values["basis"], values["holder"], values["steps"], values["within_days"],
    )  # fmt: skip
    return Taken({"before": before})


def _end(row: Power, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.ended_on = timezone.localdate(at)
    return Taken(text=values["note"])


POWER_EFFECTS: dict[str, Effect] = {"use": _use, "revise": _revise, "end": _end}
