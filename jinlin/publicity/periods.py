"""Periods of notices by the deployment's calendar: until when it hangs, until when one objects, by when one answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.clock import Clock, Due, due, earliest_after
from jinlin.base.deployment_calendar import calendar
from jinlin.publicity import rules
from jinlin.publicity.kinds import Kind


def until(kind: Kind, begins_on: dt.date, event_on: dt.date | None = None) -> dt.date:
    """The last day on which a notice must still hang: its event's day, or by its period, moved off a holiday where it says so."""
    if kind.before_event:
        return event_on or begins_on
    return due(begins_on, kind.period, calendar=calendar()).day


def objects_until(kind: Kind, begins_on: dt.date, until_on: dt.date) -> dt.date | None:
    """The last day for objections; None where the kind takes none."""
    if kind.objects_during:
        return until_on
    return due(begins_on, kind.objection, calendar=calendar()).day if kind.objection else None


def earliest_event(kind: Kind, published_on: dt.date) -> dt.date | None:
    """The first day on which the event may be, given notice on a day; None for kinds that run by themselves."""
    return earliest_after(published_on, kind.period, calendar=calendar()) if kind.before_event else None


def answer_due(kind: Kind, asked_at: dt.datetime) -> Due:
    """By when a question or objection is answered."""
    return due(asked_at, kind.answer, calendar=calendar())


def publish_by(kind: Kind, decided_on: dt.date) -> dt.date | None:
    """By when a decision is published at the latest; None where no clause says so."""
    return due(decided_on, kind.within, calendar=calendar()).day if kind.within else None


def result_due(kind: Kind, published_at: dt.datetime) -> dt.datetime | None:
    """By when the result of a decision is published; None for kinds that open none."""
    return due(published_at, kind.result, calendar=calendar()).at if kind.result else None


def working_days_after(day: dt.date, clock: Clock) -> dt.date:
    """The last day of a clock that starts on a day."""
    return due(day, clock, calendar=calendar()).day


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in Shanghai."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai"))


@dataclass(frozen=True)
class Standing:
    """How the period of one notice stands: from which day it counts, until when, and where paper is missing."""

    counts_from: dt.date
    until_on: dt.date
    missing: tuple[str, ...]


def standing(
    kind: Kind, begins_on: dt.date, event_on: dt.date | None, hangings: Iterable[rules.Hung], longer: dt.date | None = None,
) -> Standing:  # fmt: skip
    """The period as it stands with the paper that hung; ``longer`` is a later end that the publisher chose."""
    since, missing = rules.counts_from(begins_on, hangings, kind.hang, lambda day: until(kind, day, event_on))
    least = until(kind, since, event_on)
    return Standing(since, max(least, longer) if longer else least, missing)
