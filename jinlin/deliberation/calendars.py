"""Open talks and meetings in the calendars of places: day, hour and place, no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jinlin.base import calendar_sources
from jinlin.base.calendar_sources import CalendarEntry
from jinlin.base.words import Words
from jinlin.deliberation.models import Meeting
from jinlin.places.public import under

MOST = 1000


def of_place(path: str, since: dt.datetime, until: dt.datetime) -> Iterable[CalendarEntry]:
    """Meetings that everybody may come to, at a place and below, between two instants; one query."""
    rows = Meeting.objects.filter(
        under(path, "body__place__path"), body__is_open=True, ends_at__gt=since, begins_at__lt=until
    )
    return [
        CalendarEntry(
            kind="meeting", pk=one.pk, title=one.title, begins=one.begins_at, ends=one.ends_at, changed_at=one.changed_at,
            link=f"/meetings/{one.pk}/", where=one.where, sequence=one.sequence, cancelled=one.state == "called_off",
            state=Words("已取消", "Called off") if one.state == "called_off" else Words("议事", "Open talk"),
        )
        for one in rows.order_by("begins_at", "pk")[:MOST]
    ]  # fmt: skip


def register() -> None:
    """Register the source."""
    calendar_sources.register("meetings", Words("议事会议", "Open talks"), of_place, order=30)
