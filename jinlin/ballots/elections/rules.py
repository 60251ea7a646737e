"""Rules of a residents' committee election: why a step may not be taken now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jinlin.ballots.elections.outcome import Outcome, may_ask_recall
from jinlin.base.rule import Reason
from jinlin.base.words import Words

LAW = "城市居民委员会组织法"
LEAST_SEATS, MOST_SEATS = 5, 9
LEAST_BACKERS = 10
SIGNERS = ("counter", "monitor", "officer")


@dataclass(frozen=True)
class Facts:
    """What the rules of an election ask for."""

    on: dt.datetime
    purpose: str = "regular"
    mode: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)
    voting_on: dt.date | None = None
    earliest_on: dt.date | None = None
    objections_until: dt.date | None = None
    by_proxy: bool = False
    officers: int = 0
    heads: int = 0
    officers_standing: tuple[str, ...] = ()
    voters: int = 0
    backers: int = 0
    open_objections: int = 0
    unchecked: int = 0
    candidates: Mapping[str, int] = field(default_factory=dict)
    women: int = 0
    stations: int = 0
    without_booth: tuple[str, ...] = ()
    not_closed: tuple[str, ...] = ()
    sheets_open: tuple[str, ...] = ()
    printed: int = 0
    outcome: Outcome | None = None
    signed: frozenset[str] = frozenset()
    has_before: bool = False


def _reason(code: str, zh: str, en: str, article: str = "") -> Reason:
    return Reason(code, Words(zh, en), f"{LAW} {article}" if article else "")


def is_complete(facts: Facts) -> Reason | None:
    """Before the register is published: mode and day chosen, 5 to 9 seats, an election committee with one who presides, voters."""
    if not facts.mode or facts.voting_on is None:
        return _reason("no_rules", "还没定选举方式和投票日", "mode and day of the vote are not set")
    total = sum(facts.seats.values())
    if facts.purpose == "regular" and not LEAST_SEATS <= total <= MOST_SEATS:
        return _reason(
            "wrong_seats",
            f"居民委员会由 5 至 9 人组成，现在是 {total} 人",
            f"5 to 9 members, not {total}",
            "8",
        )
    if facts.purpose == "regular" and facts.seats.get("chair") != 1:
        return _reason("wrong_seats", "主任应选一人", "one chair is elected", "8")
    if facts.purpose != "regular" and not total:
        return _reason("wrong_seats", "没有要选（罢免）的职务", "there is no seat to vote on")
    if facts.purpose != "regular" and not facts.has_before:
        return _reason("no_before", "补选、罢免要指明是哪一届", "name the committee to which it belongs")
    if not facts.officers or facts.heads != 1:
        return _reason(
            "no_officers",
            "选举委员会还没有成员，或没有一位主持人",
            "the election committee needs members and one who presides",
            "15",
        )
    if not facts.voters:
        return _reason("no_voters", "选民名单是空的", "the register is empty", "16")
    return None


def enough_ask(facts: Facts) -> Reason | None:
    """A recall is voted on where a tenth of the voters (households), or a third of the representatives, ask for it."""
    if facts.purpose == "recall" and not may_ask_recall(
        facts.backers, facts.voters, mode=facts.mode, on=facts.on.date()
    ):
        return _reason(
            "too_few_ask",
            f"提出罢免的 {facts.backers} 人不够（名单 {facts.voters} 人）",
            f"{facts.backers} of {facts.voters} ask: not enough",
            "20",
        )
    return None


def list_in_time(facts: Facts) -> Reason | None:
    """The register is published at least twenty full days before the day of the vote."""
    if facts.voting_on and facts.earliest_on and facts.voting_on < facts.earliest_on:
        day = facts.earliest_on.isoformat()
        return _reason(
            "too_early",
            f"选民名单要在投票日二十日前公布，今天公布最早 {day} 投票",
            f"published today, the vote is on {day} at the earliest",
            "17",
        )
    return None


def checked(facts: Facts) -> Reason | None:
    """Candidates are published when objections to the register were answered and everybody proposed was checked."""
    if facts.objections_until and facts.on.date() <= facts.objections_until:
        day = facts.objections_until.isoformat()
        return _reason(
            "too_early", f"选民名单异议期到 {day}", f"objections to the register run until {day}", "17"
        )
    if facts.open_objections:
        return _reason(
            "not_answered",
            f"还有 {facts.open_objections} 条名单异议没有答复",
            f"{facts.open_objections} objections are not answered",
            "17",
        )
    if facts.unchecked:
        return _reason(
            "not_checked",
            f"还有 {facts.unchecked} 位没有审查",
            f"{facts.unchecked} are not checked yet",
            "18",
        )
    if facts.officers_standing:
        names = "、".join(facts.officers_standing)
        return _reason(
            "not_officer",
            f"{names} 是候选人，要先退出选举委员会",
            f"{names} stand and must leave the election committee",
            "15",
        )
    return None


def more_than_seats(facts: Facts) -> Reason | None:
    """There are more candidates than seats for every post, and a woman among those who stand; a recall names somebody."""
    if facts.purpose == "recall":
        return (
            None
            if sum(facts.candidates.values())
            else _reason("no_candidates", "没有写明要罢免谁", "nobody is named", "20")
        )
    for post, seats in facts.seats.items():
        if facts.candidates.get(post, 0) <= seats:
            word = {"chair": "主任", "vice": "副主任", "member": "委员"}[post]
            return _reason(
                "too_few_candidates",
                f"{word}候选人要多于应选 {seats} 人",
                f"more than {seats} must stand as {post}",
                "18",
            )
    if facts.purpose == "regular" and not facts.women:
        return _reason(
            "no_woman", "成员中应当有妇女，候选人里还没有", "at least one member is a woman; none stands", "8"
        )
    return None


def ready_to_vote(facts: Facts) -> Reason | None:
    """Voting begins on its day, with ballots printed, a station, and a secret booth at each (a carried box has none)."""
    if facts.voting_on and facts.on.date() < facts.voting_on:
        return _reason(
            "too_early",
            f"投票日是 {facts.voting_on.isoformat()}",
            f"the vote is on {facts.voting_on.isoformat()}",
        )
    if not facts.stations:
        return _reason("no_station", "还没有投票站", "there is no station yet", "19")
    if facts.without_booth:
        names = "、".join(facts.without_booth)
        return _reason("no_booth", f"{names} 没有秘密写票处", f"{names}: no secret booth", "19")
    if not facts.printed:
        return _reason("no_ballots", "还没登记印了多少选票", "no ballots are printed yet")
    return None


def stations_closed(facts: Facts) -> Reason | None:
    """Counting begins when every station was closed and its box counted by hand."""
    if facts.not_closed:
        return _reason(
            "not_closed",
            f"还没封箱点票：{'、'.join(facts.not_closed)}",
            f"not closed: {', '.join(facts.not_closed)}",
        )
    return None


def sheets_agree(facts: Facts) -> Reason | None:
    """Every box was read by two who agree, or settled by a third."""
    if facts.sheets_open or facts.outcome is None:
        names = "、".join(facts.sheets_open) or "—"
        return _reason(
            "not_entered", f"计票单没有两人录完：{names}", f"count sheets not entered by two: {names}", "19"
        )
    return None


def stands(facts: Facts) -> Reason | None:
    """A result is announced where the election stands and no seat waits for a further round (or one was held)."""
    made = facts.outcome
    if made is None or made.void:
        return _reason(
            "not_valid", "参加投票的人数或票数不合规定，选举无效", "the election does not stand", "19"
        )
    return None


def is_void(facts: Facts) -> Reason | None:
    """Only a round that does not stand is declared void."""
    return (
        None
        if facts.outcome and facts.outcome.void
        else _reason("not_void", "这次选举有效", "the election stands", "19")
    )


def may_end_here(facts: Facts) -> Reason | None:
    """With seats left and people to vote on, a further round comes first."""
    made = facts.outcome
    if made and any(made.left.values()) and made.ahead and facts.purpose != "recall":
        left = sum(made.left.values())
        return _reason(
            "not_filled", f"还有 {left} 个名额要另行选举", f"{left} seats wait for a further round", "19"
        )
    return None


def seats_left(facts: Facts) -> Reason | None:
    """A further round is held for seats that are left, among those with most votes."""
    made = facts.outcome
    if made is None or made.void or not any(made.left.values()) or not made.ahead:
        return _reason("no_seats_left", "没有要另行选举的名额", "no seat is left for a further round", "19")
    return None


def minutes_signed(facts: Facts) -> Reason | None:
    """The result is published when the counter, the monitor and the one who presides have signed."""
    missing = [one for one in SIGNERS if one not in facts.signed]
    if missing:
        names = {"counter": "计票人", "monitor": "监票人", "officer": "选举委员会"}
        zh = "、".join(names[one] for one in missing)
        return _reason("not_signed", f"还没签字：{zh}", f"not signed by: {', '.join(missing)}", "19")
    return None


def is_recall(facts: Facts) -> Reason | None:
    """Only a recall ends somebody's office."""
    return None if facts.purpose == "recall" else _reason("not_recall", "这不是罢免表决", "this is no recall")


def is_election(facts: Facts) -> Reason | None:
    """A recall gives nobody a seat."""
    return (
        _reason("not_election", "罢免表决不产生成员", "a recall elects nobody")
        if facts.purpose == "recall"
        else None
    )


def proxies_allowed(facts: Facts) -> Reason | None:
    """Proxies only where the rules allow them; never where representatives elect."""
    if facts.mode == "representatives":
        return _reason("not_allowed", "居民代表选举不能委托", "representatives can't vote by proxy", "19")
    return (
        None
        if facts.by_proxy
        else _reason("not_allowed", "这次选举不接受委托", "no proxies in this election", "19")
    )


def enough_backers(*, proposed_by: str, backers: int) -> Reason | None:
    """Ten voters or more propose somebody; the party organisation needs none."""
    if proposed_by == "voters" and backers < LEAST_BACKERS:
        return _reason(
            "too_few_backers",
            f"联名提名要十人以上，现在 {backers} 人",
            f"ten voters propose; {backers} did",
            "18",
        )
    return None
