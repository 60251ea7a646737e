"""Votes that choose among many options, one head a ballot: choose one, or approve of several. Pure.

A ballot marks every option that it chooses with ``yes``; it is the same ballot as an owners' ballot. Ties in the order
of winners are never settled silently: they are named, for a draw in public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinlin.ballots.counting.vote import Ballot


@dataclass(frozen=True)
class Choosing:
    """What may be chosen, and how many on one ballot; ``costs`` and ``budget`` in hundredths where money is shared out."""

    options: tuple[str, ...]
    most: int
    least: int = 1
    costs: Mapping[str, int] | None = None
    budget: int = 0


@dataclass(frozen=True)
class Tally:
    """Votes by option, how many ballots were valid, and the ids of those that were not, with the reason."""

    votes: dict[str, int]
    valid: int
    invalid: dict[str, str]

    @property
    def ranking(self) -> list[tuple[str, ...]]:
        """Options by votes, most first; options with equal votes stand together."""
        by_votes: dict[int, list[str]] = {}
        for option, votes in self.votes.items():
            by_votes.setdefault(votes, []).append(option)
        return [tuple(by_votes[votes]) for votes in sorted(by_votes, reverse=True)]


def tally(choosing: Choosing, ballots: Iterable[Ballot]) -> Tally:
    """Count the ballots. Too many or too few choices, an unknown option, a second ballot of one voter: not valid."""
    votes = dict.fromkeys(choosing.options, 0)
    valid, invalid = 0, {}
    seen: set[str] = set()
    for ballot in ballots:
        chosen = [option for option, mark in ballot.marks.items() if mark == "yes"]
        why = _why_invalid(choosing, ballot, chosen, votes, seen)
        if why:
            invalid[ballot.id] = why
            continue
        seen.add(ballot.unit)
        valid += 1
        for option in chosen:
            votes[option] += 1
    return Tally(votes, valid, invalid)


def _why_invalid(
    choosing: Choosing, ballot: Ballot, chosen: list[str], votes: Mapping[str, int], seen: set[str]
) -> str:
    if not ballot.valid:
        return ballot.reason or "invalid"
    if ballot.unit in seen:
        return "voted_twice"
    if any(option not in votes for option in chosen):
        return "unknown_option"
    if len(chosen) > choosing.most:
        return "too_many"
    return "too_few" if len(chosen) < choosing.least else ""


@dataclass(frozen=True)
class Winners:
    """Who wins within the budget; ``tied`` are the options whose order decided and whose votes are equal."""

    won: tuple[str, ...]
    spent: int
    tied: tuple[str, ...] = ()


def winners_by_cost(choosing: Choosing, counted: Tally, *, skip: bool = True) -> Winners:
    """Options in order of votes as far as the budget reaches.

    ``skip`` passes over what costs more than is left and goes on; without it the first that does not fit ends the list.
    Options without a vote never win. Equal votes stand by cost, the cheaper first; where both are equal and only one
    still fits, both are named as tied and neither wins.
    """
    costs, left, won, tied = choosing.costs or {}, choosing.budget, [], []
    stopped = False
    for group in counted.ranking:
        if stopped or not counted.votes[group[0]]:
            break
        for cost in sorted({costs[option] for option in group}):
            same = [option for option in group if costs[option] == cost]
            if cost * len(same) <= left:
                won += same
                left -= cost * len(same)
                continue
            if cost <= left:
                tied += same
            if not skip or cost <= left:
                stopped = True
                break
    return Winners(tuple(won), choosing.budget - left, tuple(tied))
