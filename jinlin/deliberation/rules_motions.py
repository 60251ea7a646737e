"""Rules of motions at their gates: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.deliberation.rules import no


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
        no(
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
        return no("not_here", "这一步不用听取意见", "This step asks for no remarks")
    return no("not_twice", "这一稿已经听取过意见", "This wording was heard already") if facts.heard else None


def hearing_is_done(facts: MotionFacts) -> Reason | None:
    """What is to be heard first is heard first."""
    return (
        no("not_heard", "要先听取意见，并逐条答复", "Remarks must be heard and answered first")
        if facts.wants_hearing and not facts.heard
        else None
    )


def hearing_is_over(facts: MotionFacts) -> Reason | None:
    """Remarks may be made for the whole period, and each is answered before it ends."""
    if facts.hear_until is not None and facts.on < facts.hear_until:
        return no(
            "too_early",
            f"收意见到 {facts.hear_until:%m-%d} 为止",
            f"Remarks are taken until {facts.hear_until:%m-%d}",
        )
    if facts.unanswered:
        return no(
            "not_answered",
            f"还有 {facts.unanswered} 条意见没有答复",
            f"{facts.unanswered} remarks have no answer",
        )
    return facts.unserved


def hearing_is_open(facts: MotionFacts) -> Reason | None:
    """A remark comes in time."""
    if facts.hear_until is not None and facts.on >= facts.hear_until:
        return no("too_late", "收意见的时间已过", "The time for remarks is over")
    return None


def there_is_a_remark(facts: MotionFacts) -> Reason | None:
    """There is something to answer."""
    return None if facts.unanswered else no("no_remark", "没有待答复的意见", "No remark waits for an answer")


def gate_meets(facts: MotionFacts) -> Reason | None:
    """This gate is passed by a body that meets."""
    if not facts.gate_has_body or facts.by_vote:
        return no("not_here", "这一步不由会议来定", "No meeting decides this step")
    return (
        no("not_twice", "已经列入一次会议的议程", "It stands on an agenda already") if facts.listed else None
    )


def gate_votes(facts: MotionFacts) -> Reason | None:
    """This gate is passed by a vote of residents or owners."""
    return None if facts.by_vote else no("not_here", "这一步不是由投票来定", "No vote decides this step")


def vote_is_theirs(facts: MotionFacts) -> Reason | None:
    """What the owners alone may decide is decided by their own ballots, counted by area and by heads."""
    return (
        None
        if facts.owners
        else no("not_here", "这件事不是业主共同决定的事项", "This is no owners' matter", "民法典 278")
    )


def vote_is_entered(facts: MotionFacts) -> Reason | None:
    """The numbers of an owners' vote come from its ballots, never from a hand."""
    if facts.owners:
        return no(
            "not_by_hand", "业主表决的结果由票箱得出，不手工录入", "An owners' vote is counted from its ballots, not entered by hand", "民法典 278"
        )  # fmt: skip
    return None


def no_vote_runs(facts: MotionFacts) -> Reason | None:
    """While a vote on the text is prepared or held, the text stands still."""
    if facts.vote_runs:
        return no(
            "not_while_voting",
            "正在准备或举行业主表决；要改先撤回表决",
            "A vote on these words is under way; withdraw it first",
        )
    return None


def gate_only_hears(facts: MotionFacts) -> Reason | None:
    """A plain hearing decides nothing; it ends with its summary."""
    return (
        no("not_here", "这一步要由会议或投票来定", "A body has to decide this step")
        if facts.gate_has_body
        else None
    )


def ruling_passed(facts: MotionFacts) -> Reason | None:
    """A gate is passed by the ruling of its body, and by nothing else."""
    return (
        None
        if facts.ruling == "passed"
        else no("not_passed", "这一步的会议或投票还没有通过", "The body of this step has not passed it")
    )


def ruling_failed(facts: MotionFacts) -> Reason | None:
    """A gate fails by the ruling of its body."""
    return (
        None
        if facts.ruling == "failed"
        else no("not_failed", "这一步没有被否决", "The body of this step has not turned it down")
    )


def publication_is_served(facts: MotionFacts) -> Reason | None:
    """What was passed stays up for its whole period before the next step."""
    if facts.served_until is not None and facts.on <= facts.served_until:
        return no(
            "too_early",
            f"公布期还没有满，到 {facts.served_until:%m-%d} 为止",
            f"It stays published until {facts.served_until:%m-%d}",
        )
    return facts.unserved


def not_last_gate(facts: MotionFacts) -> Reason | None:
    """There is a next step."""
    return no("not_here", "已经是最后一步", "This was the last step") if facts.is_last else None


def is_last_gate(facts: MotionFacts) -> Reason | None:
    """All steps before have been gone through."""
    return (
        None if facts.is_last else no("not_yet", "还有步骤没有走完", "There are further steps to go through")
    )


def results_are_done(facts: MotionFacts) -> Reason | None:
    """A decision is done when what it was to bring about is there."""
    if facts.open_results or not facts.results:
        return no("not_done", "还有落实事项没有完成", "Results are still open")
    if facts.missing_ratings:
        return no(
            "not_rated",
            "还缺评议：" + "、".join(facts.missing_ratings),
            "Ratings are missing: " + ", ".join(facts.missing_ratings),
        )
    return None


def ratings_are_asked(facts: MotionFacts) -> Reason | None:
    """Rated is what the town's procedure names, each once."""
    return None if facts.missing_ratings else no("not_here", "没有要评的", "There is nothing to rate")


def not_following(facts: MotionFacts) -> Reason | None:
    """One follows once."""
    return no("not_twice", "您已经在关注", "You follow it already") if facts.follows else None


def is_following(facts: MotionFacts) -> Reason | None:
    """Only who follows can stop."""
    return None if facts.follows else no("not_following", "您没有关注", "You do not follow it")


def decides_something(facts: MotionFacts) -> Reason | None:
    """A hearing brings no decision that could be carried out."""
    return None if facts.decides else no("not_here", "征求意见不作决定", "A hearing decides nothing")


def decides_nothing(facts: MotionFacts) -> Reason | None:
    """A decision is carried out, not filed away."""
    return (
        no("not_here", "作出的决定要落实，不能直接归档", "A decision is carried out first")
        if facts.decides
        else None
    )
