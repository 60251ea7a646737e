"""The life of an organisation over the years, and a whole tree as it stood on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations.models import FormerLevel, Level, Organisation, Succession, Template
from jinlin.organisations.standings import standing
from jinlin.places.public import roots, under


@dataclass(frozen=True)
class Stretch:
    """How an organisation stood from a day until another (None: it still does)."""

    name: str
    parent: str
    place: str
    from_on: dt.date
    until_on: dt.date | None


def stretches(organisation: Organisation) -> list[Stretch]:
    """Its standings, newest first: as it is now, then as it was before each change. One query."""
    former = list(organisation.former.select_related("parent", "place").order_by("-until_on"))
    begun = former[0].until_on if former else organisation.founded_on
    parent = organisation.parent.name if organisation.parent else ""
    now = Stretch(organisation.name, parent, organisation.place.name, begun, organisation.ended_on)
    return [now] + [
        Stretch(one.name, one.parent.name if one.parent else "", one.place.name, one.from_on, one.until_on)
        for one in former
    ]


def kin_over_time(organisation: Organisation) -> list[Succession]:
    """From what it was split or which went into it, and what became of it."""
    rows = Succession.objects.filter(Q(before=organisation) | Q(after=organisation))
    return list(rows.select_related("before", "after").order_by("on", "pk"))


@dataclass(frozen=True)
class Then:
    """One level of a tree on a day: what it was called, and how many organisations stood then and stand now."""

    level: Level
    words: Words
    then: int
    now: int


def levels_on(template: Template, actor: Actor, on: dt.date, today: dt.date) -> list[Then]:
    """The levels of a tree as they were on a day, with counts below the reader's places. Four queries."""
    levels = list(template.levels.filter(Q(since_on__isnull=True) | Q(since_on__lte=on)))
    levels = [one for one in levels if one.ended_on is None or one.ended_on > on]
    former: dict[int, FormerLevel] = {}
    for one in FormerLevel.objects.filter(level__in=levels, until_on__gt=on).order_by("-until_on"):
        former[one.level_id] = one
    then, now = _counts(template, actor, on), _counts(template, actor, today)
    rows = []
    for level in levels:
        old = former.get(level.pk)
        words = Words(old.zh, old.en) if old else level.words
        rows.append(
            (old.rank if old else level.rank, Then(level, words, then.get(level.pk, 0), now.get(level.pk, 0)))
        )
    return [one for _, one in sorted(rows, key=lambda row: (row[0], row[1].level.pk))]


def _counts(template: Template, actor: Actor, on: dt.date) -> dict[int, int]:
    rows = organisations_on(actor, on).filter(level__template=template).order_by()
    return dict(rows.values("level").annotate(n=Count("pk")).values_list("level", "n"))


def organisations_on(actor: Actor, on: dt.date) -> QuerySet[Organisation]:
    """Organisations that stood on a day below the reader's places, as they stood then."""
    condition = Q(pk__in=[])
    for root in roots(actor):
        condition |= under(root, "path_then")
    return standing(on).filter(condition).order_by("level__rank", "path_then", "pk")


def with_changes(rows: list[Organisation]) -> list[dict[str, Any]]:
    """Rows of ``organisations_on`` with the parent's name and what became of them since. One query."""
    ids = {row.parent_then for row in rows} | {row.parent_id for row in rows}  # type: ignore[attr-defined]
    names = dict(Organisation.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
    return [
        {"row": row, "parent": names.get(row.parent_then, ""), "since": list(_since(row, names))}  # type: ignore[attr-defined]
        for row in rows
    ]


def _since(row: Any, names: dict[int, str]) -> Any:
    if row.ended_on:
        yield Words(f"{row.ended_on} 撤销", f"ended {row.ended_on}")
    if row.name_then != row.name:
        yield Words(f"后来叫{row.name}", f"later called {row.name}")
    if row.parent_then != row.parent_id:
        new = names.get(row.parent_id, "")
        yield Words(f"后来归{new}", f"later under {new}")
    if row.place_then != row.place_id:
        yield Words("后来换了地点", "later at another place")
