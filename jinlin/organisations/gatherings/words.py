"""Words of gatherings. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

WHY_ABSENT = (
    Choice("leave", Words("请假", "On leave")),
    Choice("ill", Words("生病", "Ill")),
    Choice("away", Words("外出", "Away")),
    Choice("work", Words("上班", "At work")),
    Choice("unknown", Words("没说原因", "No reason given")),
)
HOW = {
    "code": Words("扫码", "By code"),
    "list": Words("名单", "From the list"),
    "desk": Words("现场登记", "At the desk"),
}
STATES = {"due": Words("应到", "Due"), "present": Words("到了", "Came"), "absent": Words("缺席", "Absent")}


def why_absent_words(code: str) -> Words:
    """The reason of an absence in words."""
    return next((one.words for one in WHY_ABSENT if one.code == code), Words(code, code))
