"""Names of organisations' things for pages. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

HOW = (
    Choice("appointed", Words("任命", "Appointed")),
    Choice("elected", Words("选举", "Elected")),
    Choice("sent", Words("上级选派", "Sent from outside")),
)
KINDS = (
    Choice("department", Words("职能部门", "Department")),
    Choice("street", Words("街道", "Street")),
    Choice("community", Words("社区", "Community")),
    Choice("property", Words("物业服务企业", "Property firm")),
    Choice("partner", Words("共建单位", "Partner")),
    Choice("utility", Words("水电气运营单位", "Utility")),
    Choice("police", Words("公安", "Police")),
    Choice("other", Words("其他", "Other")),
)
THINGS = {
    "organisation.founded": Words("成立", "founded"),
    "organisation.renamed": Words("更名", "renamed"),
    "organisation.ended": Words("撤销", "ended"),
    "organisation.moved": Words("改隶", "moved under another parent"),
    "organisation.resited": Words("换地点", "covers another place"),
    "organisation.split": Words("拆出", "split"),
    "organisation.merged": Words("并入", "merged into"),
    "organisation.took_in": Words("并进来", "took in"),
    "organisation.covers": Words("开始也管", "covers too"),
    "organisation.left_place": Words("不再管", "no longer covers"),
    "organisation.shared": Words("开始合用", "shared by"),
    "organisation.left": Words("退出合用", "left by"),
    "template.made": Words("新增体系", "made"),
    "template.level_added": Words("加一级", "level added"),
    "template.level_renamed": Words("级别改名", "level renamed"),
    "template.level_moved": Words("级别调整次序", "level moved"),
    "template.level_ended": Words("级别停用", "level ended"),
    "institution.made": Words("登记", "entered"),
    "institution.changed": Words("改了名称或电话", "name or telephone changed"),
    "seat.made": Words("设岗", "seat set up"),
    "seat.given": Words("任职", "seat given"),
    "seat.vacated": Words("任期结束", "tenure ended"),
    "seat.ended": Words("撤岗", "seat taken away"),
}
SORTS = {
    "place": Words("按地点", "By place"),
    "role": Words("按岗位", "By role"),
    "end": Words("按任期结束", "By end of term"),
    "name": Words("按姓名", "By name"),
}


def how_words(code: str) -> Words:
    """How a seat was given, in words."""
    return next((choice.words for choice in HOW if choice.code == code), Words(code, code))


def kind_words(code: str) -> Words:
    """The kind of an institution, in words."""
    return next((choice.words for choice in KINDS if choice.code == code), Words(code, code))
