"""Names of things in publicity. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


OUTCOMES = _choices(
    ("upheld", "成立，会更正", "Upheld: it will be corrected"),
    ("partly", "部分成立，会补充", "Partly upheld: it will be added to"),
    ("refused", "不成立，理由如下", "Not upheld, for this reason"),
    ("told", "已说明", "Explained"),
)
FOUND = _choices(
    ("fit", "称职", "Competent"),
    ("mostly", "基本称职", "Mostly competent"),
    ("unfit", "不称职", "Not competent"),
)
USED = _choices(
    ("done", "办成", "Done"), ("declined", "没有同意", "Declined"), ("open", "还在办", "Under way"), ("passed", "转给别处", "Passed on")
)  # fmt: skip
ASKED = _choices(("question", "我想问一问", "A question"), ("objection", "我有异议", "An objection"))
WHAT = {
    "published": Words("公布", "Published"),
    "corrected": Words("更正", "Correction published"),
    "withdrawn": Words("撤回", "Withdrawn"),
    "served": Words("期满", "Period served"),
    "hung": Words("张贴", "Hung up"),
    "answered": Words("答复", "Answered"),
}
"""What a line of the archive stands for."""


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of an answer; empty for none."""
    return next((choice.words for choice in choices if choice.code == code), Words("", ""))
