"""Names of accounts, lines and rewards of points. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


HOLDERS = _choices(
    ("person", "个人", "Person"), ("team", "队伍", "Team"), ("unit", "单位", "Institution"), ("pool", "互助池", "Pool"), ("issuer", "发放方", "Issuer"),
    ("shop", "兑换点", "Shop"), ("opening", "期初", "Opening"),
)  # fmt: skip
MEASURES = _choices(("points", "积分", "Points"), ("time", "时间（分钟）", "Time (minutes)"))
KINDS = _choices(
    ("grant", "得到", "Earned"), ("gift", "转赠", "Gift"), ("redeem", "兑换", "Redeemed"), ("reverse", "冲正", "Reversed"), ("opening", "期初", "Opening"),
    ("adjust", "申诉更正", "Corrected on appeal"),
)  # fmt: skip
CONSENTS = _choices(
    ("self", "本人开通", "Opened by themselves"), ("said", "当面口头同意", "Agreed in person"), ("paper", "签了同意书", "Signed a paper"), ("list", "转来名单时同意", "Agreed when the book was carried over"),
)  # fmt: skip
"""How somebody agreed to have an account."""
SORTS = _choices(("honour", "荣誉", "Honour"), ("service", "服务", "Service"), ("goods", "物品", "Goods"))
"""Honours stand first: a thank-you in public, a badge, a seat of honour; goods come last."""
SOURCES = ("hours", "wish_claim", "activity")
"""What earns points: service confirmed by a second person, a wish confirmed by its recipient, an activity that was held.
Nothing that anybody thinks, says, votes or complains of is here, and nothing else may be added without a test (dignity 6)."""


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))
