"""The life of an owners' decision, declared once. Pure."""

from __future__ import annotations

from jinlin.ballots import rules, words
from jinlin.base.given import Choice, Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words

RELATIONS = {
    "organiser": Words("业委会、社区的经办人", "organisers of owners' committee and community"),
    "clerk": Words("录票的工作人员", "clerks who enter ballots"),
    "counter": Words("计票人", "counters"),
    "monitor": Words("监票人", "monitors"),
    "holder": Words("名册上的业主", "owners on the roll"),
    "clock": Words("平台", "the platform"),
}

STATES = (
    State("draft", Words("起草", "Draft"), Words("正在准备", "Being prepared"), "calm", "○"),
    State("listed", Words("名册公示", "Roll published"), Words("名册公示，可以提异议", "Roll open to objection"), "soon", "◔"),
    State("frozen", Words("已冻结，公告期", "Frozen, notice runs"), Words("公告期，还没开始投票", "Notice period"), "calm", "◑"),
    State("open", Words("投票中", "Open"), Words("正在投票", "Voting is open"), "soon", "●"),
    State("closed", Words("已截止", "Closed"), Words("投票已截止，等开票", "Voting has ended"), "calm", "■"),
    State("counted", Words("已开票，待核验", "Counted"), Words("已开票，正在核验", "Being verified"), "calm", "◕"),
    State("verified", Words("已核验，待公布", "Verified"), Words("已核验，即将公布", "About to be published"), "calm", "◕"),
    State("decided", Words("已公布", "Published"), Words("结果已公布", "The result is published"), "good", "✓", final=True),
    State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
)  # fmt: skip

_NOTE = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_MATTERS = tuple(
    Choice(code, Words(f"{code} {name.zh}", f"{code} {name.en}")) for code, name in rules.MATTERS.items()
)
_YES_NO = (Choice("yes", Words("计入", "Counts")), Choice("no", Words("不计入", "Does not count")))

_PREPARING = (
    Step(
        "add_item", Words("添加议题", "Add a motion"), Words("添加议题", "added a motion"), ("draft",), None, ("organiser",),
        fields=(
            Field("matter", "choice", Words("属于哪一项", "Which matter"), choices=_MATTERS, help=Words(
                "按民法典第 278 条的九项，或第 279 条住改商", "By Civil Code 278, or 279")),
            Field("title", "text", Words("议题", "Motion"), limit=120),
            Field("text", "long_text", Words("表决的原文", "The text to be decided"), limit=4000),
        ), when=(rules.may_add_item,), seen="staff", often=True,
    ),
    Step(
        "drop_item", Words("删去议题", "Drop a motion"), Words("删去议题", "dropped a motion"), ("draft",), None, ("organiser",),
        fields=(Field("item", "subject", Words("哪一项", "Which"), of="decision_item"),), seen="staff",
    ),
    Step(
        "set_rules", Words("定下规则", "Set the rules"), Words("定下了表决规则", "set the rules"), ("draft",), None, ("organiser",),
        fields=(
            Field("parking", "choice", Words("车位面积和车位业主", "Parking"), choices=_YES_NO, why=Words(
                "法释第 2 条与 274号第 25 条写法不同，必须选定，没有默认", "The sources differ; it must be chosen")),
            Field("conflict", "choice", Words("一位业主的几张票不一致时", "Where ballots of one owner differ"), choices=words.CONFLICTS),
            Field("may_change", "yes_no", Words("手机投票在截止前可以改", "A phone ballot may be changed"), required=False),
            Field("by_phone", "yes_no", Words("可以用手机投票（当地允许时才选）", "Ballots by phone (where the region allows)"), required=False),
            Field("by_proxy", "yes_no", Words("可以书面委托", "Proxies are allowed"), required=False),
            Field("silent", "choice", Words("收到选票没有投的业主", "Owners who stay silent"), choices=words.SILENT),
            Field("silent_basis", "text", Words("议事规则的条款", "The clause of the rules"), required=False, limit=120),
            Field("publication", "choice", Words("结果怎么公布", "How the result is published"), choices=words.PUBLICATIONS),
        ), when=(), seen="staff", often=True,
    ),
    Step(
        "build_roll", Words("从产权登记生成名册", "Make the roll"), Words("生成了名册", "made the roll"), ("draft",), None, ("organiser",),
        fields=(Field("developer", "text", Words("开发商名称（有未售房屋时填）", "Developer (where units are unsold)"), required=False),),
        seen="staff", often=True,
    ),
    Step(
        "publish_roll", Words("公示名册", "Publish the roll"), Words("公示名册，可以提异议", "published the roll for objection"), ("draft",),
        "listed", ("organiser",), when=(rules.is_complete,), main=True, fields=(_NOTE,), basis="公布楼栋房号，不公布证件和电话",
    ),
    Step(
        "merge_rows", Words("并为同一位业主", "Merge as one owner"), Words("把名册的两行并为同一位业主", "merged two rows of the roll"),
        ("draft", "listed"), None, ("organiser",),
        fields=(
            Field("keep", "integer", Words("保留哪一行", "Row to keep"), limit=10_000_000),
            Field("other", "integer", Words("并入哪一行", "Row to merge into it"), limit=10_000_000),
            Field("reason", "text", Words("凭什么确定是同一位", "Why they are one"), limit=200),
        ), seen="staff",
    ),
    Step(
        "correct_row", Words("更正名册", "Correct the roll"), Words("更正了名册的一行", "corrected a row of the roll"), ("draft", "listed"), None,
        ("organiser",),
        fields=(
            Field("row", "integer", Words("第几行", "Row"), limit=10_000_000),
            Field("unit", "text", Words("房号", "Unit"), limit=40),
            Field("area", "area", Words("面积（平方米）", "Area (m²)")),
            Field("source", "choice", Words("面积依据", "Source of the area"), choices=words.AREA_SOURCES),
            Field("reason", "text", Words("为什么更正", "Why"), limit=200),
        ),
    ),
    Step(
        "name_voice", Words("登记共有人代表", "Name a representative"), Words("登记了共有人推定的代表", "named a representative of co-owners"),
        ("draft", "listed", "frozen", "open"), None, ("organiser",),
        fields=(
            Field("row", "integer", Words("第几行", "Row"), limit=10_000_000),
            Field("name", "text", Words("由谁投票", "Who votes"), limit=60),
            Field("reason", "text", Words("书面确认的编号", "The paper that says so"), limit=200),
        ), seen="staff", basis="建房〔2009〕274号第 25 条",
    ),
    Step(
        "set_publication", Words("改公布方式", "Choose how to publish"), Words("改了结果的公布方式", "chose how the result is published"),
        ("draft", "listed"), None, ("organiser",),
        fields=(Field("publication", "choice", Words("结果怎么公布", "How the result is published"), choices=words.PUBLICATIONS),),
    ),
    Step(
        "answer_objection", Words("答复异议", "Answer an objection"), Words("答复了名册异议", "answered an objection"), ("listed",), None,
        ("organiser",),
        fields=(
            Field("objection", "subject", Words("哪一条", "Which"), of="decision_objection"),
            Field("answer", "long_text", Words("答复", "Answer"), limit=2000),
        ), seen="staff", often=True,
    ),
    Step(
        "freeze", Words("冻结并公告", "Freeze and give notice"), Words("冻结议题、规则和名册，发出公告", "froze the package and gave notice"),
        ("listed",), "frozen", ("organiser",), when=(rules.objections_done, rules.small_roll_guarded), main=True,
        fields=(Field("closes_at", "datetime", Words("投票截止", "Voting ends")), _NOTE), clock="owners.meeting_notice",
        tells=("holder",), weighty=True, basis="物业管理条例第 14 条：提前十五日通知", shown_early=True,
    ),
)  # fmt: skip

_VOTING = (
    Step(
        "open", Words("开始投票", "Open the vote"), Words("开始投票", "opened the vote"), ("frozen",), "open", ("organiser", "clock"),
        when=(rules.notice_served,), tells=("holder",), main=True, basis="公告期满才能开始", shown_early=True,
    ),
    Step(
        "deliver", Words("登记送达", "Record a delivery"), Words("登记了一次送达", "recorded a delivery"), ("frozen", "open"), None,
        ("organiser", "clerk"),
        fields=(
            Field("unit", "text", Words("房号", "Unit"), limit=40),
            Field("to", "choice", Words("交给了谁", "To whom"), choices=words.SERVED_TO),
            Field("how", "choice", Words("怎么送的", "How"), choices=words.SERVED_HOW),
            Field("at", "datetime", Words("什么时候", "When")),
            Field("proof", "text", Words("凭据（签收单、照片编号）", "Proof"), required=False),
        ), seen="staff", often=True,
    ),
    Step(
        "give_proxy", Words("登记委托", "Record a proxy"), Words("登记了一份书面委托", "recorded a proxy"), ("open",), None, ("organiser", "clerk"),
        when=(rules.proxies_allowed,),
        fields=(
            Field("unit", "text", Words("委托人的房号", "Unit of the owner"), limit=40),
            Field("agent", "text", Words("代理人姓名", "Agent's name"), limit=60),
            Field("agent_id", "text", Words("代理人证件号末六位", "Last six of the agent's ID"), limit=6, why=Words(
                "只用来数一位代理人接受了几份委托，存为摘要", "Only to count an agent's proxies; kept as a digest")),
            Field("relation", "text", Words("与业主的关系", "Relation to the owner"), limit=40),
            Field("works_for_property", "yes_no", Words("代理人是物业服务企业的员工", "The agent works for the property firm"), required=False),
            Field("is_candidate", "yes_no", Words("代理人是候选人", "The agent is a candidate"), required=False),
            Field("instructions", "text", Words("逐项意见，如 m1=同意 m2=反对", "Instruction for each item, as m1=yes"), limit=400),
            Field("signed_on", "date", Words("签字日期", "Signed on")),
        ), seen="staff", basis="民法典第 165 条：书面，写明事项、权限和期限",
    ),
    Step(
        "print_ballots", Words("印选票", "Print ballots"), Words("印了一批选票", "printed ballots"), ("frozen", "open"), None, ("organiser", "clerk"),
        fields=(Field("again", "yes_no", Words("给已经印过的也再印一份", "Print again for those that have one"), required=False),), seen="staff", often=True,
    ),
    Step(
        "take_batch", Words("登记一箱选票", "Record a box"), Words("登记了一箱收回的选票", "recorded a box of sheets"), ("open", "closed"), None,
        ("organiser", "clerk"),
        fields=(
            Field("name", "text", Words("箱号或信封号", "Box or envelope"), limit=40),
            Field("sheets", "integer", Words("手工点数有几张", "Sheets counted by hand"), least=1, limit=20_000),
            Field("opened_by", "text", Words("开箱见证人", "Witnesses of the opening"), limit=120),
            Field("files", "files", Words("整叠和每张的照片", "Photographs"), required=False, limit=9),
        ), seen="staff", often=True,
    ),
    Step(
        "witness", Words("为今晚的板头签字", "Sign tonight's head"), Words("为当天的板头签了字", "signed the day's head of the board"), ("open", "closed"),
        None, ("monitor",), often=True, basis="每晚张贴板头六个词，由监票人签字：之后谁也改不了前面的行",
        fields=(Field("slip", "text", Words("外部签名（没有就空着）", "Signature made outside (or leave empty)"), required=False, limit=400, help=Words(
            "用登记过的钥匙在平台之外签出的一整行，写成“板头:公钥:签名”", "The line signed outside with a registered key: head:key:signature")),),
    ),
    Step(
        "register_key", Words("登记外部见证的公钥", "Register a witness's key"), Words("登记了外部见证的公钥", "registered a key of a witness"),
        ("frozen", "open", "closed"), None, ("monitor",), fields=(
            Field("name", "text", Words("谁的钥匙（单位）", "Whose key (institution)"), limit=60),
            Field("key", "text", Words("Ed25519 公钥", "Ed25519 public key"), limit=120, help=Words(
                "64 位十六进制或 base64；私钥留在单位自己手里", "64 hex digits or base64; the secret part stays with the institution")),
        ), basis="私钥不在平台上：公告板被重写时，外部留下的签名会对不上",
    ),
    Step(
        "end_key", Words("停用外部见证的公钥", "End a witness's key"), Words("停用了外部见证的公钥", "ended a key of a witness"),
        ("frozen", "open", "closed"), None, ("monitor",), fields=(
            Field("key", "text", Words("停用哪一把公钥", "Which public key"), limit=120),
            Field("reason", "text", Words("为什么", "Why"), limit=200),
        ), basis="停用以前的签名照样有效",
    ),
    Step(
        "close", Words("截止", "Close the vote"), Words("投票截止", "closed the vote"), ("open",), "closed", ("counter", "organiser", "clock"),
        when=(rules.time_is_up,), main=True, shown_early=True,
    ),
)  # fmt: skip

_COUNTING = (
    Step(
        "settle_row", Words("核定一户的票", "Settle a row"), Words("核定了一户几张票以哪张为准", "settled which ballot stands"), ("closed",), None,
        ("monitor",),
        fields=(
            Field("row", "integer", Words("名册第几行", "Row"), limit=10_000_000),
            Field("line", "integer", Words("以公告板第几行为准", "Line of the board that stands"), limit=10_000_000),
            Field("reason", "text", Words("怎么核实的", "How it was found out"), limit=200),
        ), seen="staff",
    ),
    Step(
        "count", Words("开票", "Open the sums"), Words("开出总数", "opened the sums"), ("closed",), "counted", ("counter",),
        when=(rules.sheets_done,), main=True, weighty=True, basis="只开总数，不开单张；每次读取都有记录", seen="staff",
    ),
    Step(
        "verify", Words("核验", "Verify"), Words("核验：全部成立", "verified: everything holds"), ("counted",), "verified", ("monitor", "organiser"),
        when=(rules.another_verifies,), main=True, basis="没有核验不能公布", seen="staff",
    ),
    Step(
        "draw", Words("掷骰抽查", "Draw for the spot check"), Words("当众掷骰，抽出要核对的纸质票", "drew sheets by dice"), ("counted", "verified"), None,
        ("monitor",),
        fields=(Field("dice", "text", Words("骰子点数，如 3 5 1 6 2", "Dice thrown, such as 3 5 1 6 2"), limit=40),), seen="staff",
    ),
    Step(
        "publish", Words("公布结果", "Publish the result"), Words("公布了结果", "published the result"), ("verified",), "decided", ("organiser",),
        fields=(_NOTE,), main=True, tells=("holder",), clock="owners_committee.decision_published", basis="建房〔2009〕274号第 39 条",
    ),
    Step(
        "withdraw", Words("撤回", "Withdraw"), Words("撤回了这次表决", "withdrew the vote"), ("draft", "listed", "frozen"), "withdrawn",
        ("organiser",), fields=(Field("note", "long_text", Words("为什么", "Why"), limit=2000),), weighty=True, tells=("holder",),
    ),
)  # fmt: skip

DECISION = Procedure(
    code="decision", words=Words("业主表决", "Owners' decision"), states=STATES, steps=(*_PREPARING, *_VOTING, *_COUNTING),
    relations=RELATIONS, start="draft", clocks=frozenset({"owners.meeting_notice", "owners_committee.decision_published"}),
)  # fmt: skip
