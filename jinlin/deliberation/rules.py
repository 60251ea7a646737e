"""Rules of meetings, points, results and motions: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.deliberation.presence import Quorum

OPEN_EARLY = dt.timedelta(hours=2)
"""A meeting is opened, and people sign in, at most so long before its hour."""


def text_hash(text: str) -> str:
    """The fingerprint of a wording: SHA-256 of its UTF-8, with line ends made one and nothing else touched."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def no(code: str, zh: str, en: str, basis: str = "") -> Reason:
    """A reason against, in both languages."""
    return Reason(code, Words(zh, en), basis)


@dataclass(frozen=True)
class MeetingFacts:
    """What the rules of a meeting ask for."""

    on: dt.datetime
    begins_at: dt.datetime
    latest_notice_at: dt.datetime | None = None
    open_items: tuple[str, ...] = ()
    item_count: int = 0
    points_waiting: int = 0
    attendees: int = 0
    confirmed: int = 0
    needed: int = 0
    open_remarks: int = 0
    mine_confirmed: bool = False
    is_present: bool = False
    has_successor: bool = False
    has_chair: bool = False
    handed_over: bool = False
    unserved: Reason | None = None


def notice_in_time(facts: MeetingFacts) -> Reason | None:
    """A meeting is announced while the full notice period still lies before it."""
    if facts.latest_notice_at is not None and facts.on > facts.latest_notice_at:
        day = facts.latest_notice_at
        return no(
            "too_late", f"通知期不够：最晚应在 {day.month} 月 {day.day} 日前通知，请改期", f"The last day of notice was {day:%Y-%m-%d}; move the meeting"
        )  # fmt: skip
    return None


def has_an_agenda(facts: MeetingFacts) -> Reason | None:
    """A notice says what will be talked about."""
    return None if facts.item_count else no("no_items", "还没有议题", "There is no item yet")


def not_begun(facts: MeetingFacts) -> Reason | None:
    """Once its hour has come, a meeting is not moved."""
    return (
        None if facts.on < facts.begins_at else no("too_late", "开会时间已到，不能再改", "Its hour has come")
    )


def has_a_chair(facts: MeetingFacts) -> Reason | None:
    """Only a chair by turn can be swapped; a talk has none."""
    return (
        None
        if facts.has_chair
        else no("no_chair", "这次会没有轮值主席，不用换班", "No chair by turn to swap")
    )


def it_is_time(facts: MeetingFacts) -> Reason | None:
    """A meeting opens on its day, at most two hours early."""
    if facts.on < facts.begins_at - OPEN_EARLY:
        return no(
            "too_early", "还没到开会的时候（最早提前两小时）", "It is too early (two hours ahead at most)"
        )
    return None


def notice_is_served(facts: MeetingFacts) -> Reason | None:
    """An assembly opens when its legal notice was served (城市居民委员会组织法 26)."""
    return facts.unserved


def items_are_ended(facts: MeetingFacts) -> Reason | None:
    """Every item ends in one of: noted, task, forwarded, resolved, postponed."""
    if facts.open_items:
        return no(
            "not_ended",
            "还有议题没有结果：" + "、".join(facts.open_items[:5]),
            "Items without an end: " + ", ".join(facts.open_items[:5]),
        )
    return None


def is_not_present_yet(facts: MeetingFacts) -> Reason | None:
    """One signs in once."""
    return no("not_twice", "您已经签到", "You have signed in") if facts.is_present else None


def is_present(facts: MeetingFacts) -> Reason | None:
    """Only who is here can leave."""
    return None if facts.is_present else no("not_present", "您还没有签到", "You have not signed in")


def not_confirmed_yet(facts: MeetingFacts) -> Reason | None:
    """One confirms a wording of the minutes once."""
    return (
        no("not_twice", "您已经确认过这一稿", "You have confirmed this wording")
        if facts.mine_confirmed
        else None
    )


def minutes_are_confirmed(facts: MeetingFacts) -> Reason | None:
    """Minutes are published only when enough attendees confirmed the very text and no remark on it is open."""
    if facts.open_remarks:
        return no(
            "not_answered",
            f"还有 {facts.open_remarks} 条修改意见没有处理，请改一稿",
            f"{facts.open_remarks} remarks are open; write the minutes anew",
        )
    if facts.confirmed < facts.needed:
        return no(
            "not_confirmed",
            f"参会人还没有确认：{facts.confirmed}/{facts.needed}",
            f"Attendees have yet to confirm: {facts.confirmed} of {facts.needed}",
        )
    return None


def may_hand_over(facts: MeetingFacts) -> Reason | None:
    """The list is made once, for a next chair that is somebody else."""
    if facts.handed_over:
        return no("not_twice", "这次会议已经列过交接单", "The list was made already")
    return (
        None if facts.has_successor else no("no_successor", "还没有下一位主席", "There is no next chair yet")
    )


@dataclass(frozen=True)
class ItemFacts:
    """What the rules of an agenda item ask for."""

    on: dt.datetime
    sitting: bool = False
    source: str = "free"
    announced_at: dt.datetime | None = None
    listed_at: dt.datetime | None = None
    quorum: Quorum = Quorum(0, 0, None)
    other_talking: str = ""
    text_changed: bool = False
    may_decide: bool = True


def meeting_is_sitting(facts: ItemFacts) -> Reason | None:
    """Items are dealt with while the meeting sits."""
    return None if facts.sitting else no("not_sitting", "会议还没有开始", "The meeting has not begun")


def one_at_a_time(facts: ItemFacts) -> Reason | None:
    """One item is talked about at a time, so that quorum and time are its own."""
    return (
        no(
            "not_two",
            f"正在议“{facts.other_talking}”，先给它一个结果",
            f"“{facts.other_talking}” is being talked about",
        )
        if facts.other_talking
        else None
    )


def quorum_is_met(facts: ItemFacts) -> Reason | None:
    """A decision needs enough members present at that moment, however many came earlier."""
    found = facts.quorum
    if found.is_met:
        return None
    return no(
        "no_quorum",
        f"到会人数不够：现在 {found.present} 个，至少 {found.needed} 个",
        f"{found.present} members are present; it takes {found.needed}",
    )


def was_announced(facts: ItemFacts) -> Reason | None:
    """What was not announced is not decided: only talked about, or postponed."""
    late = (
        facts.announced_at is not None
        and facts.listed_at is not None
        and facts.listed_at > facts.announced_at
    )
    return (
        no(
            "not_announced",
            "通知之后才加的议题，只能议、不能定",
            "Added after the notice: it may be talked about, not decided",
        )
        if late
        else None
    )


def is_the_same_text(facts: ItemFacts) -> Reason | None:
    """A body acts only on the very text that was put before it."""
    return (
        no(
            "wrong_text",
            "议案的文字已经改过，与列入议程时不同，要回到规定的步骤",
            "The motion's text is no longer the one that was listed",
        )
        if facts.text_changed
        else None
    )


def may_be_left(facts: ItemFacts) -> Reason | None:
    """What residents raised, and results that are overdue, can't be taken off or put off: only answered."""
    if facts.source == "overdue":
        return no(
            "no_removal",
            "到期没报结果的事项不能拿掉，只能作出回应",
            "A missing result can't be removed, only answered",
        )
    if facts.source == "point":
        return no(
            "no_removal",
            "居民提出的事不能拿掉，只能回应",
            "What a resident raised can't be removed, only answered",
        )
    return None


def is_overdue_item(facts: ItemFacts) -> Reason | None:
    """This answer is for results that are missing."""
    return (
        None
        if facts.source == "overdue"
        else no("not_overdue", "这不是到期未报结果的事项", "This is no missing result")
    )


def is_no_overdue_item(facts: ItemFacts) -> Reason | None:
    """A missing result is answered by its own step."""
    return (
        no("no_removal", "到期没报结果的事项，请用“回应”", "A missing result is answered by its own step")
        if facts.source == "overdue"
        else None
    )


@dataclass(frozen=True)
class ResultFacts:
    """What the rules of a result ask for."""

    on: dt.datetime
    due_at: dt.datetime
    open_milestones: tuple[str, ...] = ()
    milestones: int = 0
    extended: int = 0


def milestones_are_reached(facts: ResultFacts) -> Reason | None:
    """A result is reported when every milestone was reached with its evidence."""
    if facts.open_milestones:
        return no(
            "not_reached",
            "还有节点没有完成：" + "、".join(facts.open_milestones[:5]),
            "Open milestones: " + ", ".join(facts.open_milestones[:5]),
        )
    return None


def has_open_milestones(facts: ResultFacts) -> Reason | None:
    """There is something left to reach."""
    return None if facts.open_milestones else no("no_milestone", "没有未完成的节点", "No milestone is open")


def extended_once_only(facts: ResultFacts) -> Reason | None:
    """A date is moved once by agreement; after that the meeting itself has to be told why."""
    return (
        no("not_again", "已经延期过一次，再延要到会上说明", "It was extended once; tell the meeting")
        if facts.extended
        else None
    )


def progress(reached: int, milestones: int) -> int:
    """How far a result is, in whole per cent of its milestones, rounded down. Never typed by anybody."""
    return reached * 100 // milestones if milestones else 0
