"""Names of what venues are and have, in Chinese and English. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


KINDS = _choices(
    ("station", "党群驿站", "Station"), ("elder", "居家养老站", "Home-care station"), ("hall", "会场礼堂", "Hall"),
    ("court", "球场运动场", "Court"), ("stage", "舞台广场", "Stage or plaza"), ("unit", "单位开放场所", "Institution's open venue"),
)  # fmt: skip
ACQUIRED = _choices(
    ("built", "新建", "Newly built"), ("converted", "改建", "Converted"), ("bought", "购置", "Bought"),
    ("provided", "政府无偿提供", "Provided by government"), ("shared", "单位共享", "Shared by an institution"),
)  # fmt: skip
USES = _choices(
    ("activity", "活动", "Activities"),
    ("office", "办公", "Office"),
    ("service", "服务窗口", "Service counter"),
)
LEVELS = _choices(
    ("city", "市级", "City"), ("county", "区县级", "District or county"), ("town", "街道乡镇", "Street or town"),
    ("institution", "共建单位", "Partner institution"), ("residents", "居民自筹", "Residents"),
)  # fmt: skip
DAYS = _choices(
    ("0", "星期一", "Monday"), ("1", "星期二", "Tuesday"), ("2", "星期三", "Wednesday"), ("3", "星期四", "Thursday"),
    ("4", "星期五", "Friday"), ("5", "星期六", "Saturday"), ("6", "星期日", "Sunday"), ("7", "法定节假日", "Public holiday"),
    ("8", "调休上班的周末", "Make-up workday"),
)  # fmt: skip
NOISE = _choices(
    ("quiet", "安静", "Quiet"),
    ("talk", "说话声", "Talking"),
    ("loud", "唱歌、乐器、球类", "Singing, instruments, ball games"),
)
PREEMPTIONS = _choices(
    ("election", "选举投票", "An election"), ("emergency", "应急避险", "An emergency"), ("safety", "场地出了安全问题", "The room is unsafe"),
)  # fmt: skip
SUSPENSIONS = _choices(
    ("repair", "维修改造", "Repair"), ("staff", "暂时没有人值守", "Nobody on duty"), ("safety", "安全隐患整改", "A hazard is being mended"),
    ("other", "其他", "Other"),
)  # fmt: skip


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not known any more."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))
