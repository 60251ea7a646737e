"""Rules of covenants: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.clock import shown_date
from jinlin.base.parameters import Share
from jinlin.base.rule import Reason
from jinlin.base.words import Words

LAW_31 = "城市居民委员会组织法 31"


@dataclass(frozen=True)
class Facts:
    """What the rules of a covenant ask for on a day."""

    today: dt.date
    clauses: int = 0
    round: int = 0
    closes_on: dt.date | None = None
    unanswered: int = 0
    undecided: int = 0
    to_change: int = 0
    changed_since_round: bool = False
    remark_left: bool = True
    waits_for_motion: bool = False
    unserved: Reason | None = None


def has_clauses(facts: Facts) -> Reason | None:
    """An empty covenant is not put before people."""
    return None if facts.clauses else Reason("no_clause", Words("还没有写条文", "There is no clause yet"))


def all_answered(facts: Facts) -> Reason | None:
    """Every remark of a round is answered (taken, partly, not, and why) before the next may open or a vote is held."""
    if facts.unanswered:
        n = facts.unanswered
        return Reason("not_answered", Words(f"还有 {n} 条意见没有答复", f"{n} remarks are not answered"))
    return None


def round_is_over(facts: Facts) -> Reason | None:
    """A round stays open through its last day."""
    if facts.closes_on is not None and facts.today <= facts.closes_on:
        day = shown_date(facts.closes_on)
        return Reason("not_yet", Words(f"意见收到{day.zh}为止", f"Remarks are taken until {day.en}"))
    return None


def round_is_open(facts: Facts) -> Reason | None:
    """Remarks are taken through the round's last day."""
    if facts.closes_on is not None and facts.today > facts.closes_on:
        return Reason("too_late", Words("这一轮收意见的时间过了", "The time for remarks has passed"))
    return None


def has_remarks(facts: Facts) -> Reason | None:
    """There is something to answer."""
    return (
        None if facts.unanswered else Reason("no_remark", Words("意见都答复了", "All remarks are answered"))
    )


def words_unchanged(facts: Facts) -> Reason | None:
    """A vote is on the very words that people could remark on; changed words go through another round."""
    if facts.changed_since_round:
        return Reason(
            "not_heard",
            Words(
                "文字改过了，要再征求一轮意见才能表决",
                "The words were changed: another round comes before a vote",
            ),
        )
    return None


def had_a_round(facts: Facts) -> Reason | None:
    """No vote without at least one round of remarks."""
    return (
        None
        if facts.round
        else Reason("not_heard", Words("还没有征求过意见", "It was never open to remarks"))
    )


def flags_decided(facts: Facts) -> Reason | None:
    """Each passage that looks forbidden is decided by a person, with a reason, before a vote."""
    if facts.undecided:
        n = facts.undecided
        return Reason(
            "not_decided",
            Words(f"还有 {n} 处疑似违法的条文没有处理", f"{n} flagged passages are not decided"),
            LAW_31,
        )
    if facts.to_change:
        n = facts.to_change
        return Reason(
            "not_changed",
            Words(f"有 {n} 处定了要改，请改好再征求一轮意见", f"{n} passages are to be changed first"),
            LAW_31,
        )
    return None


def has_flags(facts: Facts) -> Reason | None:
    """There is a flag to decide."""
    return (
        None
        if facts.undecided
        else Reason("no_flag", Words("没有要处理的提示", "There is nothing to decide"))
    )


def no_motion_runs(facts: Facts) -> Reason | None:
    """What a motion or an owners' vote decides is not entered by hand."""
    if facts.waits_for_motion:
        return Reason(
            "not_by_hand", Words("由议案或业主表决的结果来定", "The motion or the owners' vote decides")
        )
    return None


def draft_is_served(facts: Facts) -> Reason | None:
    """Before a vote the draft hung for its whole period, and every objection to its notice was answered."""
    return facts.unserved


def is_carried(
    *,
    entitled: int,
    present: int,
    in_favour: int,
    against: int,
    abstained: int,
    quorum: Share,
    carried: Share,
) -> Reason | None:
    """Enough came, and enough of those present agreed, in integers (城市居民委员会组织法 27, 29)."""
    if in_favour + against + abstained != present or present > entitled:
        return Reason(
            "wrong_count", Words("票数和到会人数对不上", "The votes do not add up to those present")
        )
    if not quorum.is_met(present, entitled):
        return Reason(
            "not_enough",
            Words(f"到会 {present} 人，不够法定人数", f"{present} present: no quorum"),
            "城市居民委员会组织法 27、29",
        )
    if not carried.is_met(in_favour, present):
        return Reason(
            "not_carried",
            Words(f"同意 {in_favour} 人，没有过半数", f"{in_favour} in favour: not carried"),
            "城市居民委员会组织法 27、29",
        )
    return None
