"""The thread as residents read it: the public lines, the teller's own, and nothing of any other person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from jinlin.base.models import Event, StoredFile
from jinlin.base.words import Words
from jinlin.matters.lines import words_of
from jinlin.matters.models import Matter, Telling
from jinlin.people.public import Account

ABOUT_ONE_TELLER = frozenset({"matter.contact", "matter.revisit_solved", "matter.revisit_unsolved"})
"""Lines whose words speak of one teller: with several tellers only the first of them reads the words."""

YOU = Words("您", "You")
A_TELLER = Words("反映人", "The teller")
A_NEIGHBOUR = Words("又有一位邻居", "Another neighbour")
SAME = Words("反映了同一件事", "told the same")
SEAT_MARK = " · "
"""Stands between name and seat in the title of whoever acts by a seat; a masked name never holds it."""
PLATFORM = Words("平台", "The platform")
ERASED = Words("（这段话已按要求删除）", "(these words were erased on request)")


@dataclass(frozen=True)
class Reader:
    """Who reads: anybody (no telling), or the teller of one telling, with the account where there is one."""

    telling: Telling | None = None
    account: int = 0

    @property
    def seen(self) -> tuple[str, ...]:
        """The kinds of lines that this reader may see at all."""
        return ("public", "teller") if self.telling else ("public",)


@dataclass(frozen=True)
class Line:
    """One line of the thread: who, when, what, in which words, with which photos; ``now`` marks the last."""

    who: Words | str
    at: dt.datetime
    what: Words
    text: str | Words
    photos: tuple[StoredFile, ...] = ()
    own: bool = False
    now: bool = False
    helper: str = ""
    thing: str = ""


def is_shown(event: Event, reader: Reader, *, by_worker: bool, first: int, many: bool) -> tuple[bool, bool]:
    """Whether a reader sees a line at all, and whether with its words and photos. Pure.

    ``first`` is the id of the telling that began the matter. What one teller says is never shown to another, nor
    to the public; that a neighbour told the same is shown without words.
    """
    if event.seen not in reader.seen:
        return False, False
    if not by_worker:
        own = is_own(event, reader)
        return own or event.seen == "public", own
    if event.thing in ABOUT_ONE_TELLER and many:
        return True, reader.telling is not None and reader.telling.pk == first
    return True, True


def is_own(event: Event, reader: Reader) -> bool:
    """Whether the reader did this: by the telling named in the event, or by the account that acted."""
    if reader.telling is None:
        return False
    named = event.data.get("telling")
    if named is not None:
        return bool(named == reader.telling.pk)
    return bool(reader.account) and event.actor_id == reader.account


def reader_of(telling: Telling) -> Reader:
    """The reader of a receipt: its telling, with the account of the person who told it, where there is one."""
    account = getattr(telling.person, "account", None) if telling.person_id else None
    return Reader(telling=telling, account=account.pk if account else 0)


def lines(matters: Iterable[Matter], reader: Reader) -> list[Line]:
    """The lines of a matter (and of the one it was merged into), oldest first, as this reader may see them.

    Three queries, however long the thread is.
    """
    rows = {matter.pk: matter for matter in matters}
    events = list(Event.objects.filter(subject="matter", subject_id__in=rows).order_by("at", "id"))
    workers = _workers(events)
    photos = _photos(rows)
    starts = {e.subject_id: e.data.get("telling") or 0 for e in reversed(events) if e.thing == "matter.told"}
    made: list[Line] = []
    for event in events:
        by_worker = _by_worker(event, workers)
        shown, whole = is_shown(
            event, reader, by_worker=by_worker, first=starts.get(event.subject_id, 0),
            many=rows[event.subject_id].teller_count > 1,
        )  # fmt: skip
        if shown:
            made.append(_line(event, reader, by_worker, whole, photos.get(str(event.pk), ())))
    if made:
        made[-1] = replace(made[-1], now=True)
    return made


def shown_events(matter: Matter, reader: Reader) -> list[tuple[Event, bool]]:
    """The events of a matter that this reader may see, each with whether its words may be read too."""
    events = list(Event.objects.filter(subject="matter", subject_id=matter.pk).order_by("seq"))
    workers = _workers(events)
    first = next((event.data.get("telling") or 0 for event in events if event.thing == "matter.told"), 0)
    many = matter.teller_count > 1
    judged = [
        (event, is_shown(event, reader, by_worker=_by_worker(event, workers), first=first, many=many))
        for event in events
    ]
    return [(event, whole) for event, (shown, whole) in judged if shown]


def by_teller(event: Event) -> bool:
    """Whether a teller did this, whose name stays hidden from every other reader."""
    return not _by_worker(event, _workers([event]))


def may_see_file(stored: StoredFile, matter: Matter, reader: Reader) -> bool:
    """Whether this reader sees the line that a photo hangs on, with its words and photos."""
    if stored.seen not in reader.seen or not stored.ticket.isdigit():
        return False
    event = Event.objects.filter(pk=int(stored.ticket), subject="matter", subject_id=matter.pk).first()
    if event is None:
        return False
    told = Event.objects.filter(subject="matter", subject_id=matter.pk, thing="matter.told").first()
    return is_shown(
        event, reader, by_worker=_by_worker(event, _workers([event])), many=matter.teller_count > 1,
        first=(told.data.get("telling") or 0) if told else 0,
    )[1]  # fmt: skip


def _workers(events: Iterable[Event]) -> set[int]:
    wanted = {event.actor_id for event in events if event.actor_id}
    return set(Account.objects.filter(Q(kind="staff"), pk__in=wanted).values_list("pk", flat=True))


def _by_worker(event: Event, workers: set[int]) -> bool:
    """A worker, a resident at the desk (named with the seat), or the platform itself; others are tellers without a name."""
    if event.thing in ("matter.told", "matter.told_again"):
        return False
    if event.actor_id and SEAT_MARK in event.actor_title:
        return True
    return event.actor_id in workers or (event.actor_id == 0 and event.actor_title == PLATFORM.zh)


def _photos(matters: Iterable[int]) -> dict[str, tuple[StoredFile, ...]]:
    found: dict[str, list[StoredFile]] = defaultdict(list)
    rows = StoredFile.objects.filter(subject="matter", subject_id__in=list(matters)).order_by("pk")
    for stored in rows:
        found[stored.ticket].append(stored)
    return {ticket: tuple(files) for ticket, files in found.items()}


def _line(event: Event, reader: Reader, by_worker: bool, whole: bool, photos: tuple[StoredFile, ...]) -> Line:
    own = not by_worker and is_own(event, reader)
    joined = event.thing == "matter.told_again"
    who: Words | str = YOU if own else A_NEIGHBOUR if joined else A_TELLER
    if by_worker:
        who = event.actor_title if event.actor_id else PLATFORM
    text: str | Words = event.text if whole else ""
    if event.erased_at:
        text = ERASED
    elif own and event.thing in ("matter.told", "matter.told_again") and reader.telling:
        text = ERASED if reader.telling.erased_at else reader.telling.text
    kept = tuple(stored for stored in photos if whole and stored.seen in reader.seen)
    return Line(
        who=who, at=event.at, what=SAME if joined else words_of(event), text=text, photos=kept, own=own,
        helper=event.acting_for if own else "", thing=event.thing,
    )  # fmt: skip
