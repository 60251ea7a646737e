"""Names of things in elections of committees: purposes, modes, posts, who proposes, why somebody may not stand."""

from __future__ import annotations

from jinlin.ballots.counting.election import MODES
from jinlin.base.given import Choice
from jinlin.base.words import Words

PURPOSES = (
    Choice("regular", Words("换届选举", "Regular election")),
    Choice("by_election", Words("补选", "By-election")),
    Choice("recall", Words("罢免表决", "Recall")),
)
MODE_CHOICES = tuple(Choice(code, words) for code, words in MODES.items())
POSTS = (
    Choice("chair", Words("主任", "Chair")),
    Choice("vice", Words("副主任", "Vice chair")),
    Choice("member", Words("委员", "Member")),
)
RESIDENTS_ROLES = {"chair": "residents_chair", "vice": "residents_vice_chair", "member": "residents_member"}
OWNERS_ROLES = {"chair": "owners_chair", "vice": "owners_vice_chair", "member": "owners_member"}
DUTIES = (
    Choice("head", Words("主持人", "Presides")), Choice("member", Words("成员", "Member")),
    Choice("substitute", Words("候补（按得票顺序）", "Substitute, in order of votes")),
)  # fmt: skip
VOTER_KINDS = (
    Choice("local", Words("本社区户籍", "Registered here")),
    Choice("resident", Words("户籍不在本社区，长期居住，本人申请", "Lives here for long, on request")),
    Choice("worker", Words("在本社区工作满六个月，本人申请", "Works here for six months, on request")),
    Choice("household", Words("户代表", "Represents a household")),
    Choice("representative", Words("居民代表", "Residents' representative")),
)
PROPOSED_BY = (
    Choice("party", Words("社区党组织提名", "Proposed by the community's party organisation")),
    Choice("voters", Words("选民十人以上联名提名", "Proposed by ten voters or more")),
    Choice("petition", Words("罢免要求", "Named in the petition for recall")),
)
STANDINGS = (
    Choice("proposed", Words("待审查", "Being checked")), Choice("qualified", Words("正式候选人", "Candidate")),
    Choice("excluded", Words("不符合条件", "May not stand")), Choice("withdrawn", Words("自愿退出", "Withdrew")),
)  # fmt: skip
GROUNDS = (
    Choice("none", Words("符合条件", "May stand")),
    Choice("g1", Words("第十八条所列第一种不得列为候选人的情形", "First ground of exclusion of Article 18")),
    Choice("g2", Words("第十八条所列第二种不得列为候选人的情形", "Second ground of exclusion of Article 18")),
    Choice("g3", Words("第十八条所列第三种不得列为候选人的情形", "Third ground of exclusion of Article 18")),
    Choice("g4", Words("第十八条所列第四种不得列为候选人的情形", "Fourth ground of exclusion of Article 18")),
    Choice(
        "relative",
        Words("与其他候选人有近亲属关系，需回避", "A near relative of another candidate (Article 8)"),
    ),
    Choice("not_voter", Words("不在选民名单上", "Not on the voters' list")),
)
LEFT = (
    Choice("resigned", Words("辞职，会议已接受", "Resigned, accepted by the meeting")),
    Choice("recalled", Words("被罢免", "Recalled")),
    Choice("ended", Words("职务自行终止", "Office ended by itself")),
    Choice("assessed", Words("民主评议连续两次不称职", "Twice found not competent")),
)
OUTCOMES = (
    Choice("elected", Words("当选", "Elected")),
    Choice("alternate", Words("候补", "Alternate")),
    Choice("tied", Words("得票相同，待定", "Equal votes, open")),
    Choice("not_elected", Words("未当选", "Not elected")),
)
VOID_WHY = {
    "too_few": Words("参加投票的人不够，选举无效", "Too few took part: the election is void"),
    "too_many": Words(
        "收回的票多于发出的票，选举无效", "More ballots returned than given: the election is void"
    ),
}
SIDES = (
    Choice("street", Words("街道办事处", "Street office")), Choice("party", Words("社区党组织", "Party organisation")),
    Choice("committee", Words("居民委员会", "Residents' committee")), Choice("developer", Words("建设单位", "Developer")),
    Choice("owner", Words("业主代表", "Owner")),
)  # fmt: skip
OWNERS_PURPOSES = (
    Choice("first", Words("首次成立", "First election")), Choice("regular", Words("换届选举", "Regular election")),
    Choice("by_election", Words("补选", "By-election")),
)  # fmt: skip
PAPERS = (
    Choice("result", Words("选举结果和业主大会决定", "Result of the election and the assembly's decision")),
    Choice("covenant", Words("管理规约", "Covenant")), Choice("rules", Words("业主大会议事规则", "Rules of the assembly")),
    Choice("members", Words("委员会成员名单", "List of members")),
)  # fmt: skip
"""What is filed with district and street (建房〔2009〕274号 33)."""


def words_for(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not in the list."""
    return next((one.words for one in choices if one.code == code), Words(code, code))
