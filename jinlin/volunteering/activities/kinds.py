"""Kinds of activities, read from ``parameters/activities.toml``, and the limits of ``parameters/activity_limits.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinlin.base.given import Choice
from jinlin.base.parameters import Parameter, shipped_parameters
from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parents[3] / "parameters" / "activities.toml"


@dataclass(frozen=True)
class Kind:
    """What an activity of this kind is called, what its form asks further, and whether a second person looks first.

    ``group`` is course, volunteer, service or culture; ``from_age`` for whom it is meant at the least.
    """

    code: str
    words: Words
    group: str
    fields: frozenset[str]
    review: bool
    from_age: int


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        code: Kind(code, Words(row["zh"], row["en"]), row["group"], frozenset(row["fields"]), row["review"], row["from_age"])
        for code, row in rows.items()
    }  # fmt: skip


@cache
def choices() -> tuple[Choice, ...]:
    """The kinds as a form shows them."""
    return tuple(Choice(one.code, one.words) for one in kinds().values())


def kind_words(code: str) -> Words:
    """The words of a kind; the code itself where a deployment no longer has it."""
    known = kinds().get(code)
    return known.words if known else Words(code, code)


def of_group(group: str) -> tuple[str, ...]:
    """The codes of the kinds of a group."""
    return tuple(one.code for one in kinds().values() if one.group == group)


def asking(field: str) -> tuple[str, ...]:
    """The codes of the kinds whose form asks this further field."""
    return tuple(one.code for one in kinds().values() if field in one.fields)


def limit(name: str, on: dt.date) -> Parameter:
    """A limit of activities with its source and whether it was verified; ``name`` without the head ``activity``."""
    return shipped_parameters().get(f"activity.{name}", on=on)


def number(name: str, on: dt.date) -> int:
    """A limit that is a whole number."""
    return shipped_parameters().integer(f"activity.{name}", on=on)


def hours(name: str, on: dt.date) -> dt.timedelta:
    """A limit that is a time in plain hours."""
    clock = limit(name, on).clock
    return dt.timedelta(hours=clock.count)
