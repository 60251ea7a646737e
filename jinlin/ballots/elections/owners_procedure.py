"""The life of an owners' committee: group, candidates, the owners' decision, first meeting, filing, term. Declared once, pure."""

from __future__ import annotations

from jinlin.ballots.elections import owners_rules as rules
from jinlin.ballots.elections import words
from jinlin.base.given import Choice, Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words

RELATIONS = {
    "organiser": Words("业委会、社区的经办人", "Organisers of owners' committee and community"),
    "guide": Words("街道", "The street"),
    "owner": Words("业主", "Owners"),
}

STATES = (
    State("draft", Words("筹备", "Prepared"), Words("正在筹备", "Being prepared"), "calm", "○"),
    State("nominated", Words("候选人公告", "Candidates on notice"), Words("候选人公告中", "Candidates on notice"), "soon", "◔"),
    State("called", Words("业主表决中", "Owners vote"), Words("业主表决中", "Owners vote"), "soon", "●"),
    State("elected", Words("已选出，待备案", "Elected, to be filed"), Words("已选出", "Elected"), "good", "◕"),
    State("filed", Words("已报备案", "Filed"), Words("已报备案", "Filed"), "good", "◕"),
    State("serving", Words("任期中", "In office"), Words("任期中", "In office"), "good", "✓"),
    State("ended", Words("已届满", "Term over"), Words("已届满", "Term over"), "calm", "■", final=True),
    State("failed", Words("没有选出", "Not formed"), Words("没有选出", "Not formed"), "late", "×", final=True),
    State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
)  # fmt: skip

_NOTE = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)
_FOUND = (Choice("yes", Words("符合条件", "May stand")), Choice("no", Words("不符合条件", "May not stand")))

_PREPARING = (
    Step(
        "add_member", Words("登记小组成员", "Add a member of the group"), Words("登记了筹备（换届）小组成员", "added a member of the group"), ("draft",), None,
        ("organiser", "guide"),
        fields=(
            Field("name", "text", Words("姓名", "Name"), limit=60), Field("side", "choice", Words("代表谁", "For whom"), choices=words.SIDES),
            Field("leads", "yes_no", Words("任组长", "Leads"), required=False),
        ), often=True, basis="建房〔2009〕274号第 9 至 11 条",
    ),
    Step(
        "drop_member", Words("小组成员退出", "A member leaves the group"), Words("小组成员退出", "a member left the group"), ("draft",), None, ("organiser", "guide"),
        fields=(Field("member", "subject", Words("哪一位", "Who"), of="group_member"),),
    ),
    Step(
        "set_rules", Words("定人数和任期", "Set size and term"), Words("定下了人数、候补和任期", "set size, alternates and term"), ("draft",), None, ("organiser",),
        main=True,
        fields=(
            Field("size", "integer", Words("委员几名（补选填空出的名额）", "Members (at a by-election: seats left)"), least=1, limit=21),
            Field("alternates", "integer", Words("候补委员几名（本地没有规定填 0）", "Alternates (0 where the region knows none)"), limit=21),
            Field("term_years", "integer", Words("任期几年", "Years of the term"), least=1, limit=5),
        ), basis="建房〔2009〕274号第 31、32 条；地方规定",
    ),
    Step(
        "nominate", Words("登记候选人", "Record a candidate"), Words("登记了一位候选人", "recorded a candidate"), ("draft",), None, ("organiser",),
        fields=(
            Field("name", "text", Words("姓名", "Name"), limit=60), Field("unit", "text", Words("房号", "Unit"), limit=40),
            Field("about", "long_text", Words("简介（公告用）", "About (published)"), required=False, limit=600),
        ), often=True, seen="staff",
    ),
    Step(
        "qualify", Words("审查候选人资格", "Check a candidate"), Words("审查了一位候选人", "checked a candidate"), ("draft", "nominated"), None, ("organiser", "guide"),
        fields=(
            Field("candidate", "subject", Words("哪一位", "Who"), of="committee_person"), Field("found", "choice", Words("审查结果", "Finding"), choices=_FOUND),
            Field("reason", "text", Words("说明", "Reason"), required=False, limit=200),
        ), often=True, seen="staff", basis="建房〔2009〕274号第 31 条：业主、守法、热心、有时间",
    ),
    Step(
        "publish_candidates", Words("公告候选人", "Give notice of the candidates"), Words("公告了候选人", "gave notice of the candidates"), ("draft",), "nominated",
        ("organiser",), when=(rules.group_is_right, rules.rules_are_set, rules.all_checked), main=True, fields=(_NOTE, _FILES), tells=("owner",),
        clock="owners_preparation.publication", basis="建房〔2009〕274号第 12 条：会议十五日前公告",
    ),
    Step(
        "call_vote", Words("交业主表决", "Call the vote"), Words("交业主大会表决", "called the owners' vote"), ("nominated",), "called", ("organiser",),
        when=(rules.all_checked, rules.notice_has_run), main=True, tells=("owner",), basis="民法典第 278 条第三项：每位候选人一项议题",
    ),
)  # fmt: skip

_AFTER = (
    Step(
        "take_result", Words("按表决结果确定当选", "Take the result"), Words("按公布的表决结果确定了当选人", "took the published result"), ("called",), "elected",
        ("organiser",), when=(rules.is_decided,), main=True, tells=("owner",), basis="双过半的候选人按得票排列",
    ),
    Step(
        "no_committee", Words("宣布没有选出", "Declare it not formed"), Words("宣布没有选出委员会", "declared that no committee was formed"), ("called", "elected"), "failed",
        ("organiser", "guide"), when=(rules.is_decided,), weighty=True, tells=("owner",), fields=(Field("note", "long_text", Words("为什么，下一步怎么办", "Why, and what next"), limit=2000),),
    ),
    Step(
        "first_meeting", Words("登记首次会议", "Record the first meeting"), Words("召开首次会议，推选了主任", "held the first meeting and elected the chair"), ("elected",), None,
        ("organiser",), when=(rules.is_formed,),
        fields=(
            Field("on", "date", Words("哪天开的", "On")), Field("chair", "subject", Words("主任", "Chair"), of="committee_elected"),
            Field("vice", "subjects", Words("副主任", "Vice chairs"), of="committee_elected", required=False),
            Field("present", "integer", Words("几位委员到会", "Members present"), least=1, limit=21), _FILES,
        ), clock="owners_committee.first_meeting", main=True, basis="建房〔2009〕274号第 32、38 条：七日内；过半数出席",
    ),
    Step(
        "collect", Words("收齐一份备案材料", "Tick off a paper"), Words("收齐了一份备案材料", "ticked off a paper for filing"), ("elected",), None, ("organiser",),
        fields=(Field("paper", "choice", Words("哪一份", "Which"), choices=words.PAPERS), _FILES), often=True, seen="staff", basis="建房〔2009〕274号第 33 条：四份材料",
    ),
    Step(
        "file", Words("报备案", "File it"), Words("向街道和区住建部门报了备案", "filed with street and district housing office"), ("elected",), "filed", ("organiser",),
        when=(rules.is_formed, rules.has_chair, rules.papers_whole), main=True, clock="owners_committee.filing",
        fields=(Field("on", "date", Words("哪天报的", "On")), _NOTE, _FILES), basis="物业管理条例第 16 条：三十日内",
    ),
    Step(
        "accept_filing", Words("完成备案并登记任期", "Accept the filing"), Words("完成备案，登记了任期", "accepted the filing and entered the terms"), ("filed",), "serving", ("guide",),
        main=True, tells=("owner",),
        fields=(Field("number", "text", Words("备案号", "Number of the filing"), limit=60), Field("term_from", "date", Words("任期从哪天起", "Term from")), _NOTE),
    ),
    Step(
        "return_filing", Words("退回补正", "Return it"), Words("退回补正备案材料", "returned the filing to be mended"), ("filed",), "elected", ("guide",),
        fields=(Field("note", "long_text", Words("缺什么", "What is missing"), limit=2000),), tells=("owner",),
    ),
    Step(
        "member_leaves", Words("登记委员离任", "A member leaves"), Words("登记了一位委员离任", "recorded that a member left"), ("serving",), None, ("guide",),
        fields=(
            Field("member", "subject", Words("哪一位", "Who"), of="committee_serving"), Field("why", "choice", Words("为什么", "Why"), choices=words.LEFT),
            Field("on", "date", Words("从哪天起", "From")), _NOTE,
        ), basis="建房〔2009〕274号第 35 条：三十日内变更备案",
    ),
    Step(
        "promote", Words("候补递补", "An alternate moves up"), Words("候补委员按得票递补", "the next alternate moved up"), ("serving",), None, ("guide",),
        when=(rules.may_promote,), fields=(Field("on", "date", Words("从哪天起", "From")), _NOTE), basis="地方规定（如杭州 28）",
    ),
    Step(
        "end_term", Words("任期届满", "End the term"), Words("本届任期届满", "the term ended"), ("serving",), "ended", ("guide",), weighty=True, fields=(_NOTE,),
        basis="建房〔2009〕274号第 48 条：十日内移交",
    ),
    Step(
        "withdraw", Words("撤回", "Withdraw"), Words("撤回了这次选举", "withdrew the election"), ("draft", "nominated"), "withdrawn", ("organiser",),
        fields=(Field("note", "long_text", Words("为什么", "Why"), limit=2000),), weighty=True, tells=("owner",),
    ),
)  # fmt: skip

COMMITTEE = Procedure(
    code="committee", words=Words("业主委员会选举", "Owners' committee election"), states=STATES, steps=(*_PREPARING, *_AFTER), relations=RELATIONS,
    start="draft", clocks=frozenset({"owners_preparation.publication", "owners_committee.first_meeting", "owners_committee.filing"}),
)  # fmt: skip
