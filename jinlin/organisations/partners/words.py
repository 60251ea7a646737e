"""Names of partners' things for pages. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

SIDES = {
    "community": Words("社区", "the community"),
    "institution": Words("单位", "the institution"),
    "both": Words("双方", "both sides"),
}
STAGES = {"middle": Words("中期评估", "Mid-term appraisal"), "final": Words("期满评估", "Final appraisal")}
KEPT = {
    "well": Words("约定的都做到了", "All that was agreed was kept"),
    "mostly": Words("大部分做到了", "Most was kept"),
    "partly": Words("只做到一部分", "Only part was kept"),
    "little": Words("基本没有做到", "Little was kept"),
}
NEXT = {
    "go_on": Words("照原样继续", "Go on as it is"),
    "change": Words("改了约定再继续", "Go on with other clauses"),
    "end": Words("到期不再续", "Do not renew"),
}
OCCASIONS = (
    Choice("activity", Words("共同活动", "Joint activity")),
    Choice("gathering", Words("联合组织生活", "Joint gathering")),
    Choice("visit", Words("走访", "Visit")),
    Choice("lecture", Words("讲座、课程", "Lecture or lesson")),
    Choice("service", Words("到社区服务", "Service in the community")),
    Choice("venue", Words("单位开放场所", "Premises opened")),
    Choice("gift", Words("物资、经费支持", "Goods or funds")),
    Choice("for_staff", Words("社区服务单位职工", "Service for the institution's staff")),
    Choice("room", Words("社区提供场地", "Community room lent")),
)
GIVES = {
    "activity": "both", "gathering": "both", "visit": "institution", "lecture": "institution", "service": "institution", "venue": "institution",
    "gift": "institution", "for_staff": "community", "room": "community",
}  # fmt: skip
"""Who gave, by kind of shared record."""

JOINT = frozenset({"activity", "gathering", "visit", "lecture", "service"})
"""Kinds of shared record for which both sides came together: these keep a month of a 1+X pairing."""

ALLIANCES = (
    Choice("zone", Words("企业片区联盟", "Alliance of an enterprise zone")),
    Choice("theme", Words("党建联盟", "Alliance by theme")),
)
THINGS = {
    "agreement.drafted": Words("起草了协议", "drafted the agreement"),
    "agreement.moved": Words("单位合并，协议转由新单位继续", "went over to the institution after a merger"),
    "obligation.made": Words("列入义务", "became a duty"),
    "occasion.entered": Words("登记了这次共建", "entered it"),
    "alliance.founded": Words("成立联盟", "founded the alliance"),
    "project.proposed": Words("提出联合项目", "proposed the project"),
}
AGREEMENT_SORTS = {
    "end": Words("按到期日", "By end"),
    "late": Words("按逾期义务", "By late duties"),
    "name": Words("按单位名称", "By institution"),
    "number": Words("按编号", "By number"),
}


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code, or the code itself."""
    return next((one.words for one in choices if one.code == code), Words(code, code))
