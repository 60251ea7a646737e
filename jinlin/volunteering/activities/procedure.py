"""The life of an activity, of a sign-up, and of a series that comes again. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.volunteering.activities import words

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=1000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)

RELATIONS = {
    "organiser": Words("活动组织者", "The organiser"), "reviewer": Words("社区另一位工作人员或上级", "Another worker, or the level above"),
    "lead": Words("授课的人", "Whoever leads it"), "supervisor": Words("上级", "The level above"), "clock": Words("平台", "The platform"),
}  # fmt: skip


@dataclass(frozen=True)
class ActivityFacts:
    """What the rules ask about an activity at the moment."""

    minutes_to_start: int = 0
    minutes_to_end: int = 0
    has_room: bool = True
    needs_review: bool = False
    attended: int = 0
    is_locked: bool = False
    supervisors_lack: bool = False


def is_ahead(facts: ActivityFacts) -> Reason | None:
    """What has begun is not planned any more."""
    if facts.minutes_to_start <= 0:
        return Reason("too_late", Words("开始时间已经过了", "Its beginning is past"))
    return None


def has_room(facts: ActivityFacts) -> Reason | None:
    """Nothing is published whose room is not booked."""
    if not facts.has_room:
        return Reason(
            "no_room",
            Words("场地还没约好，先改时间或场地", "The room is not booked; change time or room first"),
        )
    return None


def is_minded(facts: ActivityFacts) -> Reason | None:
    """Children's activities need grown-ups who mind them."""
    if facts.supervisors_lack:
        return Reason(
            "no_supervisor",
            Words("先填到场看护的大人有几位", "Say first how many grown-ups mind the children"),
        )
    return None


def needs_no_review(facts: ActivityFacts) -> Reason | None:
    """With minors, food or outdoors a second person looks first."""
    if facts.needs_review:
        return Reason(
            "not_alone",
            Words(
                "这类活动要另一位工作人员看过再发布，请提交审核",
                "This kind is looked at by a second person first",
            ),
        )
    return None


def has_begun(facts: ActivityFacts) -> Reason | None:
    """An activity begins at its hour, at the earliest half an hour before."""
    if facts.minutes_to_start > 30:
        return Reason(
            "too_early", Words("还没到时间，开始前半小时起可以开场", "It opens half an hour before")
        )
    return None


def is_over(facts: ActivityFacts) -> Reason | None:
    """An activity is closed when its time is over."""
    if facts.minutes_to_end > 0:
        return Reason("not_yet", Words("还没到结束时间", "It has not ended yet"))
    return None


def somebody_came(facts: ActivityFacts) -> Reason | None:
    """Held means that at least one came."""
    if facts.attended <= 0:
        return Reason(
            "no_attendance",
            Words(
                "还没有到场记录：先补签到或人数；真没人来，点“没人来”",
                "Nobody is recorded; enter who came, or say that nobody did",
            ),
        )
    return None


def nobody_came(facts: ActivityFacts) -> Reason | None:
    """Void means that nobody is recorded."""
    if facts.attended > 0:
        return Reason("not_void", Words("有到场记录，不算没人来", "Somebody is recorded"))
    return None


def may_lock(facts: ActivityFacts) -> Reason | None:
    """The list is locked seventy-two hours after the end."""
    if not facts.is_locked:
        return Reason("not_yet", Words("结束 72 小时后锁定", "Locked 72 hours after the end"))
    return None


_BEGINS = Field("begins", "datetime", Words("改到什么时候", "New beginning"))
_MINUTES = Field("minutes", "integer", Words("多少分钟", "How many minutes"), least=15, limit=720)
_CAPACITY = Field("capacity", "integer", Words("名额（不限填 0）", "Places (0 without limit)"), limit=5000)
_WAITING = Field(
    "waiting",
    "integer",
    Words("候补最多几位（不限填 0）", "Waiting list at most (0 without limit)"),
    limit=5000,
)
_MINDERS = Field(
    "supervisors",
    "integer",
    Words("到场看护的大人有几位", "Grown-ups who mind the children"),
    required=False,
    limit=200,
)

ACTIVITY = Procedure(
    code="activity",
    words=Words("活动", "Activity"),
    start="draft",
    relations=RELATIONS,
    states=(
        State("draft", Words("草稿", "Draft"), Words("筹备中", "Being prepared"), "calm", "○"),
        State("in_review", Words("待审核", "In review"), Words("筹备中", "Being prepared"), "soon", "◔"),
        State("published", Words("已发布", "Published"), Words("可以报名", "Open for sign-up"), "good", "✓"),
        State("under_way", Words("进行中", "Under way"), Words("正在进行", "Under way"), "calm", "●"),
        State("held", Words("已办成", "Held"), Words("已经结束", "Over"), "good", "✓"),
        State("void", Words("没有到场记录", "Nobody recorded"), Words("已经结束", "Over"), "calm", "–"),
        State("cancelled", Words("已取消", "Called off"), Words("取消了", "Called off"), "late", "×", final=True),
        State("locked", Words("已归档", "Locked"), Words("已经结束", "Over"), "calm", "■", final=True),
    ),
    steps=(
        Step("submit", Words("提交审核", "Submit for review"), Words("提交审核", "submitted it for review"), ("draft",), "in_review", ("organiser",),
             when=(is_ahead, is_minded), fields=(_NOTE_MAY,), tells=("reviewer",), seen="staff", main=True),
        Step("publish", Words("发布", "Publish"), Words("发布了", "published it"), ("draft",), "published", ("organiser", "clock"),
             when=(is_ahead, needs_no_review, is_minded, has_room), main=True),
        Step("approve", Words("同意发布", "Approve and publish"), Words("看过，发布了", "looked at it and published it"), ("in_review",), "published", ("reviewer",),
             when=(is_ahead, has_room), fields=(_NOTE_MAY,), tells=("organiser",), main=True, bulk=True),
        Step("send_back", Words("退回修改", "Send back"), Words("退回修改", "sent it back"), ("in_review",), "draft", ("reviewer",),
             fields=(_NOTE,), tells=("organiser",), seen="staff", often=True),
        Step("change", Words("改名额和候补", "Change places"), Words("改了名额", "changed the places"), ("draft", "in_review", "published"), None, ("organiser",),
             fields=(_CAPACITY, _WAITING, _MINDERS, _NOTE_MAY), often=True),
        Step("move", Words("改时间场地", "Move it"), Words("改了时间场地", "moved it"), ("draft", "in_review", "published"), None, ("organiser",), when=(is_ahead,),
             fields=(
                 _BEGINS, _MINUTES, Field("space", "subject", Words("哪个房间", "Which room"), required=False, of="activity_room"),
                 Field("where", "text", Words("不在驿站的写明地点", "Where, if in no room"), required=False, limit=80), _NOTE,
             ), tells=("reviewer",), often=True),
        Step("begin", Words("开始", "Begin"), Words("开始了", "began"), ("published",), "under_way", ("organiser", "lead", "clock"), when=(has_begun,), main=True),
        Step("close", Words("结束，核对到场", "Close it"), Words("核对到场，办成了", "closed it as held"), ("published", "under_way"), "held", ("organiser", "lead", "clock"),
             when=(is_over, somebody_came), fields=(_NOTE_MAY, _FILES), main=True),
        Step("void", Words("没人来", "Nobody came"), Words("说没有人来", "said that nobody came"), ("published", "under_way"), "void", ("organiser", "lead"),
             when=(is_over, nobody_came), fields=(_NOTE_MAY,)),
        Step("unrecorded", Words("没有到场记录", "No list of who came"), Words("没有到场记录，不算办成；补记了就算", "no list of who came, so it does not count as held; it does once they are entered"),
             ("published", "under_way"), "void", ("clock",), when=(is_over, nobody_came)),
        Step("revive", Words("补到了场记录", "Somebody came after all"), Words("补到了场记录，算办成", "it counts as held after all"), ("void",), "held",
             ("organiser", "clock"), when=(somebody_came,)),
        Step("summarise", Words("写小结，传照片", "Write a summary"), Words("写了小结", "wrote a summary"), ("held", "locked"), None, ("organiser", "lead"),
             fields=(Field("summary", "long_text", Words("小结（居民会看到，不写人名）", "Summary (all read it; no names)"), limit=2000), _FILES), often=True),
        Step("cancel", Words("取消活动", "Call it off"), Words("取消了活动", "called it off"), ("draft", "in_review", "published", "under_way"), "cancelled",
             ("organiser", "supervisor"),
             fields=(
                 Field("reason", "choice", Words("为什么", "Why"), choices=words.CANCELS),
                 Field("note", "long_text", Words("对报名的人说明（大家会看到）", "What those who signed up read"), limit=600),
             ), weighty=True),
        Step("lock", Words("锁定", "Lock"), Words("到场记录锁定", "locked the list"), ("held",), "locked", ("clock",), when=(may_lock,), seen="staff"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class SignUpFacts:
    """What the rules ask about a sign-up at the moment."""

    minutes_to_start: int = 0
    offer_is_over: bool = False
    is_free: bool = False
    is_open_call: bool = False


def is_free(facts: SignUpFacts) -> Reason | None:
    """A place is had only where one is free."""
    return None if facts.is_free else Reason("no_place", Words("没有空位", "No place is free"))


def is_open_call(facts: SignUpFacts) -> Reason | None:
    """Less than two hours ahead a free place is not kept for anybody: whoever comes first has it."""
    if facts.is_open_call and facts.is_free:
        return None
    return Reason(
        "no_place",
        Words("还没有空位；有了会先留给候补第一位", "No place is free; the first on the list is asked first"),
    )


def offer_stands(facts: SignUpFacts) -> Reason | None:
    """A place is kept until its hour."""
    if facts.offer_is_over:
        return Reason(
            "too_late",
            Words("留位的时间过了，名额已让给下一位", "The time is over; the place went to the next"),
        )
    return None


def offer_is_over(facts: SignUpFacts) -> Reason | None:
    """A place is kept until its hour."""
    return None if facts.offer_is_over else Reason("not_yet", Words("留位时间还没到", "The time is not over"))


def not_begun(facts: SignUpFacts) -> Reason | None:
    """After the beginning nothing is cancelled; who did not come is seen from the list."""
    return Reason("too_late", Words("已经开始了", "It has begun")) if facts.minutes_to_start <= 0 else None


SIGN_UP = Procedure(
    code="sign_up",
    words=Words("报名", "Sign-up"),
    start="asked",
    relations={
        "holder": Words("报名的人或代报的人", "Whoever signed up, or did so for them"), "guardian": Words("监护人", "The guardian"),
        "organiser": Words("活动组织者", "The organiser"), "clock": Words("平台", "The platform"),
    },
    states=(
        State("asked", Words("等监护人同意", "Waits for a guardian"), Words("等监护人同意", "Waits for a guardian"), "soon", "◔"),
        State("waiting", Words("候补", "Waiting"), Words("候补中", "On the waiting list"), "soon", "…"),
        State("offered", Words("有空位，等确认", "A place is kept"), Words("有空位了，请确认", "A place is kept for you"), "soon", "!"),
        State("confirmed", Words("报上了", "Confirmed"), Words("报上了", "You have a place"), "good", "✓"),
        State("declined", Words("不来了", "Declined"), Words("已谢绝", "Declined"), "calm", "×", final=True),
        State("lapsed", Words("没有确认", "Not answered"), Words("没有确认，让给下一位了", "Not answered in time"), "calm", "–", final=True),
        State("cancelled", Words("已取消", "Cancelled"), Words("已取消", "Cancelled"), "calm", "×", final=True),
        State("dropped", Words("活动方取消", "Dropped by the host"), Words("活动方取消了", "Dropped by the host"), "late", "×", final=True),
    ),
    steps=(
        Step("consent", Words("同意参加", "Consent"), Words("监护人同意了", "the guardian consented"), ("asked",), "waiting", ("guardian", "organiser"),
             fields=(
                 Field("photo_ok", "yes_no", Words("可以拍照（仍不公开孩子的照片）", "Photos may be taken (children's are never public)"), required=False),
                 Field("pickup", "text", Words("谁来接（称呼）", "Who picks up"), required=False, limit=40), _FILES,
             ), seen="teller", main=True),
        Step("confirm", Words("给位", "Give the place"), Words("报上了", "got a place"), ("waiting",), "confirmed", ("clock",), when=(is_free,), seen="teller"),
        Step("offer", Words("留位", "Keep a place"), Words("空出一位，留给候补", "a place was kept"), ("waiting",), "offered", ("clock",), when=(is_free,), seen="teller"),
        Step("take", Words("还有空位，我要来", "Take the free place"), Words("要了空位", "took a free place"), ("waiting",), "confirmed",
             ("holder", "guardian", "organiser"), when=(is_open_call,), seen="teller", often=True),
        Step("accept", Words("我要来", "I will come"), Words("确认来", "will come"), ("offered",), "confirmed", ("holder", "guardian", "organiser"),
             when=(offer_stands,), seen="teller", main=True),
        Step("decline", Words("不来了，让给别人", "Give it to others"), Words("让给了别人", "gave it to others"), ("offered",), "declined",
             ("holder", "guardian", "organiser"), seen="teller", often=True),
        Step("lapse", Words("留位到期", "Let it lapse"), Words("留位到期", "it lapsed"), ("offered",), "lapsed", ("clock",), when=(offer_is_over,), seen="teller"),
        Step("cancel", Words("不来了，取消报名", "Cancel"), Words("取消了报名", "cancelled"), ("asked", "waiting", "offered", "confirmed"), "cancelled",
             ("holder", "guardian", "organiser"), when=(not_begun,), fields=(_NOTE_MAY,), seen="teller", often=True),
        Step("drop", Words("取消这个名额", "Drop it"), Words("活动方取消了名额", "the host dropped it"), ("asked", "waiting", "offered", "confirmed"), "dropped",
             ("organiser", "clock"), fields=(Field("note", "long_text", Words("为什么（本人会看到）", "Why (they read it)"), limit=400),), tells=("holder",), seen="teller"),
    ),
)  # fmt: skip

ACTIVE = ("asked", "waiting", "offered", "confirmed")
"""States of a sign-up that still stands; one of them for each person and activity."""


SERIES = Procedure(
    code="activity_series",
    words=Words("固定活动", "Series of activities"),
    start="running",
    relations={"organiser": RELATIONS["organiser"], "lead": RELATIONS["lead"], "supervisor": RELATIONS["supervisor"], "clock": RELATIONS["clock"]},
    states=(
        State("running", Words("进行中", "Running"), Words("进行中", "Running"), "good", "✓"),
        State("paused", Words("暂停", "Paused"), Words("暂停", "Paused"), "soon", "‖"),
        State("ended", Words("已结束", "Ended"), Words("已结束", "Ended"), "calm", "×", final=True),
    ),
    steps=(
        Step("split", Words("从某天起改安排", "Change from a day on"), Words("从一天起另作安排", "arranged it anew from a day on"), ("running", "paused"), "ended",
             ("organiser",),
             fields=(
                 Field("from_on", "date", Words("从哪天起", "From which day")),
                 Field("rule", "long_text", Words("新的重复规则（不改就空着）", "The new rule (empty: as before)"), required=False, limit=400),
                 Field("begins", "time", Words("几点开始（不改就空着）", "From (empty: as before)"), required=False),
                 Field("minutes", "integer", Words("多少分钟（不改就空着）", "Minutes (empty: as before)"), required=False, limit=720),
                 Field("capacity", "integer", Words("名额（不改就空着）", "Places (empty: as before)"), required=False, limit=5000),
                 _NOTE_MAY,
             ), often=True),
        Step("except_day", Words("停一次", "Leave one day out"), Words("停一次", "left one day out"), ("running", "paused"), None, ("organiser",),
             fields=(Field("on", "date", Words("哪一天", "Which day")), _NOTE), often=True),
        Step("pause", Words("暂停往后排", "Pause"), Words("暂停往后排", "paused it"), ("running",), "paused", ("organiser",), fields=(_NOTE,)),
        Step("resume", Words("继续", "Go on"), Words("继续排", "went on"), ("paused",), "running", ("organiser",), main=True),
        Step("end", Words("结束这个系列", "End it"), Words("结束了", "ended it"), ("running", "paused"), "ended", ("organiser", "supervisor"),
             fields=(_NOTE,), weighty=True),
    ),
)  # fmt: skip
