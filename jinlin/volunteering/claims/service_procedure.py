"""The life of an ordered service. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.volunteering.claims import rules, words

LIVE = ("ordered", "accepted", "done", "rated")
"""States of an order that keep a place of its time from others."""
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=300)

ORDER = Procedure(
    code="service_order",
    words=Words("服务点单", "Ordered service"),
    start="ordered",
    relations={
        "orderer": Words("点单的人", "Whoever ordered"), "server": Words("接单的人", "Whoever serves"), "community": Words("社区工作人员", "The community's workers"),
        "clock": Words("平台", "The platform"),
    },
    clocks=frozenset({"service.answer"}),
    states=(
        State("ordered", Words("待接单", "To be accepted"), Words("等接单", "Waiting"), "soon", "◔"),
        State("accepted", Words("已接单", "Accepted"), Words("约好了", "Agreed"), "calm", "●"),
        State("done", Words("已服务", "Done"), Words("服务好了，请评价", "Done, please rate"), "good", "✓"),
        State("rated", Words("已评价", "Rated"), Words("评价过了", "Rated"), "good", "✓", final=True),
        State("declined", Words("没接", "Declined"), Words("这次没约上", "Declined"), "calm", "×", final=True),
        State("cancelled", Words("已取消", "Cancelled"), Words("已取消", "Cancelled"), "calm", "–", final=True),
    ),
    steps=(
        Step("accept", Words("接单", "Accept"), Words("接了单", "accepted it"), ("ordered",), "accepted", ("server",), fields=(_NOTE_MAY,), seen="teller",
             tells=("orderer",), main=True, bulk=True, clock="service.answer"),
        Step("decline", Words("接不了", "Decline"), Words("没有接", "declined it"), ("ordered", "accepted"), "declined", ("server",),
             fields=(Field("note", "long_text", Words("为什么（对方会看到）", "Why"), limit=300),), seen="teller", tells=("orderer",)),
        Step("done", Words("服务好了", "Done"), Words("服务好了", "served"), ("accepted",), "done", ("server",), when=(rules.has_begun,), fields=(_NOTE_MAY,),
             seen="teller", tells=("orderer",), main=True),
        Step("rate", Words("评价", "Rate"), Words("作了评价", "rated it"), ("done",), "rated", ("orderer", "community"), when=(rules.serves_not_oneself,),
             fields=(
                 Field("pleased", "choice", Words("满意吗", "Pleased"), choices=words.PLEASED),
                 Field("note", "long_text", Words("想说的话（只给接单的一方和社区看）", "Anything to say"), required=False, limit=300),
             ), seen="teller", tells=("server",), main=True),
        Step("cancel", Words("取消", "Cancel"), Words("取消了", "cancelled it"), ("ordered", "accepted"), "cancelled", ("orderer", "community"),
             fields=(_NOTE_MAY,), seen="teller", tells=("server",), often=True),
    ),
)  # fmt: skip
