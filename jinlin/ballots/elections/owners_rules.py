"""Rules of an owners' committee election: the group, size and term, who may stand, who is elected by the decision. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

LETTER_274 = "建房〔2009〕274号"


@dataclass(frozen=True)
class OwnersFacts:
    """What the rules of an owners' committee election ask for; limits come from the region's profile."""

    on: dt.datetime
    purpose: str = "regular"
    size: int | None = None
    term_years: int | None = None
    alternates: int = 0
    least_size: int = 5
    most_size: int = 11
    most_years: int = 5
    alternates_allowed: bool = False
    group: int = 0
    group_owners: int = 0
    group_leaders: int = 0
    leader_side: str = ""
    unchecked: int = 0
    standing: int = 0
    vote_from: dt.date | None = None
    decision_state: str = ""
    elected: int = 0
    tied: int = 0
    chair: bool = False
    papers: tuple[str, ...] = ()
    vacancies: int = 0
    alternates_left: int = 0
    serving: int = 0
    has_before: bool = False


def _reason(code: str, zh: str, en: str, basis: str = "") -> Reason:
    return Reason(code, Words(zh, en), basis)


def group_is_right(facts: OwnersFacts) -> Reason | None:
    """The group that prepares: an odd number, owners half or more, one who leads; at a first election from the street."""
    if not facts.group or facts.group_leaders != 1:
        return _reason(
            "no_group",
            "筹备（换届）小组要有成员和一位组长",
            "the preparing group needs members and one leader",
            f"{LETTER_274} 10、11",
        )
    if facts.group % 2 == 0:
        return _reason(
            "wrong_group",
            f"小组人数要为单数，现在 {facts.group} 人",
            f"an odd number is wanted, not {facts.group}",
            f"{LETTER_274} 10",
        )
    if 2 * facts.group_owners < facts.group:
        return _reason(
            "wrong_group", "业主代表不少于一半", "owners are at least half of the group", f"{LETTER_274} 10"
        )
    if facts.purpose == "first" and facts.leader_side not in ("street", "committee"):
        return _reason(
            "wrong_group",
            "首次成立由街道（或居委会）代表任组长",
            "the street's (or committee's) representative leads",
            f"{LETTER_274} 10",
        )
    return None


def rules_are_set(facts: OwnersFacts) -> Reason | None:
    """Size odd within the profile's limits, term within its limit; a by-election names the committee that it completes."""
    if facts.size is None or facts.term_years is None:
        return _reason("no_rules", "还没定人数和任期", "size and term are not set")
    if facts.purpose == "by_election":
        return (
            None
            if facts.has_before
            else _reason("no_before", "补选要指明是哪一届", "name the committee to which it belongs")
        )
    if facts.size % 2 == 0 or not facts.least_size <= facts.size <= facts.most_size:
        zh = f"委员会由 {facts.least_size} 至 {facts.most_size} 人单数组成，现在定的是 {facts.size} 人"
        return _reason(
            "wrong_size",
            zh,
            f"an odd number from {facts.least_size} to {facts.most_size}, not {facts.size}",
            f"{LETTER_274} 31、32",
        )
    if not 1 <= facts.term_years <= facts.most_years:
        return _reason(
            "wrong_term",
            f"任期不超过 {facts.most_years} 年",
            f"at most {facts.most_years} years",
            f"{LETTER_274} 32",
        )
    if facts.alternates and not facts.alternates_allowed:
        return _reason(
            "no_alternates",
            "本地规定没有候补委员，请填 0",
            "the region's rules know no alternates",
            "地方规定",
        )
    if facts.alternates > facts.size:
        return _reason(
            "too_many_alternates", "候补委员不超过委员人数", "no more alternates than members", "北京 39"
        )
    return None


def all_checked(facts: OwnersFacts) -> Reason | None:
    """Everybody proposed was checked, and enough stand for the seats."""
    if facts.unchecked:
        return _reason(
            "not_checked", f"还有 {facts.unchecked} 位没有审查", f"{facts.unchecked} are not checked yet"
        )
    if facts.size and facts.standing < facts.size:
        return _reason(
            "too_few_candidates",
            f"候选人 {facts.standing} 位，少于应选 {facts.size} 位",
            f"{facts.standing} stand for {facts.size} seats",
        )
    return None


def notice_has_run(facts: OwnersFacts) -> Reason | None:
    """The vote is called when the candidates' notice has stood its full days."""
    if facts.vote_from is None or facts.on.date() < facts.vote_from:
        day = facts.vote_from.isoformat() if facts.vote_from else "—"
        return _reason(
            "too_early",
            f"候选人公告要满期，最早 {day}",
            f"the notice runs; {day} at the earliest",
            f"{LETTER_274} 12",
        )
    return None


def is_decided(facts: OwnersFacts) -> Reason | None:
    """The result is taken from the published owners' decision alone."""
    if facts.decision_state != "decided":
        return _reason(
            "not_decided",
            "业主表决还没公布结果",
            "the owners' decision is not published yet",
            "民法典 278 (3)",
        )
    return None


def is_formed(facts: OwnersFacts) -> Reason | None:
    """A committee is formed when more than half of its size, and the profile's least number, are elected."""
    if facts.purpose == "by_election":
        return None if facts.elected else _reason("none_elected", "没有人当选", "nobody was elected")
    if facts.elected < facts.least_size or 2 * facts.elected <= (facts.size or 0):
        zh = f"当选 {facts.elected} 位，不足最低人数 {facts.least_size} 位或不过半，先补选再开首次会议"
        return _reason(
            "too_few_elected",
            zh,
            f"{facts.elected} elected: too few to form the committee",
            f"{LETTER_274} 31",
        )
    return None


def has_chair(facts: OwnersFacts) -> Reason | None:
    """Filing follows the first meeting, which elects the chair (by-elections keep the chair that sits)."""
    if not facts.chair and facts.purpose != "by_election":
        return _reason(
            "no_chair",
            "先开首次会议，推选主任",
            "the first meeting elects the chair first",
            f"{LETTER_274} 32",
        )
    return None


def papers_whole(facts: OwnersFacts) -> Reason | None:
    """Filing needs its four papers."""
    missing = [one for one in ("result", "covenant", "rules", "members") if one not in facts.papers]
    if missing:
        names = {"result": "选举结果", "covenant": "管理规约", "rules": "议事规则", "members": "成员名单"}
        zh = "、".join(names[one] for one in missing)
        return _reason(
            "no_papers",
            f"备案材料还缺：{zh}",
            f"missing: {', '.join(missing)}",
            f"{LETTER_274} 33；物业管理条例 16",
        )
    return None


def may_promote(facts: OwnersFacts) -> Reason | None:
    """An alternate moves up where a member's seat is empty."""
    if not facts.alternates_left:
        return _reason("no_alternates", "没有候补委员了，请补选", "no alternate is left; hold a by-election")
    if facts.vacancies <= 0:
        return _reason("not_free", "没有空出的名额", "no seat is free")
    return None


@dataclass(frozen=True)
class Votes:
    """What the decision says of one candidate: passed by the law's double majority, persons and area for, as integers."""

    passed: bool
    persons: int
    area: int


def elected_by(
    votes: Mapping[str, Votes], *, size: int, alternates: int
) -> tuple[list[str], list[str], list[str]]:  # fmt: skip
    """Elected, alternates and tied, in order of votes (persons, then area) among those whom the double majority carried.

    Equal votes for the last seat are never settled silently: those with equal votes are named, the seat stays empty.
    """
    ranked = sorted(
        (key for key, one in votes.items() if one.passed),
        key=lambda key: (-votes[key].persons, -votes[key].area, key),
    )
    won, rest = ranked[:size], ranked[size:]
    tied: list[str] = []
    if won and rest and _weight(votes[won[-1]]) == _weight(votes[rest[0]]):
        line = _weight(votes[rest[0]])
        tied = [key for key in ranked if _weight(votes[key]) == line]
        won, rest = [key for key in won if key not in tied], [key for key in rest if key not in tied]
    return won, rest[:alternates] if not tied else [], tied


def _weight(one: Votes) -> tuple[int, int]:
    return one.persons, one.area


def below_half(serving: int, size: int) -> bool:
    """Whether members have fallen to half of the size or below: then a new election, not a by-election, is due."""
    return 2 * serving <= size


def quorum(present: int, members: int) -> bool:
    """A committee meets when more than half of its members attend."""
    return 2 * present > members


def first(names: Sequence[str]) -> str:
    """The first of a list, or nothing."""
    return names[0] if names else ""
