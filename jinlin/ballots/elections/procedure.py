"""The life of a residents' committee election, declared once. Pure. Basis: 城市居民委员会组织法 (2025-10-28)."""

from __future__ import annotations

from jinlin.ballots.elections import rules, words
from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words

RELATIONS = {
    "organiser": Words("社区的经办人", "Organisers of the community"),
    "officer": Words("选举委员会", "The election committee"),
    "clerk": Words("发票、录入的工作人员", "Clerks at stations and count sheets"),
    "counter": Words("计票人", "Counters"),
    "monitor": Words("监票人", "Monitors"),
    "guide": Words("街道", "The street"),
    "voter": Words("选民", "Voters"),
}

STATES = (
    State("draft", Words("筹备", "Prepared"), Words("正在筹备", "Being prepared"), "calm", "○"),
    State("listed", Words("选民名单公布", "Register published"), Words("选民名单已公布，可以提异议", "The register is open to objection"), "soon", "◔"),
    State("candidates", Words("候选人公布", "Candidates published"), Words("候选人已公布，等投票日", "Candidates are known"), "soon", "◑"),
    State("voting", Words("投票日", "Voting"), Words("正在投票", "Voting now"), "soon", "●"),
    State("counting", Words("公开计票", "Counting"), Words("正在公开计票", "Being counted in public"), "calm", "◕"),
    State("announced", Words("已当场宣布", "Announced"), Words("结果已当场宣布", "Announced on the spot"), "good", "◕"),
    State("published", Words("结果已公布", "Published"), Words("结果已公布", "The result is published"), "good", "✓"),
    State("serving", Words("任期中", "In office"), Words("任期中", "In office"), "good", "✓"),
    State("ended", Words("已结束", "Ended"), Words("已结束", "Ended"), "calm", "■", final=True),
    State("void", Words("选举无效", "Void"), Words("选举无效", "Void"), "late", "×", final=True),
    State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
)  # fmt: skip

_NOTE = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)
_WHY_WOMAN = Words(
    "法律要求成员中至少有一名妇女，只为这一条登记",
    "The law wants at least one woman among the members; asked for that alone",
)
_POST = Field("post", "choice", Words("竞选（或被罢免）的职务", "Post"), choices=words.POSTS)

_PREPARING = (
    Step(
        "set_rules", Words("定方式、名额和投票日", "Set mode, seats and day"), Words("定下了选举方式、名额和投票日", "set mode, seats and day"),
        ("draft",), None, ("organiser", "officer"), main=True,
        fields=(
            Field("mode", "choice", Words("谁来选", "Who elects"), choices=words.MODE_CHOICES),
            Field("seats_chair", "integer", Words("主任几名", "Chairs"), limit=1),
            Field("seats_vice", "integer", Words("副主任几名", "Vice chairs"), limit=4),
            Field("seats_member", "integer", Words("委员几名", "Members"), limit=8, help=Words("换届时合计 5 至 9 名", "5 to 9 in all at a regular election")),
            Field("voting_on", "date", Words("投票日", "Day of the vote")),
            Field("by_proxy", "yes_no", Words("可以书面委托（居民代表选举不可以）", "Written proxies (never where representatives elect)"), required=False),
        ), basis="城市居民委员会组织法第 8、14 条",
    ),
    Step(
        "name_officer", Words("登记选举委员会成员", "Name an officer"), Words("登记了选举委员会成员", "named an officer"), ("draft", "listed"), None, ("organiser",),
        fields=(
            Field("name", "text", Words("姓名", "Name"), limit=60),
            Field("duty", "choice", Words("做什么", "Duty"), choices=words.DUTIES),
            Field("votes", "integer", Words("推选得票", "Votes"), required=False, limit=100_000),
        ), often=True, basis="城市居民委员会组织法第 15 条",
    ),
    Step(
        "officer_leaves", Words("成员退出并递补", "An officer leaves"), Words("选举委员会成员退出，按得票递补", "an officer left; the next by votes moved up"),
        ("draft", "listed", "candidates"), None, ("organiser", "officer"),
        fields=(
            Field("officer", "subject", Words("哪一位", "Who"), of="election_officer"),
            Field("reason", "text", Words("为什么", "Why"), limit=200),
        ), basis="第 15 条：候选人及其近亲属退出",
    ),
    Step(
        "gather_voters", Words("从住户登记生成名单", "Make the register"), Words("从住户登记生成了选民名单", "made the register from households"), ("draft",), None,
        ("organiser",), seen="staff", often=True, basis="第 16 条：年满十八周岁；出生年份不明的不列入，逐一核对后再加",
    ),
    Step(
        "add_voter", Words("增补一位选民", "Add a voter"), Words("增补了一位选民", "added a voter"), ("draft", "listed"), None, ("organiser",),
        fields=(
            Field("name", "text", Words("姓名", "Name"), limit=60),
            Field("where", "text", Words("住址（楼栋房号）或代表的小组", "Where, or the group represented"), limit=60),
            Field("kind", "choice", Words("凭什么登记", "Why registered"), choices=words.VOTER_KINDS),
            Field("reason", "text", Words("说明（名单公布后增补要写）", "Reason (after publication)"), required=False, limit=200),
        ), seen="staff", often=True, basis="第 16 条",
    ),
    Step(
        "strike_voter", Words("从名单划去", "Strike a voter"), Words("从名单划去了一位", "struck a voter"), ("draft", "listed"), None, ("organiser",),
        fields=(
            Field("number", "integer", Words("名单第几号", "Number"), least=1, limit=10_000_000),
            Field("reason", "text", Words("为什么", "Why"), limit=200),
        ), seen="staff",
    ),
    Step(
        "petition", Words("登记罢免要求", "Record the petition"), Words("登记了罢免要求", "recorded the petition"), ("draft",), None, ("organiser",),
        when=(rules.is_recall,),
        fields=(Field("backers", "integer", Words("几人提出", "How many ask"), least=1, limit=1_000_000), Field("note", "long_text", Words("罢免理由", "Reasons"), limit=2000), _FILES),
        basis="第 20 条：十分之一以上选民或户代表，三分之一以上居民代表",
    ),
    Step(
        "publish_list", Words("公布选民名单", "Publish the register"), Words("公布了选民名单，五日内可以提异议", "published the register; objections within five days"),
        ("draft",), "listed", ("organiser", "officer"), when=(rules.is_complete, rules.enough_ask, rules.list_in_time), main=True, fields=(_NOTE,),
        clock="residents_committee.voter_list", tells=("voter",), basis="第 17 条：投票日二十日前公布",
    ),
    Step(
        "answer_objection", Words("答复名单异议", "Answer an objection"), Words("答复了名单异议", "answered an objection"), ("listed", "candidates"), None,
        ("organiser", "officer"),
        fields=(
            Field("objection", "subject", Words("哪一条", "Which"), of="voter_objection"),
            Field("upheld", "yes_no", Words("异议成立（名单另作增补或划去）", "It is right (the register is mended)"), required=False),
            Field("answer", "long_text", Words("答复", "Answer"), limit=2000),
        ), clock="residents_committee.voter_list_answer", often=True, basis="第 17 条：三日内答复并公布",
    ),
    Step(
        "nominate", Words("登记提名", "Record a proposal"), Words("登记了一位提名", "recorded a proposal"), ("draft", "listed"), None, ("organiser", "officer"),
        fields=(
            Field("name", "text", Words("姓名", "Name"), limit=60), _POST,
            Field("proposed_by", "choice", Words("谁提名", "By whom"), choices=words.PROPOSED_BY),
            Field("backers", "integer", Words("联名人数", "How many voters"), required=False, limit=100_000),
            Field("woman", "yes_no", Words("妇女", "A woman"), required=False, why=_WHY_WOMAN),
            Field("about", "long_text", Words("简介（公布用）", "About (published)"), required=False, limit=600), _FILES,
        ), often=True, seen="staff", basis="第 18 条：社区党组织或十名以上选民联名",
    ),
    Step(
        "qualify", Words("审查候选人资格", "Check a candidate"), Words("审查了一位候选人", "checked a candidate"), ("draft", "listed"), None, ("organiser", "officer"),
        fields=(
            Field("candidate", "subject", Words("哪一位", "Who"), of="election_candidate"),
            Field("ground", "choice", Words("审查结果", "Finding"), choices=words.GROUNDS),
            Field("reason", "text", Words("说明", "Reason"), required=False, limit=200),
        ), often=True, seen="staff", basis="第 8、18 条",
    ),
    Step(
        "publish_candidates", Words("公布候选人", "Publish the candidates"), Words("公布了候选人名单", "published the candidates"), ("listed",), "candidates",
        ("organiser", "officer"), when=(rules.checked, rules.more_than_seats), main=True, fields=(_NOTE,), tells=("voter",),
        basis="第 18 条：差额",
    ),
)  # fmt: skip

_VOTING = (
    Step(
        "withdraw_candidate", Words("候选人退出", "A candidate withdraws"), Words("一位候选人退出", "a candidate withdrew"), ("listed", "candidates"), None,
        ("organiser", "officer"),
        fields=(Field("candidate", "subject", Words("哪一位", "Who"), of="election_candidate"), Field("reason", "text", Words("本人书面理由", "In writing, why"), limit=200)),
    ),
    Step(
        "meet_voters", Words("记录见面会", "Record a meeting"), Words("组织了候选人与选民见面", "held a meeting of candidates and voters"), ("candidates",), None,
        ("organiser", "officer"), fields=(Field("note", "long_text", Words("时间、地点、问了什么", "When, where, what was asked"), limit=2000), _FILES), often=True, basis="第 18 条",
    ),
    Step(
        "reply", Words("登记申辩", "Record the reply"), Words("登记了被要求罢免的人的申辩", "recorded the reply of those named"), ("listed", "candidates"), None,
        ("organiser", "officer"), when=(rules.is_recall,), fields=(Field("note", "long_text", Words("申辩意见", "Reply"), limit=2000),), basis="第 20 条",
    ),
    Step(
        "add_station", Words("设投票站", "Add a station"), Words("设了投票站", "set up a station"), ("candidates",), None, ("organiser", "officer"),
        fields=(
            Field("name", "text", Words("投票站", "Station"), limit=40), Field("where", "text", Words("在哪里", "Where"), limit=80),
            Field("booth", "yes_no", Words("设秘密写票处", "It has a secret booth"), required=False),
            Field("mobile", "yes_no", Words("流动票箱（给行动不便的人）", "A box carried to those who cannot come"), required=False),
        ), often=True, basis="第 19 条",
    ),
    Step(
        "give_proxy", Words("登记委托", "Record a proxy"), Words("登记了一份书面委托", "recorded a proxy"), ("candidates",), None, ("organiser", "officer", "clerk"),
        when=(rules.proxies_allowed,),
        fields=(
            Field("number", "integer", Words("委托人在名单上的号", "Number of the voter"), least=1, limit=10_000_000),
            Field("agent", "integer", Words("受托人在名单上的号", "Number of the agent"), least=1, limit=10_000_000),
            Field("signed_on", "date", Words("委托书日期", "Signed on")),
        ), seen="staff", often=True, basis="第 19 条：书面；每人接受不超过三份；候选人不接受；名单公布",
    ),
    Step(
        "print_ballots", Words("登记印票数", "Record ballots printed"), Words("登记了印制的选票张数", "recorded the ballots printed"), ("candidates",), None,
        ("organiser", "officer"), fields=(Field("printed", "integer", Words("印了几张", "How many"), least=1, limit=1_000_000), Field("witnesses", "text", Words("见证人", "Witnesses"), limit=120)),
    ),
    Step(
        "open", Words("开始投票", "Begin the vote"), Words("开始投票", "began the vote"), ("candidates",), "voting", ("organiser", "officer"),
        when=(rules.ready_to_vote,), main=True, tells=("voter",),
    ),
    Step(
        "close_station", Words("封箱点票", "Close a station"), Words("一个投票站封箱，清点了收回的票", "closed a station and counted its box"), ("voting",), None,
        ("officer", "clerk", "monitor"),
        fields=(
            Field("station", "subject", Words("哪一站", "Which"), of="election_station"),
            Field("returned", "integer", Words("箱里有几张票（先点数，不看内容）", "Ballots in the box (counted, not read)"), limit=1_000_000),
            Field("witnesses", "text", Words("在场监票人", "Monitors present"), limit=120), _FILES,
        ), often=True, basis="第 19 条：公开计票",
    ),
    Step(
        "close", Words("投票结束，开始计票", "End the vote and count"), Words("投票结束，开始公开计票", "ended the vote; counting in public"), ("voting",), "counting",
        ("organiser", "officer"), when=(rules.stations_closed,), main=True,
    ),
)  # fmt: skip

_RESULT = (
    Step(
        "announce", Words("当场宣布结果", "Announce the result"), Words("当场宣布了选举结果", "announced the result on the spot"), ("counting",), "announced",
        ("organiser", "officer"), when=(rules.sheets_agree, rules.stands, rules.may_end_here), main=True, tells=("voter",), fields=(_NOTE,),
        basis="第 19 条：当场公布",
    ),
    Step(
        "second_round", Words("宣布本轮并另行选举", "Announce and hold a further round"), Words("当场宣布了本轮结果，不足的名额另行选举", "announced this round; seats left go to a further one"),
        ("counting",), "candidates", ("organiser", "officer"), when=(rules.sheets_agree, rules.seats_left),
        fields=(Field("voting_on", "date", Words("另行选举的投票日", "Day of the further round")), _NOTE), tells=("voter",), basis="第 19 条：得票多的当选，且不少于三分之一",
    ),
    Step(
        "declare_void", Words("宣布无效", "Declare it void"), Words("宣布本次选举无效", "declared the election void"), ("counting",), "void", ("organiser", "officer"),
        when=(rules.sheets_agree, rules.is_void), weighty=True, tells=("voter",), fields=(_NOTE,), basis="第 19 条",
    ),
    Step(
        "sign", Words("在记录上签字", "Sign the minutes"), Words("在选举记录上签了字", "signed the minutes"), ("announced",), None, ("counter", "monitor", "officer"),
        often=True, basis="第 19 条",
    ),
    Step(
        "publish", Words("公布结果", "Publish the result"), Words("公布了选举结果", "published the result"), ("announced",), "published", ("organiser", "officer"),
        when=(rules.minutes_signed,), main=True, tells=("voter",), fields=(_NOTE, _FILES),
    ),
    Step(
        "take_office", Words("登记就任", "Enter them in office"), Words("登记了当选成员的任期", "entered those elected in office"), ("published",), "serving", ("guide",),
        when=(rules.is_election,), main=True, tells=("voter",),
        fields=(Field("term_from", "date", Words("从哪天起", "From")), _NOTE), basis="第 14 条：任期五年；补选任满本届（第 24 条）",
    ),
    Step(
        "carry_out", Words("执行罢免", "Carry out the recall"), Words("执行了罢免表决的结果", "carried out the recall"), ("published",), "ended", ("guide",),
        when=(rules.is_recall,), weighty=True, tells=("voter",), fields=(Field("on", "date", Words("从哪天起不再任职", "Out of office from")), _NOTE), basis="第 20 条",
    ),
    Step(
        "hand_over", Words("登记工作移交", "Record the hand-over"), Words("登记了新老居委会的移交", "recorded the hand-over"), ("serving",), None, ("organiser", "officer", "guide"),
        fields=(Field("on", "date", Words("哪天移交完", "Done on")), Field("note", "long_text", Words("移交了什么（印章、档案、财务、资产）", "What was handed over"), limit=2000), _FILES),
        clock="residents_committee.hand_over", basis="第 25 条：十日内，选举委员会主持，街道监督",
    ),
    Step(
        "member_leaves", Words("登记离任", "A member leaves"), Words("登记了一位成员离任", "recorded that a member left"), ("serving",), None, ("guide",),
        fields=(
            Field("winner", "subject", Words("哪一位", "Who"), of="election_winner"), Field("why", "choice", Words("为什么", "Why"), choices=words.LEFT),
            Field("on", "date", Words("从哪天起", "From")), _NOTE,
        ), basis="第 20 至 24、37 条",
    ),
    Step(
        "end_term", Words("任期结束", "End the term"), Words("本届任期结束", "the term ended"), ("serving",), "ended", ("guide",), weighty=True, fields=(_NOTE,),
    ),
    Step(
        "withdraw", Words("撤回", "Withdraw"), Words("撤回了这次选举", "withdrew the election"), ("draft", "listed", "candidates"), "withdrawn", ("organiser",),
        fields=(Field("note", "long_text", Words("为什么", "Why"), limit=2000),), weighty=True, tells=("voter",),
    ),
)  # fmt: skip

ELECTION = Procedure(
    code="election", words=Words("居民委员会选举", "Residents' committee election"), states=STATES, steps=(*_PREPARING, *_VOTING, *_RESULT),
    relations=RELATIONS, start="draft",
    clocks=frozenset({"residents_committee.voter_list", "residents_committee.voter_list_answer", "residents_committee.hand_over"}),
)  # fmt: skip
