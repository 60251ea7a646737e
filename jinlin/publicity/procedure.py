"""The life of a notice, of a question about it, and of a small power, declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice, Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.publicity import rules, words
from jinlin.publicity.kinds import book

RELATIONS = {
    "author": Words("起草人", "the drafter"),
    "community": Words("这里的工作人员", "workers of the place"),
    "publisher": Words("有权公布这类公示的人", "those who may publish this kind"),
    "supervisor": Words("上级督办", "the level above"),
    "overseer": Words("居务监督委员会", "the supervision committee"),
    "clock": Words("平台", "the platform"),
}

SPOTS = tuple(Choice(code, name) for code, name in book().spots.items())
KINDS = tuple(Choice(code, kind.words) for code, kind in book().kinds.items())

_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
_TITLE = Field("title", "text", Words("标题", "Title"), limit=160)
_BODY = Field("body", "long_text", Words("正文", "Text"), limit=20000)
_CHANNEL = Field(
    "channel", "text", Words("向谁提异议、怎么找", "Where to object"), required=False, limit=300,
    help=Words("例如：榕西社区居委会，电话、办公地点；网页上的入口会自动加上", "Office, telephone, place; the page is added by itself"),
)  # fmt: skip
_EVENT = Field(
    "event_on", "date", Words("开会或投票的日子", "Day of the event"), required=False,
    help=Words("会议、表决、选举的通知要填，用来算提前多少天", "For notices of a meeting, vote or election"),
)  # fmt: skip
_DECIDED = Field("decided_on", "date", Words("决定作出的日子", "Day of the decision"), required=False)
_COVERS = Field(
    "covers", "text", Words("属于哪一期", "Period"), required=False, limit=10,
    help=Words("居务公开写季度，例如 2026-Q3；民主评议写年份，例如 2026", "2026-Q3 for a quarter, 2026 for a year"),
)  # fmt: skip
_LEAD = Field(
    "lead", "institution", Words("牵头落实的单位", "Institution that carries it out"), required=False
)
_RESULT_OF = Field(
    "result_of", "subject", Words("是哪项决议的结果", "Result of which decision"), required=False, of="publication_decision"
)  # fmt: skip
_CORRECTS = Field(
    "corrects", "subject", Words("更正哪一份", "Corrects which notice"), required=False, of="publication"
)

DRAFT_FIELDS = (
    Field("kind", "choice", Words("哪一类", "Kind"), choices=KINDS),
    Field("place", "place", Words("在哪里公示", "Where")),
    Field("publisher", "text", Words("落款单位", "Publisher"), limit=120),
    _TITLE, _BODY, _CHANNEL, _EVENT, _DECIDED, _COVERS, _LEAD, _RESULT_OF, _CORRECTS,
)  # fmt: skip
"""What a draft asks for: in the form, through the API, and where another app publishes."""

STATES = (
    State("drafted", Words("起草中", "Draft"), Words("起草中", "Draft"), "calm", "✎"),
    State("checked", Words("已审核，待公布", "Checked"), Words("准备公布", "About to hang"), "soon", "◔"),
    State("published", Words("公示中", "Published"), Words("公示中", "Hanging"), "calm", "●"),
    State(
        "objected", Words("有异议，待答复", "Objection open"), Words("有异议，正在答复", "Objection open"), "soon", "?"
    ),
    State("served", Words("公示期满", "Period served"), Words("公示期满", "Period over"), "good", "✓"),
    State("archived", Words("已归档", "Archived"), Words("已归档，可查", "Archived"), "good", "▣", final=True),
    State(
        "withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回，原文和理由都留着", "Withdrawn; text and reason stay"), "late", "×",
        final=True,
    ),
    State("discarded", Words("不发了", "Discarded"), Words("没有公布", "Not published"), "calm", "×", final=True),
)  # fmt: skip

_MAKING = (
    Step(
        "revise", Words("修改", "Change"), Words("修改了草稿", "changed the draft"), ("drafted",), None, ("author", "community", "publisher"),
        fields=(_TITLE, _BODY, _CHANNEL, _EVENT, _DECIDED, _COVERS), seen="staff", often=True,
    ),
    Step(
        "check", Words("审核通过", "Check"), Words("审核通过", "checked it"), ("drafted",), "checked",
        ("community", "publisher", "supervisor"), when=(rules.is_another_person, rules.is_complete), fields=(_NOTE_MAY,), seen="staff",
        main=True, tells=("publisher",),
    ),
    Step(
        "send_back", Words("退回修改", "Send back"), Words("退回修改", "sent it back"), ("checked",), "drafted",
        ("community", "publisher", "supervisor"), fields=(Field("note", "long_text", Words("哪里要改", "What to change"), limit=1000),),
        seen="staff", tells=("author",), often=True,
    ),
    Step(
        "discard", Words("不发了", "Discard"), Words("决定不发", "discarded it"), ("drafted", "checked"), "discarded",
        ("author", "publisher"), fields=(_NOTE_MAY,), seen="staff", weighty=True,
    ),
    Step(
        "publish", Words("公布", "Publish"), Words("公布", "published it"), ("checked",), "published", ("publisher",),
        when=(rules.is_complete, rules.is_in_time),
        fields=(
            Field("until_on", "date", Words("公示到哪一天", "Until"), required=False,
                  help=Words("不填就按法定最短期限；可以更长，不能更短", "Empty: the legal minimum; longer is allowed, shorter is not")),
            Field("result_by", "date", Words("哪天前公布结果", "Result by"), required=False,
                  help=Words("决议类公告：不填按平台建议的期限", "For decisions; empty takes the proposed term")),
        ),
        basis="每一类公示的最短期限写在公告的“依据”里", main=True, tells=("author",),
    ),
)  # fmt: skip

_HANGING = (
    Step(
        "hang", Words("记一次张贴", "Record a hanging"), Words("张贴上墙", "hung it up"), ("published", "objected", "served"), None,
        ("author", "community", "publisher"),
        fields=(
            Field("spot", "choice", Words("贴在哪里", "Where"), choices=SPOTS),
            Field("where", "text", Words("具体位置", "Exactly where"), required=False, limit=120),
            Field("hung_on", "date", Words("哪一天贴的", "Since")),
            Field("files", "files", Words("照片", "Photo"), required=False, limit=9,
                  why=Words("拍到公告和周围就行，不要拍到人", "The notice and its surroundings, no people")),
        ),
        often=True,
    ),
    Step(
        "take_down", Words("记一次取下", "Record a taking down"), Words("取下", "took it down"), ("published", "objected", "served"), None,
        ("author", "community", "publisher"),
        fields=(
            Field("spot", "choice", Words("哪里的", "Where"), choices=SPOTS), Field("down_on", "date", Words("哪一天取下", "When")), _NOTE_MAY,
        ),
    ),
    Step(
        "lengthen", Words("延长公示", "Lengthen"), Words("延长公示", "lengthened it"), ("published", "objected"), None, ("publisher",),
        fields=(Field("until_on", "date", Words("延到哪一天", "Until")), Field("note", "text", Words("为什么", "Why"), limit=300)),
    ),
    Step(
        "object", Words("收到异议", "Objection arrived"), Words("收到异议", "an objection arrived"), ("published",), "objected", ("clock",),
        tells=("publisher", "author", "overseer"),
    ),
    Step(
        "settle", Words("异议已答复", "Objections answered"), Words("异议都已答复", "all objections are answered"), ("objected",), "published",
        ("clock",), when=(rules.is_answered,),
    ),
    Step(
        "serve", Words("期满", "Period served"), Words("公示期满", "its period was served"), ("published",), "served",
        ("clock", "publisher", "community"), when=(rules.is_over, rules.has_paper, rules.is_answered, rules.is_corrected),
        main=True, shown_early=True, tells=("author",),
    ),
    Step(
        "withdraw", Words("撤回", "Withdraw"), Words("撤回", "withdrew it"), ("published", "objected", "served"), "withdrawn",
        ("publisher", "supervisor"),
        fields=(Field("why", "long_text", Words("为什么撤回（会公开）", "Why (public)"), limit=600),),
        weighty=True, tells=("author", "overseer"),
    ),
    Step(
        "archive", Words("归档", "Archive"), Words("归档", "archived it"), ("served",), "archived", ("clock", "publisher", "community"),
    ),
)  # fmt: skip

PUBLICATION = Procedure(
    code="publication", words=Words("公示公告", "Notice"), states=STATES, steps=_MAKING + _HANGING, relations=RELATIONS, start="drafted",
)  # fmt: skip

ASK_FIELDS = (
    Field("kind", "choice", Words("您想", "You want to give"), choices=words.ASKED),
    Field(
        "text", "long_text", Words("想问什么，或者哪里不对", "What you ask, or what is wrong"), limit=2000,
        why=Words("答复时会连同问题一起公开，不写您的名字和电话", "Published with the answer, without your name and number"),
    ),
    Field("name", "text", Words("怎么称呼", "Name"), required=False, limit=60,
          why=Words("只给答复的人看，可以不填；答复一年后删除", "Only for those who answer; optional; deleted a year after the answer")),
    Field("phone", "text", Words("电话", "Phone"), required=False, limit=30,
          why=Words("只用来告诉您有答复了，可以不填", "Only to tell you of the answer; optional")),
)  # fmt: skip
"""What a resident fills in, or a worker for them."""

ASKED_RELATIONS = {
    "asker": Words("提问的人", "the one who asked"),
    "answerer": Words("负责答复的人", "those who answer"),
    "supervisor": Words("上级", "the level above"),
    "clock": Words("平台", "the platform"),
}
_ANSWER = (
    Field("outcome", "choice", Words("结论", "Outcome"), choices=words.OUTCOMES),
    Field("answer", "long_text", Words("答复（会公开）", "Answer (public)"), limit=3000),
    Field("shown", "long_text", Words("公开时怎么写这个问题", "The question as it is shown"), required=False, limit=2000,
          help=Words("不填就用原话；原话里有姓名、电话、门牌的，请改写", "Empty: the asker's words; rewrite where they hold names or numbers")),
)  # fmt: skip

INQUIRY = Procedure(
    code="inquiry", words=Words("询问和异议", "Question"), start="asked", relations=ASKED_RELATIONS, clocks=frozenset({"dispute_refusal"}),
    states=(
        State("asked", Words("待答复", "To be answered"), Words("已收到，等答复", "Received"), "soon", "◔"),
        State("answered", Words("已答复", "Answered"), Words("已答复，请看", "Answered"), "good", "✓"),
        State("raised", Words("请上级核查", "Raised"), Words("上级正在核查", "With the level above"), "soon", "↑"),
        State("settled", Words("已了结", "Settled"), Words("已了结", "Settled"), "good", "✓", final=True),
        State("dropped", Words("已撤回", "Withdrawn"), Words("您已撤回", "Withdrawn"), "calm", "×", final=True),
    ),
    steps=(
        Step(
            "answer", Words("答复", "Answer"), Words("答复", "answered"), ("asked",), "answered", ("answerer",), fields=_ANSWER,
            main=True, tells=("asker",), basis="城市居民委员会组织法 34、17",
        ),
        Step(
            "accept", Words("明白了", "Understood"), Words("表示明白", "understood"), ("answered",), "settled", ("asker",), main=True,
            seen="teller",
        ),
        Step(
            "raise", Words("不满意，请上级核查", "Not content: to the level above"), Words("请上级核查", "took it to the level above"),
            ("answered",), "raised", ("asker",), when=(rules.may_raise,), clock="dispute_refusal",
            fields=(Field("note", "long_text", Words("哪里不满意", "What is wrong with it"), limit=1000),),
            tells=("supervisor",), seen="teller", basis="城市居民委员会组织法 35", often=True,
        ),
        Step(
            "decide", Words("核查后答复", "Decide"), Words("核查后答复", "decided"), ("raised",), "settled", ("supervisor",), fields=_ANSWER,
            main=True, tells=("asker", "answerer"), basis="城市居民委员会组织法 35",
        ),
        Step(
            "lapse", Words("没有再问，了结", "Settle unheard"), Words("没有再问，了结", "settled after the waiting time"), ("answered",), "settled",
            ("clock",), when=(rules.waited_long_enough,), clock="dispute_refusal",
        ),
        Step("drop", Words("撤回", "Withdraw"), Words("撤回", "withdrew it"), ("asked",), "dropped", ("asker",), seen="teller"),
    ),
)  # fmt: skip

POWER_FIELDS = (
    Field("name", "text", Words("什么事可以决定", "What may be decided"), limit=120),
    Field("basis", "text", Words("依据", "Basis"), limit=300),
    Field("holder", "text", Words("谁来行使（写岗位，不写姓名）", "Held by (the post, no name)"), limit=120),
    Field("steps", "long_text", Words("怎么办，一步一行", "Steps, one a line"), limit=3000),
    Field(
        "within_days", "integer", Words("几个工作日内办完", "Working days"), required=False, least=1, limit=90
    ),
)
USE_FIELDS = (
    Field("what", "text", Words("用在什么事上（不写姓名、门牌）", "What for (no name, no door)"), limit=300),
    Field("asked_on", "date", Words("哪天提出", "Asked on"), required=False),
    Field("used_on", "date", Words("哪天决定", "Decided on")),
    Field("outcome", "choice", Words("结果", "Outcome"), choices=words.USED),
)  # fmt: skip

POWER = Procedure(
    code="power", words=Words("小微权力", "Small power"), start="listed", relations=RELATIONS,
    states=(
        State("listed", Words("公布中", "Listed"), Words("公布中", "Listed"), "good", "●"),
        State("ended", Words("已取消", "Ended"), Words("已取消", "Ended"), "calm", "×", final=True),
    ),
    steps=(
        Step(
            "use", Words("记一次行使", "Record a use"), Words("行使一次", "used it"), ("listed",), None, ("community",), fields=USE_FIELDS,
            main=True, basis="小微权力监督：每次行使都公开",
        ),
        Step(
            "revise", Words("修改", "Change"), Words("修改了内容", "changed it"), ("listed",), None, ("publisher",), fields=POWER_FIELDS[1:],
            often=True,
        ),
        Step(
            "end", Words("取消", "End"), Words("取消", "ended it"), ("listed",), "ended", ("publisher",),
            fields=(Field("note", "text", Words("为什么取消（会公开）", "Why (public)"), limit=300),), weighty=True,
        ),
    ),
)  # fmt: skip

ENDING = Procedure(
    code="office_ending", words=Words("职务终止", "End of an office"), start="told", relations=RELATIONS,
    clocks=frozenset({"residents_committee.hand_over"}),
    states=(
        State("told", Words("待街道办理", "For the street to act"), Words("街道正在办理", "The street acts"), "soon", "◔"),
        State("ended", Words("已终止，待交接", "Ended, to be handed over"), Words("职务已终止", "The office has ended"), "soon", "●"),
        State("handed", Words("已交接，待补选", "Handed over, to be filled"), Words("已交接，等补选", "To be filled anew"), "calm", "◑"),
        State("filled", Words("已补选", "Filled anew"), Words("已补选", "Filled anew"), "good", "✓", final=True),
        State("set_aside", Words("不再办理", "Set aside"), Words("评议结果已更正", "The result was corrected"), "calm", "×", final=True),
    ),
    steps=(
        Step(
            "end", Words("办理终止", "End the office"), Words("办理了职务终止", "ended the office"), ("told",), "ended", ("supervisor",),
            when=(rules.result_is_published,), clock="residents_committee.hand_over",
            fields=(Field("ended_on", "date", Words("从哪天起不再任职", "Not held from")), _NOTE_MAY),
            main=True, weighty=True, tells=("community", "overseer"), basis=rules.LAW_37,
        ),
        Step(
            "hand_over", Words("记交接", "Record the hand-over"), Words("办完了交接", "the hand-over was done"), ("ended",), "handed",
            ("supervisor", "community"),
            fields=(
                Field("handed_on", "date", Words("哪天交接的", "On")), Field("note", "long_text", Words("交接了什么（印章、账目、档案）", "What was handed over"), limit=1000),
                Field("files", "files", Words("交接清单照片", "Photos of the list"), required=False, limit=9),
            ),
            main=True, tells=("supervisor",), basis="城市居民委员会组织法 25：十日内移交",
        ),
        Step(
            "fill", Words("已补选到位", "Filled anew"), Words("补选到位", "the seat was filled anew"), ("handed",), "filled", ("supervisor",),
            when=(rules.is_filled,), fields=(Field("note", "long_text", Words("怎么产生的", "How"), limit=600),), main=True,
            tells=("community", "overseer"), basis="城市居民委员会组织法 24", shown_early=True,
        ),
        Step(
            "set_aside", Words("评议结果更正，不再办理", "Set aside"), Words("因评议结果更正，不再办理", "set it aside: the result was corrected"),
            ("told",), "set_aside", ("supervisor",), fields=(Field("why", "long_text", Words("哪里更正了（会公开）", "What was corrected (public)"), limit=600),),
            weighty=True, tells=("community", "overseer"),
        ),
    ),
)  # fmt: skip
