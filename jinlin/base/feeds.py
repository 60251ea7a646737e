"""Calendar feeds (iCalendar, RFC 5545): what is to come at a place, for the calendars that people have already.

An entry keeps its UID for ever, counts SEQUENCE up whenever day, hour or place changes, and stays as CANCELLED where it
is called off, so that a subscribed calendar takes it off the page instead of leaving people before a closed door.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpResponse

if TYPE_CHECKING:
    from icalendar import Event, Timezone

ZONE = ZoneInfo("Asia/Shanghai")
REFRESH = dt.timedelta(hours=6)
"""How often a subscribed calendar is asked to look again."""
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. ``begins`` and ``ends`` are aware instants, or both dates for whole days (the last one included).

    ``uid`` comes from ``uid_of``. ``sequence`` is a number that never falls; ``changed_at`` when the row last changed.
    """

    uid: str
    title: str
    begins: dt.datetime | dt.date
    ends: dt.datetime | dt.date
    changed_at: dt.datetime
    sequence: int = 0
    where: str = ""
    text: str = ""
    link: str = ""
    cancelled: bool = False


def uid_of(kind: str, pk: int, host: str) -> str:
    """The UID of a row: the same for ever, and other than any other deployment's."""
    return f"{kind}-{pk}@{host}"


def feed(name: str, entries: Iterable[Entry], *, text: str = "") -> bytes:
    """A whole calendar in the format that calendar programs subscribe to."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Jinlin//近邻//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", str(ZONE))
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    if text:
        made.add("x-wr-caldesc", text)
    made.add_component(_shanghai())
    for entry in entries:
        made.add_component(_event(entry))
    return bytes(made.to_ical())


def feed_response(name: str, entries: Iterable[Entry], *, filename: str, text: str = "") -> HttpResponse:
    """A feed as an answer; ``filename`` in plain letters."""
    answer = HttpResponse(feed(name, entries, text=text), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return answer


def _shanghai() -> Timezone:
    """China's one zone, without summer time since 1991; written out, so that no client has to know it."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", str(ZONE))
    standard.add("dtstart", dt.datetime(1991, 9, 15))
    standard.add("tzoffsetfrom", dt.timedelta(hours=9))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(entry: Entry) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    made.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    if isinstance(entry.begins, dt.datetime):
        made.add("dtstart", entry.begins.astimezone(ZONE))
        made.add("dtend", entry.ends.astimezone(ZONE) if isinstance(entry.ends, dt.datetime) else entry.ends)
    else:
        made.add("dtstart", entry.begins)
        made.add("dtend", entry.ends + dt.timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    made.add("summary", f"已取消：{entry.title}" if entry.cancelled else entry.title)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for name, value in (("location", entry.where), ("description", entry.text), ("url", entry.link)):
        if value:
            made.add(name, value)
    return made
