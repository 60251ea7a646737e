"""Names of what belongs to report-in, for pages, API and lists. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Choice
from jinlin.base.words import Words

KINDS = (
    Choice("serving", Words("在职党员", "In-service member")),
    Choice("retired", Words("离退休党员", "Retired member")),
    Choice("mobile", Words("流动党员", "Mobile member")),
)
UNIT = Choice("unit", Words("单位党组织", "Institution's branch"))
ALL_KINDS = (*KINDS, UNIT)
CALLED = (
    Choice("surname", Words("只写姓，如“王同志”", "Surname only")),
    Choice("full", Words("写全名", "Full name")),
)
MARKS = (
    Choice("kept", Words("做到了", "Kept")),
    Choice("not_kept", Words("没做到", "Not kept")),
)


@dataclass(frozen=True)
class Showing:
    """One place where membership is shown if the member wants it: its words, and the text agreed to."""

    code: str
    words: Words
    text: Words
    version: str = "2026-11"


SHOWINGS = {
    one.code: one
    for one in (
        Showing(
            "member_page",
            Words("亮身份：小区页面", "Shown on the estate's page"),
            Words(
                "小区页面的“亮身份的党员”里写上您的称呼和岗位，谁都能看到。随时能关，关了马上不见。",
                "Your name and posts stand on the estate's page, for anybody. Switched off, they vanish at once.",
            ),
        ),
        Showing(
            "member_plate",
            Words("党员家庭牌", "Plate of a member's household"),
            Words(
                "可以打印一块带二维码的牌子挂在门口；扫码的人看到您的称呼、支部和公开承诺。关了，二维码就打不开。",
                "A plate with a QR code for your door; who scans it reads your name, branch and commitments.",
            ),
        ),
        Showing(
            "member_employer",
            Words("年度情况给单位党组织看", "The year shown to the employer"),
            Words(
                "您单位的经办人能看到您一年里确认过的服务时长和岗位，看不到别的；每看一次都记下来给您看。",
                "Your employer's clerk sees the year's confirmed minutes and posts, nothing else; each look is shown to you.",
            ),
        ),
    )
}
"""Purposes of consent (PIPL 25, 23): each given and withdrawn with one tap, none needed to take part."""


def kind_words(code: str) -> Words:
    """The kind of a report-in, in words."""
    return next((choice.words for choice in ALL_KINDS if choice.code == code), Words(code, code))


def name_as(name: str, called: str) -> str:
    """How a member is called in public by their choice: the full name, or the surname with 同志."""
    if called == "full" or not name:
        return name
    return f"{name[:2] if name[:2] in DOUBLE else name[:1]}同志"


DOUBLE = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "夏侯",
        "端木",
        "百里",
    ]
)


def minutes_words(minutes: int) -> Words:
    """A length of time as people say it."""
    hours, rest = divmod(minutes, 60)
    zh = (f"{hours} 小时" if hours else "") + (f" {rest} 分钟" if rest else "")
    en = (f"{hours} h" if hours else "") + (f" {rest} min" if rest else "")
    return Words(zh.strip() or "0 分钟", en.strip() or "0 min")
