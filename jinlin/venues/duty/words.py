"""Names of what duty has. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words

KINDS = (
    Choice("staff", Words("工作值班", "Staff duty")),
    Choice("party", Words("党组织任务", "Party task")),
    Choice("volunteer", Words("志愿服务", "Volunteering")),
)
"""Three kinds that are never mixed: only an accepted turn of the third may become volunteer hours."""

SOURCES = (
    Choice("self", Words("自己报的", "Took it")),
    Choice("asked", Words("请来的，本人答应", "Asked and accepted")),
    Choice("desk", Words("电话或当面答应，代为记下", "Accepted by word, recorded at the desk")),
)
