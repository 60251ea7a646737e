"""The life of a talent, and of a request to one. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.visits.talents import rules, words

_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=300)
_TERMS = (
    Field("seen", "choice", Words("谁能看到", "Who sees it"), choices=words.SEEN),
    Field("most_week", "integer", Words("一周最多帮几次", "At most how often a week"), least=1, limit=21),
    Field(
        "bio",
        "text",
        Words("一句话介绍（不写姓名、门牌）", "One line, without name or door"),
        required=False,
        limit=120,
    ),
)
_RELATIONS = {
    "self": Words("本人", "The person"), "nominator": Words("推荐的人", "Whoever suggested it"), "community": Words("社区工作人员", "The community's workers"),
    "clock": Words("平台", "The platform"),
}  # fmt: skip
LISTED = ("accepted", "active", "resting")

TALENT = Procedure(
    code="talent",
    words=Words("社区能人", "Talent"),
    start="suggested",
    relations=_RELATIONS,
    states=(
        State("suggested", Words("等本人同意", "Waits for their word"), Words("等本人同意", "Waits for your word"), "soon", "○"),
        State("accepted", Words("本人同意，待核实", "Accepted, to be checked"), Words("等社区核实", "Being checked"), "soon", "◔"),
        State("active", Words("可以问", "To be asked"), Words("可以问", "To be asked"), "good", "✓"),
        State("resting", Words("休息中", "Resting"), Words("休息中", "Resting"), "calm", "‖"),
        State("declined", Words("本人不愿意", "Declined"), Words("没有列入", "Not listed"), "calm", "–", final=True),
        State("withdrawn", Words("已退出", "Withdrawn"), Words("已退出", "Withdrawn"), "calm", "–", final=True),
    ),
    steps=(
        Step("accept", Words("我愿意", "I agree"), Words("同意列入", "agreed"), ("suggested",), "accepted", ("self",), when=(rules.is_grown_up,), fields=_TERMS,
             seen="teller", tells=("community",), main=True),
        Step("accept_for", Words("记下本人同意", "Record their word"), Words("问过本人，同意列入", "recorded their word"), ("suggested",), "accepted", ("community",),
             when=(rules.has_no_account, rules.is_grown_up), fields=(Field("how", "choice", Words("怎么问的", "How"), choices=words.CALLS[1:]), *_TERMS), seen="teller",
             main=True),
        Step("refuse", Words("不愿意", "Decline"), Words("不愿意列入", "declined"), ("suggested",), "declined", ("self", "community"), seen="teller", often=True),
        Step("add_skill", Words("加一项本事", "Add a skill"), Words("加了一项本事", "added a skill"), LISTED, None, ("self", "community"),
             fields=(
                 Field("skill", "subject", Words("哪一项", "Which"), of="skill"),
                 Field("evidence", "text", Words("怎么看得出（教过、做过、有证）", "What speaks for it"), required=False, limit=200),
                 Field("licence_until", "date", Words("执业证有效期到（医护、律师、电工要填）", "Licence valid until"), required=False),
             ), seen="teller", tells=("community",), often=True),
        Step("verify", Words("核实一项本事", "Check a skill"), Words("核实了一项本事", "checked a skill"), LISTED, None, ("community",), when=(rules.checks_another,),
             fields=(
                 Field("held", "subject", Words("哪一项", "Which"), of="talent_skill"),
                 Field("licence_until", "date", Words("看过的执业证有效期到", "Licence seen, valid until"), required=False), _NOTE_MAY,
             ), seen="teller", tells=("self",), main=True),
        Step("activate", Words("列入", "List"), Words("列入了能人清单", "was listed"), ("accepted",), "active", ("clock",), seen="teller", tells=("self",)),
        Step("change", Words("改介绍、次数、谁能看", "Change it"), Words("改了介绍", "changed it"), LISTED, None, ("self",), fields=_TERMS, seen="teller"),
        Step("rest", Words("歇一阵", "Rest"), Words("歇一阵", "rests"), ("active",), "resting", ("self", "community"),
             fields=(Field("until", "date", Words("歇到哪天", "Until"), required=False),), seen="teller"),
        Step("resume", Words("又可以问了", "Resume"), Words("又可以问了", "is to be asked again"), ("resting",), "active", ("self",), seen="teller", main=True),
        Step("withdraw", Words("退出，马上不再显示", "Withdraw, gone at once"), Words("退出了", "withdrew"), ("suggested", "accepted", "active", "resting"), "withdrawn",
             ("self", "community"), seen="teller", weighty=True),
    ),
)  # fmt: skip

REQUEST = Procedure(
    code="talent_request",
    words=Words("请能人帮忙", "Request to a talent"),
    start="asked",
    relations={
        "asker": Words("问的人", "Whoever asked"), "talent": Words("被问的邻居", "The neighbour who was asked"), "clock": Words("平台", "The platform"),
    },
    states=(
        State("asked", Words("等答复", "Waits"), Words("等邻居答复", "Waiting for the answer"), "soon", "◔"),
        State("agreed", Words("答应了", "Agreed"), Words("答应了", "Agreed"), "good", "●"),
        State("done", Words("帮过了", "Done"), Words("帮过了，谢谢", "Done"), "good", "✓", final=True),
        State("declined", Words("帮不了", "Declined"), Words("这次帮不了", "Not this time"), "calm", "–", final=True),
        State("cancelled", Words("不用了", "Cancelled"), Words("不用了", "Cancelled"), "calm", "–", final=True),
        State("lapsed", Words("没有答复", "No answer"), Words("没有等到答复", "No answer came"), "calm", "–", final=True),
    ),
    steps=(
        Step("agree", Words("可以，约个时间地方", "Yes: say when and where"), Words("答应了", "agreed"), ("asked",), "agreed", ("talent",), when=(rules.has_room,),
             fields=(Field("note", "long_text", Words("什么时候、在哪里见（建议在驿站；不用写电话）", "When and where, best at the station; no number needed"), limit=300),),
             seen="teller", tells=("asker",), main=True),
        Step("decline", Words("这次帮不了", "Not this time"), Words("这次帮不了", "declined"), ("asked", "agreed"), "declined", ("talent",), fields=(_NOTE_MAY,),
             seen="teller", tells=("asker",), often=True),
        Step("say", Words("说句话", "Say something"), Words("说", "said"), ("asked", "agreed"), None, ("asker", "talent"),
             fields=(Field("note", "long_text", Words("说什么（只有你们两人看到）", "Read by you two alone"), limit=300),), seen="teller", tells=("asker", "talent"), often=True),
        Step("done", Words("帮过了", "Done"), Words("帮过了", "done"), ("agreed",), "done", ("asker", "talent"), fields=(_NOTE_MAY,), seen="teller",
             tells=("asker", "talent"), main=True),
        Step("cancel", Words("不用了", "Cancel"), Words("不用了", "cancelled"), ("asked", "agreed"), "cancelled", ("asker",), seen="teller", tells=("talent",)),
        Step("lapse", Words("没有答复", "No answer"), Words("没有等到答复", "no answer came"), ("asked",), "lapsed", ("clock",), when=(rules.is_overdue,), seen="teller",
             tells=("asker",)),
    ),
)  # fmt: skip
