"""The life of a shift, of somebody's turn in it, and of a swap of two turns. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.volunteering.teams import rules, words
from jinlin.volunteering.teams.procedure import KEEPER, LEADER, NOTE, NOTE_MAY, TEAM_RELATIONS

EARLY, LATE = 30, 15
"""Minutes before the beginning from which one may sign in, and after it until one counts as missing (a proposal)."""
FREE_HOURS = 24
"""Hours before the beginning until which a turn may be given back without finding somebody (a proposal)."""

RELATIONS = TEAM_RELATIONS | {
    "member": Words("排到班的本人", "Whoever has the turn"),
    "asked": Words("被请来换班的人", "Whoever was asked to swap"),
}


@dataclass(frozen=True)
class ShiftFacts:
    """What the rules ask about a shift: minutes until it begins and ends, and turns not closed out."""

    minutes_to_start: int = 0
    minutes_to_end: int = 0
    open_turns: int = 0


def has_ended(facts: ShiftFacts) -> Reason | None:
    """A shift is closed out once it is over."""
    return (
        Reason("not_yet", Words("还没到结束时间", "It has not ended yet"))
        if facts.minutes_to_end > 0
        else None
    )


def is_ahead(facts: ShiftFacts) -> Reason | None:
    """What has begun is not cancelled any more; who came is noted instead."""
    return (
        Reason("too_late", Words("已经开始了，请在收班时写明", "It has begun"))
        if facts.minutes_to_start <= 0
        else None
    )


def all_noted(facts: ShiftFacts) -> Reason | None:
    """Before it is closed it is noted of everybody whether they came."""
    if facts.open_turns:
        zh = f"还有 {facts.open_turns} 人没写来没来"
        return Reason("not_settled", Words(zh, f"{facts.open_turns} people not noted yet"))
    return None


SHIFT = Procedure(
    code="shift",
    words=Words("班次", "Shift"),
    start="published",
    relations=RELATIONS,
    states=(
        State("published", Words("已发布", "Published"), Words("可以报班", "Open"), "good", "●"),
        State("closed", Words("已收班", "Closed"), Words("已结束", "Over"), "calm", "✓", final=True),
        State("cancelled", Words("已取消", "Cancelled"), Words("已取消", "Cancelled"), "late", "×", final=True),
    ),
    steps=(
        Step("ask", Words("请人来这一班", "Ask somebody"), Words("请了人", "asked somebody"), ("published",), None, (LEADER, KEEPER),
             when=(is_ahead,),
             fields=(
                 Field("member", "subject", Words("哪位队员", "Which member"), of="team_member"),
                 Field("kind", "choice", Words("算什么", "As what"), choices=words.KINDS),
             ), seen="staff", often=True, basis=f"{rules.LAW} 25"),
        Step("close", Words("收班", "Close it out"), Words("收了班", "closed it out"), ("published",), "closed", (LEADER, KEEPER),
             when=(has_ended, all_noted), fields=(NOTE_MAY,), seen="staff", main=True),
        Step("cancel", Words("取消这一班", "Cancel the shift"), Words("取消了这一班", "cancelled the shift"), ("published",), "cancelled", (LEADER, KEEPER),
             when=(is_ahead,), fields=(NOTE,), tells=("member",)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TurnFacts:
    """What the rules ask about a turn: minutes until it begins and ends."""

    minutes_to_start: int = 0
    minutes_to_end: int = 0
    not_insured: bool = False


def is_insured(facts: TurnFacts) -> Reason | None:
    """Nobody begins dangerous work without insurance of that day, even where it ran out after the turn was taken."""
    if facts.not_insured:
        return Reason(
            "no_insurance",
            Words("这一班有危险，那天没有志愿者保险，请社区先办好", "Dangerous, and not insured that day"),
            f"{rules.LAW} 17",
        )
    return None


def may_sign_in(facts: TurnFacts) -> Reason | None:
    """From half an hour before the beginning until the end."""
    if facts.minutes_to_start > EARLY:
        return Reason(
            "too_early", Words(f"开始前 {EARLY} 分钟起可以签到", f"From {EARLY} minutes before the beginning")
        )
    if facts.minutes_to_end <= 0:
        return Reason("too_late", Words("这一班已经结束，请队长补记", "It is over; the leader enters it"))
    return None


def has_begun(facts: TurnFacts) -> Reason | None:
    """How long it was is noted once it has begun."""
    return (
        Reason("not_yet", Words("还没开始", "It has not begun yet")) if facts.minutes_to_start > 0 else None
    )


def may_sign_out(facts: TurnFacts) -> Reason | None:
    """A forgotten exit is never made up by full time: an hour after the end the leader is asked."""
    if facts.minutes_to_end < -60:
        return Reason(
            "too_late",
            Words(
                "结束超过一小时了，请队长问过以后补记",
                "More than an hour after the end: the leader enters it",
            ),
        )
    return None


def may_give_back(facts: TurnFacts) -> Reason | None:
    """Given back freely a day ahead; later somebody is found to swap with, or the leader is told."""
    if facts.minutes_to_start < FREE_HOURS * 60:
        words = Words(
            f"离开始不到 {FREE_HOURS} 小时，请找人换班，或告诉队长",
            "Less than a day ahead: find a swap, or tell the leader",
        )
        return Reason("too_late", words)
    return None


def is_missing(facts: TurnFacts) -> Reason | None:
    """Missing is said a quarter of an hour after the beginning."""
    if facts.minutes_to_start > -LATE:
        return Reason(
            "not_yet", Words(f"开始 {LATE} 分钟后才能记没来", f"Only {LATE} minutes after the beginning")
        )
    return None


def turn_is_ahead(facts: TurnFacts) -> Reason | None:
    """An answer counts before the shift begins."""
    return Reason("too_late", Words("已经开始了", "It has begun")) if facts.minutes_to_start <= 0 else None


_CODE = Field(
    "code", "text", Words("门口屏幕上的码（没有可不填）", "Code at the door"), required=False, limit=16
)
TURN = Procedure(
    code="turn",
    words=Words("排到的班", "Turn"),
    start="offered",
    relations=RELATIONS,
    states=(
        State("offered", Words("等本人答应", "Waiting for an answer"), Words("请您来，等您答应", "You are asked"), "soon", "?"),
        State("accepted", Words("已答应", "Accepted"), Words("您的班", "Yours"), "good", "✓"),
        State("on_duty", Words("在岗", "On duty"), Words("正在服务", "On duty"), "good", "●"),
        State("done", Words("已完成", "Done"), Words("已完成", "Done"), "good", "✓", final=True),
        State("absent", Words("没来", "Did not come"), Words("没来", "Did not come"), "late", "–", final=True),
        State("excused", Words("请假", "Excused"), Words("请假", "Excused"), "calm", "–", final=True),
        State("declined", Words("没答应", "Declined"), Words("没答应", "Declined"), "calm", "×", final=True),
        State("withdrawn", Words("已退班", "Given back"), Words("已退班", "Given back"), "calm", "×", final=True),
    ),
    steps=(
        Step("accept", Words("我来", "I will come"), Words("答应了", "will come"), ("offered",), "accepted", ("member",),
             when=(turn_is_ahead, is_insured), tells=("leader",), seen="teller", main=True, basis=f"{rules.LAW} 25"),
        Step("decline", Words("来不了", "I cannot"), Words("来不了", "cannot come"), ("offered",), "declined", ("member",),
             tells=("leader",), seen="teller", often=True),
        Step("give_back", Words("退班", "Give it back"), Words("退了班", "gave it back"), ("accepted",), "withdrawn", ("member",),
             when=(may_give_back,), fields=(NOTE_MAY,), tells=("leader",), seen="teller"),
        Step("excuse", Words("记请假", "Excuse"), Words("记了请假", "excused"), ("offered", "accepted"), "excused", (LEADER, KEEPER),
             fields=(NOTE_MAY,), tells=("member",), seen="teller"),
        Step("sign_in", Words("到了，签到", "I am here"), Words("签到", "signed in"), ("accepted",), "on_duty", ("member",),
             when=(may_sign_in, is_insured), fields=(_CODE,), seen="teller", main=True, often=True),
        Step("note_in", Words("记到场", "Note the arrival"), Words("记了到场", "noted the arrival"), ("accepted",), "on_duty", (LEADER, KEEPER),
             when=(may_sign_in, is_insured), seen="teller", often=True, bulk=True),
        Step("sign_out", Words("结束，签退", "I am done"), Words("签退", "signed out"), ("on_duty",), "done", ("member",),
             when=(may_sign_out,), fields=(_CODE, Field("breaks", "integer", Words("中间休息多少分钟", "Minutes of breaks"), required=False, limit=600)), tells=("leader",),
             seen="teller", main=True, often=True),
        Step("note_out", Words("记离场", "Note the end"), Words("记了离场", "noted the end"), ("accepted", "on_duty"), "done", (LEADER, KEEPER),
             when=(has_begun,),
             fields=(
                 Field("minutes", "integer", Words("实际服务多少分钟（不算休息和路上）", "Minutes really served"), least=1, limit=1440), NOTE_MAY,
             ), tells=("member",), seen="teller", often=True),
        Step("miss", Words("记没来", "Note that nobody came"), Words("记了没来", "noted the absence"), ("accepted",), "absent", (LEADER, KEEPER),
             when=(is_missing,), fields=(NOTE_MAY,), tells=("member",), seen="teller"),
        Step("drop", Words("班次取消", "Let it go"), Words("班次取消", "let it go with the shift"), ("offered", "accepted"), "withdrawn", ("clock",), seen="teller"),
    ),
)  # fmt: skip

SWAP = Procedure(
    code="swap",
    words=Words("换班", "Swap"),
    start="asked",
    relations=RELATIONS,
    states=(
        State("asked", Words("等对方答应", "Waiting"), Words("等对方答应", "Waiting"), "soon", "?"),
        State("swapped", Words("已换", "Swapped"), Words("已换", "Swapped"), "good", "✓", final=True),
        State("refused", Words("没换成", "Refused"), Words("没换成", "Refused"), "calm", "×", final=True),
        State("taken_back", Words("已收回", "Taken back"), Words("已收回", "Taken back"), "calm", "×", final=True),
    ),
    steps=(
        Step("agree", Words("同意换班", "Agree"), Words("同意换班", "agreed to swap"), ("asked",), "swapped", ("asked",),
             tells=("member", "leader"), seen="teller", main=True),
        Step("refuse", Words("换不了", "Refuse"), Words("换不了", "refused"), ("asked",), "refused", ("asked",), tells=("member",), seen="teller", often=True),
        Step("take_back", Words("不换了", "Take it back"), Words("收回了换班", "took it back"), ("asked",), "taken_back", ("member",), seen="teller"),
    ),
)  # fmt: skip
