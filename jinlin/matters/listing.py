"""Lists of matters: one set of filters for pages, API and export, each answered by an index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters import search
from jinlin.matters.models import OPEN, Matter
from jinlin.matters.procedure import MATTER
from jinlin.matters.sight import branches
from jinlin.matters.words import CHANNELS
from jinlin.places.public import Place, under

PAGE = 50
MOST_PAGES = 200
CAP = 1000
FOUND_AT_MOST = 5000
WORKED_ON = tuple(code for code in MATTER.open_states if code != "answered")
SORTS = {
    "due": (Words("期限近的在前", "Deadline first"), (F("due_at").asc(nulls_last=True), "pk")),
    "new": (Words("新的在前", "Newest first"), ("-pk",)),
    "old": (Words("老的在前", "Oldest first"), ("pk",)),
}
DUES = {
    "late": Words("已逾期", "Overdue"),
    "today": Words("今天到期", "Due today"),
    "week": Words("七天内到期", "Due within 7 days"),
}


class WrongFilter(Refused):
    """A filter that cannot be read; ``field`` is its name in the query string."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(Reason(f"wrong_{field}", Words(zh, en)))
        self.field = field


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty means everything in the asker's own lists."""

    place: str = ""
    state: str = ""
    q: str = ""
    due: str = ""
    category: str = ""
    channel: str = ""
    lead: str = ""
    long: str = ""
    supervised: str = ""
    mine: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """Read from a query string; unknown keys are ignored, a wrong page is refused."""
        page = given.get("page") or "1"
        if not page.isdecimal() or not 1 <= int(page) <= MOST_PAGES:
            raise WrongFilter("page", f"页码在 1 到 {MOST_PAGES} 之间", f"pages run from 1 to {MOST_PAGES}")
        names = [name for name in cls.__dataclass_fields__ if name != "page"]
        return cls(**{name: (given.get(name) or "").strip()[:80] for name in names}, page=int(page))

    @property
    def order(self) -> str:
        """The sort in use: the deadline for open work, otherwise the newest first."""
        if self.sort in SORTS:
            return self.sort
        return "due" if self.due or self.state == "open" else "new"


@dataclass
class Selection:
    """What was asked for, in one order, as parts that may overlap: one for each reason why it is in the asker's lists.

    Each part is read along one index and stops when enough is there; one condition with "or" would have to collect
    and sort everything that the asker may ever see.
    """

    parts: tuple[QuerySet[Matter], ...]
    order: str
    open_only: bool = False
    _found: list[int] = field(default_factory=list)
    _limit: int = 0

    def first(self, limit: int) -> list[int]:
        """The first ids, each once."""
        if limit > self._limit:
            rows = {pk: due for part in self.parts for pk, due in self._of(part, limit)}
            self._found, self._limit = sorted(rows, key=lambda pk: self._key(pk, rows[pk])), limit
        return self._found[:limit]

    def _of(self, part: QuerySet[Matter], limit: int) -> list[tuple[int, dt.datetime | None]]:
        # Of open matters alone there are few: a sum in the order keeps the database from walking past all closed
        # ones in search of them, and lets it read the index of the open ones.
        by_id = F("pk") + 0 if self.open_only else F("pk")
        if self.order != "due":
            ordered = part.order_by(by_id.asc() if self.order == "old" else by_id.desc())
            return list(ordered.values_list("pk", "due_at")[:limit])
        # Those without a deadline come last; asked for by themselves, because no index of SQLite's ends with them.
        found = list(
            part.filter(due_at__isnull=False).order_by("due_at", "pk").values_list("pk", "due_at")[:limit]
        )
        if len(found) < limit:
            found += (
                part.filter(due_at__isnull=True)
                .order_by(by_id)
                .values_list("pk", "due_at")[: limit - len(found)]
            )
        return found

    def _key(self, pk: int, due: dt.datetime | None) -> tuple[Any, ...]:
        if self.order == "due":
            return (due is None, due or _NEVER, pk)
        return (pk if self.order == "old" else -pk,)

    def every(self) -> QuerySet[Matter]:
        """All of it as one query, for what reads everything anyway."""
        return reduce(or_, self.parts)


_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def select(actor: Actor, asked: Asked) -> Selection:
    """The matters of the asker's lists that were asked for; refused where a filter is wrong."""
    rows = narrow(actor, Matter.objects.all(), asked)
    parts = tuple(rows.filter(branch) for branch in branches(actor))
    return Selection(parts, asked.order, bool(asked.due) or _only_open(asked.state))


def narrow(actor: Actor, rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    """The rows that every filter lets through."""
    at = place_of(asked.place) if asked.place else None
    if at is not None:
        rows = rows.filter(at_place(at))
    rows = _by_due(_by_state(rows, asked.state), asked.due)
    if asked.category:
        rows = (
            rows.filter(category__isnull=True)
            if asked.category == "none"
            else rows.filter(category__code=asked.category)
        )
    if asked.channel:
        rows = rows.filter(channel__in=[choice.code for choice in CHANNELS if choice.code == asked.channel])
    if asked.lead:
        rows = rows.filter(lead__code=asked.lead)
    if asked.long:
        rows = rows.filter(long_running=True)
    if asked.supervised:
        rows = rows.filter(supervised_at__isnull=False)
    if asked.mine:
        rows = rows.filter(owner_id=actor.account)
    if asked.q:
        rows = rows.filter(
            pk__in=search.find_ids(asked.q, paths=[at.path] if at is not None else None, limit=FOUND_AT_MOST)
        )
    return rows


def page_of(rows: Selection, asked: Asked) -> tuple[list[Matter], bool]:
    """One page, with whether another follows; everything that a row shows comes in one query."""
    wanted = rows.first(max(asked.page * PAGE, CAP) + 1)[(asked.page - 1) * PAGE : asked.page * PAGE + 1]
    found = Matter.objects.select_related("owner__person", "lead", "place", "category").in_bulk(wanted[:PAGE])
    return [found[pk] for pk in wanted[:PAGE] if pk in found], len(wanted) > PAGE


def capped_count(rows: Selection, cap: int = CAP) -> tuple[int, bool]:
    """How many, and whether that is exact: beyond the cap nobody counts."""
    found = len(rows.first(cap + 1))
    return min(found, cap), found <= cap


def place_of(code: str) -> Place:
    """The place with that code; refused where there is none."""
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise WrongFilter("place", f"没有地点 {code}", f"no place {code}")
    return found


def at_place(place: Place) -> Q:
    """The condition "told at this place or below", by the index of its level."""
    if place.level in ("street", "community", "estate", "grid"):
        return Q(**{f"{place.level}_id": place.pk})
    return under(place.path, "place__path")


def _only_open(text: str) -> bool:
    return bool(text) and all(part == "open" or part in MATTER.open_states for part in text.split(","))


def _by_state(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    if not text:
        return rows
    known = {state.code for state in MATTER.states}
    wanted: set[str] = set()
    for part in text.split(","):
        if part == "open":
            wanted.update(MATTER.open_states)
        elif part in known:
            wanted.add(part)
        else:
            raise WrongFilter("state", f"没有状态 {part[:20]}", f"no state {part[:20]}")
    rows = rows.filter(OPEN) if _only_open(text) else rows
    return rows if wanted == set(MATTER.open_states) else rows.filter(state__in=sorted(wanted))


def _by_due(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    if not text:
        return rows
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = {"today": midnight + dt.timedelta(days=1), "week": midnight + dt.timedelta(days=7)}
    worked_on = rows.filter(OPEN, state__in=WORKED_ON)
    if text == "late":
        return worked_on.filter(due_at__lt=now)
    if text in ends:
        return worked_on.filter(due_at__gte=now, due_at__lt=ends[text])
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise WrongFilter(
            "due", "due 是 late、today、week 或日期", "due is late, today, week or a date"
        ) from None
    return worked_on.filter(
        due_at__lt=timezone.make_aware(dt.datetime.combine(day, dt.time())) + dt.timedelta(days=1)
    )
