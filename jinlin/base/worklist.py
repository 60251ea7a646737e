"""What somebody can do now, over all modules: each app registers a source, the first page shows them in order of need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jinlin.base.actor import Actor
from jinlin.base.words import Words


@dataclass(frozen=True)
class Item:
    """One thing that waits for the actor: what, where it stands, until when, and where to do it.

    ``tone`` is ``late``, ``soon`` or ``calm``; it is made from ``due_at`` where it is left empty.
    """

    title: str
    link: str
    what: Words
    due_at: dt.datetime | None = None
    where: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Source:
    """Where items come from. ``items(actor, now, limit)`` asks one or two queries, whatever the number of rows."""

    code: str
    words: Words
    items: Callable[[Actor, dt.datetime, int], Iterable[Item]]
    order: int = 100


@dataclass(frozen=True)
class Lane:
    """One source's items as the first page shows them."""

    code: str
    words: Words
    items: tuple[Item, ...]
    more: bool


sources: dict[str, Source] = {}
SHOWN = 8
SOON = dt.timedelta(days=1)


def register(
    code: str, words: Words, items: Callable[[Actor, dt.datetime, int], Iterable[Item]], *, order: int = 100
) -> None:
    """Register a source once; called in ``AppConfig.ready``."""
    sources[code] = Source(code, words, items, order)


def lanes(actor: Actor, now: dt.datetime) -> list[Lane]:
    """Every source that has something for this actor: lanes with something late first, then in their own order."""
    found = []
    for source in sorted(sources.values(), key=lambda one: one.order):
        rows = [_toned(item, now) for item in source.items(actor, now, SHOWN + 1)]
        rows.sort(key=lambda item: (item.due_at is None, item.due_at or now))
        if rows:
            found.append(Lane(source.code, source.words, tuple(rows[:SHOWN]), len(rows) > SHOWN))
    return sorted(found, key=lambda lane: not any(item.tone == "late" for item in lane.items))


def _toned(item: Item, now: dt.datetime) -> Item:
    if item.tone:
        return item
    tone = "calm"
    if item.due_at is not None:
        tone = "late" if item.due_at < now else "soon" if item.due_at - now < SOON else "calm"
    return Item(item.title, item.link, item.what, item.due_at, item.where, tone)
