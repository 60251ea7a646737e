"""Names of what a wish is and has, in Chinese and English. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


KINDS = _choices(
    ("thing", "一件小东西", "A small thing"), ("mend", "修一修、装一装", "Mending or fitting"), ("clean", "打扫清洁", "Cleaning"),
    ("company", "陪一陪、聊一聊", "Company"), ("errand", "跑腿陪同", "An errand"), ("learn", "学一样本事", "Learning something"),
    ("advice", "法律、健康等咨询", "Advice"), ("city", "美化身边环境", "The neighbourhood's looks"), ("other", "别的", "Something else"),
)  # fmt: skip
WAYS = _choices(
    ("page", "本人在手机上写", "By phone, by oneself"), ("counter", "到窗口说", "At the counter"), ("call", "打电话说", "By telephone"),
    ("visit", "走访时说", "During a visit"), ("helper", "邻居、亲友代写", "By a helper"),
)  # fmt: skip
PARTS = _choices(
    ("buy", "买来", "Buy it"), ("carry", "送到家", "Carry it"), ("install", "装好、教会", "Fit it"), ("accompany", "陪同", "Accompany"),
)  # fmt: skip
WHOLE = Choice("whole", Words("整个心愿", "The whole wish"))
"""The one part of a wish that is not divided."""
DECLINES = _choices(
    ("money", "要的是钱，平台不经手钱", "It asks for money; none passes here"), ("value", "超过微心愿的价值上限", "It is worth too much for a wish"),
    ("unlawful", "不合法或不安全", "Not lawful or not safe"), ("twice", "已经登记过", "Recorded already"),
    ("untrue", "核实不上", "It could not be confirmed"), ("other", "别的原因", "Another reason"),
)  # fmt: skip
CONFIRMS = _choices(
    ("tap", "本人在手机上点", "By a tap"), ("code", "本人报确认码", "By the code"), ("call", "打电话问过本人", "By a telephone call"),
)  # fmt: skip
PLEASED = _choices(("yes", "满意", "Pleased"), ("partly", "还行", "Partly"), ("no", "不满意", "Not pleased"))
CLAIMANTS = {
    "neighbour": Words("热心邻居", "A neighbour"), "member": Words("报到党员", "A member who reported in"),
    "unit": Words("共建单位", "A partner institution"), "community": Words("社区", "The community"),
}  # fmt: skip


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not known any more."""
    return next((choice.words for choice in (*choices, WHOLE) if choice.code == code), Words(code, code))
