"""Names of things in decisions: scopes, rules, channels, sources of area, reasons of invalid sheets."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

YES, NO, ABSTAIN = "yes", "no", "abstain"
OPTIONS = (YES, NO, ABSTAIN)
OPTION_WORDS = {
    YES: Words("同意", "For"), NO: Words("反对", "Against"), ABSTAIN: Words("弃权", "Abstain"),
}  # fmt: skip
SCOPES = (
    Choice("estate", Words("整个小区", "The whole estate")),
    Choice("building", Words("一栋楼", "One building")),
    Choice("stairwell", Words("一个单元", "One stairwell")),
    Choice("list", Words("指定的房屋", "A list of units")),
)
KINDS = (
    Choice("owners", Words("业主共同决定", "Owners' decision")),
    Choice("committee", Words("业主委员会选举", "Owners' committee election")),
)
CONFLICTS = (
    Choice("hold", Words("先待定，由专人核实", "Hold for review")),
    Choice("first", Words("以先投的为准", "The first stands")),
    Choice("last", Words("以后投的为准", "The last stands")),
    Choice("paper", Words("以纸质票为准", "Paper stands before phone")),
)
SILENT = (
    Choice("absent", Words("不算参与（一般做法）", "Not taking part (the default)")),
    Choice(
        "majority", Words("议事规则写明计入多数的，按条款计入", "Joins the majority, where the rules say so")
    ),
)
PUBLICATIONS = (
    Choice("exact", Words("公布准确的人数和面积", "Exact heads and area")),
    Choice("witnessed", Words("只公布结果和整数百分比，准确数由监票人核验", "Verdict and whole per cents; exact sums for the monitors")),
    Choice("open", Words("大家同意公开记名投票", "Open ballot, by consent of all")),
)  # fmt: skip
CHANNELS = {
    "phone": Words("手机", "Phone"), "paper": Words("纸质", "Paper"), "city": Words("城市投票系统", "City's voting system"),
}  # fmt: skip
AREA_SOURCES = (
    Choice("register", Words("不动产登记簿", "Property register")),
    Choice("survey", Words("测绘", "Survey")),
    Choice("contract", Words("买卖合同", "Contract")),
)
UNIT_KINDS = (
    Choice("dwelling", Words("住宅", "Dwelling")), Choice("shop", Words("商铺", "Shop")), Choice("office", Words("办公", "Office")),
    Choice("storage", Words("储藏", "Storage")), Choice("parking", Words("车位", "Parking")), Choice("other", Words("其他", "Other")),
)  # fmt: skip
STATUSES = (
    Choice("owned", Words("已交付", "Owned")), Choice("unsold", Words("未出售", "Unsold")),
    Choice("undelivered", Words("已售未交付", "Sold, not delivered")),
)  # fmt: skip
SERVED_TO = (
    Choice("owner", Words("业主本人", "The owner")), Choice("adult", Words("同住成年家属", "An adult of the household")),
    Choice("notice", Words("公告送达", "Public notice")), Choice("tenant", Words("租户（不算送达）", "A tenant (not delivery)")),
    Choice("failed", Words("没有送到", "Not reached")),
)  # fmt: skip
SERVED_HOW = (
    Choice("door", Words("上门", "At the door")), Choice("post", Words("邮寄", "By post")), Choice("phone", Words("电话、短信", "By phone")),
    Choice("board", Words("公告栏", "Notice board")),
)  # fmt: skip
INVALID = (
    Choice("unsigned", Words("没有签名", "Not signed")), Choice("spoiled", Words("涂改看不清", "Spoiled")),
    Choice("late", Words("过了截止时间", "Late")), Choice("two_marks", Words("一项选了两个", "Two marks on one item")),
    Choice("not_owner", Words("不是业主或代理人所填", "Not by the owner or proxy")),
)  # fmt: skip
VERDICTS = {
    "passed": (Words("通过", "Passed"), "good", "✓"), "failed": (Words("未通过", "Not passed"), "late", "×"),
    "no_quorum": (Words("参与不足，不成立", "Too few took part"), "soon", "○"),
    "held": (Words("待定，需核实", "Held for review"), "soon", "?"),
}  # fmt: skip
REASONS = {
    "quorum_area": Words("参与面积不够", "Too little area took part"),
    "quorum_persons": Words("参与人数不够", "Too few persons took part"),
    "approval_area": Words("同意面积不够", "Too little area agrees"),
    "approval_persons": Words("同意人数不够", "Too few persons agree"),
    "conflict": Words("有业主的几张票不一致", "Ballots of one holder differ"),
    "majorities_disagree": Words("人数多数与面积多数不一致", "The two majorities disagree"),
    "no_single_majority": Words("没有唯一的多数", "There is no single majority"),
}


def words_in(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code in a closed list; the code itself where it is not there."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))
