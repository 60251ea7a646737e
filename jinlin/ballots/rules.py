"""Rules of a decision: why a step may not be taken now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jinlin.ballots.counting.thresholds import MATTERS
from jinlin.base.rule import Reason
from jinlin.base.words import Words

__all__ = [
    "MATTERS", "Facts", "another_verifies", "is_complete", "may_add_item", "may_be_agent", "may_cast", "may_enter", "notice_served",
    "objections_done", "proxies_allowed", "sheets_done", "small_roll_guarded", "time_is_up",
]  # fmt: skip
MOST_ITEMS = 20
MOST_PROXIES = 3


@dataclass(frozen=True)
class Facts:
    """What the rules of a decision ask for."""

    on: dt.datetime
    items: int = 0
    rows: int = 0
    parking: bool | None = None
    silent: str = "absent"
    silent_basis: str = ""
    conflict: str = "hold"
    may_change: bool = False
    by_proxy: bool = True
    publication: str = "exact"
    units_without_area: int = 0
    open_objections: int = 0
    objections_until: dt.date | None = None
    pinned: int = 0
    dwarfing: int = 0
    opens_on: dt.date | None = None
    closes_at: dt.datetime | None = None
    sheets_open: int = 0
    counted_by: int = 0
    me: int = 0


def _reason(code: str, zh: str, en: str, basis: str = "") -> Reason:
    return Reason(code, Words(zh, en), basis)


def may_add_item(facts: Facts) -> Reason | None:
    """A package holds at most twenty motions: nobody reads a longer sheet."""
    if facts.items >= MOST_ITEMS:
        return _reason(
            "too_many_items", f"一次最多 {MOST_ITEMS} 项议题", f"at most {MOST_ITEMS} motions at once"
        )
    return None


def is_complete(facts: Facts) -> Reason | None:
    """Before the roll is published: motions, a roll, parking chosen, a clause behind silence, rules that fit together."""
    if not facts.items:
        return _reason("no_items", "还没有议题", "there are no motions yet")
    if not facts.rows:
        return _reason("no_roll", "还没有名册", "there is no roll yet")
    if facts.units_without_area:
        count = facts.units_without_area
        return _reason("no_area", f"有 {count} 处房屋没有面积", f"{count} units have no area", "法释 8")
    if facts.parking is None:
        return _reason(
            "no_parking_choice",
            "还没选定车位计不计入",
            "whether parking counts is not chosen",
            "法释 2；建房〔2009〕274号 25",
        )
    if facts.silent == "majority" and not facts.silent_basis:
        return _reason(
            "no_basis",
            "未投票计入多数，要写明议事规则的条款",
            "counting the silent needs its clause",
            "建房〔2009〕274号 26",
        )
    if facts.conflict == "first" and facts.may_change:
        return _reason(
            "wrong_rules",
            "“以先投的为准”和“可以改票”不能同时选",
            "the first stands, or it may be changed: not both",
        )
    return None


def objections_done(facts: Facts) -> Reason | None:
    """The roll is frozen only when its time for objections is over and every objection was answered."""
    if facts.objections_until and facts.on.date() <= facts.objections_until:
        day = facts.objections_until.isoformat()
        return _reason(
            "too_early", f"名册公示到 {day}，之后才能冻结", f"the roll is open to objection until {day}"
        )
    if facts.open_objections:
        count = facts.open_objections
        return _reason(
            "not_answered", f"还有 {count} 条名册异议没有答复", f"{count} objections are not answered"
        )
    return None


def small_roll_guarded(facts: Facts) -> Reason | None:
    """Exact totals of a small roll betray votes: then another way of publishing, or a larger scope, must be chosen."""
    if facts.publication == "exact" and (facts.pinned >= 20 or facts.dwarfing):
        share = facts.pinned // 10
        return _reason(
            "too_small_roll",
            f"名册太小：公布准确数会让约 {share}% 的票被推算出来。请改为只公布整数百分比、公开记名，或扩大范围",
            f"the roll is small: exact totals would betray about {share} % of the votes; choose another way or a larger scope",
        )
    return None


def notice_served(facts: Facts) -> Reason | None:
    """Ballots are opened only when the notice has stood its full days (15 between notice and vote)."""
    if facts.opens_on is None or facts.on.date() < facts.opens_on:
        day = facts.opens_on.isoformat() if facts.opens_on else "—"
        return _reason(
            "too_early",
            f"公告要满十五日，最早 {day} 开始",
            f"the notice runs; {day} at the earliest",
            "物业管理条例 14",
        )
    return None


def time_is_up(facts: Facts) -> Reason | None:
    """Nobody ends a vote before its published end."""
    if facts.closes_at and facts.on < facts.closes_at:
        return _reason("too_early", "还没到公布的截止时间", "the published end has not come")
    return None


def sheets_done(facts: Facts) -> Reason | None:
    """Sums are opened only when every sheet in a box was entered by two, and differences were settled."""
    if facts.sheets_open:
        count = facts.sheets_open
        return _reason(
            "not_entered", f"还有 {count} 张纸质票没有两人录完", f"{count} sheets are not entered by two"
        )
    return None


def another_verifies(facts: Facts) -> Reason | None:
    """Whoever opened the sums does not verify them."""
    if facts.counted_by and facts.counted_by == facts.me:
        return _reason(
            "not_another", "开票的人不能自己核验，请换一位", "whoever opened the sums can't verify them"
        )
    return None


def proxies_allowed(facts: Facts) -> Reason | None:
    """Proxies only where the frozen rules allow them."""
    return (
        None
        if facts.by_proxy
        else _reason("not_allowed", "这次表决的规则不接受委托", "the rules allow no proxies")
    )


def may_be_agent(
    *,
    held: int,
    works_for_property: bool,
    is_candidate: bool,
    items: Sequence[str],
    instructed: Sequence[str],
) -> Reason | None:
    """An agent: not of the property firm, no candidate, at most three owners, an instruction for every item."""
    if works_for_property:
        return _reason(
            "not_agent",
            "物业服务企业的员工不能做代理人",
            "staff of the property firm can't be an agent",
            "舟山等地规定（未核实）",
        )
    if is_candidate:
        return _reason(
            "not_agent",
            "候选人不能做代理人",
            "a candidate can't be an agent",
            "城市居民委员会组织法 19（参照）",
        )
    if held >= MOST_PROXIES:
        return _reason(
            "too_many_proxies", f"一位代理人最多接受 {MOST_PROXIES} 份委托", f"at most {MOST_PROXIES} proxies for one agent",
            "潍坊等地规定（未核实）；城市居民委员会组织法 19（参照）",
        )  # fmt: skip
    missing = [item for item in items if item not in instructed]
    if missing:
        return _reason(
            "no_instruction",
            f"没有写明意见：{'、'.join(missing)}",
            f"no instruction for {', '.join(missing)}",
            "民法典 165",
        )
    return None


def may_cast(
    *, state: str, by_phone: bool, speaks: bool, on: dt.datetime, closes_at: dt.datetime | None, phones: int, papers: int,
    may_change: bool, proxied: bool,
) -> Reason | None:  # fmt: skip
    """Whether an owner may cast (or change) a phone ballot now."""
    if state != "open" or (closes_at and on >= closes_at):
        return _reason("not_open", "现在不能投票", "the vote is not open")
    if not by_phone:
        return _reason(
            "not_by_phone", "这次表决不用手机投票，请用纸质选票", "this vote takes paper ballots alone"
        )
    if not speaks:
        return _reason(
            "not_representative", "这处房屋由几位业主共有，由推定的代表投票", "a representative votes for the co-owners",
            "建房〔2009〕274号 25",
        )  # fmt: skip
    if proxied:
        return _reason("not_twice", "已经登记了书面委托，由代理人投票", "a proxy is recorded and votes")
    if papers:
        return _reason("not_twice", "已经收到您的纸质票，不用再投", "your paper ballot was received")
    if phones and not may_change:
        return _reason(
            "not_twice", "您已经投过了，这次的规则不能改票", "you have voted; the rules allow no change"
        )
    return None


def may_enter(
    *, turn: int, account: int, session: str, device: str, earlier: Sequence[tuple[int, str, str]]
) -> Reason | None:
    """Each reading of a sheet comes from another person, in another session, on another device."""
    for who, where, on_device in earlier:
        if who == account:
            return _reason("not_another", "同一个人不能录两次", "the same person can't enter a sheet twice")
        if where == session:
            return _reason("not_another", "要换一个登录再录", "another session is needed")
        if on_device == device:
            return _reason("not_another", "要换一台设备再录", "another device is needed")
    if turn == 3 and len(earlier) != 2:
        return _reason("not_entered", "两人都录过才能核定", "two readings are needed first")
    return None
