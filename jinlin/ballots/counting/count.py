"""The count: who takes part, who agrees, in area and in persons, and the verdict. Integers only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from jinlin.ballots.counting.amounts import Amount
from jinlin.ballots.counting.thresholds import Threshold, thresholds
from jinlin.ballots.counting.vote import Ballot, Motion, PersonKey, Unit, Vote

NeedOf = Callable[[str], Threshold]


@dataclass(frozen=True)
class Tests:
    """The four tests of a motion, each met or not."""

    quorum_area: bool
    quorum_persons: bool
    approval_area: bool
    approval_persons: bool

    @property
    def quorum(self) -> bool:
        """Whether enough take part, in both measures."""
        return self.quorum_area and self.quorum_persons

    @property
    def approval(self) -> bool:
        """Whether enough of those agree, in both measures."""
        return self.approval_area and self.approval_persons


@dataclass(frozen=True)
class Counted:
    """The count of one motion. ``taking_part`` holds ballots alone; ``deemed`` stands apart and joins ``joins``.

    ``held`` names holders whose ballots differ; ``verdict`` is ``passed``, ``failed``, ``no_quorum`` or ``held``.
    """

    motion: Motion
    need: Threshold
    base: Amount
    taking_part: Amount
    deemed: Amount
    joins: str
    options: dict[str, Amount]
    tests: Tests
    verdict: str
    reasons: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass
class _Person:
    """One person with what they hold in the scope, and their valid ballots."""

    key: PersonKey
    units: list[Unit] = field(default_factory=list)
    ballots: list[Ballot] = field(default_factory=list)

    @property
    def amount(self) -> Amount:
        """One head, and the area of all units."""
        return Amount(sum(unit.area for unit in self.units), 1)


def count(vote: Vote, *, on: dt.date, region: str = "national", need: NeedOf | None = None) -> list[Counted]:
    """Count every motion by the thresholds in force that day. ``need`` replaces the parameters, for tests."""
    need = need or (lambda matter: thresholds(matter, on=on, region=region))
    persons = _persons(vote)
    base = _sum(person.amount for person in persons)
    return [_count_one(vote, motion, need(motion.matter), persons, base) for motion in vote.motions]


def _persons(vote: Vote) -> list[_Person]:
    """Persons of the scope with their valid ballots; where parking does not count, neither do its units and ballots."""
    found: dict[PersonKey, _Person] = {}
    of_unit: dict[str, _Person] = {}
    for unit in vote.units:
        if unit.kind == "parking" and not vote.rules.parking_counts:
            continue
        person = found.setdefault(unit.person, _Person(unit.person))
        person.units.append(unit)
        of_unit[unit.unit] = person
    for ballot in vote.ballots:
        if ballot.valid and ballot.unit in of_unit:
            of_unit[ballot.unit].ballots.append(ballot)
    return list(found.values())


def _count_one(vote: Vote, motion: Motion, need: Threshold, persons: list[_Person], base: Amount) -> Counted:
    options = dict.fromkeys(motion.options, Amount())
    taking, deemed, held = Amount(), Amount(), []
    for person in persons:
        marked = [ballot for ballot in person.ballots if motion.id in ballot.marks]
        if not marked:
            if vote.rules.silent == "majority" and not need.all_agree:
                deemed += _served(person, vote.served)
            continue
        mark = _stands(marked, motion.id, vote.rules.conflict)
        taking += person.amount
        if mark is None:
            held.append(person.key[1])
        else:
            options[mark] += person.amount
    joins, disagree = ("", "")
    if vote.rules.silent == "majority" and not need.all_agree:
        joins, disagree = _majority(options, deemed)
    if not joins:
        deemed = Amount()
    together = taking + deemed
    agree = options["yes"] + (deemed if joins == "yes" else Amount())
    tests = _tests(need, base, together, agree)
    reasons = (("conflict",) if held else ()) + ((disagree,) if disagree else ())
    verdict, why = ("held", reasons) if reasons else _verdict(need, tests)
    return Counted(
        motion, need, base, taking, deemed, joins, options, tests, verdict, why, tuple(sorted(held))
    )


def _stands(ballots: list[Ballot], motion: str, rule: str) -> str | None:
    """The mark that stands for a person, or None where the rule cannot tell: then the motion is held.

    ``hold``: marks that differ are held. ``first``, ``last``: by instant; two at one instant that differ are held.
    ``paper``: paper stands before any other channel; papers that differ, or others without a paper, are held.
    """
    if rule == "paper" and any(ballot.channel == "paper" for ballot in ballots):
        ballots = [ballot for ballot in ballots if ballot.channel == "paper"]
    elif rule in ("first", "last"):
        times = [ballot.at for ballot in ballots if ballot.at is not None]
        edge = min(times) if rule == "first" else max(times)
        ballots = [ballot for ballot in ballots if ballot.at == edge]
    marks = {ballot.marks[motion] for ballot in ballots}
    return marks.pop() if len(marks) == 1 else None


def _served(person: _Person, served: frozenset[str]) -> Amount:
    """What a silent person is deemed with: the units that were really delivered to; one head if there is any."""
    units = [unit for unit in person.units if unit.unit in served]
    return Amount(sum(unit.area for unit in units), 1) if units else Amount()


def _majority(options: dict[str, Amount], deemed: Amount) -> tuple[str, str]:
    """The option that the silent join, or why there is none: the two majorities must name the same option."""
    if not any(amount.persons for amount in options.values()):
        return "", ""
    most_area = max(amount.area for amount in options.values())
    most_heads = max(amount.persons for amount in options.values())
    by_area = [name for name, amount in options.items() if amount.area == most_area]
    by_heads = [name for name, amount in options.items() if amount.persons == most_heads]
    if not set(by_area) & set(by_heads):
        return "", "majorities_disagree"
    if len(by_area) > 1 or len(by_heads) > 1:
        return "", "no_single_majority" if deemed.persons else ""
    return by_area[0], ""


def _tests(need: Threshold, base: Amount, taking: Amount, agree: Amount) -> Tests:
    if need.quorum is None or need.approval is None:
        return Tests(True, True, agree.area == base.area, agree.persons == base.persons)
    any_part = taking.persons > 0
    return Tests(
        need.quorum.is_met(taking.area, base.area),
        need.quorum.is_met(taking.persons, base.persons),
        any_part and need.approval.is_met(agree.area, taking.area),
        any_part and need.approval.is_met(agree.persons, taking.persons),
    )


def _verdict(need: Threshold, tests: Tests) -> tuple[str, tuple[str, ...]]:
    if not tests.quorum:
        named = (("quorum_area", tests.quorum_area), ("quorum_persons", tests.quorum_persons))
        return "no_quorum", tuple(name for name, met in named if not met)
    if not tests.approval:
        named = (("approval_area", tests.approval_area), ("approval_persons", tests.approval_persons))
        return "failed", tuple(name for name, met in named if not met)
    return "passed", ()


def _sum(amounts: Iterable[Amount]) -> Amount:
    totals: dict[str, int] = defaultdict(int)
    for amount in amounts:
        totals["area"] += amount.area
        totals["persons"] += amount.persons
    return Amount(totals["area"], totals["persons"])
