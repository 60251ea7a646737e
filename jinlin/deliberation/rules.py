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


def _no(code: str, zh: str, en: str, basis: str = "") -> Reason:
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
    handed_over: bool = False
    unserved: Reason | None = None


def notice_in_time(facts: MeetingFacts) -> Reason | None:
    """A meeting is announced while the full notice period still lies before it."""
    if facts.latest_notice_at is not None and facts.on > facts.latest_notice_at:
        day = facts.latest_notice_at
        return _no(
            "too_late", f"通知期不够：最晚应在 {day.month} 月 {day.day} 日前通知，请改期", f"The last day of notice was {day:%Y-%m-%d}; move the meeting"
        )  # fmt: skip
    return None


def has_an_agenda(facts: MeetingFacts) -> Reason | None:
    """A notice says what will be talked about."""
    return None if facts.item_count else _no("no_items", "还没有议题", "There is no item yet")


def not_begun(facts: MeetingFacts) -> Reason | None:
    """Once its hour has come, a meeting is not moved."""
    return (
        None if facts.on < facts.begins_at else _no("too_late", "开会时间已到，不能再改", "Its hour has come")
    )


def it_is_time(facts: MeetingFacts) -> Reason | None:
    """A meeting opens on its day, at most two hours early."""
    if facts.on < facts.begins_at - OPEN_EARLY:
        return _no(
            "too_early", "还没到开会的时候（最早提前两小时）", "It is too early (two hours ahead at most)"
        )
    return None


def notice_is_served(facts: MeetingFacts) -> Reason | None:
    """An assembly opens when its legal notice was served (城市居民委员会组织法 26)."""
    return facts.unserved


def items_are_ended(facts: MeetingFacts) -> Reason | None:
    """Every item ends in one of: noted, task, forwarded, resolved, postponed."""
    if facts.open_items:
        return _no(
            "not_ended",
            "还有议题没有结果：" + "、".join(facts.open_items[:5]),
            "Items without an end: " + ", ".join(facts.open_items[:5]),
        )
    return None


def is_not_present_yet(facts: MeetingFacts) -> Reason | None:
    """One signs in once."""
    return _no("not_twice", "您已经签到", "You have signed in") if facts.is_present else None


def is_present(facts: MeetingFacts) -> Reason | None:
    """Only who is here can leave."""
    return None if facts.is_present else _no("not_present", "您还没有签到", "You have not signed in")


def not_confirmed_yet(facts: MeetingFacts) -> Reason | None:
    """One confirms a wording of the minutes once."""
    return (
        _no("not_twice", "您已经确认过这一稿", "You have confirmed this wording")
        if facts.mine_confirmed
        else None
    )


def minutes_are_confirmed(facts: MeetingFacts) -> Reason | None:
    """Minutes are published only when enough attendees confirmed the very text and no remark on it is open."""
    if facts.open_remarks:
        return _no(
            "not_answered",
            f"还有 {facts.open_remarks} 条修改意见没有处理，请改一稿",
            f"{facts.open_remarks} remarks are open; write the minutes anew",
        )
    if facts.confirmed < facts.needed:
        return _no(
            "not_confirmed",
            f"参会人还没有确认：{facts.confirmed}/{facts.needed}",
            f"Attendees have yet to confirm: {facts.confirmed} of {facts.needed}",
        )
    return None


def may_hand_over(facts: MeetingFacts) -> Reason | None:
    """The list is made once, for a next chair that is somebody else."""
    if facts.handed_over:
        return _no("not_twice", "这次会议已经列过交接单", "The list was made already")
    return (
        None if facts.has_successor else _no("no_successor", "还没有下一位主席", "There is no next chair yet")
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
    return None if facts.sitting else _no("not_sitting", "会议还没有开始", "The meeting has not begun")


def one_at_a_time(facts: ItemFacts) -> Reason | None:
    """One item is talked about at a time, so that quorum and time are its own."""
    return (
        _no(
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
    return _no(
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
        _no(
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
        _no(
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
        return _no(
            "no_removal",
            "到期没报结果的事项不能拿掉，只能作出回应",
            "A missing result can't be removed, only answered",
        )
    if facts.source == "point":
        return _no(
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
        else _no("not_overdue", "这不是到期未报结果的事项", "This is no missing result")
    )


def is_no_overdue_item(facts: ItemFacts) -> Reason | None:
    """A missing result is answered by its own step."""
    return (
        _no("no_removal", "到期没报结果的事项，请用“回应”", "A missing result is answered by its own step")
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
        return _no(
            "not_reached",
            "还有节点没有完成：" + "、".join(facts.open_milestones[:5]),
            "Open milestones: " + ", ".join(facts.open_milestones[:5]),
        )
    return None


def has_open_milestones(facts: ResultFacts) -> Reason | None:
    """There is something left to reach."""
    return None if facts.open_milestones else _no("no_milestone", "没有未完成的节点", "No milestone is open")


def extended_once_only(facts: ResultFacts) -> Reason | None:
    """A date is moved once by agreement; after that the meeting itself has to be told why."""
    return (
        _no("not_again", "已经延期过一次，再延要到会上说明", "It was extended once; tell the meeting")
        if facts.extended
        else None
    )


def progress(reached: int, milestones: int) -> int:
    """How far a result is, in whole per cent of its milestones, rounded down. Never typed by anybody."""
    return reached * 100 // milestones if milestones else 0


@dataclass(frozen=True)
class MotionFacts:
    """What the rules of a motion ask for, at its gate."""

    on: dt.datetime
    gate_has_body: bool = True
    by_vote: bool = False
    wants_hearing: bool = False
    heard: bool = False
    hear_until: dt.datetime | None = None
    unanswered: int = 0
    served_until: dt.datetime | None = None
    is_last: bool = False
    ruling: str = ""
    text_broken: bool = False
    listed: bool = False
    open_results: int = 0
    results: int = 0
    missing_ratings: tuple[str, ...] = ()
    follows: bool = False
    decides: bool = True
    unserved: Reason | None = None
    owners: bool = False
    vote_runs: bool = False


def text_is_whole(facts: MotionFacts) -> Reason | None:
    """The text is the one that the body before passed, to the comma."""
    return (
        _no(
            "wrong_text",
            "文字与上一步通过的不一致（哪怕只差一个标点），要按规则退回",
            "The text is not the one passed before, be it by one comma; it goes back",
        )
        if facts.text_broken
        else None
    )


def gate_wants_hearing(facts: MotionFacts) -> Reason | None:
    """Remarks are asked for where the gate's rules say so, once for a wording."""
    if not facts.wants_hearing:
        return _no("not_here", "这一步不用听取意见", "This step asks for no remarks")
    return _no("not_twice", "这一稿已经听取过意见", "This wording was heard already") if facts.heard else None


def hearing_is_done(facts: MotionFacts) -> Reason | None:
    """What is to be heard first is heard first."""
    return (
        _no("not_heard", "要先听取意见，并逐条答复", "Remarks must be heard and answered first")
        if facts.wants_hearing and not facts.heard
        else None
    )


def hearing_is_over(facts: MotionFacts) -> Reason | None:
    """Remarks may be made for the whole period, and each is answered before it ends."""
    if facts.hear_until is not None and facts.on < facts.hear_until:
        return _no(
            "too_early",
            f"收意见到 {facts.hear_until:%m-%d} 为止",
            f"Remarks are taken until {facts.hear_until:%m-%d}",
        )
    if facts.unanswered:
        return _no(
            "not_answered",
            f"还有 {facts.unanswered} 条意见没有答复",
            f"{facts.unanswered} remarks have no answer",
        )
    return facts.unserved


def hearing_is_open(facts: MotionFacts) -> Reason | None:
    """A remark comes in time."""
    if facts.hear_until is not None and facts.on >= facts.hear_until:
        return _no("too_late", "收意见的时间已过", "The time for remarks is over")
    return None


def there_is_a_remark(facts: MotionFacts) -> Reason | None:
    """There is something to answer."""
    return None if facts.unanswered else _no("no_remark", "没有待答复的意见", "No remark waits for an answer")


def gate_meets(facts: MotionFacts) -> Reason | None:
    """This gate is passed by a body that meets."""
    if not facts.gate_has_body or facts.by_vote:
        return _no("not_here", "这一步不由会议来定", "No meeting decides this step")
    return (
        _no("not_twice", "已经列入一次会议的议程", "It stands on an agenda already") if facts.listed else None
    )


def gate_votes(facts: MotionFacts) -> Reason | None:
    """This gate is passed by a vote of residents or owners."""
    return None if facts.by_vote else _no("not_here", "这一步不是由投票来定", "No vote decides this step")


def vote_is_theirs(facts: MotionFacts) -> Reason | None:
    """What the owners alone may decide is decided by their own ballots, counted by area and by heads."""
    return (
        None
        if facts.owners
        else _no("not_here", "这件事不是业主共同决定的事项", "This is no owners' matter", "民法典 278")
    )


def vote_is_entered(facts: MotionFacts) -> Reason | None:
    """The numbers of an owners' vote come from its ballots, never from a hand."""
    if facts.owners:
        return _no(
            "not_by_hand", "业主表决的结果由票箱得出，不手工录入", "An owners' vote is counted from its ballots, not entered by hand", "民法典 278"
        )  # fmt: skip
    return None


def no_vote_runs(facts: MotionFacts) -> Reason | None:
    """While a vote on the text is prepared or held, the text stands still."""
    if facts.vote_runs:
        return _no(
            "not_while_voting",
            "正在准备或举行业主表决；要改先撤回表决",
            "A vote on these words is under way; withdraw it first",
        )
    return None


def gate_only_hears(facts: MotionFacts) -> Reason | None:
    """A plain hearing decides nothing; it ends with its summary."""
    return (
        _no("not_here", "这一步要由会议或投票来定", "A body has to decide this step")
        if facts.gate_has_body
        else None
    )


def ruling_passed(facts: MotionFacts) -> Reason | None:
    """A gate is passed by the ruling of its body, and by nothing else."""
    return (
        None
        if facts.ruling == "passed"
        else _no("not_passed", "这一步的会议或投票还没有通过", "The body of this step has not passed it")
    )


def ruling_failed(facts: MotionFacts) -> Reason | None:
    """A gate fails by the ruling of its body."""
    return (
        None
        if facts.ruling == "failed"
        else _no("not_failed", "这一步没有被否决", "The body of this step has not turned it down")
    )


def publication_is_served(facts: MotionFacts) -> Reason | None:
    """What was passed stays up for its whole period before the next step."""
    if facts.served_until is not None and facts.on <= facts.served_until:
        return _no(
            "too_early",
            f"公布期还没有满，到 {facts.served_until:%m-%d} 为止",
            f"It stays published until {facts.served_until:%m-%d}",
        )
    return facts.unserved


def not_last_gate(facts: MotionFacts) -> Reason | None:
    """There is a next step."""
    return _no("not_here", "已经是最后一步", "This was the last step") if facts.is_last else None


def is_last_gate(facts: MotionFacts) -> Reason | None:
    """All steps before have been gone through."""
    return (
        None if facts.is_last else _no("not_yet", "还有步骤没有走完", "There are further steps to go through")
    )


def results_are_done(facts: MotionFacts) -> Reason | None:
    """A decision is done when what it was to bring about is there."""
    if facts.open_results or not facts.results:
        return _no("not_done", "还有落实事项没有完成", "Results are still open")
    if facts.missing_ratings:
        return _no(
            "not_rated",
            "还缺评议：" + "、".join(facts.missing_ratings),
            "Ratings are missing: " + ", ".join(facts.missing_ratings),
        )
    return None


def ratings_are_asked(facts: MotionFacts) -> Reason | None:
    """Rated is what the town's procedure names, each once."""
    return None if facts.missing_ratings else _no("not_here", "没有要评的", "There is nothing to rate")


def not_following(facts: MotionFacts) -> Reason | None:
    """One follows once."""
    return _no("not_twice", "您已经在关注", "You follow it already") if facts.follows else None


def is_following(facts: MotionFacts) -> Reason | None:
    """Only who follows can stop."""
    return None if facts.follows else _no("not_following", "您没有关注", "You do not follow it")


def decides_something(facts: MotionFacts) -> Reason | None:
    """A hearing brings no decision that could be carried out."""
    return None if facts.decides else _no("not_here", "征求意见不作决定", "A hearing decides nothing")


def decides_nothing(facts: MotionFacts) -> Reason | None:
    """A decision is carried out, not filed away."""
    return (
        _no("not_here", "作出的决定要落实，不能直接归档", "A decision is carried out first")
        if facts.decides
        else None
    )
