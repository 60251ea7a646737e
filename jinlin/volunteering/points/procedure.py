"""The life of a rule of points, of a redemption, and of an appeal against a line. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words

KEEPER = "keeper"
RELATIONS = {
    "keeper": Words("社区", "The community"),
    "holder": Words("账户本人", "The account's holder"),
    "clock": Words("平台", "The platform"),
}
_NOTE = Field("note", "long_text", Words("为什么（本人会看到）", "Why (the holder reads it)"), limit=500)


@dataclass(frozen=True)
class RuleFacts:
    """What the rules ask: who made it, who acts, whether it was tried out, whether its day lies ahead, whether it has sense."""

    maker: int = 0
    actor: int = 0
    tried: bool = False
    days_ahead: int = 0
    sense: Reason | None = None


def has_sense(facts: RuleFacts) -> Reason | None:
    """The numbers fit together."""
    return facts.sense


def is_tried(facts: RuleFacts) -> Reason | None:
    """A rule is tried out on the real ledger before it applies, so that everybody sees who would get what."""
    return (
        None
        if facts.tried
        else Reason(
            "not_tried", Words("先用真实账本试算，看清影响，再启用", "Try it on the real ledger first")
        )
    )


def is_second_person(facts: RuleFacts) -> Reason | None:
    """Whoever made a rule does not put it into force."""
    if facts.actor == facts.maker:
        return Reason("not_alone", Words("由另一位负责人启用", "Somebody else puts it into force"))
    return None


def is_ahead(facts: RuleFacts) -> Reason | None:
    """A rule applies from a day to come: what was served before is counted by the rule of its day."""
    if facts.days_ahead < 1:
        return Reason("too_late", Words("启用日期要在明天或以后", "It applies from tomorrow or later"))
    return None


RULE = Procedure(
    code="point_rule",
    words=Words("积分规则", "Rule of points"),
    start="draft",
    relations=RELATIONS,
    states=(
        State("draft", Words("草稿", "Draft"), Words("草稿", "Draft"), "soon", "○"),
        State("tried", Words("已试算", "Tried out"), Words("已试算", "Tried out"), "soon", "◔"),
        State("applied", Words("已启用", "In force"), Words("正在用", "In force"), "good", "✓"),
        State("ended", Words("已停用", "Ended"), Words("不再用", "Ended"), "calm", "×", final=True),
    ),
    steps=(
        Step("simulate", Words("用真实账本试算", "Try it on the real ledger"), Words("试算了", "tried it out"), ("draft", "tried"), "tried", (KEEPER,),
             when=(has_sense,), main=True),
        Step("apply", Words("启用", "Put it into force"), Words("启用了", "put it into force"), ("tried",), "applied", (KEEPER,),
             when=(has_sense, is_tried, is_second_person, is_ahead), main=True),
        Step("end", Words("停用", "End it"), Words("停用了", "ended it"), ("draft", "tried", "applied"), "ended", (KEEPER,), fields=(_NOTE,)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RedemptionFacts:
    """What the rules ask of a redemption: whether its time is over, and whether the one who hands over is its holder."""

    is_over: bool = False
    own: bool = False


def still_kept(facts: RedemptionFacts) -> Reason | None:
    """A reserved reward is kept for some days."""
    return (
        Reason("too_late", Words("保留的日子过了，积分已退回", "The time is over; the points went back"))
        if facts.is_over
        else None
    )


def is_over(facts: RedemptionFacts) -> Reason | None:
    """It lapses when its days are over."""
    return None if facts.is_over else Reason("not_yet", Words("还在保留期内", "Still kept"))


def not_own(facts: RedemptionFacts) -> Reason | None:
    """Nobody hands over to themselves."""
    return (
        Reason("not_oneself", Words("自己的由另一位来发", "Somebody else hands over")) if facts.own else None
    )


REDEMPTION = Procedure(
    code="redemption",
    words=Words("兑换", "Redemption"),
    start="reserved",
    relations=RELATIONS,
    states=(
        State("reserved", Words("已保留", "Reserved"), Words("给您留着", "Kept for you"), "soon", "◔"),
        State("fulfilled", Words("已领", "Handed over"), Words("已领到", "Received"), "good", "✓", final=True),
        State("released", Words("已退回", "Given back"), Words("已退回", "Given back"), "calm", "×", final=True),
        State("expired", Words("过期退回", "Lapsed"), Words("过期，积分已退回", "Lapsed, the points went back"), "calm", "×", final=True),
    ),
    steps=(
        Step("fulfil", Words("核对领取码，发给本人", "Check the code and hand over"), Words("发给了本人", "handed it over"), ("reserved",), "fulfilled", (KEEPER,),
             when=(still_kept, not_own), fields=(Field("code", "text", Words("领取码", "Code"), limit=12),), tells=("holder",), seen="teller", main=True),
        Step("release", Words("不要了，退回积分", "Give it back"), Words("退回了", "gave it back"), ("reserved",), "released", ("holder", KEEPER),
             tells=("holder",), seen="teller", often=True),
        Step("expire", Words("过期退回", "Let it lapse"), Words("过期退回", "let it lapse"), ("reserved",), "expired", ("clock",),
             when=(is_over,), tells=("holder",), seen="teller"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class AppealFacts:
    """Whether the one who decides is the one whose line it is."""

    own: bool = False


def decides_for_another(facts: AppealFacts) -> Reason | None:
    """Nobody decides on their own line."""
    return (
        Reason("not_oneself", Words("自己的申诉由另一位来定", "Somebody else decides")) if facts.own else None
    )


APPEAL = Procedure(
    code="point_appeal",
    words=Words("积分申诉", "Appeal of a line"),
    start="open",
    relations=RELATIONS,
    states=(
        State("open", Words("待核", "Open"), Words("在核对", "Being checked"), "soon", "?"),
        State("upheld", Words("已更正", "Corrected"), Words("已更正", "Corrected"), "good", "✓", final=True),
        State("declined", Words("维持不变", "Stands"), Words("维持不变", "Stands"), "calm", "–", final=True),
    ),
    steps=(
        Step("uphold", Words("属实，更正", "Correct it"), Words("更正了", "corrected it"), ("open",), "upheld", (KEEPER,), when=(decides_for_another,),
             fields=(Field("amount", "integer", Words("应该是多少", "What it should be"), least=0, limit=1_000_000), _NOTE), tells=("holder",), seen="teller", main=True),
        Step("decline", Words("核对无误，不变", "It stands"), Words("核对无误", "found it right"), ("open",), "declined", (KEEPER,), when=(decides_for_another,),
             fields=(_NOTE,), tells=("holder",), seen="teller", often=True),
    ),
)  # fmt: skip
