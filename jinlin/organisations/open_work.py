"""What somebody has open that goes on with their seats: each app registers its count, shown before a tenure ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinlin.base.words import Words


@dataclass(frozen=True)
class OpenWork:
    """One kind of open work: its words, and how many of it an account has now (one query).

    Who registers it also subscribes to ``tenure.ended`` and hands it over there, or refuses with a reason.
    """

    code: str
    words: Words
    count: Callable[[int], int]


_kinds: dict[str, OpenWork] = {}


def register_open_work(work: OpenWork) -> None:
    """Register a kind once; called in ``AppConfig.ready``."""
    _kinds[work.code] = work


def open_work(account: int | None) -> list[tuple[Words, int]]:
    """Every kind of which the account has something open, with how many."""
    if account is None:
        return []
    counted = [(work.words, work.count(account)) for work in _kinds.values()]
    return [(words, number) for words, number in counted if number]
