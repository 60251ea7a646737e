"""The life of a matter and of a call (whistle), declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.words import Words
from jinlin.matters import rules, words

RELATIONS = {
    "asked": Words("首问人", "the first asked"),
    "owner": Words("接办人", "the owner"),
    "community": Words("社区和网格的工作人员", "workers of the community and grid"),
    "dispatcher": Words("社区、街道的派单人", "dispatchers of community and street"),
    "lead": Words("牵头单位", "the lead institution"),
    "helper": Words("协办单位", "helping institutions"),
    "called": Words("被吹哨的单位", "called institutions"),
    "shown": Words("共享查看的单位", "institutions shown the matter"),
    "supervisor": Words("上级督办", "the level above"),
    "teller": Words("反映人", "the teller"),
    "clock": Words("平台", "the platform"),
}

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=2000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)
_LEAD = Field("lead", "institution", Words("牵头单位", "Lead institution"))
_HELPERS = Field(
    "helpers", "institutions", Words("协办单位", "Helping institutions"), required=False, limit=8
)
_SATISFACTION = Field(
    "satisfaction", "choice", Words("满意吗", "Satisfied?"), required=False, choices=words.SATISFACTION,
    why=Words("只用于改进和统计，不用来给工作人员排名", "Used to improve and count; never to rank a worker"),
)  # fmt: skip

STATES = (
    State("told", Words("待接办", "Waiting"), Words("已收到，等接办", "Received"), "soon", "◔"),
    State(
        "assigned", Words("已派单", "Dispatched"), Words("已派给牵头单位", "Sent to the lead"), "calm", "→"
    ),
    State(
        "objected",
        Words("派单有异议", "Dispatch disputed"),
        Words("正在确定由谁办", "Being assigned"),
        "soon",
        "?",
    ),
    State("working", Words("办理中", "Working"), Words("办理中", "Being worked on"), "calm", "●"),
    State("paused", Words("暂停计时", "Paused"), Words("暂停，等条件", "Paused"), "calm", "‖"),
    State("answered", Words("已答复", "Answered"), Words("请您确认", "Please confirm"), "good", "✓"),
    State("closed", Words("已办结", "Closed"), Words("已办结", "Closed"), "good", "✓", final=True),
    State(
        "declined",
        Words("不属本级，已告知", "Not ours"),
        Words("不归社区办，已说明去处", "Not ours; way shown"),
        "calm",
        "↪",
        final=True,
    ),
    State(
        "merged",
        Words("已并案", "Merged"),
        Words("并入同一件事", "Joined with the same matter"),
        "calm",
        "⇒",
        final=True,
    ),
    State("withdrawn", Words("已撤回", "Withdrawn"), Words("您已撤回", "Withdrawn"), "calm", "×", final=True),
)

_HANDS = ("owner", "lead", "community")
_DESKS = ("dispatcher", "owner", "community")

_ARRIVING = (
    Step(
        "accept", Words("接办", "Accept"), Words("接办", "accepted it"), ("told",), "working", ("community", "dispatcher"),
        fields=(_NOTE_MAY,), tells=("teller", "asked"), main=True, bulk=True, basis="首问责任：接办之前由首问人负责",
    ),
    Step(
        "receive", Words("接单", "Take the dispatch"), Words("接单办理", "took it on"), ("assigned",), "working", ("lead",),
        fields=(_NOTE_MAY,), tells=("teller", "owner"), main=True, bulk=True,
    ),
    Step(
        "triage", Words("分类定级", "Sort"), Words("分类定级", "sorted it"), ("told", "assigned", "working"), None, _DESKS,
        fields=(
            Field("title", "text", Words("一句话说清", "In one line"), required=False, limit=120),
            Field("category", "category", Words("类别", "Category"), required=False),
            Field("place", "place", Words("地点", "Place"), required=False),
            Field("urgent", "choice", Words("紧急程度", "Urgency"), required=False, choices=words.URGENCIES),
            Field("public", "yes_no", Words("可以公开", "May be public"), required=False),
        ),
        seen="staff",
    ),
    Step(
        "dispatch", Words("派给牵头单位", "Dispatch"), Words("派单", "dispatched it"), ("told", "working"), "assigned", _DESKS,
        fields=(_LEAD, _HELPERS, _NOTE), tells=("lead", "helper", "teller"), bulk=True, basis="清单：一件一牵头", often=True,
    ),
    Step(
        "object", Words("提出异议，请改派", "Object"), Words("对派单提出异议", "objected to the dispatch"), ("assigned",), "objected",
        ("lead",), when=(rules.may_object,),
        fields=(Field("reason", "choice", Words("理由", "Reason"), choices=words.OBJECTIONS), _NOTE),
        clock="return_wrong_dispatch", tells=("owner", "dispatcher"), seen="staff", basis="国办函〔2025〕66号：派单异议与改派", often=True,
    ),
    Step(
        "uphold", Words("维持派单", "Uphold"), Words("维持派单", "upheld the dispatch"), ("objected",), "assigned", ("dispatcher",),
        fields=(_NOTE,), tells=("lead",), seen="staff", often=True,
    ),
    Step(
        "redispatch", Words("改派", "Dispatch anew"), Words("改派", "dispatched it anew"), ("objected", "assigned"), "assigned",
        ("dispatcher",), fields=(_LEAD, _HELPERS, _NOTE), tells=("lead", "helper", "teller"), often=True,
    ),
    Step(
        "take_back", Words("收回自己办", "Take back"), Words("收回自己办", "took it back"), ("assigned", "objected"), "working",
        ("dispatcher", "owner"), fields=(_NOTE_MAY,), tells=("lead",),
    ),
    Step(
        "not_ours", Words("不属于本级职责", "Not ours"), Words("告知不属于本级职责", "told that it is not ours"),
        ("told", "assigned", "objected", "working"), "declined", ("dispatcher", "owner"),
        fields=(
            Field("reason", "choice", Words("理由", "Reason"), choices=words.NOT_OURS),
            Field("note", "long_text", Words("告诉反映人该找谁、怎么办", "Tell where to turn"), limit=2000),
        ),
        tells=("teller",), weighty=True, basis="国办函〔2025〕66号：部门职责不得转给基层",
    ),
)  # fmt: skip

_WORKING = (
    Step(
        "contact", Words("记一次联系反映人", "Record a contact"), Words("联系了反映人", "contacted the teller"),
        ("told", "assigned", "objected", "working", "paused"), None, _HANDS, fields=(_NOTE,), seen="teller",
        basis="接诉即办：先联系反映人", often=True,
    ),
    Step(
        "follow", Words("记一次跟进", "Record a follow-up"), Words("跟进", "followed up"), ANY_OPEN, None,
        ("owner", "lead", "helper", "called", "community", "supervisor"),
        fields=(
            _NOTE, _FILES,
            Field("next_on", "date", Words("下次跟进", "Next follow-up"), required=False),
            Field("inside", "yes_no", Words("只给工作人员看", "For staff only"), required=False),
        ),
        bulk=True, often=True,
    ),
    Step(
        "whistle", Words("吹哨", "Whistle"), Words("吹哨", "whistled"), ("told", "working"), None, ("community", "dispatcher"),
        fields=(
            Field("institutions", "institutions", Words("请哪些单位报到", "Which institutions"), limit=8),
            Field("note", "long_text", Words("理由：为什么社区办不了", "Why the community can't do it alone"), limit=2000),
        ),
        clock="whistle_arrive", tells=("called", "teller"), basis="社区吹哨、部门报到", often=True,
    ),
    Step(
        "take_over", Words("接手", "Take over"), Words("接手", "took it over"), ("working", "paused", "answered"), None, ("community",),
        when=(rules.not_owner_yet,), fields=(_NOTE_MAY,), tells=("owner", "teller"), often=True,
    ),
    Step(
        "remind", Words("催办一次", "Remind"), Words("催办", "reminded"), ANY_OPEN, None, ("community", "dispatcher", "supervisor"),
        when=(rules.may_urge,), fields=(_NOTE_MAY,), tells=("owner", "lead", "called"), bulk=True, seen="staff", often=True,
    ),
    Step(
        "supervise", Words("督办", "Supervise"), Words("督办", "put it under supervision"), ANY_OPEN, None, ("supervisor",),
        fields=(_NOTE,), tells=("owner", "lead", "called", "teller"), bulk=True, often=True,
    ),
    Step(
        "extend", Words("延期", "Extend"), Words("延期", "extended the deadline"), ("assigned", "working"), None,
        ("owner", "lead", "supervisor"), when=(rules.may_extend,),
        fields=(
            Field("days", "integer", Words("延几个工作日", "Working days"), least=1, limit=10),
            Field("note", "long_text", Words("理由（反映人会看到）", "Reason (the teller reads it)"), limit=1000),
        ),
        tells=("teller", "supervisor"),
    ),
    Step(
        "pause", Words("暂停计时", "Pause"), Words("暂停计时", "paused the clock"), ("working",), "paused", ("owner", "lead"),
        fields=(Field("reason", "choice", Words("等什么", "Waiting for"), choices=words.PAUSES), _NOTE), tells=("teller", "supervisor"),
    ),
    Step(
        "resume", Words("恢复办理", "Resume"), Words("恢复办理", "resumed"), ("paused",), "working",
        ("owner", "lead", "community", "supervisor"), fields=(_NOTE_MAY,), tells=("teller",), main=True,
    ),
    Step(
        "lengthen", Words("列为久拖难题", "List as long-running"), Words("列为久拖难题", "listed it as long-running"), ("working",), None,
        ("community", "dispatcher", "supervisor"), when=(rules.is_ordinary,),
        fields=(
            Field("rhythm", "integer", Words("几天跟进一次", "Follow up every … days"), least=1, limit=60), _NOTE,
        ),
        tells=("teller", "supervisor"),
    ),
    Step(
        "share", Words("共享给一个单位", "Show to an institution"), Words("共享给单位", "showed it to an institution"), ANY_OPEN, None,
        ("owner", "dispatcher"),
        fields=(
            Field("institution", "institution", Words("哪个单位", "Institution")),
            Field(
                "parts", "choices", Words("给看哪些", "What is shown"),
                choices=words._choices(("text", "反映的内容", "What was told"), ("thread", "办理过程", "The thread"), ("contact", "联系方式", "Contact")),
            ),
            Field("until", "date", Words("到哪天为止", "Until")),
            Field("note", "long_text", Words("为什么要共享（反映人会看到）", "Why (the teller reads it)"), limit=400),
        ),
        tells=("teller",), seen="teller", basis="只为这一件事共享，留痕可查",
    ),
    Step(
        "merge", Words("并入同一件事", "Merge"), Words("并入同一件事", "merged it"), ("told", "assigned", "working"), "merged", _DESKS,
        fields=(Field("into", "matter", Words("并到哪一件", "Into which matter")), _NOTE_MAY), tells=("teller",), bulk=True,
    ),
    Step(
        "split", Words("拆出几条反映", "Split"), Words("拆成两件事", "split it"), ("told", "assigned", "working"), None, _DESKS,
        when=(rules.has_many,),
        fields=(
            Field("tellings", "tellings", Words("拆出哪几条", "Which tellings"), limit=100),
            Field("title", "text", Words("新的一件叫什么", "Title of the new matter"), limit=120),
        ),
        tells=("teller",),
    ),
)  # fmt: skip

_CLOSING = (
    Step(
        "answer", Words("办结答复", "Answer"), Words("答复", "answered"), ("working",), "answered", ("owner", "lead"),
        when=(rules.has_proof, rules.calls_are_settled),
        fields=(Field("note", "long_text", Words("答复：做了什么，结果怎样", "What was done, what came of it"), limit=3000), _FILES),
        tells=("teller", "owner"), main=True, shown_early=True, clock="confirm_wait",
    ),
    Step(
        "confirm", Words("确认办好了", "Solved"), Words("确认办好了", "confirmed that it is solved"), ("answered",), "closed", ("teller",),
        fields=(_SATISFACTION, _NOTE_MAY), tells=("owner", "lead"), main=True, shown_early=True, seen="teller",
    ),
    Step(
        "not_solved", Words("还没办好", "Not solved"), Words("说还没办好", "said it is not solved"), ("answered",), "working", ("teller",),
        fields=(Field("note", "long_text", Words("哪里还没好", "What is still wrong"), limit=2000), _FILES),
        tells=("owner", "lead", "supervisor"), shown_early=True, seen="teller", often=True,
    ),
    Step(
        "revisit_solved", Words("回访：已解决", "Revisit: solved"), Words("回访，反映人说已解决", "revisited: solved"), ("answered",), "closed",
        ("community", "dispatcher"), fields=(_SATISFACTION, _NOTE), tells=("owner", "lead"), seen="teller", bulk=False, often=True,
    ),
    Step(
        "revisit_unsolved", Words("回访：没解决", "Revisit: not solved"), Words("回访，反映人说没解决", "revisited: not solved"), ("answered",),
        "working", ("community", "dispatcher"), fields=(_NOTE,), tells=("owner", "lead", "supervisor"), seen="teller", often=True,
    ),
    Step(
        "lapse", Words("等不到回音，办结", "Close unheard"), Words("等候期满，办结", "closed after the waiting time"), ("answered",), "closed",
        ("clock", "dispatcher"), when=(rules.waited_long_enough,), tells=("teller",), clock="confirm_wait",
    ),
    Step(
        "rate", Words("评价", "Rate"), Words("作了评价", "rated it"), ("closed",), None, ("teller",), when=(rules.not_rated_yet,),
        fields=(
            Field("satisfaction", "choice", Words("满意吗", "Satisfied?"), choices=words.SATISFACTION), _NOTE_MAY,
        ),
        seen="teller", often=True,
    ),
    Step(
        "reopen", Words("又坏了，重新办", "Reopen"), Words("要求重新办理", "asked to reopen it"), ("closed",), "working",
        ("teller", "supervisor"), when=(rules.may_reopen,), fields=(_NOTE,), tells=("owner", "lead"), seen="teller", often=True,
    ),
    Step(
        "dispute", Words("不同意，请再看", "Disagree"), Words("不同意，请上级再看", "disagreed"), ("declined",), "told", ("teller",),
        when=(rules.may_dispute,), fields=(_NOTE,), clock="dispute_refusal", tells=("supervisor", "owner"), seen="teller",
    ),
    Step(
        "say_more", Words("补充一句", "Add a word"), Words("补充", "added"), ANY_OPEN, None, ("teller",),
        fields=(Field("note", "long_text", Words("要补充的话", "What to add"), limit=2000), _FILES), tells=("owner", "lead"), seen="teller", often=True,
    ),
    Step(
        "withdraw", Words("撤回", "Withdraw"), Words("撤回", "withdrew it"), ("told", "assigned", "working"), "withdrawn", ("teller",),
        when=(rules.is_alone,), fields=(_NOTE_MAY,), tells=("owner", "lead"), weighty=True,
    ),
    Step(
        "exclude", Words("不计入评价", "Exclude from evaluation"), Words("批准不计入评价", "excluded it from evaluation"),
        ("closed", "declined"), None, ("supervisor",), when=(rules.not_excluded_yet,),
        fields=(Field("reason", "choice", Words("理由", "Reason"), choices=words.EXCLUSIONS), _NOTE), seen="staff",
        basis="国办函〔2025〕66号：分级分类评价",
    ),
)  # fmt: skip

CLOCKS = frozenset({"return_wrong_dispatch", "whistle_arrive", "confirm_wait", "dispute_refusal"})

MATTER = Procedure(
    code="matter", words=Words("诉求", "Matter"), states=STATES, steps=_ARRIVING + _WORKING + _CLOSING,
    relations=RELATIONS, start="told", clocks=CLOCKS,
)  # fmt: skip

_CALL_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=2000)

CALL = Procedure(
    code="call",
    words=Words("吹哨", "Call"),
    start="called",
    relations=RELATIONS,
    states=(
        State("called", Words("待应答", "Called"), Words("等单位应答", "Called"), "soon", "◔"),
        State("answered", Words("已应答", "Answered"), Words("已应答", "Answered"), "calm", "●"),
        State("arrived", Words("已到场", "Arrived"), Words("已到场", "Arrived"), "calm", "●"),
        State("acted", Words("已处理", "Acted"), Words("已处理", "Acted"), "good", "✓"),
        State("marked", Words("已评价", "Marked"), Words("已处理", "Acted"), "good", "✓", final=True),
        State("released", Words("不需再来", "Released"), Words("不需再来", "Released"), "calm", "×", final=True),
    ),
    steps=(
        Step("reply", Words("应答", "Answer the call"), Words("应答", "answered the call"), ("called",), "answered", ("called",),
             fields=(_CALL_NOTE,), tells=("owner",), main=True),
        Step("arrive", Words("到场", "Arrive"), Words("到场", "arrived"), ("called", "answered"), "arrived", ("called", "community"),
             fields=(Field("note", "long_text", Words("谁到场、看到什么", "Who came, what was seen"), limit=2000), _FILES), tells=("owner",), main=True),
        Step("act", Words("处理", "Act"), Words("处理", "acted"), ("arrived",), "acted", ("called",),
             fields=(_CALL_NOTE, _FILES), tells=("owner",), main=True),
        Step("mark", Words("评价这家单位", "Mark its part"), Words("评价", "marked its part"), ("acted",), "marked", ("community", "dispatcher"),
             fields=(
                 Field("mark", "choice", Words("这家单位做得怎样", "How was its part"), choices=words.SATISFACTION),
                 Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000),
             ), tells=("called",), seen="staff", main=True, basis="吹哨报到：社区评价部门"),
        Step("release", Words("不需要再来", "Release"), Words("告知不需再来", "released it"), ("called", "answered", "arrived"), "released",
             ("community", "dispatcher"), fields=(_CALL_NOTE,), tells=("called",), seen="staff"),
    ),
)  # fmt: skip
