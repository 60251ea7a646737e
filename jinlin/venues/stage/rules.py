"""The draw of stage evenings: tickets by published weights, a number from a public one, the same for whoever reckons it. Pure.

How it is done, so that it can be done by hand. Evenings in order of their dates. For each, every group that wants it
has tickets: ``base``, less ``recent`` for each evening of the last 91 days, less ``won`` for each evening already won
in this round, plus one for each ten people up to ``size``; at least one. A loud group has none once the calendar week
has its loud evenings. Tickets are numbered from 0 through the groups in order of their codes. The number of an
evening is SHA-256 of ``round:digest:number:date`` read as one integer, modulo the tickets.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words


@dataclass(frozen=True)
class StageWeights:
    """What counts how much, as it was published before anybody entered."""

    base: int
    recent: int
    won: int
    size: int
    loud_a_week: int


@dataclass(frozen=True)
class Entrant:
    """A group as it was entered: code, people, loud or not, evenings of the last 91 days, evenings wanted."""

    code: str
    name: str
    people: int
    loud: bool
    recent: int
    evenings: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """One evening: each group's tickets, the number, who has it (empty where nobody wanted it)."""

    on: str
    tickets: tuple[tuple[str, int], ...]
    digest: str
    number: int
    group: str


def tickets_of(one: Entrant, weights: StageWeights, won: int) -> int:
    """How many tickets a group has for an evening; at least one."""
    return max(
        1,
        weights.base - weights.recent * one.recent - weights.won * won + min(one.people // 10, weights.size),
    )


def list_digest(entrants: Sequence[Entrant], evenings: Sequence[str], weights: StageWeights) -> str:
    """The digest of the closed list, published before the public number exists: nothing can be added afterwards."""
    held = {
        "evenings": sorted(evenings),
        "weights": asdict(weights),
        "groups": [asdict(one) for one in sorted(entrants, key=lambda one: one.code)],
    }
    return hashlib.sha256(
        json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def draw(
    code: str, seed: str, entrants: Sequence[Entrant], evenings: Sequence[str], weights: StageWeights
) -> list[Drawn]:
    """The whole draw. ``seed`` is the public number as it was published; evenings are ISO dates."""
    groups = sorted(entrants, key=lambda one: one.code)
    digest = list_digest(groups, evenings, weights)
    won: dict[str, int] = defaultdict(int)
    loud: dict[tuple[int, int], int] = defaultdict(int)
    found = []
    for on in sorted(evenings):
        week = dt.date.fromisoformat(on).isocalendar()[:2]
        wanted = [
            (one, tickets_of(one, weights, won[one.code]))
            for one in groups
            if on in one.evenings and not (one.loud and loud[week] >= weights.loud_a_week)
        ]
        line = hashlib.sha256(f"{code}:{digest}:{seed}:{on}".encode()).hexdigest()
        total = sum(count for _, count in wanted)
        number = int(line, 16) % total if total else 0
        chosen = _holder(wanted, number)
        if chosen is not None:
            won[chosen.code] += 1
            loud[week] += chosen.loud
        found.append(
            Drawn(
                on,
                tuple((one.code, count) for one, count in wanted),
                line,
                number,
                chosen.code if chosen else "",
            )
        )
    return found


def _holder(wanted: Sequence[tuple[Entrant, int]], number: int) -> Entrant | None:
    at = 0
    for one, count in wanted:
        at += count
        if number < at:
            return one
    return None


def from_data(data: Mapping[str, object]) -> tuple[str, str, list[Entrant], list[str], StageWeights]:
    """A round as its file holds it (``/stage/CODE.json``): code, seed, groups, evenings, weights. ``ValueError`` where it is none."""
    try:
        groups = [
            Entrant(
                str(one["code"]),
                str(one["name"]),
                int(one["people"]),
                bool(one["loud"]),
                int(one["recent"]),
                tuple(map(str, one["evenings"])),
            )
            for one in data["groups"]  # type: ignore[attr-defined]
        ]
        evenings = [str(dt.date.fromisoformat(str(one))) for one in data["evenings"]]  # type: ignore[attr-defined]
        weights = StageWeights(**{str(name): int(value) for name, value in data["weights"].items()})  # type: ignore[attr-defined]
        return str(data["code"]), str(data["seed"]), groups, evenings, weights
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a round of the stage: {error}") from None


def fits_people(people: int, places: int) -> Reason | None:
    """A group fits on the stage."""
    if people < 1 or (places and people > places):
        return Reason(
            "too_many_people", Words(f"人数要在 1 到 {places} 之间", f"Between 1 and {places} people")
        )
    return None


def replayed(data: Mapping[str, object], seed: str = "") -> dict[str, object]:
    """A round's file drawn again, and whether digest and evenings are as published. ``ValueError`` where it is no round."""
    code, known, groups, evenings, weights = from_data(data)
    digest = list_digest(groups, evenings, weights)
    found = draw(code, seed or known, groups, evenings, weights)
    names = {one.code: one.name for one in groups}
    published = data.get("drawn") or []
    held = [(str(one["on"]), int(one["number"]), str(one["group"])) for one in published]  # type: ignore[attr-defined]
    return {
        "code": code, "seed": seed or known, "digest": digest,
        "same": digest == data.get("digest") and held == [(one.on, one.number, one.group) for one in found],
        "drawn": [
            {"on": one.on, "tickets": sum(count for _, count in one.tickets), "number": one.number, "group": one.group, "name": names.get(one.group, "")}
            for one in found
        ],
    }  # fmt: skip
