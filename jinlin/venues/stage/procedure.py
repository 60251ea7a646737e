"""The life of one round of the stage: entered, closed, drawn, objected to, fixed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=600)
RELATIONS = {
    "keeper": Words("社区或场所单位", "The community or the venue's institution"),
    "leader": Words("报名的团队", "A group that entered"),
    "clock": Words("平台", "The platform"),
}


@dataclass(frozen=True)
class RoundFacts:
    """How many groups entered, whether entering is over, whether the objection time is over, objections without an answer."""

    groups: int = 0
    entering_over: bool = False
    objecting_over: bool = False
    unanswered: int = 0


def somebody_entered(facts: RoundFacts) -> Reason | None:
    """A draw needs groups."""
    return None if facts.groups else Reason("no_groups", Words("还没有团队报名", "No group has entered"))


def entering_is_over(facts: RoundFacts) -> Reason | None:
    """The list is closed on the published day, not before."""
    return (
        None
        if facts.entering_over
        else Reason("not_yet", Words("还没到公布的截止时间", "Before the published day"))
    )


def may_object(facts: RoundFacts) -> Reason | None:
    """Some days for objections."""
    return (
        Reason("too_late", Words("异议期过了", "The time for objections is over"))
        if facts.objecting_over
        else None
    )


def nothing_stands_against(facts: RoundFacts) -> Reason | None:
    """The days for objections have passed and every objection has its answer."""
    if not facts.objecting_over:
        return Reason("not_yet", Words("异议期还没过", "The time for objections is not over"))
    if facts.unanswered:
        return Reason("not_settled", Words("还有异议没有答复", "An objection waits for its answer"))
    return None


def is_unanswered(facts: RoundFacts) -> Reason | None:
    """There is something to answer."""
    return (
        None if facts.unanswered else Reason("no_objection", Words("没有要答复的异议", "No objection waits"))
    )


SEED = Field(
    "seed", "text", Words("公开的号码（照公布的写，数字连着写）", "The public number as published"), limit=60,
    help=Words("要用报名截止以后才公布的号码，如约定那天的福彩开奖号", "A number published after entering closed, such as the lottery's of the day named"),
)  # fmt: skip
ROUND = Procedure(
    code="stage_round",
    words=Words("舞台轮换", "Stage round"),
    start="entering",
    relations=RELATIONS,
    states=(
        State("entering", Words("报名中", "Entering"), Words("报名中", "Entering"), "calm", "○"),
        State("closed", Words("名单已封", "List closed"), Words("名单已封，等公开号码", "List closed"), "soon", "◔"),
        State("drawn", Words("已抽，异议期", "Drawn"), Words("已抽出，异议期内可提异议", "Drawn, open to objections"), "soon", "◔"),
        State("fixed", Words("已定", "Fixed"), Words("已定", "Fixed"), "good", "✓", final=True),
        State("dropped", Words("作废", "Dropped"), Words("作废", "Dropped"), "calm", "×", final=True),
    ),
    steps=(
        Step("close", Words("封名单", "Close the list"), Words("封了名单，公布了摘要", "closed the list and published its digest"), ("entering",), "closed",
             ("keeper", "clock"), when=(somebody_entered, entering_is_over), tells=("leader",), main=True),
        Step("draw", Words("用公开号码抽签", "Draw"), Words("用公开号码抽了签", "drew with the public number"), ("closed",), "drawn", ("keeper",),
             fields=(SEED,), tells=("leader",), main=True, weighty=True),
        Step("object", Words("提异议", "Object"), Words("提了异议", "objected"), ("drawn",), None, ("leader",), when=(may_object,), fields=(_NOTE,),
             tells=("keeper",), seen="staff", often=True),
        Step("answer", Words("答复异议，结果不变", "Answer; the result stands"), Words("答复了异议", "answered the objection"), ("drawn",), None, ("keeper",),
             when=(is_unanswered,), fields=(_NOTE,), tells=("leader",), often=True),
        Step("uphold", Words("异议成立，重抽", "Uphold; draw again"), Words("异议成立，要用新的号码重抽", "upheld the objection; a new number is needed"),
             ("drawn",), "closed", ("keeper",), when=(is_unanswered,), fields=(_NOTE,), tells=("leader",)),
        Step("fix", Words("定下来", "Fix it"), Words("定了下来，逐晚约好", "fixed it and booked each evening"), ("drawn",), "fixed", ("keeper",),
             when=(nothing_stands_against,), tells=("leader",), main=True),
        Step("drop", Words("作废", "Drop it"), Words("作废了这一轮", "dropped the round"), ANY_OPEN, "dropped", ("keeper",), fields=(_NOTE,), tells=("leader",)),
    ),
)  # fmt: skip
