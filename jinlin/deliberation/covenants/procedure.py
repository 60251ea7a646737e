"""The life of a covenant, declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice, Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.deliberation.covenants import rules


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


TAKEN = _choices(
    ("taken", "采纳", "Taken"), ("partly", "部分采纳", "Partly taken"), ("not", "不采纳", "Not taken")
)
DECISIONS = _choices(
    ("keep", "不违法，保留", "Lawful: kept"), ("change", "要改", "To be changed"), ("drop", "整条去掉", "To be dropped")
)  # fmt: skip
WAYS = _choices(
    ("reps", "居民代表会议", "Residents' representatives"), ("assembly", "居民会议", "Residents' assembly"), ("motion", "议案逐级表决", "By a motion"),
    ("owners", "业主表决（小区管理规约）", "Owners' vote (covenant of an estate)"),
)  # fmt: skip

RELATIONS = {
    "keeper": Words("社区工作人员", "workers of the community"),
    "resident": Words("居民", "residents"),
    "visitor": Words("没有登录的居民", "residents without an account"),
    "supervisor": Words("街道", "the street"),
    "clock": Words("平台", "the platform"),
}
_TITLE = Field("title", "text", Words("条目名称", "Heading"), limit=60)
_TEXT = Field("text", "long_text", Words("条文", "Text"), limit=2000)
_CLAUSE = Field("clause", "subject", Words("哪一条", "Which clause"), of="covenant_clause")

COVENANT = Procedure(
    code="covenant", words=Words("居民公约", "Covenant"), start="drafting", relations=RELATIONS,
    states=(
        State("drafting", Words("起草中", "Drafting"), Words("正在起草", "Being drafted"), "calm", "✎"),
        State("open", Words("征求意见中", "Open to remarks"), Words("请您提意见", "Open to your remarks"), "soon", "◔"),
        State("answering", Words("逐条答复中", "Answering"), Words("正在逐条答复", "Remarks are being answered"), "calm", "●"),
        State("ready", Words("待表决", "Ready for a vote"), Words("等表决", "Ready for a vote"), "soon", "◔"),
        State("voting", Words("表决中", "Being voted on"), Words("表决中", "Being voted on"), "soon", "●"),
        State("adopted", Words("已通过，待备案", "Adopted"), Words("已通过", "Adopted"), "good", "✓"),
        State("filed", Words("已备案", "Filed"), Words("已生效、已备案", "In force and filed"), "good", "✓"),
        State("ended", Words("已废止", "Ended"), Words("已废止", "Ended"), "calm", "×", final=True),
    ),
    steps=(
        Step("add_clause", Words("加一条", "Add a clause"), Words("加了一条", "added a clause"), ("drafting",), None, ("keeper",),
             fields=(_TITLE, _TEXT, Field("before", "subject", Words("放在哪一条前面", "Before which"), required=False, of="covenant_clause")), seen="staff", often=True),
        Step("change_clause", Words("改一条", "Change a clause"), Words("改了一条", "changed a clause"), ("drafting",), None, ("keeper",),
             fields=(_CLAUSE, _TITLE, _TEXT), seen="staff", often=True),
        Step("drop_clause", Words("去掉一条", "Drop a clause"), Words("去掉了一条", "dropped a clause"), ("drafting",), None, ("keeper",),
             fields=(_CLAUSE, Field("note", "text", Words("为什么", "Why"), limit=300)), seen="staff"),
        Step("open_round", Words("征求一轮意见", "Open a round"), Words("开始征求意见", "opened a round of remarks"), ("drafting",), "open", ("keeper",),
             when=(rules.has_clauses, rules.all_answered),
             fields=(
                 Field("closes_on", "date", Words("收意见到哪一天", "Until")),
                 Field("note", "long_text", Words("这一稿为什么这样写、和上一稿有什么不同", "Why this draft; what differs"), required=False, limit=600),
             ), main=True, tells=("keeper",)),
        Step("remark", Words("提意见", "Make a remark"), Words("提了一条意见", "made a remark"), ("open",), None, ("resident", "visitor", "keeper"),
             when=(rules.round_is_open,),
             fields=(
                 Field("clause", "subject", Words("对哪一条（不选就是对全文）", "On which clause"), required=False, of="covenant_clause"),
                 Field("text", "long_text", Words("您的意见", "Your remark"), limit=1000,
                       why=Words("意见和答复会公开，不写您的名字；用来改公约，公约在用时一直保留", "Published with its answer, without your name; kept while the covenant is in use")),
                 Field("name", "text", Words("谁的意见（工作人员代写时填）", "Whose (when a worker writes it down)"), required=False, limit=60,
                       why=Words("只给工作人员看", "Seen by workers only")),
             ), seen="staff", often=True, resident=Words("我来提意见", "Make a remark")),
        Step("answer", Words("答复一条意见", "Answer a remark"), Words("答复了一条意见", "answered a remark"), ("open", "answering"), None, ("keeper",),
             when=(rules.has_remarks,),
             fields=(
                 Field("remark", "subject", Words("哪一条意见", "Which remark"), of="covenant_remark"), Field("taken", "choice", Words("采纳吗", "Taken?"), choices=TAKEN),
                 Field("answer", "long_text", Words("怎么改、为什么（会公开）", "What changes, and why (public)"), limit=1000),
             ), main=True),
        Step("close_round", Words("这一轮结束", "Close the round"), Words("结束了这一轮", "closed the round"), ("open",), "answering", ("keeper", "clock"),
             when=(rules.round_is_over,), shown_early=True),
        Step("redraft", Words("按意见修改，再来一轮", "Change it and go another round"), Words("回到起草", "went back to drafting"), ("answering", "ready"), "drafting",
             ("keeper",), when=(rules.all_answered,), often=True),
        Step("decide_flag", Words("处理一处提示", "Decide a flag"), Words("处理了一处提示", "decided a flag"), ("open", "answering", "ready"), None, ("keeper",),
             when=(rules.has_flags,),
             fields=(
                 Field("flag", "subject", Words("哪一处", "Which"), of="covenant_flag"), Field("decision", "choice", Words("怎么处理", "Decision"), choices=DECISIONS),
                 Field("reason", "long_text", Words("理由（会公开）", "Reason (public)"), limit=600),
             ), basis=rules.LAW_31, often=True),
        Step("finish", Words("定稿，准备表决", "Ready for a vote"), Words("定稿", "made it ready for a vote"), ("answering",), "ready", ("keeper",),
             when=(rules.had_a_round, rules.all_answered, rules.words_unchanged, rules.flags_decided, rules.draft_is_served), main=True, shown_early=True),
        Step("put_to_vote", Words("提交表决", "Put to the vote"), Words("提交表决", "put it to the vote"), ("ready",), "voting", ("keeper",),
             when=(rules.words_unchanged, rules.flags_decided),
             fields=(
                 Field("way", "choice", Words("怎么表决", "How"), choices=WAYS),
                 Field("variant", "choice", Words("议案走哪种步骤（议案才填）", "Which procedure (motions only)"), required=False,
                       choices=_choices(("four_steps", "四步议事", "Four steps"), ("two_two_two", "两议两评两公开", "Two talks, two ratings, two publications"))),
                 Field("owners", "yes_no", Words("属于业主共同决定：最后一步由业主表决（议案才填）", "Owners decide at the last step (motions only)"), required=False,
                       help=Words("小区的管理规约由业主共同决定（民法典 278 第 2 项）", "An estate's covenant is decided by its owners (Civil Code 278, item 2)")),
             ), basis="城市居民委员会组织法 30：公约由居民会议讨论制定", main=True, tells=("keeper",)),
        Step("adopt", Words("录入会议结果：通过", "Adopted at a meeting"), Words("通过", "adopted it"), ("voting",), "adopted", ("keeper",),
             when=(rules.no_motion_runs,),
             fields=(
                 Field("decided_on", "date", Words("哪天开的会", "Held on")), Field("effective_on", "date", Words("哪天起施行", "In force from")),
                 Field("entitled", "integer", Words("应到人数", "Entitled"), least=1, limit=1000000), Field("present", "integer", Words("实到人数", "Present"), limit=1000000),
                 Field("in_favour", "integer", Words("同意", "In favour"), limit=1000000), Field("against", "integer", Words("不同意", "Against"), limit=1000000),
                 Field("abstained", "integer", Words("弃权", "Abstained"), limit=1000000),
                 Field("files", "files", Words("会议记录照片", "Photos of the minutes"), required=False, limit=9),
             ), basis="城市居民委员会组织法 27、29", main=True, weighty=True),
        Step("carry", Words("表决通过", "Adopted by the vote"), Words("经表决通过", "was adopted by the vote"), ("voting",), "adopted", ("clock",)),
        Step("turn_down", Words("没有通过", "Turn down"), Words("没有通过，回到起草", "was not adopted; back to drafting"), ("voting",), "drafting", ("keeper", "clock"),
             fields=(Field("note", "text", Words("票数、意见", "Votes and reasons"), required=False, limit=400),)),
        Step("file", Words("报街道备案", "File it"), Words("备案", "filed it"), ("adopted",), "filed", ("keeper", "supervisor"),
             fields=(
                 Field("filed_on", "date", Words("备案日期", "Filed on")), Field("filed_with", "text", Words("备案机关", "Filed with"), limit=120),
                 Field("number", "text", Words("备案号", "Number"), required=False, limit=60),
             ), basis=rules.LAW_31, main=True),
        Step("amend", Words("修订", "Amend"), Words("开始修订", "began to amend it"), ("adopted", "filed"), "drafting", ("keeper",),
             fields=(Field("note", "text", Words("为什么修订", "Why"), limit=400),), often=True),
        Step("order_change", Words("责令改正", "Order a correction"), Words("责令改正", "ordered a correction"), ("adopted", "filed"), "drafting", ("supervisor",),
             fields=(Field("note", "long_text", Words("哪里违法、怎么改", "What is unlawful"), limit=1000),), basis=rules.LAW_31, tells=("keeper",), weighty=True),
        Step("end", Words("废止", "End it"), Words("废止", "ended it"), ("drafting", "adopted", "filed"), "ended", ("keeper",),
             fields=(Field("note", "text", Words("依据哪次决定", "By which decision"), limit=300),), weighty=True),
    ),
)  # fmt: skip
