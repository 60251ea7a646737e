"""The life of a list of opening balances, and of a line that is to be taken back: both need a second person. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words

KEEPER = "keeper"
RELATIONS = {"keeper": Words("社区", "The community"), "holder": Words("账户本人", "The account's holder")}
_NOTE = Field("note", "long_text", Words("为什么", "Why"), limit=500)


@dataclass(frozen=True)
class BookFacts:
    """Who made it, who acts, whether the line is the actor's own, whether it was taken back already."""

    maker: int = 0
    actor: int = 0
    own: bool = False
    is_gone: bool = False


def is_second_person(facts: BookFacts) -> Reason | None:
    """Whoever made a list or asked for a reversal does not decide on it."""
    if facts.actor == facts.maker:
        return Reason("not_alone", Words("由另一位核对后决定", "Somebody else checks and decides"))
    return None


def is_maker(facts: BookFacts) -> Reason | None:
    """Only whoever asked takes the question back."""
    if facts.actor != facts.maker:
        return Reason("not_yours", Words("只有提出的人能撤回", "Only whoever asked takes it back"))
    return None


def not_own(facts: BookFacts) -> Reason | None:
    """Nobody decides on their own account."""
    return (
        Reason("not_oneself", Words("自己的账由另一位来定", "Somebody else decides on your own account"))
        if facts.own
        else None
    )


def still_stands(facts: BookFacts) -> Reason | None:
    """A line is taken back once."""
    return Reason("not_twice", Words("这笔已经冲正过", "It was reversed already")) if facts.is_gone else None


OPENING = Procedure(
    code="point_opening",
    words=Words("期初积分", "Opening balances"),
    start="drafted",
    relations=RELATIONS,
    states=(
        State("drafted", Words("待另一位核对", "To be checked"), Words("在核对", "Being checked"), "soon", "◔"),
        State("posted", Words("已入账", "Posted"), Words("已入账", "Posted"), "good", "✓", final=True),
        State("dropped", Words("没有采用", "Dropped"), Words("没有采用", "Dropped"), "calm", "×", final=True),
    ),
    steps=(
        Step("confirm", Words("核对过原来的账本，入账", "Checked against the old book: post it"), Words("核对并入账", "checked and posted it"), ("drafted",), "posted",
             (KEEPER,), when=(is_second_person, not_own), main=True),
        Step("drop", Words("不采用", "Drop it"), Words("没有采用", "dropped it"), ("drafted",), "dropped", (KEEPER,), fields=(_NOTE,)),
    ),
)  # fmt: skip

REVERSAL = Procedure(
    code="point_reversal",
    words=Words("冲正申请", "Reversal asked for"),
    start="asked",
    relations=RELATIONS,
    states=(
        State("asked", Words("待另一位同意", "Waits for a second person"), Words("在核对", "Being checked"), "soon", "?"),
        State("done", Words("已冲正", "Reversed"), Words("已冲正", "Reversed"), "good", "✓", final=True),
        State("declined", Words("不冲正", "Stands"), Words("维持不变", "Stands"), "calm", "–", final=True),
        State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
    ),
    steps=(
        Step("approve", Words("同意，冲正", "Approve: take it back"), Words("同意并冲正", "approved and reversed it"), ("asked",), "done", (KEEPER,),
             when=(is_second_person, not_own, still_stands), tells=("holder",), main=True),
        Step("decline", Words("不同意", "Decline"), Words("不同意冲正", "declined it"), ("asked",), "declined", (KEEPER,), when=(is_second_person, not_own), fields=(_NOTE,)),
        Step("withdraw", Words("撤回申请", "Take the question back"), Words("撤回了", "took it back"), ("asked",), "withdrawn", (KEEPER,), when=(is_maker,)),
    ),
)  # fmt: skip
