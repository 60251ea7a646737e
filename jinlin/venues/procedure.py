"""The life of a station, of a booking, and of an asset that breaks and is mended. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.venues import words

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=1000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)

STATION_RELATIONS = {
    "keeper": Words("社区或场所单位", "The community or the venue's institution"),
    "supervisor": Words("上级", "The level above"),
    "clock": Words("平台", "The platform"),
}


@dataclass(frozen=True)
class StationFacts:
    """What the rules ask about a station: open bookings ahead, and whether it has any opening hours."""

    bookings_ahead: int = 0
    has_hours: bool = False


def has_hours(facts: StationFacts) -> Reason | None:
    """A station opens with published hours."""
    if not facts.has_hours:
        return Reason("no_hours", Words("先填开放时间，再对外开放", "Enter the opening hours first"))
    return None


def nothing_booked(facts: StationFacts) -> Reason | None:
    """Nobody's booking is lost without a word: each is moved or cancelled with notice first."""
    if facts.bookings_ahead:
        zh = f"还有 {facts.bookings_ahead} 个预约没有安排好：先逐个改期或说明取消"
        return Reason("not_settled", Words(zh, f"{facts.bookings_ahead} bookings must be settled first"))
    return None


STATION = Procedure(
    code="station",
    words=Words("驿站场所", "Venue"),
    start="planned",
    relations=STATION_RELATIONS,
    states=(
        State("planned", Words("已列入计划", "Planned"), Words("筹建中", "Planned"), "calm", "○"),
        State("building", Words("建设中", "Being built"), Words("建设中", "Being built"), "soon", "◔"),
        State("open", Words("开放", "Open"), Words("开放", "Open"), "good", "✓"),
        State("suspended", Words("暂停开放", "Suspended"), Words("暂停开放", "Suspended"), "soon", "‖"),
        State("closed", Words("已撤", "Closed"), Words("已撤", "Closed"), "calm", "×", final=True),
    ),
    steps=(
        Step("begin", Words("开工", "Begin"), Words("开工建设", "began to build"), ("planned",), "building", ("keeper", "supervisor"),
             fields=(_NOTE_MAY, _FILES), tells=("supervisor",), main=True),
        Step("progress", Words("记建设进度", "Record progress"), Words("记了建设进度", "recorded progress"), ("building",), None,
             ("keeper", "supervisor"), fields=(Field("percent", "integer", Words("完成百分之几", "Per cent done"), least=0, limit=100), _NOTE, _FILES),
             often=True),
        Step("fund", Words("登记资金", "Enter funds"), Words("登记了一笔资金", "entered funds"), ANY_OPEN, None, ("keeper", "supervisor"),
             fields=(
                 Field("level", "choice", Words("哪一级的钱", "From which level"), choices=words.LEVELS),
                 Field("amount", "money", Words("金额（元）", "Amount (yuan)"), least=1),
                 Field("on", "date", Words("到账日期", "Received on")),
                 Field("voucher", "text", Words("凭证号", "Voucher"), limit=60),
                 _FILES,
             ), often=True),
        Step("open", Words("对外开放", "Open it"), Words("对外开放", "opened it"), ("planned", "building"), "open", ("keeper",),
             when=(has_hours,), fields=(_NOTE_MAY, _FILES), tells=("supervisor",), main=True),
        Step("check", Words("自查一项标准", "Check the standard"), Words("自查了一项标准", "checked the standard"), ("open", "suspended", "building"), None,
             ("keeper", "supervisor"),
             fields=(
                 Field("item", "subject", Words("哪一项", "Which item"), of="standard_item"),
                 Field("met", "yes_no", Words("达到了", "It is met"), required=False), _NOTE_MAY, _FILES,
             ), often=True),
        Step("suspend", Words("暂停开放", "Suspend"), Words("暂停开放", "suspended it"), ("open",), "suspended", ("keeper", "supervisor"),
             when=(nothing_booked,),
             fields=(
                 Field("reason", "choice", Words("原因", "Reason"), choices=words.SUSPENSIONS),
                 Field("until", "date", Words("预计到哪天", "Expected until")), _NOTE,
             ), tells=("supervisor",)),
        Step("reopen", Words("恢复开放", "Open again"), Words("恢复开放", "opened it again"), ("suspended",), "open", ("keeper",),
             fields=(_NOTE_MAY,), main=True),
        Step("close", Words("撤销", "Close for good"), Words("撤销了", "closed it for good"), ("planned", "building", "open", "suspended"), "closed",
             ("supervisor",), when=(nothing_booked,), fields=(_NOTE,), weighty=True, tells=("keeper",)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class BookingFacts:
    """What the rules ask about a booking at the moment: minutes until it begins, and whether it has begun and ended.

    ``early`` and ``late`` are the minutes before and after the beginning between which one checks in.
    """

    minutes_to_start: int = 0
    minutes_to_end: int = 0
    needs_approval: bool = False
    hold_is_over: bool = False
    early: int = 15
    late: int = 15


def is_ahead(facts: BookingFacts) -> Reason | None:
    """What has begun is not cancelled any more."""
    if facts.minutes_to_start <= 0:
        return Reason("too_late", Words("已经到时间了", "It has begun already"))
    return None


def may_check_in(facts: BookingFacts) -> Reason | None:
    """At the door from some minutes before the beginning until some after it."""
    early, late = facts.early, facts.late
    if facts.minutes_to_start > early:
        zh = f"还没到时间，开始前 {early} 分钟起可以签到"
        return Reason("too_early", Words(zh, f"Check-in opens {early} minutes before"))
    if facts.minutes_to_start < -late:
        zh = f"过了 {late} 分钟，位置已经放给别人"
        return Reason("too_late", Words(zh, f"After {late} minutes the room was released"))
    return None


def nobody_came(facts: BookingFacts) -> Reason | None:
    """Released some minutes after the beginning."""
    late = facts.late
    if facts.minutes_to_start >= -late:
        return Reason(
            "not_yet", Words(f"要等开始 {late} 分钟以后", f"Only {late} minutes after the beginning")
        )
    return None


def is_done(facts: BookingFacts) -> Reason | None:
    """A booking ends when its time does."""
    if facts.minutes_to_end > 0:
        return Reason("not_yet", Words("还没到结束时间", "It has not ended yet"))
    return None


def hold_is_over(facts: BookingFacts) -> Reason | None:
    """A hold lives some minutes."""
    if not facts.hold_is_over:
        return Reason("not_yet", Words("还在保留的时间里", "It is still held"))
    return None


def hold_stands(facts: BookingFacts) -> Reason | None:
    """A hold that is over gives nothing any more."""
    if facts.hold_is_over:
        return Reason("too_late", Words("保留的时间过了，请重新选时间", "The hold is over; choose again"))
    return None


def needs_no_approval(facts: BookingFacts) -> Reason | None:
    """Some rooms are given by a person."""
    if facts.needs_approval:
        return Reason("not_alone", Words("这里要场所同意，请提交申请", "This room is given on approval"))
    return None


BOOKING_RELATIONS = {
    "holder": Words("预约的人", "Whoever booked"), "keeper": Words("社区或场所单位", "The community or the venue's institution"),
    "clock": Words("平台", "The platform"),
}  # fmt: skip

BOOKING = Procedure(
    code="booking",
    words=Words("场所预约", "Booking"),
    start="held",
    relations=BOOKING_RELATIONS,
    clocks=frozenset({"booking_decision"}),
    states=(
        State("held", Words("暂时保留", "Held"), Words("给您保留着", "Held for you"), "soon", "◔"),
        State("requested", Words("待同意", "Waiting for approval"), Words("等场所同意", "Waiting for approval"), "soon", "◔"),
        State("confirmed", Words("已约好", "Confirmed"), Words("约好了", "Confirmed"), "good", "✓"),
        State("in_use", Words("使用中", "In use"), Words("使用中", "In use"), "calm", "●"),
        State("completed", Words("已用完", "Completed"), Words("用完了", "Completed"), "good", "✓", final=True),
        State("absent", Words("没来", "Not used"), Words("没来，已放给别人", "Not used, released"), "calm", "–", final=True),
        State("cancelled", Words("已取消", "Cancelled"), Words("已取消", "Cancelled"), "calm", "×", final=True),
        State("rejected", Words("没同意", "Not given"), Words("没能约上", "Not given"), "late", "×", final=True),
        State("displaced", Words("被调整", "Displaced"), Words("因急事调整了", "Displaced"), "late", "!", final=True),
        State("expired", Words("保留到期", "Hold over"), Words("保留到期", "Hold over"), "calm", "×", final=True),
    ),
    steps=(
        Step("confirm", Words("就这样约", "Book it"), Words("约好了", "booked it"), ("held",), "confirmed", ("holder", "keeper"),
             when=(hold_stands, needs_no_approval), tells=("holder",), seen="teller", main=True),
        Step("request", Words("提交申请", "Ask for it"), Words("提交了申请", "asked for it"), ("held",), "requested", ("holder", "keeper"),
             when=(hold_stands,), tells=("keeper", "holder"), seen="teller", main=True),
        Step("expire", Words("保留到期", "Let the hold go"), Words("保留到期放开", "let the hold go"), ("held",), "expired", ("clock",),
             when=(hold_is_over,), seen="teller"),
        Step("approve", Words("同意", "Approve"), Words("同意了", "approved it"), ("requested",), "confirmed", ("keeper",),
             fields=(_NOTE_MAY,), tells=("holder",), seen="teller", main=True, bulk=True, clock="booking_decision"),
        Step("reject", Words("不同意", "Decline"), Words("没同意", "declined it"), ("requested",), "rejected", ("keeper",),
             fields=(Field("note", "long_text", Words("为什么（申请人会看到）", "Why (the asker reads it)"), limit=600),),
             tells=("holder",), seen="teller", often=True),
        Step("check_in", Words("签到", "Check in"), Words("签到", "checked in"), ("confirmed",), "in_use", ("holder", "keeper"),
             when=(may_check_in,), seen="teller", main=True, often=True),
        Step("leave", Words("用完离开", "Leave it tidy"), Words("用完离开", "left it tidy"), ("in_use",), "completed", ("holder", "keeper"),
             fields=(_FILES, _NOTE_MAY), seen="teller", main=True),
        Step("end", Words("到时结束", "End it"), Words("到时间结束", "ended with its time"), ("in_use",), "completed", ("clock",),
             when=(is_done,), seen="teller"),
        Step("release", Words("没来，放开", "Release it"), Words("没有人来，放给别人", "released it, nobody came"), ("confirmed",), "absent",
             ("keeper", "clock"), when=(nobody_came,), tells=("holder",), seen="teller"),
        Step("cancel", Words("不用了，取消", "Cancel"), Words("取消了", "cancelled it"), ("held", "requested", "confirmed"), "cancelled",
             ("holder", "keeper"), when=(is_ahead,), fields=(_NOTE_MAY,), tells=("holder", "keeper"), seen="teller", often=True),
        Step("displace", Words("因急事调整", "Displace"), Words("因急事作了调整", "displaced it"), ("requested", "confirmed", "in_use"), "displaced",
             ("keeper",),
             fields=(
                 Field("reason", "choice", Words("什么急事", "For what"), choices=words.PREEMPTIONS),
                 Field("instead", "subject", Words("同样的时间改到哪间（替对方约好）", "Another room at the same time, booked for them"), required=False,
                       of="room_instead"),
                 Field("note", "long_text", Words("道歉，并说明改到哪里或怎么办（对方会看到）", "Apologise and offer another way"), limit=600),
             ), tells=("holder",), seen="teller"),
    ),
)  # fmt: skip

ASSET_RELATIONS = {
    "keeper": Words("社区或场所单位", "The community or the venue's institution"),
    "anybody": Words("看到它坏了的人", "Whoever sees it broken"),
}

ASSET = Procedure(
    code="asset",
    words=Words("设施", "Asset"),
    start="working",
    relations=ASSET_RELATIONS,
    states=(
        State("working", Words("好用", "Working"), Words("好用", "Working"), "good", "✓"),
        State("broken", Words("报修中", "Told broken"), Words("已报修", "Told broken"), "late", "!"),
        State("retired", Words("已撤走", "Retired"), Words("已撤走", "Retired"), "calm", "×", final=True),
    ),
    steps=(
        Step("told_broken", Words("坏了，报修", "It is broken"), Words("报修", "told it broken"), ("working",), "broken", ("anybody", "keeper"),
             fields=(Field("note", "long_text", Words("哪里坏了", "What is broken"), required=False, limit=500), _FILES), tells=("keeper",), main=True),
        Step("mended", Words("修好了", "It is mended"), Words("修好了", "mended it"), ("broken",), "working", ("keeper",),
             fields=(_NOTE_MAY, _FILES), main=True),
        Step("keep", Words("换看管的人", "Change who looks after it"), Words("换了看管的人", "changed who looks after it"), ("working", "broken"), None,
             ("keeper",), fields=(Field("keeper", "text", Words("谁看管（岗位或单位，不写电话）", "Who looks after it"), limit=60),), often=True),
        Step("retire", Words("撤走", "Retire"), Words("撤走了", "retired it"), ("working", "broken"), "retired", ("keeper",), fields=(_NOTE,)),
    ),
)  # fmt: skip
