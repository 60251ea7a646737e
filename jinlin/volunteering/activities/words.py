"""Names of what activities are and have, in Chinese and English. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


LEVELS = _choices(
    ("all", "不分班", "For everybody"), ("small", "小课（零基础）", "Small class for beginners"), ("first", "初级班", "First level"),
    ("second", "中级班", "Second level"), ("third", "高级班", "Third level"),
)  # fmt: skip
AUDIENCES = _choices(
    ("all", "所有居民", "Everybody"), ("children", "孩子", "Children"), ("family", "家长和孩子", "Parents and children"),
    ("adults", "成年人", "Adults"), ("elders", "老人", "Elders"),
)  # fmt: skip
ROLES = _choices(("participant", "参加", "Taking part"), ("volunteer", "做志愿者", "As a volunteer"))
TIES = _choices(
    ("self", "本人", "Themselves"), ("guardian", "监护人", "Guardian"), ("family", "家人", "Family"), ("worker", "社区工作人员代报", "A worker"),
    ("chain", "群接龙", "A chat group's chain"), ("standing", "整期报名", "The whole series"),
)  # fmt: skip
TAPS = _choices(
    ("in", "到了", "Came"), ("out", "离开", "Left"), ("undo", "撤销", "Undone"), ("headcount", "现场人数", "Headcount"),
    ("excused", "请假", "Excused"),
)  # fmt: skip
METHODS = _choices(
    ("pass", "扫个人码", "Personal code"), ("door", "扫门口码", "Code at the door"), ("list", "名单上点", "Ticked on the list"),
    ("walk_in", "现场加入", "Walked in"), ("count", "数人数", "Counted"), ("paper", "补录签到表", "From the paper list"),
)  # fmt: skip
FACES = _choices(("3", "满意", "Good"), ("2", "一般", "So so"), ("1", "不满意", "Not good"))
SHOWS = _choices(
    ("nobody", "看不清谁的脸", "Nobody can be recognised"), ("agreed", "拍到的人都同意公开", "All who are seen agreed"),
    ("child", "拍到孩子", "Children are seen"), ("unasked", "没有问过", "Nobody was asked"),
)  # fmt: skip
"""What a photo shows, as its taker marked it; only the first two may be public."""
SHOWN_PUBLICLY = ("nobody", "agreed")
CANCELS = _choices(
    ("teacher", "老师来不了", "The teacher cannot come"), ("room", "场地用不了", "The room cannot be used"), ("weather", "天气", "Weather"),
    ("few", "人太少", "Too few people"), ("safety", "安全原因", "Safety"), ("other", "其他", "Other"),
)  # fmt: skip


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not known any more."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))


LEFT_OUT: dict[str, Words] = {
    "not_twice": Words("已经报过了", "signed up already"),
    "too_late": Words("活动已经开始", "it has begun"),
    "not_open": Words("现在不能报名", "not open for sign-up"),
    "no_place": Words("名额和候补都满了", "places and waiting list are full"),
    "too_young": Words("年龄不够", "too young"),
    "too_old": Words("超过年龄", "too old"),
}
"""Why somebody of a pasted chain was not signed up, by the code of the reason."""
