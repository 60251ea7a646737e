"""The life of a micro-wish, and of a claim on one of its parts. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.volunteering.wishes import rules, words

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=600)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=600)
_FILES = Field("files", "files", Words("照片", "Photos"), required=False, limit=6,
               help=Words("不拍人脸和门牌", "No faces and no door numbers"))  # fmt: skip
_SHOWN = Words("大家会看到，不写姓名、门牌、电话", "Everybody reads it; no name, door or number")

WISH_RELATIONS = {
    "recipient": Words("许愿的人", "Whoever wishes"), "community": Words("社区工作人员", "The community's workers"),
    "claimant": Words("认领的人", "Whoever claimed it"), "supervisor": Words("上级", "The level above"), "clock": Words("平台", "The platform"),
}  # fmt: skip
BEFORE = ("recorded", "verified", "published", "claimed")

WISH = Procedure(
    code="wish",
    words=Words("微心愿", "Micro-wish"),
    start="recorded",
    relations=WISH_RELATIONS,
    clocks=frozenset({"wish.verify", "wish.due"}),
    states=(
        State("recorded", Words("待核实", "To be checked"), Words("社区正在核实", "Being checked"), "soon", "○"),
        State("verified", Words("已核实，待公布", "Checked"), Words("核实好了，马上公布", "Checked"), "soon", "◔"),
        State("published", Words("待认领", "To be claimed"), Words("等有缘人认领", "Waiting for somebody"), "calm", "◇"),
        State("claimed", Words("已认领", "Claimed"), Words("有人在办了", "Somebody is at it"), "calm", "●"),
        State("delivered", Words("已送到，待确认", "Delivered"), Words("送到了，请确认", "Delivered, please confirm"), "soon", "◕"),
        State("confirmed", Words("本人已确认", "Confirmed"), Words("收到了", "Received"), "good", "✓"),
        State("thanked", Words("已致谢", "Thanked"), Words("说了谢谢", "Thanked"), "good", "♥"),
        State("disputed", Words("有疑问", "Questioned"), Words("正在核对", "Being looked into"), "late", "!"),
        State("closed", Words("已办结", "Closed"), Words("圆满了", "Done"), "good", "✓", final=True),
        State("declined", Words("不予登记", "Declined"), Words("没能登记", "Declined"), "calm", "×", final=True),
        State("rerouted", Words("转为诉求", "Turned into a matter"), Words("转给该管的部门办", "Passed to the office that owes it"), "calm", "→", final=True),
        State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "–", final=True),
    ),
    steps=(
        Step("verify", Words("核实无误", "Confirm it is real"), Words("核实了", "checked it"), ("recorded",), "verified", ("community",),
             fields=(
                 Field("parts", "choices", Words("要分几步接力吗（不选就是整个心愿一个人办）", "Parts in relay, none for the whole"), required=False,
                       choices=words.PARTS),
                 Field("minutes", "integer", Words("大约要花几分钟", "About how many minutes"), required=False, limit=1440),
                 Field("value", "money", Words("大约值多少元（不花钱就空着）", "About its worth (yuan)"), required=False),
                 Field("due_on", "date", Words("最好哪天前办成（空着按 14 天）", "Best done by"), required=False),
                 _NOTE_MAY,
             ), seen="teller", tells=("recipient",), main=True, clock="wish.verify", basis="本平台建议：两个工作日内核实"),
        Step("decline", Words("不予登记", "Decline"), Words("没有登记", "declined it"), ("recorded", "verified"), "declined", ("community",),
             fields=(
                 Field("reason", "choice", Words("为什么", "Why"), choices=words.DECLINES),
                 Field("note", "long_text", Words("对本人说的话", "What the recipient reads"), limit=600),
             ), seen="teller", tells=("recipient",)),
        Step("reroute", Words("该部门管，转为诉求", "Turn into a matter"), Words("转为诉求，交该管的部门", "turned it into a matter"),
             ("recorded", "verified", "published"), "rerouted", ("community",),
             fields=(Field("note", "long_text", Words("诉求怎么写（办理的人会看到，不写隐私）", "The matter's words"), limit=1000),),
             seen="teller", tells=("recipient",)),
        Step("publish", Words("公布（不含姓名）", "Publish without the name"), Words("公布了", "published it"), ("verified",), "published", ("community",),
             when=(rules.may_be_shown, rules.guardian_agrees),
             fields=(Field("text", "long_text", Words("公布的话", "Public words"), limit=120, help=_SHOWN),),
             seen="public", tells=("recipient",), main=True, clock="wish.due"),
        Step("guardian", Words("登记监护人同意", "Record the guardian's consent"), Words("登记了监护人同意", "recorded the guardian's consent"),
             ("recorded", "verified"), None, ("community",),
             fields=(
                 Field("guardian", "text", Words("监护人怎么称呼", "The guardian"), limit=40,
                       why=Words("只给社区和本人看；心愿办结一年后删除", "Read by the community and the recipient; erased a year after")),
                 _NOTE_MAY,
             ), seen="teller", often=True),
        Step("widen", Words("请更多人看一看", "Ask more people"), Words("请共建单位看一看", "asked partner institutions"), ("published",), None,
             ("community", "clock"), seen="teller"),
        Step("fall_back", Words("社区兜底", "The community takes it on"), Words("由社区兜底来办", "taken on by the community"), ("published",), "claimed",
             ("community",), when=(rules.has_waited, rules.is_not_recorder), fields=(_NOTE_MAY,), seen="public", tells=("recipient",), often=True),
        Step("fill", Words("都有人认领了", "Every part is claimed"), Words("每一步都有人认领了", "every part is claimed"), ("published",), "claimed", ("clock",),
             seen="teller"),
        Step("free", Words("又有空着的", "A part is free again"), Words("又有一步等人认领", "a part is free again"), ("claimed", "delivered"), "published", ("clock",),
             seen="teller"),
        Step("arrive", Words("都送到了", "Every part is delivered"), Words("每一步都办好了，等本人确认", "every part is done; waits for the recipient"),
             ("published", "claimed"), "delivered", ("clock",), seen="teller", tells=("recipient",)),
        Step("confirm", Words("确认收到", "Confirm receipt"), Words("确认收到了", "confirmed receipt"), ("delivered",), "confirmed",
             ("recipient", "community"), when=(rules.is_another_person,),
             fields=(
                 Field("how", "choice", Words("怎么确认的", "How"), choices=words.CONFIRMS),
                 Field("pleased", "choice", Words("满意吗", "Pleased"), required=False, choices=words.PLEASED), _NOTE_MAY,
             ), seen="teller", tells=("claimant", "recipient"), main=True),
        Step("doubt", Words("有疑问", "Question it"), Words("提出疑问", "questioned it"), ("claimed", "delivered"), "disputed",
             ("recipient", "community", "claimant"),
             fields=(Field("note", "long_text", Words("哪里不对", "What is wrong"), limit=600),), seen="teller", tells=("community", "claimant"), often=True),
        Step("settle", Words("核对无误，继续", "It stands"), Words("核对了，没有问题", "found it in order"), ("disputed",), "claimed", ("community",),
             fields=(_NOTE,), seen="teller", tells=("recipient", "claimant"), main=True),
        Step("reopen", Words("重新公布", "Publish again"), Words("重新公布", "published it again"), ("disputed",), "published", ("community",),
             fields=(_NOTE,), seen="teller", tells=("recipient", "claimant")),
        Step("thank", Words("说声谢谢", "Say thank you"), Words("说了谢谢", "said thank you"), ("confirmed",), "thanked", ("recipient", "community"),
             fields=(
                 Field("note", "long_text", Words("谢谢的话（认领的人会看到，不写姓名）", "Thanks, without names"), limit=300),
                 Field("files", "files", Words("照片", "A photo"), required=False, limit=3),
             ), seen="teller", tells=("claimant",), main=True),
        Step("close", Words("办结", "Close"), Words("办结了", "closed it"), ("delivered", "confirmed", "thanked"), "closed", ("community",),
             fields=(_NOTE_MAY,), seen="teller", tells=("recipient",), often=True, bulk=True),
        Step("withdraw", Words("撤回心愿", "Withdraw it"), Words("撤回了", "withdrew it"), BEFORE, "withdrawn", ("recipient", "community"),
             fields=(_NOTE_MAY,), seen="teller", tells=("claimant", "recipient")),
    ),
)  # fmt: skip

CLAIM_RELATIONS = {
    "claimant": Words("认领的人", "Whoever claimed it"), "community": Words("社区工作人员", "The community's workers"),
    "recipient": Words("许愿的人", "Whoever wishes"), "clock": Words("平台", "The platform"),
}  # fmt: skip
OPEN = ("held", "accepted", "started")

CLAIM = Procedure(
    code="wish_claim",
    words=Words("心愿认领", "Claim on a wish"),
    start="held",
    relations=CLAIM_RELATIONS,
    clocks=frozenset({"wish.accept", "wish.start"}),
    states=(
        State("held", Words("待社区同意", "To be accepted"), Words("等社区同意", "Waiting for the community"), "soon", "◔"),
        State("accepted", Words("已同意", "Accepted"), Words("可以联系了", "You may arrange it"), "calm", "●"),
        State("started", Words("约好了，在办", "Under way"), Words("约好了，在办", "Under way"), "calm", "●"),
        State("delivered", Words("已送到", "Delivered"), Words("送到了，等本人确认", "Delivered"), "soon", "◕"),
        State("done", Words("已完成", "Done"), Words("完成了，谢谢您", "Done, thank you"), "good", "✓", final=True),
        State("refused", Words("没同意", "Not accepted"), Words("这次没能认领", "Not accepted"), "calm", "×", final=True),
        State("returned", Words("已退回", "Given back"), Words("退回了", "Given back"), "calm", "–", final=True),
        State("lapsed", Words("到时放开", "Freed"), Words("到时间放开了", "Freed"), "calm", "–", final=True),
    ),
    steps=(
        Step("accept", Words("同意认领", "Accept the claim"), Words("同意认领", "accepted the claim"), ("held",), "accepted", ("community",),
             when=(rules.is_not_silent, rules.accepts_for_another), fields=(_NOTE_MAY,), seen="teller", tells=("claimant", "recipient"), main=True,
             bulk=True, clock="wish.accept"),
        Step("refuse", Words("不同意", "Do not accept"), Words("没有同意", "did not accept it"), ("held",), "refused", ("community",),
             fields=(Field("note", "long_text", Words("为什么（对方会看到）", "Why"), limit=300),), seen="teller", tells=("claimant",)),
        Step("start", Words("约好了时间", "A day is fixed"), Words("约好了时间", "fixed a day"), ("accepted",), "started", ("claimant", "community"),
             when=(rules.is_not_silent,), fields=(Field("on", "date", Words("哪一天", "Which day")), _NOTE_MAY), seen="teller", tells=("recipient",),
             main=True, clock="wish.start"),
        Step("deliver", Words("送到了、办好了", "It is done"), Words("送到了", "delivered it"), ("accepted", "started"), "delivered",
             ("claimant", "community"), when=(rules.is_not_silent, rules.earlier_parts_done),
             fields=(
                 Field("note", "long_text", Words("怎么办成的（作为凭据，不写姓名门牌）", "What was done, as proof"), limit=400), _FILES,
             ), seen="teller", tells=("recipient", "community"), main=True),
        Step("finish", Words("确认完成", "Finish"), Words("完成了", "finished"), ("delivered",), "done", ("clock",), seen="teller"),
        Step("give_back", Words("办不成，退回", "Give it back"), Words("退回了", "gave it back"), OPEN, "returned", ("claimant",),
             fields=(Field("note", "long_text", Words("什么原因", "Why"), required=False, limit=300),), seen="teller", tells=("community",)),
        Step("take_back", Words("过了日子，收回", "Take it back"), Words("收回了", "took it back"), ("accepted", "started"), "returned", ("community",),
             when=(rules.is_overdue,), fields=(_NOTE,), seen="teller", tells=("claimant",)),
        Step("undo", Words("随心愿撤回", "Undo with its wish"), Words("随心愿撤回了", "undone with its wish"), (*OPEN, "delivered"), "returned", ("clock",), seen="teller"),
        Step("lapse", Words("到时放开", "Free it"), Words("没有动静，放开给别人", "freed it after silence"), ("held", "accepted"), "lapsed", ("clock",),
             when=(rules.is_silent,), seen="teller", tells=("claimant",)),
    ),
)  # fmt: skip
