"""What a round of a residents' committee election came to: who is elected to which post, what goes to a further round. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinlin.ballots.counting.election import CountSheet, elect, why_not_whole
from jinlin.base.parameters import Share, shipped_parameters
from jinlin.base.rule import Reason
from jinlin.base.words import Words

LAW = "城市居民委员会组织法"


@dataclass(frozen=True)
class Round:
    """What is decided in a round: mode, seats by post, the candidates (key to post), the women among them, who sits already."""

    mode: str
    seats: Mapping[str, int]
    posts: Mapping[str, str]
    women: frozenset[str] = frozenset()
    further: bool = False
    recall: bool = False
    woman_sits: bool = False


@dataclass(frozen=True)
class Outcome:
    """``void`` names why a round does not stand. ``ahead`` holds, by post, who goes into a further round for ``left`` seats."""

    void: str = ""
    elected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ahead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    tied: tuple[str, ...] = ()
    woman_seat: str = ""

    @property
    def all_filled(self) -> bool:
        """Whether every seat of the round has somebody."""
        return not self.void and not any(self.left.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody elected, over all posts."""
        return tuple(name for names in self.elected.values() for name in names)


def summed(sheets: Iterable[CountSheet]) -> CountSheet:
    """The sheets of all boxes as one; electors are those of the whole register and stand on every sheet alike."""
    rows = list(sheets)
    votes: dict[str, int] = {}
    for one in rows:
        for name, count in one.votes.items():
            votes[name] = votes.get(name, 0) + count
    return CountSheet(
        max((one.electors for one in rows), default=0), sum(one.given for one in rows), sum(one.returned for one in rows),
        sum(one.valid for one in rows), votes,
    )  # fmt: skip


def faults_of(sheet: CountSheet, plan: Round) -> list[Reason]:
    """Every sum of a box that does not close; votes are at most seats times valid ballots for each post.

    More returned than given is no fault of the sheet: it is recorded and makes the election void.
    """
    found: list[Reason] = []
    for post, seats in plan.seats.items():
        part = {name: votes for name, votes in sheet.votes.items() if plan.posts.get(name) == post}
        given = max(sheet.given, sheet.returned)
        found += why_not_whole(
            CountSheet(max(sheet.electors, given), given, sheet.returned, sheet.valid, part), seats=len(part) if plan.recall else seats
        )  # fmt: skip
    unknown = [name for name in sheet.votes if name not in plan.posts]
    if unknown:
        found.append(Reason("wrong_candidate", Words("有不在选票上的人", "somebody is not on the ballot")))
    return list({one.words.zh: one for one in found}.values())


def outcome(sheet: CountSheet, plan: Round, *, on: dt.date) -> Outcome:
    """The outcome of a round by law: enough voters; more than half of the ballots cast; in a further round most votes, a third.

    A recall asks more than half of the ballots cast for each one named. At least one woman sits where one stands:
    see ``_with_a_woman``.
    """
    if sheet.returned > sheet.given:
        return Outcome(void="too_many")
    elected: dict[str, tuple[str, ...]] = {}
    ahead: dict[str, tuple[str, ...]] = {}
    tied: tuple[str, ...] = ()
    for post, seats in plan.seats.items():
        votes = {name: sheet.votes.get(name, 0) for name, at in plan.posts.items() if at == post}
        part = CountSheet(sheet.electors, sheet.given, sheet.returned, sheet.valid, votes)
        places = len(votes) if plan.recall else seats
        found = elect(part, mode=plan.mode, seats=places, on=on, run_off=plan.further)
        if not found.valid:
            return Outcome(void="too_few")
        elected[post], tied = found.elected, (*tied, *found.tied)
        if not plan.recall:
            ahead[post] = _ahead(found.run_off, votes, found.elected, seats, plan)
    if plan.recall:
        return Outcome("", elected)
    left = {post: seats - len(elected[post]) for post, seats in plan.seats.items()}
    made = Outcome("", elected, {post: names for post, names in ahead.items() if left[post]}, left, tied)
    return _with_a_woman(made, sheet, plan, on)


def _ahead(
    named: tuple[str, ...], votes: Mapping[str, int], won: Sequence[str], seats: int, plan: Round
) -> tuple[str, ...]:  # fmt: skip
    """Who goes on. After a further round without a third of the votes the best that are left may stand once more."""
    if named or not plan.further:
        return named
    rest = sorted((name for name in votes if name not in won), key=lambda name: (-votes[name], name))
    return tuple(rest[: seats - len(won) + 1])


def woman_rule(on: dt.date) -> str:
    """How the law's one woman is secured: ``reserved`` (the last seat of members) or ``named`` (only pointed out)."""
    return str(shipped_parameters().get("residents.woman_seat", on=on).value)


def _with_a_woman(made: Outcome, sheet: CountSheet, plan: Round, on: dt.date) -> Outcome:
    """At least one woman (Article 8). Where the rule reserves a seat and none is elected, the last seat of members is hers:
    to the woman of members who reached the needed share with most votes, else that seat goes to a further round of women."""
    if plan.woman_sits or not plan.women or set(made.names) & plan.women or made.void:
        return made
    post = "member" if plan.seats.get("member") else ""
    women = [name for name in plan.women if plan.posts.get(name) == post]
    if not post or not women or woman_rule(on) != "reserved":
        return made
    needed = _share("run_off" if plan.further else "elected", on)
    best = sorted(women, key=lambda name: (-sheet.votes.get(name, 0), name))
    first = best[0]
    equal = [name for name in best if sheet.votes.get(name, 0) == sheet.votes.get(first, 0)]
    kept = made.elected[post]
    if not made.left[post]:
        kept = tuple(sorted(kept, key=lambda name: (-sheet.votes.get(name, 0), name)))[:-1]
    if needed.is_met(sheet.votes.get(first, 0), sheet.returned) and len(equal) == 1:
        elected = {**made.elected, post: (*kept, first)}
        left = {**made.left, post: plan.seats[post] - len(elected[post])}
        ahead = {name: who for name, who in made.ahead.items() if left[name]}
        return Outcome("", elected, ahead, left, made.tied, first)
    left = {**made.left, post: plan.seats[post] - len(kept)}
    others = tuple(name for name in made.ahead.get(post, ()) if name not in women) if left[post] > 1 else ()
    return Outcome(
        "",
        {**made.elected, post: kept},
        {**made.ahead, post: (*best[: left[post] + 1], *others)},
        left,
        made.tied,
        "further",
    )


def _share(name: str, on: dt.date) -> Share:
    value = shipped_parameters().get(f"residents.{name}", on=on).value
    if not isinstance(value, Share):
        raise LookupError(f"residents.{name} is no share")
    return value


def may_ask_recall(backers: int, electors: int, *, mode: str, on: dt.date) -> bool:
    """Whether enough ask for a recall: a tenth of the voters or household representatives, a third of the representatives."""
    name = "recall_ask_representatives" if mode == "representatives" else "recall_ask"
    return electors > 0 and _share(name, on).is_met(backers, electors)
