"""What is on at a place, over all apps: each app registers a source, calendars of a place show them together.

A source answers what everybody may know: no names in titles, and what was called off stays, marked, so that subscribed
calendars take it off. Nobody imports upwards to get it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jinlin.base.feeds import Entry, uid_of
from jinlin.base.words import Words


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One thing on at a place. ``kind`` and ``pk`` name it for ever; ``link`` is a path of the platform.

    ``state`` is how it stands in words; ``room`` the id of a room of a venue where it has one; ``sequence`` never falls.
    """

    kind: str
    pk: int
    title: str
    begins: dt.datetime
    ends: dt.datetime
    changed_at: dt.datetime
    link: str = ""
    where: str = ""
    state: Words = Words("", "")
    sequence: int = 0
    cancelled: bool = False
    text: str = ""
    room: int | None = None

    def feed_entry(self, *, host: str, root: str) -> Entry:
        """The same as an entry of a feed; ``root`` is the address of the platform without a slash at its end."""
        return Entry(
            uid=uid_of(self.kind, self.pk, host), title=self.title, begins=self.begins, ends=self.ends, changed_at=self.changed_at,
            sequence=self.sequence, where=self.where, text=self.text, link=f"{root}{self.link}" if self.link else "", cancelled=self.cancelled,
        )  # fmt: skip


Source = Callable[[str, dt.datetime, dt.datetime], Iterable[CalendarEntry]]


@dataclass(frozen=True)
class Registered:
    """A source with its words; ``entries(path, since, until)`` asks one or two queries."""

    code: str
    words: Words
    entries: Source
    order: int


sources: dict[str, Registered] = {}


def register(code: str, words: Words, entries: Source, *, order: int = 100) -> None:
    """Register a source once; called in ``AppConfig.ready``. ``path`` is that of a place: what is on there and below."""
    sources[code] = Registered(code, words, entries, order)


def entries_of(
    path: str, since: dt.datetime, until: dt.datetime, *, only: Iterable[str] = ()
) -> list[CalendarEntry]:
    """Everything on at a place and below between two instants, in order of time; ``only`` these sources where given."""
    wanted = set(only)
    found = [
        entry
        for one in sorted(sources.values(), key=lambda one: one.order)
        if not wanted or one.code in wanted
        for entry in one.entries(path, since, until)
    ]
    return sorted(found, key=lambda entry: (entry.begins, entry.ends, entry.kind, entry.pk))
