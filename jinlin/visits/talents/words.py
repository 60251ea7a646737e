"""Names of what talents have. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

SEEN = (
    Choice(
        "public", Words("邻居可以看到本事和楼栋（不写姓名）", "Neighbours see skill and building, no name")
    ),
    Choice(
        "workers",
        Words("只有社区能看到，有人要找时来问我", "Only the community; it asks me when somebody looks"),
    ),
)
CALLS = (
    Choice("tap", Words("本人在手机上同意", "By a tap")), Choice("call", Words("打电话问过本人", "By a telephone call")),
    Choice("counter", Words("本人到窗口同意", "At the counter")),
)  # fmt: skip
