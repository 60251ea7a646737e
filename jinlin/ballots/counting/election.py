"""Elections of a residents' committee (law of 2025-10-28): secret, on paper; the platform keeps register and count sheet.

What is checked: the sums of electors, ballots given, returned and valid; validity by mode; who is elected, by run-off too.
Pure; shares from the dated parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from jinlin.base.parameters import Share, shipped_parameters
from jinlin.base.rule import Reason
from jinlin.base.words import Words

MODES: Mapping[str, Words] = {
    "voters": Words("全体有选举权的居民选举", "By all voters"),
    "households": Words("每户派代表选举", "By one representative of each household"),
    "representatives": Words("居民代表选举", "By residents' representatives"),
}
BASIS = "城市居民委员会组织法"


@dataclass(frozen=True)
class CountSheet:
    """What one clerk wrote of a box: electors, ballots given, returned, valid, and votes by candidate."""

    electors: int
    given: int
    returned: int
    valid: int
    votes: Mapping[str, int]

    @property
    def not_given(self) -> int:
        """Electors to whom no ballot was given."""
        return self.electors - self.given

    @property
    def invalid(self) -> int:
        """Ballots that were returned and do not count."""
        return self.returned - self.valid


@dataclass(frozen=True)
class Elected:
    """Whether the election stands, and who is elected; ``run_off`` names those among whom a further vote decides."""

    valid: bool
    elected: tuple[str, ...] = ()
    run_off: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


def _share(name: str, on: dt.date) -> Share:
    value = shipped_parameters().get(f"residents.{name}", on=on).value
    if not isinstance(value, Share):
        raise LookupError(f"residents.{name} is no share")
    return value


def why_not_whole(sheet: CountSheet, *, seats: int) -> list[Reason]:
    """Every sum that does not close: given ≤ electors, returned ≤ given, valid ≤ returned, votes ≤ valid each and seats × valid in all."""
    found = []
    for least, most, zh, en in (
        (sheet.given, sheet.electors, "发出的票多于选民", "more ballots given than electors"),
        (
            sheet.returned,
            sheet.given,
            "收回的票多于发出的票（选举无效）",
            "more ballots returned than given (the vote is void)",
        ),
        (sheet.valid, sheet.returned, "有效票多于收回的票", "more valid ballots than returned"),
        (
            sum(sheet.votes.values()),
            seats * sheet.valid,
            "得票总数超过应选人数乘有效票",
            "more votes than seats times valid ballots",
        ),
    ):
        if least > most:
            found.append(
                Reason(
                    "wrong_sum",
                    Words(f"{zh}：{least} 大于 {most}", f"{en}: {least} over {most}"),
                    f"{BASIS} 19",
                )
            )
    for name, votes in sheet.votes.items():
        if votes > sheet.valid:
            found.append(
                Reason(
                    "wrong_sum",
                    Words(f"{name} 的得票多于有效票", f"{name} has more votes than valid ballots"),
                )
            )
    return found


def differences(one: CountSheet, other: CountSheet) -> list[str]:
    """Where two sheets of one box, written independently, differ; both must agree before anything is announced."""
    names = [
        name
        for name in ("electors", "given", "returned", "valid")
        if getattr(one, name) != getattr(other, name)
    ]
    return names + sorted(
        name for name in {*one.votes, *other.votes} if one.votes.get(name) != other.votes.get(name)
    )


def elect(sheet: CountSheet, *, mode: str, seats: int, on: dt.date, run_off: bool = False) -> Elected:
    """Who is elected. Ballots cast are those returned, invalid ones included.

    First round: enough voters took part, and more than half of the ballots cast. Run-off: most votes, and at least one
    third. Equal votes for the last seat are never settled silently.
    """
    took_part = _share(f"election_{mode}", on)
    if not took_part.is_met(sheet.returned, sheet.electors):
        return Elected(False)
    needed = _share("run_off" if run_off else "elected", on)
    reached = {name: votes for name, votes in sheet.votes.items() if needed.is_met(votes, sheet.returned)}
    ranked = sorted(reached, key=lambda name: (-reached[name], name))
    won, rest = ranked[:seats], ranked[seats:]
    tied: tuple[str, ...] = ()
    if rest and reached[rest[0]] == reached[won[-1]]:
        line = reached[won[-1]]
        tied = tuple(name for name in ranked if reached[name] == line)
        won = [name for name in won if reached[name] > line]
    left = seats - len(won)
    missed = sorted(
        (name for name in sheet.votes if name not in won), key=lambda name: (-sheet.votes[name], name)
    )
    ahead = tied or (tuple(missed[: left + 1]) if left and not run_off else ())
    return Elected(True, tuple(won), ahead, tied)


def may_open(present: int, members: int, *, body: str, on: dt.date) -> bool:
    """Whether a body may open: the assembly (more than half), the committee (two thirds), representatives (four fifths)."""
    return _share(f"open_{body}", on).is_met(present, members)


def passes(agree: int, present: int, *, on: dt.date) -> bool:
    """Whether those present pass a motion: more than half of them."""
    return _share("passed", on).is_met(agree, present)


def may_take_proxy(*, held: int, mode: str, is_candidate: bool) -> Reason | None:
    """An agent: at most three, never a candidate, and none at all where representatives elect."""
    if mode == "representatives":
        return Reason(
            "not_allowed", Words("居民代表选举不能委托", "representatives can't vote by proxy"), f"{BASIS} 19"
        )
    if is_candidate:
        return Reason(
            "not_agent", Words("候选人不能接受委托", "a candidate can't be an agent"), f"{BASIS} 19"
        )
    if held >= 3:
        return Reason(
            "too_many_proxies",
            Words("每人接受委托不超过三人", "at most three proxies for one agent"),
            f"{BASIS} 19",
        )
    return None
