"""From tables to the pure count: the plan of a round, boxes with their settled sheets, the outcome of the present round."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from jinlin.ballots.counting.election import CountSheet, differences
from jinlin.ballots.elections.models import CountEntry, Election, Station, Winner
from jinlin.ballots.elections.outcome import Outcome, Round, outcome, summed
from jinlin.ballots.elections.words import POSTS

ORDER = tuple(one.code for one in POSTS)


def plan_of(row: Election) -> Round:
    """What the present round decides, as it was frozen when its ballots were drawn up."""
    plan = row.plan
    return Round(
        mode=row.mode, seats=plan.get("seats", {}), posts=plan.get("posts", {}), women=frozenset(plan.get("women", ())),
        further=row.round > 1, recall=row.purpose == "recall", woman_sits=plan.get("woman_sits", False),
    )  # fmt: skip


def stations_of(row: Election) -> list[Station]:
    """The stations of the present round, each with ``given``: how many ballots were given there."""
    return list(
        Station.objects.filter(election=row, round=row.round).annotate(handed=Count("given")).order_by("pk")
    )


def numbers_of(entry: CountEntry, station: Station, electors: int) -> CountSheet:
    """One clerk's sheet: valid and votes as written; given and returned as the station recorded them."""
    read = json.loads(entry.numbers)
    return CountSheet(electors, station.handed, station.returned or 0, read["valid"], read["votes"])  # type: ignore[attr-defined]


def settled(entries: Iterable[CountEntry]) -> CountEntry | None:
    """The entry that stands: the second where two agree, the third where they did not; None as long as it is open."""
    rows = sorted(entries, key=lambda one: one.turn)
    if len(rows) == 3:
        return rows[2]
    return rows[1] if len(rows) == 2 and same(rows[0], rows[1]) else None


def same(one: CountEntry, other: CountEntry) -> bool:
    """Whether two clerks wrote the same numbers."""
    first, second = json.loads(one.numbers), json.loads(other.numbers)
    return not differences(
        CountSheet(0, 0, 0, first["valid"], first["votes"]),
        CountSheet(0, 0, 0, second["valid"], second["votes"]),
    )


def sheets(row: Election) -> tuple[list[tuple[Station, CountSheet | None]], int]:
    """Every station of the round with its settled sheet (None while open), and how many electors there are."""
    electors = row.voters.filter(struck_at__isnull=True).count()
    stations = stations_of(row)
    entries: dict[int, list[CountEntry]] = {}
    for one in CountEntry.objects.filter(station__in=[station.pk for station in stations]):
        entries.setdefault(one.station_id, []).append(one)
    found: list[tuple[Station, CountSheet | None]] = []
    for station in stations:
        entry = settled(entries.get(station.pk, []))
        found.append((station, numbers_of(entry, station, electors) if entry else None))
    return found, electors


def reckoned(row: Election, on: dt.date) -> tuple[CountSheet, Outcome] | None:
    """The whole round in one sheet and its outcome; None while a box is open."""
    found, electors = sheets(row)
    ready = [sheet for _, sheet in found if sheet is not None]
    if not found or len(ready) < len(found):
        return None
    whole = summed(ready)
    return whole, outcome(
        CountSheet(electors, whole.given, whole.returned, whole.valid, whole.votes), plan_of(row), on=on
    )


def told(row: Election, whole: CountSheet, made: Outcome, on: dt.date) -> dict[str, Any]:
    """A round as it is announced: sums, votes, who is elected, who goes on."""
    names = {str(one.pk): one.name for one in row.candidates.all()}
    plan = plan_of(row)
    return {
        "round": row.round, "on": on.isoformat(), "void": made.void,
        "electors": whole.electors, "given": whole.given, "not_given": whole.not_given, "returned": whole.returned, "valid": whole.valid,
        "invalid": whole.invalid, "seats": dict(plan.seats),
        "votes": [
            {"candidate": key, "name": names.get(key, ""), "post": plan.posts[key], "votes": whole.votes.get(key, 0), "elected": key in made.names,
             "further": any(key in who for who in made.ahead.values())}
            for key in sorted(plan.posts, key=lambda key: (ORDER.index(plan.posts[key]), -whole.votes.get(key, 0), key))
        ],
        "left": dict(made.left), "ahead": {post: list(who) for post, who in made.ahead.items()}, "tied": list(made.tied), "woman_seat": made.woman_seat,
    }  # fmt: skip


def serving(row: Election) -> list[Winner]:
    """Those who hold the seats of this election now."""
    return list(
        Winner.objects.filter(candidate__election=row, left_on__isnull=True).select_related("candidate")
    )
