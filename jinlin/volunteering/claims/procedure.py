"""The lives of a need, a resource, a proposal and a project of claims both ways. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.words import Words
from jinlin.volunteering.claims import rules, words

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=600)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=600)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=6)
_SIDES = {
    "community": Words("社区", "The community"), "institution": Words("单位经办人", "The institution's clerk"), "supervisor": Words("上级", "The level above"),
    "clock": Words("平台", "The platform"),
}  # fmt: skip

NEED = Procedure(
    code="need",
    words=Words("需求", "Need"),
    start="listed",
    relations=_SIDES,
    states=(
        State("listed", Words("等认领", "Listed"), Words("等认领", "Waiting"), "calm", "◇"),
        State("matched", Words("已对上", "Matched"), Words("有单位在办", "Being met"), "calm", "●"),
        State("finished", Words("已办成", "Finished"), Words("办成了", "Done"), "good", "✓", final=True),
        State("withdrawn", Words("已撤下", "Withdrawn"), Words("已撤下", "Withdrawn"), "calm", "–", final=True),
    ),
    steps=(
        Step("lead", Words("定牵头单位", "Name the lead"), Words("定了牵头单位", "named the lead"), ("listed", "matched"), None, ("community",),
             fields=(Field("lead", "institution", Words("哪个单位牵头", "Which institution"), required=True), _NOTE_MAY), often=True),
        Step("match", Words("对上了", "Match"), Words("和资源对上了", "was matched"), ("listed",), "matched", ("clock",)),
        Step("unmatch", Words("重新等认领", "List it again"), Words("重新等认领", "was listed again"), ("matched",), "listed", ("clock",)),
        Step("finish", Words("办成了", "Finish"), Words("办成了", "was met"), ("listed", "matched"), "finished", ("community", "clock"), fields=(_NOTE_MAY,)),
        Step("withdraw", Words("撤下", "Withdraw"), Words("撤下了", "withdrew it"), ("listed", "matched"), "withdrawn", ("community",), fields=(_NOTE,)),
    ),
)  # fmt: skip

RESOURCE = Procedure(
    code="resource",
    words=Words("资源", "Resource"),
    start="offered",
    relations=_SIDES,
    states=(
        State("offered", Words("可以约", "Offered"), Words("可以约", "Offered"), "good", "◇"),
        State("paused", Words("暂停", "Paused"), Words("暂停", "Paused"), "soon", "‖"),
        State("ended", Words("已收回", "Taken back"), Words("已收回", "Taken back"), "calm", "–", final=True),
    ),
    steps=(
        Step("pause", Words("暂停", "Pause"), Words("暂停了", "paused it"), ("offered",), "paused", ("institution",), fields=(_NOTE_MAY,)),
        Step("resume", Words("恢复", "Resume"), Words("恢复了", "offers it again"), ("paused",), "offered", ("institution",), main=True),
        Step("end", Words("收回", "Take it back"), Words("收回了", "took it back"), ("offered", "paused"), "ended", ("institution",),
             when=(rules.nothing_promised,), fields=(_NOTE_MAY,)),
    ),
)  # fmt: skip

TERMS = (
    Field("amount", "integer", Words("多少", "How much"), least=1, limit=1_000_000),
    Field("from_on", "date", Words("从哪天", "From")),
    Field("to_on", "date", Words("到哪天", "Until")),
    Field("terms", "long_text", Words("怎么做：谁来、做什么、注意什么", "The terms"), limit=800),
)

PROPOSAL = Procedure(
    code="proposal",
    words=Words("认领提议", "Proposal"),
    start="proposed",
    relations={
        **_SIDES, "answering": Words("等着答复的一方", "The side that answers"), "proposing": Words("提议的一方", "The side that proposed"),
    },
    clocks=frozenset({"claims.answer"}),
    states=(
        State("proposed", Words("等答复", "Waits for an answer"), Words("等答复", "Waits for an answer"), "soon", "◔"),
        State("accepted", Words("双方同意", "Accepted by both"), Words("双方同意", "Accepted"), "good", "✓", final=True),
        State("declined", Words("没谈成", "Declined"), Words("没谈成", "Declined"), "calm", "×", final=True),
        State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "–", final=True),
        State("expired", Words("已过期", "Expired"), Words("已过期", "Expired"), "calm", "–", final=True),
    ),
    steps=(
        Step("accept", Words("同意这一版", "Accept this version"), Words("同意了这一版", "accepted this version"), ("proposed",), "accepted", ("answering",),
             when=(rules.not_over,), fields=(_NOTE_MAY,), seen="teller", tells=("proposing",), main=True, clock="claims.answer"),
        Step("counter", Words("改一改再提", "Counter it"), Words("改了条件，请对方再看", "made a new version"), ("proposed",), None, ("answering",),
             fields=TERMS, seen="teller", tells=("proposing",), often=True),
        Step("decline", Words("不合适", "Decline"), Words("没有同意", "declined it"), ("proposed",), "declined", ("answering",),
             fields=(Field("note", "long_text", Words("为什么（对方会看到）", "Why"), limit=400),), seen="teller", tells=("proposing",)),
        Step("withdraw", Words("撤回提议", "Withdraw it"), Words("撤回了", "withdrew it"), ("proposed",), "withdrawn", ("proposing",),
             fields=(_NOTE_MAY,), seen="teller", tells=("answering",)),
        Step("remind", Words("提醒答复", "Remind"), Words("提醒答复", "reminded"), ("proposed",), None, ("clock", "proposing"), seen="teller", tells=("answering",)),
        Step("expire", Words("过期", "Expire"), Words("过了日子", "expired"), ("proposed",), "expired", ("clock",), when=(rules.is_over,),
             seen="teller", tells=("proposing",)),
    ),
)  # fmt: skip

PROJECT = Procedure(
    code="claim_project",
    words=Words("认领项目", "Claimed project"),
    start="agreed",
    relations=_SIDES,
    clocks=frozenset({"claims.evaluate"}),
    states=(
        State("agreed", Words("已谈成", "Agreed"), Words("谈成了", "Agreed"), "calm", "●"),
        State("scheduled", Words("已排好", "Scheduled"), Words("排好日子了", "Scheduled"), "calm", "●"),
        State("delivering", Words("在办", "Under way"), Words("正在办", "Under way"), "calm", "◑"),
        State("delivered", Words("办完了，待评价", "Delivered"), Words("办完了", "Delivered"), "soon", "◕"),
        State("evaluated", Words("双方已评价", "Evaluated"), Words("办完了", "Delivered"), "good", "✓"),
        State("closed", Words("已结", "Closed"), Words("圆满了", "Done"), "good", "✓", final=True),
        State("terminated", Words("已终止", "Terminated"), Words("没有办成", "Ended early"), "late", "×", final=True),
    ),
    steps=(
        Step("schedule", Words("排日子", "Schedule"), Words("排好了日子", "scheduled it"), ("agreed", "scheduled"), "scheduled", ("community", "institution"),
             fields=(Field("next_on", "date", Words("下一次是哪天", "The next date")), _NOTE_MAY), seen="public", tells=("community", "institution"), main=True),
        Step("milestone", Words("加一个节点", "Add a milestone"), Words("加了节点", "added a milestone"), ANY_OPEN, None, ("community", "institution"),
             fields=(Field("title", "text", Words("做到什么", "What"), limit=80), Field("due_on", "date", Words("到哪天", "By"))), seen="teller", often=True),
        Step("reach", Words("节点做到了", "Milestone reached"), Words("做到了一个节点", "reached a milestone"), ANY_OPEN, None, ("community", "institution"),
             fields=(Field("milestone", "subject", Words("哪个节点", "Which"), of="claim_milestone"), _NOTE_MAY, _FILES), seen="public", often=True),
        Step("begin", Words("开始办", "Begin"), Words("开始办了", "began"), ("agreed", "scheduled"), "delivering", ("community", "institution"),
             fields=(_NOTE_MAY,), seen="public"),
        Step("deliver", Words("办完了", "Delivered"), Words("办完了", "delivered it"), ("scheduled", "delivering"), "delivered", ("community", "institution"),
             fields=(
                 Field("used", "integer", Words("实际用了多少（按约定的单位）", "Really used"), least=0, limit=1_000_000),
                 Field("on", "date", Words("哪天办完的", "On which day")),
                 Field("people", "integer", Words("惠及多少人次", "How many people"), required=False, limit=1_000_000),
                 Field("minutes", "integer", Words("共多少分钟", "Minutes in all"), required=False, limit=1_000_000),
                 Field("worth", "money", Words("物资折合多少元（没有就空着）", "Worth of goods (yuan)"), required=False), _NOTE, _FILES,
             ), seen="public", tells=("community", "institution"), main=True, clock="claims.evaluate"),
        Step("evaluate", Words("评价对方", "Evaluate"), Words("作了评价", "evaluated"), ("delivered",), None, ("community", "institution"),
             when=(rules.evaluates_once,),
             fields=(
                 Field("pleased", "choice", Words("满意吗", "Pleased"), choices=words.PLEASED),
                 Field("text", "long_text", Words("想对对方说的（双方都评价后才互相看到）", "Words to the other side"), required=False, limit=400),
             ), seen="staff", tells=("community", "institution"), main=True),
        Step("complete", Words("双方都评价了", "Both evaluated"), Words("双方都评价了", "both evaluated"), ("delivered",), "evaluated", ("clock",), seen="teller"),
        Step("publish_decision", Words("公开决定", "Publish the decision"), Words("公开了决定", "published the decision"), ANY_OPEN, None, ("community",),
             when=(rules.no_decision_yet,), fields=(Field("text", "long_text", Words("决定（居民会看到）", "The decision"), limit=600),), often=True,
             basis="两公开：决定公开、结果公开"),
        Step("publish_result", Words("公开结果", "Publish the result"), Words("公开了结果", "published the result"), ("delivered", "evaluated"), None, ("community",),
             when=(rules.no_result_yet,), fields=(Field("text", "long_text", Words("结果（居民会看到）", "The result"), limit=600),), often=True,
             basis="两公开：决定公开、结果公开"),
        Step("close", Words("结项", "Close"), Words("结了项", "closed it"), ("delivered", "evaluated"), "closed", ("community",), when=(rules.may_close,),
             fields=(_NOTE_MAY,), tells=("institution",)),
        Step("terminate", Words("终止", "Terminate"), Words("终止了", "ended it early"), ("agreed", "scheduled", "delivering"), "terminated",
             ("community", "institution"), fields=(_NOTE,), weighty=True, tells=("community", "institution")),
    ),
)  # fmt: skip
