"""Finding somebody by the post that they hold: the app that keeps posts registers how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jinlin.base.actor import Actor


@dataclass(frozen=True, slots=True)
class Holder:
    """One person who holds a post: id, and the post with its place as people say it."""

    person: int
    post: str


Finder = Callable[[str, Actor, dt.date], "Sequence[Holder] | None"]
_finders: list[Finder] = []


def register_posts(finder: Finder) -> None:
    """Register once. ``finder(words, by, on)`` answers the holders that the actor may look for, or None where no post is called so."""
    if finder not in _finders:
        _finders.append(finder)


def holders_of(words: str, by: Actor, on: dt.date) -> list[Holder] | None:
    """The holders of a post of that name; None where there is no such post, so that it is read as a person's name."""
    for finder in _finders:
        found = finder(words, by, on)
        if found is not None:
            return list(found)
    return None


OnDuty = Callable[[int], bool]
_on_duty: list[OnDuty] = []


def register_on_duty(asks: OnDuty) -> None:
    """Register once. ``asks(person)`` answers whether that person holds a post now."""
    if asks not in _on_duty:
        _on_duty.append(asks)


def is_on_duty(person: int) -> bool:
    """Whether a person holds a post of any kind now."""
    return any(asks(person) for asks in _on_duty)
