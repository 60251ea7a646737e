"""Names of needs, resources, proposals, projects and services. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


SORTS = _choices(("need", "需求", "Need"), ("opinion", "民情", "What people say"))
ORIGINS = _choices(
    ("visit", "走访", "A visit"), ("talk", "茶叙、议事", "A talk"), ("matter", "诉求", "A matter"), ("meeting", "联席会议", "The joint meeting"),
    ("other", "别的", "Another way"),
)  # fmt: skip
KINDS = _choices(
    ("people", "人手", "Hands"), ("venue", "场地", "A room"), ("skill", "专业本领", "A skill"), ("goods", "物资", "Goods"),
    ("other", "别的", "Something else"),
)  # fmt: skip
UNITS = _choices(
    ("times", "次", "times"), ("people", "人次", "people"), ("hours", "小时", "hours"), ("pieces", "份、件", "pieces"), ("days", "天", "days"),
)  # fmt: skip
SIDES = {"community": Words("社区", "the community"), "institution": Words("单位", "the institution")}
OTHER = {"community": "institution", "institution": "community"}
PLEASED = _choices(
    ("yes", "满意", "Pleased"), ("partly", "基本满意", "Partly"), ("no", "不满意", "Not pleased")
)
SERVICES = _choices(
    ("health", "健康义诊", "Health"), ("law", "法律咨询", "Law"), ("mend", "维修", "Mending"), ("hair", "理发", "Haircuts"),
    ("lesson", "辅导教学", "Lessons"), ("company", "陪伴跑腿", "Company and errands"), ("policy", "政策讲解", "Policies explained"),
    ("other", "别的", "Something else"),
)  # fmt: skip


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not known any more."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))
