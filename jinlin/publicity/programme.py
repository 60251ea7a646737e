"""The programme of publication of a community's affairs (居务公开) and the yearly assessment: what is due, what is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jinlin.base.clock import WorkingCalendar, due
from jinlin.base.deployment_calendar import calendar
from jinlin.places.public import Place
from jinlin.publicity.kinds import Kind, book
from jinlin.publicity.models import Assessment, Publication
from jinlin.publicity.rules_programme import STANDS, Span, spans, stand_of

REVIEW = "yearly_review"


@dataclass(frozen=True)
class Item:
    """One kind in one period of one community: how it stands, and the notice that stands for it."""

    kind: Kind
    span: Span
    stand: str
    notice: Publication | None = None

    @property
    def shown(self) -> tuple[object, str, str]:
        """Words, tone and sign of how it stands."""
        return STANDS[self.stand]


@dataclass(frozen=True)
class Year:
    """The programme of one community in one year, kind by kind, and when the committee was last assessed."""

    place: Place
    year: int
    rows: tuple[tuple[Kind, tuple[Item, ...]], ...]
    assessed: Assessment | None
    assess_by: dt.date | None
    assess_late: bool

    @property
    def missing(self) -> list[Item]:
        """What is overdue."""
        return [item for _, items in self.rows for item in items if item.stand == "missing"]

    @property
    def counts(self) -> dict[str, int]:
        """How many items stand how."""
        found: dict[str, int] = defaultdict(int)
        for _, items in self.rows:
            for item in items:
                found[item.stand] += 1
        return dict(found)


@lru_cache(maxsize=256)
def _spans(code: str, year: int, cal: WorkingCalendar) -> tuple[Span, ...]:
    kind = book().kinds[code]
    assert kind.every is not None
    return tuple(spans(kind.every, year, book().rhythm.due, cal))


def spans_of(code: str, year: int) -> tuple[Span, ...]:
    """The periods of a kind of the programme in a year, by the deployment's calendar."""
    return _spans(code, year, calendar())


def years(places: Iterable[Place], year: int, today: dt.date) -> list[Year]:
    """The programmes of communities in a year. Two queries, whatever the number of communities."""
    found = list(places)
    kinds = book().programme
    rows = Publication.objects.filter(
        place__in=found,
        kind__in=[one.code for one in kinds],
        covers__startswith=str(year),
        published_at__isnull=False,
    ).exclude(state="withdrawn")
    notices: dict[tuple[int, str, str], Publication] = {}
    for row in rows.order_by("-published_at"):
        notices[(row.place_id, row.kind, row.covers)] = row
    assessed: dict[int, Assessment] = {}
    for one in Assessment.objects.filter(place__in=found, held_on__lte=today).order_by("held_on"):
        assessed[one.place_id] = one
    return [_year(place, year, today, kinds, notices, assessed.get(place.pk)) for place in found]


def _year(
    place: Place, year: int, today: dt.date, kinds: list[Kind], notices: dict[tuple[int, str, str], Publication], last: Assessment | None,
) -> Year:  # fmt: skip
    rows = []
    for kind in kinds:
        items = []
        for span in _spans(kind.code, year, calendar()):
            notice = notices.get((place.pk, kind.code, span.code))
            stand = stand_of(span, notice.begins_on if notice else None, today)
            items.append(Item(kind, span, stand, notice))
        rows.append((kind, tuple(items)))
    by = due(last.held_on, book().rhythm.assessed_every, calendar=calendar()).day if last else None
    return Year(place, year, tuple(rows), last, by, by is not None and by < today)


def one(place: Place, year: int, today: dt.date) -> Year:
    """The programme of one community."""
    return years([place], year, today)[0]
