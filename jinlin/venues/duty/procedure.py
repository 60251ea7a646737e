"""The life of one duty turn: asked, accepted by the one who comes, covered by another, on duty, done. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words

_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=600)
_WHY = Field("note", "long_text", Words("原因", "Reason"), limit=600)

RELATIONS = {
    "mine": Words("这一班的人", "Whoever has the turn"),
    "fellow": Words("值班表上的人", "Somebody on the rota"),
    "partner": Words("被问换班的人", "Whoever is asked to swap"),
    "keeper": Words("社区或场所单位", "The community or the venue's institution"),
    "clock": Words("平台", "The platform"),
}


@dataclass(frozen=True)
class TurnFacts:
    """What the rules ask about a turn at the moment.

    ``against`` is the first reason why the actor may not have this turn themselves; ``called_ago`` minutes since
    somebody on standby was last called (None: never), ``uncalled`` how many on standby are left. ``early``: minutes
    before the beginning from which one may come; ``late``: minutes late at which standby is called.
    """

    minutes_to_start: int = 0
    minutes_to_end: int = 0
    against: Reason | None = None
    called_ago: int | None = None
    uncalled: int = 0
    swap_asked: bool = False
    early: int = 30
    late: int = 15


def is_ahead(facts: TurnFacts) -> Reason | None:
    """What has ended is not given or taken any more."""
    if facts.minutes_to_end <= 0:
        return Reason("too_late", Words("这一班的时间已经过了", "The turn's time has passed"))
    return None


def not_begun(facts: TurnFacts) -> Reason | None:
    """Before its beginning."""
    if facts.minutes_to_start <= 0:
        return Reason("too_late", Words("这一班已经开始了", "The turn has begun"))
    return None


def nothing_against(facts: TurnFacts) -> Reason | None:
    """Nobody is in two places; rest and the week's share hold."""
    return facts.against


def may_come(facts: TurnFacts) -> Reason | None:
    """From some minutes before the beginning until the end."""
    early = facts.early
    if facts.minutes_to_start > early:
        zh = f"还没到时间，开始前 {early} 分钟起可以到岗"
        return Reason("too_early", Words(zh, f"From {early} minutes before"))
    return is_ahead(facts)


def nobody_is_there(facts: TurnFacts) -> Reason | None:
    """Some minutes after the beginning, and after as many again, the next on standby is called."""
    late = facts.late
    if facts.minutes_to_start > -late:
        return Reason(
            "not_yet", Words(f"要等开始 {late} 分钟以后", f"Only {late} minutes after the beginning")
        )
    if facts.called_ago is not None and facts.called_ago < late:
        zh = f"刚叫过候补，等 {late} 分钟"
        return Reason("not_yet", Words(zh, f"Somebody was called less than {late} minutes ago"))
    if not facts.uncalled:
        return Reason("no_standby", Words("没有候补可叫了", "Nobody is left on standby"))
    return is_ahead(facts)


def is_over(facts: TurnFacts) -> Reason | None:
    """After its end."""
    if facts.minutes_to_end > 0:
        return Reason("not_yet", Words("还没到结束时间", "It has not ended yet"))
    return None


def long_over(facts: TurnFacts) -> Reason | None:
    """An hour after its end, for who forgot to say that they left."""
    if facts.minutes_to_end > -60:
        return Reason("not_yet", Words("结束一小时后才替人记", "Only an hour after the end"))
    return None


def swap_is_asked(facts: TurnFacts) -> Reason | None:
    """Somebody asked to swap."""
    if not facts.swap_asked:
        return Reason("no_swap", Words("没有人问换班", "Nobody asked to swap"))
    return None


_FELLOW = Field("fellow", "subject", Words("请谁", "Whom"), of="duty_fellow")
_LEFT = Field("left", "time", Words("几点离开的", "Left at"))

TURN = Procedure(
    code="duty_turn",
    words=Words("值班一班", "Duty turn"),
    start="open",
    relations=RELATIONS,
    states=(
        State("open", Words("空着", "Open"), Words("还没有人", "Nobody yet"), "soon", "○"),
        State("offered", Words("已请，等答应", "Asked"), Words("等您答应", "Waits for your word"), "soon", "◔"),
        State("accepted", Words("已答应", "Accepted"), Words("已答应", "Accepted"), "good", "✓"),
        State("wanted", Words("找人替班", "Cover wanted"), Words("正在找人替班", "Cover wanted"), "late", "!"),
        State("covered", Words("有人替班", "Covered"), Words("有人替班", "Covered"), "good", "⇄"),
        State("on_duty", Words("在岗", "On duty"), Words("在岗", "On duty"), "calm", "●"),
        State("done", Words("已完成", "Done"), Words("已完成", "Done"), "good", "✓", final=True),
        State("missed", Words("没有人到", "Nobody came"), Words("没有人到", "Nobody came"), "late", "–", final=True),
        State("excused", Words("请假", "Excused"), Words("请假", "Excused"), "calm", "–", final=True),
        State("dropped", Words("撤销", "Dropped"), Words("撤销了", "Dropped"), "calm", "×", final=True),
    ),
    steps=(
        Step("offer", Words("请一个人", "Ask somebody"), Words("请了一个人", "asked somebody"), ("open",), "offered", ("keeper",),
             when=(is_ahead,), fields=(_FELLOW,), seen="staff", tells=("mine",), main=True),
        Step("take", Words("我来", "I will"), Words("有人报了这一班", "took the turn"), ("open",), "accepted", ("fellow",),
             when=(is_ahead, nothing_against), tells=("keeper",), seen="staff", main=True),
        Step("accept", Words("答应", "Accept"), Words("答应了", "accepted"), ("offered",), "accepted", ("mine", "keeper"),
             when=(is_ahead, nothing_against), seen="staff", main=True, often=True),
        Step("decline", Words("这次不行", "Not this time"), Words("这次不行，班又空出来", "declined; the turn is open again"), ("offered",), "open",
             ("mine", "keeper"), fields=(_NOTE_MAY,), tells=("keeper",), seen="staff", often=True),
        Step("want_cover", Words("来不了，找人替", "Cannot come; find cover"), Words("来不了，找人替班", "wants cover"), ("accepted", "covered"), "wanted",
             ("mine", "keeper"), when=(is_ahead,), fields=(_NOTE_MAY,), tells=("fellow", "keeper"), seen="staff", often=True),
        Step("come_after_all", Words("还是我来", "I will come after all"), Words("还是自己来", "comes after all"), ("wanted",), "accepted", ("mine",),
             when=(is_ahead,), tells=("keeper",), seen="staff", often=True),
        Step("cover", Words("我来替", "I cover"), Words("有人替班", "covers the turn"), ("wanted",), "covered", ("fellow",),
             when=(is_ahead, nothing_against), tells=("mine", "keeper"), seen="staff", main=True),
        Step("ask_swap", Words("问人换班", "Ask to swap"), Words("问人换班", "asked to swap"), ("accepted", "covered"), None, ("mine",), when=(not_begun,),
             fields=(Field("other", "subject", Words("换哪一班", "With which turn"), of="duty_turn"),), tells=("partner",), seen="staff"),
        Step("agree_swap", Words("同意换班", "Agree to swap"), Words("两班换了人", "swapped"), ("accepted", "covered"), None, ("partner",),
             when=(not_begun, swap_is_asked), tells=("mine", "keeper"), seen="staff", main=True),
        Step("decline_swap", Words("不换", "Do not swap"), Words("没有换班", "did not swap"), ("accepted", "covered"), None, ("partner", "mine"),
             when=(swap_is_asked,), tells=("mine",), seen="staff", often=True),
        Step("call_standby", Words("叫候补", "Call standby"), Words("到时间没人到，叫了下一位候补", "nobody came; called the next on standby"),
             ("accepted", "covered", "wanted"), "wanted", ("clock", "keeper"), when=(nobody_is_there,), tells=("keeper",), seen="staff"),
        Step("come", Words("到岗", "I am here"), Words("到岗", "came"), ("accepted", "covered", "wanted"), "on_duty", ("mine", "keeper"),
             when=(may_come,), seen="staff", main=True, often=True),
        Step("leave", Words("交班离岗", "Hand over and leave"), Words("交班离岗", "handed over and left"), ("on_duty",), "done", ("mine", "keeper"),
             fields=(Field("handover", "long_text", Words("交班的话（下一班会看到，不写居民的名字）", "Word for the next one (no residents' names)"),
                           required=False, limit=1000),), seen="staff", main=True),
        Step("end", Words("到时结束", "End it"), Words("时间到了，没有说几点离开", "ended; nobody said when they left"), ("on_duty",), "done", ("clock",),
             when=(long_over,), tells=("mine",), seen="staff"),
        Step("say_left", Words("补记几点离开", "Say when they left"), Words("补记了离开时间", "said when they left"), ("done",), None, ("keeper",),
             fields=(_LEFT, _WHY), seen="staff"),
        Step("miss", Words("记为没人到", "Nobody came"), Words("没有人到", "nobody came"), ("open", "offered", "accepted", "covered", "wanted"), "missed",
             ("clock", "keeper"), when=(is_over,), tells=("keeper",), seen="staff"),
        Step("excuse", Words("记为请假", "Excuse"), Words("请了假", "was excused"), ("accepted", "covered", "wanted", "missed"), "excused", ("keeper",),
             fields=(_WHY,), tells=("mine",), seen="staff"),
        Step("drop", Words("撤销这一班", "Drop the turn"), Words("撤销了这一班", "dropped the turn"), ("open", "offered", "accepted", "covered", "wanted"),
             "dropped", ("keeper",), when=(not_begun,), fields=(_WHY,), tells=("mine",), seen="staff"),
    ),
)  # fmt: skip
